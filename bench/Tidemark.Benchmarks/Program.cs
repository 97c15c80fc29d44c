using System.CommandLine;
using Tidemark.Benchmarks.Decoding;
using Tidemark.Benchmarks.Sizes;

var root = new RootCommand("what Tidemark's storage takes and how fast it decodes, without a server")
{
    SizesCommand.Create(),
    DecodeCommand.Create(),
};

return root.Parse(args).Invoke();
