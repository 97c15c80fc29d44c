using Tidemark.Testing;
using Tidemark.Testing.Processes;
using Tidemark.Tsbs.Data;
using Tidemark.Tsbs.Loading;
using Tidemark.Tsbs.Measuring;
using Tidemark.Tsbs.Queries;
using Tidemark.Tsbs.Servers;
using Xunit;

namespace Tidemark.Tsbs.Tests;

/// <summary>The whole way on a PostgreSQL, which is a peer that every query runs on.</summary>
public class MeasurementTests
{
    [RequiresTheory(Prerequisite.PostgreSql)]
    [InlineData(DataSet.Cpu)]
    [InlineData(DataSet.Iot)]
    internal async Task Every_query_runs_and_equal_data_give_equal_rows(DataSet set)
    {
        var workload = new Workload { Set = set, Scale = 5, Hours = 1, IntervalSeconds = 60, Seed = 7 };
        await using var oracle = await PostgresOracle.StartAsync();
        await using var server = await Server.ConnectAsync(oracle.ConnectionString, kind: null, directory: null, CancellationToken.None);
        Assert.Equal(ServerKind.PostgreSql, server.Kind);

        var loads = await new CopyLoader(workload, clients: 2, batch: 100).LoadAsync(server, (_, _) => { }, CancellationToken.None);
        Assert.All(loads, load => Assert.Equal(300, load.Rows));
        foreach (var load in loads)
            Assert.True((await Aftermath.OfAsync(server, load, compress: false, CancellationToken.None)).Bytes > 0);

        var runner = new QueryRunner(workload, repetitions: 2, checks: 1);
        foreach (var query in set == DataSet.Cpu ? BenchmarkQuery.CpuQueries : BenchmarkQuery.IotQueries)
        {
            var measured = await runner.MeasureAsync(query, server, server, CancellationToken.None);
            Assert.Equal((null, null, ""), (measured.TargetError, measured.PeerError, measured.Difference));
            Assert.True(measured.Ratio > 0);
        }
    }

    [Fact]
    public void Quantiles_lie_between_the_ranks()
    {
        var timing = Timing.Of([4, 1, 3, 2], rows: 9);

        Assert.Equal((2.5, 1, 9), (timing.MedianMs, timing.MinMs, timing.Rows));
        Assert.Equal(3.85, timing.P95Ms, precision: 9);
    }

    [Fact]
    public void The_geometric_mean_leaves_out_what_is_missing() =>
        Assert.Equal(4, QueryMeasurement.GeometricMean([2, null, 8])!.Value, precision: 9);
}
