namespace Tidemark.Tsbs.Queries;

/// <summary>high-load: trucks of a fleet with more than nine tenths of their load.</summary>
internal static class HighLoad
{
    public static BenchmarkQuery Query { get; } = new("high-load", Ordered: false, draw => $"""
        SELECT t.name AS name, t.driver AS driver, d.*
        FROM tags t INNER JOIN LATERAL
            (SELECT current_load
            FROM diagnostics d
            WHERE d.tags_id=t.id
            ORDER BY time DESC LIMIT 1) d ON true
        WHERE t.name IS NOT NULL
        AND d.current_load/t.load_capacity > 0.9
        AND t.fleet = {draw.Fleet()}
        """);
}
