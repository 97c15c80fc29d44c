using System.CommandLine;
using Tidemark.Benchmarks.Decoding;
using Tidemark.Benchmarks.Lookups;
using Tidemark.Benchmarks.Sizes;

var root = new RootCommand("what Tidemark's storage takes, how fast it decodes and how fast the engine finds rows, without a server")
{
    SizesCommand.Create(),
    DecodeCommand.Create(),
    LookupsCommand.Create(),
};

return root.Parse(args).Invoke();
