namespace Tidemark.Tsbs.Queries;

/// <summary>groupby-orderby-limit: the last five maxima by minute before a random instant.</summary>
internal static class GroupByOrderByLimit
{
    public static BenchmarkQuery Query { get; } = new("groupby-orderby-limit", Ordered: true, draw => $"""
        SELECT time_bucket('60 seconds', time) AS minute, max(usage_user)
        FROM cpu
        WHERE time < {draw.WindowEnd(TimeSpan.FromHours(1))}
        GROUP BY minute
        ORDER BY minute DESC
        LIMIT 5
        """);
}
