using System.CommandLine;
using Tidemark.Tsbs.Measuring;

namespace Tidemark.Tsbs.Commands;

/// <summary>How long round trips are counted, and the counting itself.</summary>
internal sealed class RoundtripOptions
{
    private readonly Option<double> seconds = new("--seconds") { Description = "length of each count", DefaultValueFactory = _ => 3 };

    public void AddTo(Command command) => command.Options.Add(seconds);

    public async Task MeasureAsync(ParseResult parsed, MeasuredServers servers, CancellationToken cancel)
    {
        var all = servers.All.ToArray();
        var measured = await Roundtrips.MeasureAsync([.. all.Select(pair => pair.Server)], TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancel);
        for (var i = 0; i < all.Length; i++)
            all[i].Report.Roundtrips = measured[i];
    }
}
