using Tidemark.Tsbs.Data;

namespace Tidemark.Tsbs.Queries;

/// <summary>double-groupby-M: averages of M metrics by hour and host, for all hosts over twelve hours.</summary>
internal static class DoubleGroupBy
{
    public static BenchmarkQuery[] All { get; } = [Of("1", 1), Of("5", 5), Of("all", CpuRows.Metrics.Length)];

    private static BenchmarkQuery Of(string name, int metrics)
    {
        var chosen = CpuRows.Metrics.Take(metrics).ToArray();
        var averages = string.Join(", ", chosen.Select(metric => $"avg({metric}) as mean_{metric}"));
        var means = string.Join(", ", chosen.Select(metric => $"mean_{metric}"));
        return new($"double-groupby-{name}", Ordered: true, draw => $"""
            WITH cpu_avg AS (
                SELECT time_bucket('3600 seconds', time) as hour, hostname,
                {averages}
                FROM cpu
                WHERE {draw.TimeWindow(TimeSpan.FromHours(12))}
                GROUP BY 1, 2
            )
            SELECT hour, hostname, {means}
            FROM cpu_avg
            ORDER BY hour, hostname
            """);
    }
}
