namespace Tidemark.Tsbs.Queries;

/// <summary>low-fuel: trucks of a fleet with less than a tenth of their fuel.</summary>
internal static class LowFuel
{
    public static BenchmarkQuery Query { get; } = new("low-fuel", Ordered: false, draw => $"""
        SELECT t.name AS name, t.driver AS driver, d.*
        FROM tags t INNER JOIN LATERAL
            (SELECT fuel_state
            FROM diagnostics d
            WHERE d.tags_id=t.id
            ORDER BY time DESC LIMIT 1) d ON true
        WHERE t.name IS NOT NULL
        AND d.fuel_state < 0.1
        AND t.fleet = {draw.Fleet()}
        """);
}
