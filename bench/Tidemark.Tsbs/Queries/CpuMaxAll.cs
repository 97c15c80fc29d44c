using Tidemark.Tsbs.Data;

namespace Tidemark.Tsbs.Queries;

/// <summary>cpu-max-all-H: maxima of all metrics by hour, for H hosts over eight hours.</summary>
internal static class CpuMaxAll
{
    public static BenchmarkQuery[] All { get; } = [Of(1), Of(8)];

    private static BenchmarkQuery Of(int hosts)
    {
        var maxima = string.Join(", ", CpuRows.Metrics.Select(metric => $"max({metric}) as max_{metric}"));
        return new($"cpu-max-all-{hosts}", Ordered: true, draw => $"""
            SELECT time_bucket('3600 seconds', time) AS hour,
                {maxima}
            FROM cpu
            WHERE hostname IN ({draw.Hosts(hosts)}) AND {draw.TimeWindow(TimeSpan.FromHours(8))}
            GROUP BY hour ORDER BY hour
            """);
    }
}
