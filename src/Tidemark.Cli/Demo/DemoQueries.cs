namespace Tidemark.Cli.Demo;

/// <summary>A question that the demo asks.</summary>
/// <param name="Title">The question in words.</param>
/// <param name="Sql">The question in SQL.</param>
internal sealed record DemoQuery(string Title, string Sql);

/// <summary>What the demo makes and asks.</summary>
internal static class DemoQueries
{
    /// <summary>The tables.</summary>
    public static readonly string[] Schema =
    [
        "CREATE TABLE sensors (id integer PRIMARY KEY, name text NOT NULL, site text NOT NULL)",
        "CREATE TABLE readings (time timestamptz NOT NULL, sensor_id integer NOT NULL, temperature double precision, humidity double precision)",
        "SELECT create_hypertable('readings', 'time')",
        "CREATE INDEX readings_sensor_time ON readings (sensor_id, time DESC)",
    ];

    /// <summary>The questions.</summary>
    public static readonly DemoQuery[] All =
    [
        new("How much is there?", """
            SELECT count(*) AS readings, min(time) AS first, max(time) AS last
            FROM readings
            """),
        new("Hourly averages of one sensor over the last day", """
            SELECT time_bucket('1 hour', time) AS hour,
                   round(avg(temperature)::numeric, 2) AS temperature, round(avg(humidity)::numeric, 2) AS humidity
            FROM readings
            WHERE sensor_id = 17 AND time > now() - interval '1 day'
            GROUP BY hour
            ORDER BY hour
            """),
        new("The last value of every sensor", """
            SELECT sensor_id, max(time) AS time, last(temperature, time) AS temperature
            FROM readings
            GROUP BY sensor_id
            ORDER BY sensor_id
            """),
        new("The five warmest sensors of the last week", """
            SELECT s.name, s.site, round(avg(r.temperature)::numeric, 2) AS average, max(r.temperature) AS highest
            FROM readings r JOIN sensors s ON s.id = r.sensor_id
            WHERE r.time > now() - interval '7 days'
            GROUP BY s.name, s.site
            ORDER BY average DESC
            LIMIT 5
            """),
        new("The lowest and the highest temperature of each day", """
            SELECT time_bucket('1 day', time) AS day, min(temperature) AS lowest, max(temperature) AS highest, count(*) AS readings
            FROM readings
            GROUP BY day
            ORDER BY day
            """),
        new("Readings above 25 degrees by site", """
            SELECT s.site, count(*) AS hot_readings, count(DISTINCT r.sensor_id) AS sensors
            FROM readings r JOIN sensors s ON s.id = r.sensor_id
            WHERE r.temperature > 25
            GROUP BY s.site
            ORDER BY hot_readings DESC
            """),
    ];
}
