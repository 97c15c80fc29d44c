namespace Tidemark.Tsbs.Queries;

/// <summary>stationary-trucks: trucks of a fleet that hardly moved in ten minutes.</summary>
internal static class StationaryTrucks
{
    public static BenchmarkQuery Query { get; } = new("stationary-trucks", Ordered: false, draw => $"""
        SELECT t.name AS name, t.driver AS driver
        FROM tags t
        INNER JOIN readings r ON r.tags_id = t.id
        WHERE {draw.TimeWindow(TimeSpan.FromMinutes(10))}
        AND t.name IS NOT NULL
        AND t.fleet = {draw.Fleet()}
        GROUP BY 1, 2
        HAVING avg(r.velocity) < 1
        """);
}
