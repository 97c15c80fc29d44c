using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Queries;

/// <summary>Ordinary analytic queries over the cpu data set, and look-ups of single rows by primary key: what PostgreSQL's users ask beside time series.</summary>
internal static class Analytics
{
    private const int Items = 1_000_000;

    public static BenchmarkQuery[] All { get; } =
    [
        new("join-group", Ordered: false, _ => "SELECT h.region, count(*), avg(c.usage_user), max(c.usage_system) FROM cpu c JOIN host h USING (hostname) GROUP BY h.region"),
        new("join-filter", Ordered: true, _ =>
            "SELECT date_trunc('hour', c.time) AS hour, h.region, count(*), sum(c.usage_user) FROM cpu c JOIN host h ON h.hostname = c.hostname WHERE h.rack < 10 AND c.usage_idle > 20 GROUP BY 1, 2 ORDER BY 1, 2"),
        new("distinct-count", Ordered: false, _ => "SELECT date_trunc('day', time) AS day, count(DISTINCT hostname), count(DISTINCT usage_user) FROM cpu GROUP BY 1"),
        new("percentile", Ordered: false, _ =>
            "SELECT hostname, percentile_cont(0.5) WITHIN GROUP (ORDER BY usage_user), percentile_cont(0.95) WITHIN GROUP (ORDER BY usage_user) FROM cpu GROUP BY hostname"),
        new("window-rank", Ordered: false, _ =>
            "SELECT hostname, time, usage_user FROM (SELECT hostname, time, usage_user, row_number() OVER (PARTITION BY hostname ORDER BY usage_user DESC, time) AS r FROM cpu) t WHERE r <= 3"),
        new("window-change", Ordered: false, _ =>
            "SELECT hostname, max(abs(change)), sum(change) FROM (SELECT hostname, usage_user - lag(usage_user) OVER (PARTITION BY hostname ORDER BY time) AS change FROM cpu) t GROUP BY hostname"),
        new("sort", Ordered: true, _ => "SELECT hostname, time, usage_user FROM cpu ORDER BY usage_user DESC, usage_system, hostname, time OFFSET 200000 LIMIT 100"),
        new("like", Ordered: false, _ => @"SELECT hostname, count(*), max(usage_system) FROM cpu WHERE hostname LIKE 'host\_%7' OR hostname LIKE '%\_1_2' GROUP BY hostname"),
        new("above-average", Ordered: false, _ => "SELECT hostname, avg(usage_user) FROM cpu GROUP BY hostname HAVING avg(usage_user) > (SELECT avg(usage_user) FROM cpu)"),
        new("hours-compared", Ordered: false, _ =>
            "WITH h AS (SELECT hostname, date_trunc('hour', time) AS hour, avg(usage_user) AS usage FROM cpu GROUP BY 1, 2) " +
            "SELECT a.hostname, count(*), max(b.usage - a.usage) FROM h a JOIN h b ON b.hostname = a.hostname AND b.hour = a.hour + interval '1 hour' WHERE b.usage > a.usage GROUP BY a.hostname"),
        new("primary-key", Ordered: false, draw => $"SELECT * FROM item WHERE id = {draw.Number(1, Items)}") { Times = 50 },
        new("in-1000", Ordered: false, draw => $"SELECT * FROM item WHERE id IN ({string.Join(", ", Enumerable.Range(0, 1000).Select(_ => draw.Number(1, Items)))})") { Times = 20 },
    ];

    /// <summary>Makes the tables that the queries need beside cpu, where they are missing.</summary>
    public static async Task PrepareAsync(Server server, CancellationToken cancel)
    {
        if (await server.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname IN ('host', 'item') AND relkind = 'r'", cancel) == 2) return;
        foreach (var statement in (string[])
        [
            "DROP TABLE IF EXISTS host, item",
            "CREATE TABLE host (hostname text PRIMARY KEY, rack integer, region text)",
            "INSERT INTO host SELECT hostname, substr(hostname, 6)::integer % 40, 'region ' || substr(hostname, 6)::integer % 9 FROM (SELECT DISTINCT hostname FROM cpu) c",
            "CREATE TABLE item (id integer PRIMARY KEY, name text, price numeric, stock integer)",
            $"INSERT INTO item SELECT g, 'item ' || g * 7919 % 100003, g % 10000 / 100.0, g % 500 FROM generate_series(1::bigint, {Items}) g",
            "VACUUM ANALYZE host",
            "VACUUM ANALYZE item",
        ])
            await server.ExecuteAsync(statement, cancel);
    }
}
