using System.Globalization;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;

namespace Tidemark.Torture.Killing;

/// <summary>
/// Policies beside the writers: continuous aggregates over what they write are refreshed, and a table of its own gets rows at one end, is converted to the column store, and loses rows at the other end by
/// retention. Both the scheduler of the instance and a thread that never rests run them. Whatever was killed: after a refresh the aggregates equal their queries, and of the rows that retention took every
/// one is counted in the aggregate, once.
/// </summary>
internal static class PolicyWork
{
    private const int BucketWidth = 5;
    private const int RowsPerTime = 3;

    /// <summary>The tables, aggregates and policies.</summary>
    public static string[] Setup { get; } =
    [
        "CREATE MATERIALIZED VIEW m_hourly WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', time) AS b, w, count(*) AS c, sum(v) AS s FROM m GROUP BY 1, 2 WITH NO DATA",
        "CREATE MATERIALIZED VIEW m_daily WITH (timescaledb.continuous) AS SELECT time_bucket('1 day', b) AS b, sum(c) AS c, sum(s) AS s FROM m_hourly GROUP BY 1 WITH NO DATA",
        "SELECT add_continuous_aggregate_policy('m_hourly', NULL, NULL, INTERVAL '200 milliseconds')",
        "SELECT add_continuous_aggregate_policy('m_daily', NULL, NULL, INTERVAL '300 milliseconds')",
        "CREATE TABLE p (time bigint NOT NULL, w int NOT NULL, v bigint)",
        "SELECT create_hypertable('p', 'time', chunk_time_interval => 20)",
        "CREATE FUNCTION p_now() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT coalesce(max(time), 0) FROM public.p $$",
        "SELECT set_integer_now_func('p', 'p_now')",
        "ALTER TABLE p SET (timescaledb.compress, timescaledb.compress_segmentby = 'w', timescaledb.compress_orderby = 'time')",
        "CREATE MATERIALIZED VIEW p_kept WITH (timescaledb.continuous) AS SELECT time_bucket(5::bigint, time) AS b, count(*) AS c, sum(v) AS s FROM p GROUP BY 1 WITH NO DATA",
        "SELECT add_continuous_aggregate_policy('p_kept', NULL, 10, INTERVAL '200 milliseconds')",
        "SELECT add_compression_policy('p', 40::bigint, schedule_interval => INTERVAL '200 milliseconds')",
        "SELECT add_retention_policy('p', 100::bigint, schedule_interval => INTERVAL '200 milliseconds')",
    ];

    /// <summary>What is wrong with what was found; empty when all is well.</summary>
    public static IEnumerable<string> Check(SqlDoor door)
    {
        foreach (var (name, query) in new[]
        {
            ("m_hourly", "SELECT time_bucket('1 hour', time) AS b, w, count(*) AS c, sum(v) AS s FROM m GROUP BY 1, 2"),
            ("m_daily", "SELECT time_bucket('1 day', time) AS b, count(*)::numeric AS c, sum(v)::numeric AS s FROM m GROUP BY 1"),
        })
        {
            door.Run($"CALL refresh_continuous_aggregate('{name}', NULL, NULL)");
            foreach (var row in door.Run($"(SELECT 'kept', x::text FROM {name} x EXCEPT ALL SELECT 'kept', x::text FROM ({query}) x) UNION ALL (SELECT 'missing', x::text FROM ({query}) x EXCEPT ALL SELECT 'missing', x::text FROM {name} x) LIMIT 5"))
            {
                yield return $"{name}: {row}";
            }
        }

        door.Run("CALL refresh_continuous_aggregate('p_kept', NULL, NULL)");
        if (End(door) is not { } end) yield break;
        var whole = end / BucketWidth * BucketWidth;
        foreach (var row in door.Run($"SELECT g, c, s FROM generate_series(0, {whole - BucketWidth}, {BucketWidth}) g LEFT JOIN p_kept ON b = g WHERE c IS DISTINCT FROM {BucketWidth * RowsPerTime} OR s <> {RowsPerTime} * (5 * g + 10) LIMIT 5"))
        {
            yield return $"p_kept: {row}";
        }
    }

    /// <summary>Puts rows at the end of the table, without end.</summary>
    public static void Feed(Instance instance)
    {
        using var door = new SqlDoor(instance);
        for (var time = End(door) ?? 0; ; time++) door.Run(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO p SELECT {time}, w, {time} FROM generate_series(1, {RowsPerTime}) w"));
    }

    /// <summary>Runs all policies one after the other, without end.</summary>
    public static void RunAll(Instance instance)
    {
        using var door = new SqlDoor(instance);
        var jobs = door.Run("SELECT job_id FROM timescaledb_information.jobs WHERE job_id >= 1000 ORDER BY 1");
        while (true)
        {
            foreach (var job in jobs)
            {
                try
                {
                    door.Run($"CALL run_job({job})");
                }
                catch (SqlException error) when (error.State == SqlState.DeadlockDetected || error.State == SqlState.SerializationFailure)
                {
                    // The next round does it.
                }
            }
        }
    }

    // The time that the next rows get; null before the first.
    private static long? End(SqlDoor door) => door.Run("SELECT max(time) + 1 FROM p") is [var end] && end != "null" ? long.Parse(end, CultureInfo.InvariantCulture) : null;
}
