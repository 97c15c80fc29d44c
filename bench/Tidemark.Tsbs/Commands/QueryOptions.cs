using System.CommandLine;
using System.Text.RegularExpressions;
using Spectre.Console;
using Tidemark.Tsbs.Data;
using Tidemark.Tsbs.Measuring;
using Tidemark.Tsbs.Queries;

namespace Tidemark.Tsbs.Commands;

/// <summary>Which queries run how often, and the running itself.</summary>
internal sealed class QueryOptions
{
    private readonly Option<int> repeat = new("--repeat") { Description = "timed runs of each query on each server", DefaultValueFactory = _ => 10 };

    private readonly Option<int> check = new("--check")
    {
        Description = "runs of each query before the timed ones, whose rows are compared if there is a peer",
        DefaultValueFactory = _ => 2,
    };

    private readonly Option<string> only = new("--only") { Description = "regular expression of the queries to run", DefaultValueFactory = _ => "" };

    private readonly Option<bool> analytic = new("--analytic") { Description = "run ordinary analytic queries and look-ups over the cpu data set instead of TSBS's own" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[repeat, check, only, analytic])
            command.Options.Add(option);
    }

    public async Task<List<QueryMeasurement>> RunAsync(
        ParseResult parsed, Workload workload, MeasuredServers servers, IAnsiConsole console, CancellationToken cancel)
    {
        var isAnalytic = parsed.GetValue(analytic);
        foreach (var (server, _) in isAnalytic ? servers.All : [])
            await Analytics.PrepareAsync(server, cancel);
        var queries = isAnalytic ? Analytics.All : workload.Set == DataSet.Cpu ? BenchmarkQuery.CpuQueries : BenchmarkQuery.IotQueries;
        var chosen = queries.Where(query => Regex.IsMatch(query.Name, parsed.GetValue(only)!)).ToArray();
        var runner = new QueryRunner(workload, parsed.GetValue(repeat), parsed.GetValue(check));
        var measurements = new List<QueryMeasurement>();
        await console.Status().StartAsync("queries", async status =>
        {
            foreach (var query in chosen)
            {
                status.Status(query.Name);
                measurements.Add(await runner.MeasureAsync(query, servers.Target, servers.Peer, cancel));
            }
        });
        return measurements;
    }
}
