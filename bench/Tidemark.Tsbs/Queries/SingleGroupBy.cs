using Tidemark.Tsbs.Data;

namespace Tidemark.Tsbs.Queries;

/// <summary>single-groupby-M-H-T: maxima of M metrics by minute, for H hosts over T hours.</summary>
internal static class SingleGroupBy
{
    public static BenchmarkQuery[] All { get; } =
        [Of(1, 1, 1), Of(1, 1, 12), Of(1, 8, 1), Of(5, 1, 1), Of(5, 1, 12), Of(5, 8, 1)];

    private static BenchmarkQuery Of(int metrics, int hosts, int hours)
    {
        var maxima = string.Join(", ", CpuRows.Metrics.Take(metrics).Select(metric => $"max({metric}) as max_{metric}"));
        return new($"single-groupby-{metrics}-{hosts}-{hours}", Ordered: true, draw => $"""
            SELECT time_bucket('60 seconds', time) AS minute,
                {maxima}
            FROM cpu
            WHERE hostname IN ({draw.Hosts(hosts)}) AND {draw.TimeWindow(TimeSpan.FromHours(hours))}
            GROUP BY minute ORDER BY minute ASC
            """);
    }
}
