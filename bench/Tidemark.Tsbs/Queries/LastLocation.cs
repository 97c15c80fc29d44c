namespace Tidemark.Tsbs.Queries;

/// <summary>Where one truck is now, and where those of a fleet are.</summary>
internal static class LastLocation
{
    private const string Newest = """
        SELECT t.name AS name, t.driver AS driver, r.*
        FROM tags t INNER JOIN LATERAL
            (SELECT longitude, latitude
            FROM readings r
            WHERE r.tags_id=t.id
            ORDER BY time DESC LIMIT 1)  r ON true
        """;

    public static BenchmarkQuery[] All { get; } =
    [
        new("single-last-loc", Ordered: false, draw => $"""
            {Newest}
            WHERE t.name IN ({draw.Trucks(1)})
            """),
        new("last-loc", Ordered: false, draw => $"""
            {Newest}
            WHERE t.name IS NOT NULL
            AND t.fleet = {draw.Fleet()}
            """),
    ];
}
