namespace Tidemark.Tsbs.Queries;

/// <summary>long-driving-sessions and long-daily-sessions: trucks that rested too little in four hours, or in a day.</summary>
internal static class LongSessions
{
    public static BenchmarkQuery[] All { get; } =
    [
        Of("long-driving-sessions", TimeSpan.FromHours(4), restMinutesPerHour: 5),
        Of("long-daily-sessions", TimeSpan.FromHours(24), restMinutesPerHour: 35),
    ];

    private static BenchmarkQuery Of(string name, TimeSpan duration, int restMinutesPerHour)
    {
        // How many ten-minute buckets of driving the duration has at most when the rests are kept.
        var allowed = (int)((duration.TotalMinutes - restMinutesPerHour * duration.TotalHours) / 10);
        return new(name, Ordered: false, draw => $"""
            SELECT t.name AS name, t.driver AS driver
            FROM tags t
            INNER JOIN LATERAL
                (SELECT  time_bucket('10 minutes', time) AS ten_minutes, tags_id
                FROM readings
                WHERE {draw.TimeWindow(duration)}
                GROUP BY ten_minutes, tags_id
                HAVING avg(velocity) > 1
                ORDER BY ten_minutes, tags_id) AS r ON t.id = r.tags_id
            WHERE t.name IS NOT NULL
            AND t.fleet = {draw.Fleet()}
            GROUP BY name, driver
            HAVING count(r.ten_minutes) > {allowed}
            """);
    }
}
