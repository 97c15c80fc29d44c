using Tidemark.Tsbs.Data;
using Tidemark.Tsbs.Queries;
using Xunit;

namespace Tidemark.Tsbs.Tests;

public class BenchmarkQueryTests
{
    private static readonly Workload Workload = new() { Set = DataSet.Cpu, Scale = 10, Hours = 48, IntervalSeconds = 10, Seed = 1 };

    [Fact]
    public void There_are_the_queries_of_both_use_cases()
    {
        Assert.Equal(16, BenchmarkQuery.CpuQueries.Length);
        Assert.Equal(13, BenchmarkQuery.IotQueries.Length);
    }

    [Fact]
    public void An_instance_of_a_query_is_always_the_same_and_its_neighbour_another()
    {
        var query = BenchmarkQuery.CpuQueries.Single(query => query.Name == "single-groupby-5-8-1");

        Assert.Equal(Text(query, 3), Text(query, 3));
        Assert.NotEqual(Text(query, 3), Text(query, 4));
    }

    [Fact]
    public void Hosts_of_one_query_differ()
    {
        var hosts = new QueryDraw(Workload, "q", 0).Hosts(8).Split(',');

        Assert.Equal(8, hosts.Distinct().Count());
    }

    [Fact]
    public void A_window_longer_than_the_data_is_all_of_them() =>
        Assert.Equal(
            "time >= '2016-01-01 00:00:00.000000 +0000' AND time < '2016-01-03 00:00:00.000000 +0000'",
            new QueryDraw(Workload, "q", 0).TimeWindow(TimeSpan.FromHours(100)));

    private static string Text(BenchmarkQuery query, int instance) => query.Sql(new QueryDraw(Workload, query.Name, instance));
}
