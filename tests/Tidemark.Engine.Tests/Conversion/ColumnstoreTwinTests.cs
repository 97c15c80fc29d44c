using Tidemark.Engine.Sessions;
using Tidemark.Engine.Tests.Sessions;
using Tidemark.Storage;
using Xunit;

namespace Tidemark.Engine.Tests.Conversion;

/// <summary>
/// A hypertable whose chunks are converted, changed and converted back at random is at each moment what its twin is, an ordinary table that gets the same changes. The seed is part of every message.
/// </summary>
public class ColumnstoreTwinTests
{
    private const int Steps = 80;
    private const string Columns = "time, dev, v, note, extra";

    private static readonly string[] s_orders = ["time DESC", "time", "v, time DESC", "note NULLS FIRST, time", "extra DESC NULLS LAST, time"];
    private static readonly string[] s_segments = ["dev", "dev, note", "note", ""];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_table_equals_its_unconverted_twin(int seed)
    {
        // Small segments, so that runs of several and merges of many happen with few rows.
        var options = new StoreOptions { Background = seed % 2 == 0, MergeRest = TimeSpan.Zero, SegmentRows = 500, DirectSegmentRows = 200, CheckpointTailRows = 100, MergeRows = 700 };
        using var bench = new SessionBench(options);
        var history = new History(bench.Open(), new Random(seed), seed);
        history.Begin();
        for (var step = 0; step < Steps; step++) history.Step();
        history.Compare();
    }

    [Fact]
    public async Task Writers_go_on_while_chunks_are_converted()
    {
        const int Rounds = 40;
        using var bench = new SessionBench(new StoreOptions { SegmentRows = 2000, DirectSegmentRows = 500, CheckpointTailRows = 200, MergeRows = 3000 });
        var (converter, writer, reader) = (bench.Open(), bench.Open(), bench.Open());
        SessionBench.Run(converter, """
            CREATE TABLE t (time timestamptz NOT NULL, dev int NOT NULL, v int, PRIMARY KEY (dev, time));
            SELECT create_hypertable('t', by_range('time', interval '1 day'));
            CREATE TABLE twin (time timestamptz NOT NULL, dev int NOT NULL, v int, PRIMARY KEY (dev, time));
            INSERT INTO t SELECT timestamptz '2024-01-01' + i * interval '10 seconds', i % 7, i FROM generate_series(1, 20000) i;
            INSERT INTO twin SELECT * FROM t;
            ALTER TABLE t SET (timescaledb.compress, timescaledb.compress_segmentby = 'dev')
            """);
        var writing = Task.Run(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var statement in new[]
                {
                    $"INSERT INTO $ SELECT timestamptz '2024-01-01 00:00:05' + i * interval '10 seconds' + interval '{round} milliseconds', {round % 7}, -i FROM generate_series(1, 600) i",
                    $"DELETE FROM $ WHERE v % 97 = {round}",
                    $"UPDATE $ SET v = v + 1000000 WHERE v % 101 = {round}",
                })
                {
                    var (first, second) = (SessionBench.Run(writer, statement.Replace("$", "t", StringComparison.Ordinal)), SessionBench.Run(writer, statement.Replace("$", "twin", StringComparison.Ordinal)));
                    Assert.True(first == second, $"round {round}: {statement}: {first} for t, {second} for its twin");
                }
            }
        });
        var conversions = 0;
        while (!writing.IsCompleted || conversions < 4)
        {
            var what = conversions++ % 4 == 3 ? "decompress_chunk(c)" : "compress_chunk(c, recompress => true)";
            Assert.DoesNotContain(' ', SessionBench.Run(converter, $"SELECT count({what}) FROM show_chunks('t') c"));
            Assert.Equal("0", SessionBench.Run(reader, "SELECT count(*) FROM (SELECT dev, time FROM t GROUP BY dev, time HAVING count(*) > 1) d"));
        }

        await writing;
        foreach (var (a, b) in new[] { ("t", "twin"), ("twin", "t") }) Assert.Equal("0", SessionBench.Run(reader, $"SELECT count(*) FROM (SELECT * FROM {a} EXCEPT ALL SELECT * FROM {b}) d"));
    }

    private sealed class History(Session session, Random random, int seed)
    {
        private readonly List<string> _done = [];
        private int _next;

        public void Begin()
        {
            foreach (var table in new[] { "t", "twin" }) Run($"CREATE TABLE {table} (time timestamptz NOT NULL, dev int NOT NULL, v float8, note text, extra int, PRIMARY KEY (dev, time))");
            Run("SELECT count(*) FROM create_hypertable('t', by_range('time', interval '1 day'))");
            Run("ALTER TABLE t SET (timescaledb.compress, timescaledb.compress_segmentby = 'dev')");
            Both(Rows(1500));
        }

        public void Step()
        {
            switch (random.Next(20))
            {
                case < 4:
                    Run($"SELECT count(compress_chunk(c, recompress => {random.Next(2) == 0})) FROM show_chunks('t') c WHERE random() < 0.7");
                    break;
                case 4:
                    Run("SELECT count(decompress_chunk(c, true)) FROM show_chunks('t') c WHERE random() < 0.5");
                    break;
                case 5:
                    Settings();
                    break;
                case < 9:
                    Both(Rows(random.Next(3) == 0 ? 600 : 40));
                    break;
                case 9:
                    Both(Rows(80) + " ON CONFLICT (dev, time) DO UPDATE SET v = excluded.v, note = 'again'");
                    break;
                case < 12:
                    Both($"UPDATE $ SET v = v * 2 + {random.Next(9)}, extra = coalesce(extra, 0) + 1 WHERE {Condition()}");
                    break;
                case 12:
                    Both($"UPDATE $ SET time = time + interval '1 day 1 microsecond' WHERE {Condition()}");
                    break;
                case < 15:
                    Both($"DELETE FROM $ WHERE {Condition()}");
                    break;
                case 15:
                    Both($"MERGE INTO $ USING (SELECT timestamptz '2024-01-01' + i * interval '15 minutes' AS at, i % 4 AS d FROM generate_series(1, {random.Next(50, 150)}) i) s ON $.dev = s.d AND $.time = s.at "
                        + "WHEN MATCHED AND $.v > 50 THEN DELETE WHEN MATCHED THEN UPDATE SET note = 'merged' WHEN NOT MATCHED THEN INSERT (time, dev, v) VALUES (s.at, s.d, 7)");
                    break;
                case 16:
                    Alter();
                    break;
                case 17:
                    RolledBack();
                    break;
                case 18:
                    Run(random.Next(3) switch
                    {
                        0 => "VACUUM t",
                        1 => "VACUUM FULL t",
                        _ => "SELECT _timescaledb_functions.rebuild_sparse_index(format('%I.%I', chunk_schema, chunk_name)::regclass, true) FROM timescaledb_information.chunks WHERE hypertable_name = 't' AND is_compressed",
                    });
                    break;
                default:
                    // The key: the same row again is refused by both.
                    Both("INSERT INTO $ (time, dev) SELECT time, dev FROM $ ORDER BY dev, time LIMIT 1");
                    break;
            }

            if (random.Next(4) == 0) Compare();
        }

        public void Compare()
        {
            foreach (var (a, b) in new[] { ("t", "twin"), ("twin", "t") })
            {
                var missing = SessionBench.Run(session, $"SELECT {Columns} FROM {a} EXCEPT ALL SELECT {Columns} FROM {b} LIMIT 3");
                Assert.True(missing.Length == 0, $"{Told}: rows of {a} that {b} has not: {missing}");
            }

            foreach (var query in new[]
            {
                "SELECT count(*), count(v), min(v), max(v), count(note), min(time), max(time), sum(extra) FROM $",
                "SELECT dev, count(*), max(v), min(extra) FROM $ GROUP BY dev ORDER BY dev",
                "SELECT DISTINCT ON (dev) dev, time, v FROM $ ORDER BY dev, time DESC",
                "SELECT time, dev, v FROM $ WHERE dev = 2 ORDER BY time DESC, dev LIMIT 7",
                "SELECT time_bucket('6 hours', time) b, count(*), max(v) FROM $ WHERE dev IN (1, 3) GROUP BY 1 ORDER BY 1",
                "SELECT note, count(*) FROM $ GROUP BY note ORDER BY note",
                "SELECT dev, time_bucket('6 hours', time) b, count(*), count(note), sum(v), avg(v), max(note), min(extra) FILTER (WHERE v > 5), count(DISTINCT extra) FROM $ GROUP BY 1, 2 ORDER BY 1, 2",
                "SELECT upper(note) u, count(*), min(note), max(length(note)) FROM $ GROUP BY 1 ORDER BY 1",
                "SELECT substr(note, 2) || 'x' s, count(DISTINCT upper(note)), string_agg(DISTINCT lower(note), ',' ORDER BY lower(note)) FROM $ WHERE upper(note) <> 'N3' GROUP BY 1 ORDER BY 1",
                "SELECT CASE WHEN note IN ('n1', 'again') THEN note ELSE coalesce(upper(note), 'none') END c, dev % 2 d, count(*), sum(extra) FROM $ GROUP BY 1, 2 ORDER BY 1, 2",
                "SELECT a.u, a.n, b.n FROM (SELECT upper(note) u, count(*) n FROM $ GROUP BY 1) a JOIN (SELECT DISTINCT upper(note) u, count(*) OVER (PARTITION BY upper(note)) n FROM $ WHERE dev > 1) b USING (u) ORDER BY 1",
                "SELECT dev, count(*), avg(v), max(time), sum(extra) FROM $ WHERE time >= '2024-01-01 11:00:00.000005+00' AND time < '2024-01-03 07:30+00' GROUP BY 1 ORDER BY 1",
            })
            {
                var (own, twin) = (SessionBench.Run(session, query.Replace("$", "t", StringComparison.Ordinal)), SessionBench.Run(session, query.Replace("$", "twin", StringComparison.Ordinal)));
                Assert.True(own == twin, $"{Told}: {query}\n{own}\nin place of\n{twin}");
            }
        }

        private string Told => $"seed {seed}, after:\n{string.Join('\n', _done)}\n";

        private string Rows(int count)
        {
            _next++;
            var start = random.Next(4 * 24 * 60);
            return $"INSERT INTO $ SELECT timestamptz '2024-01-01' + ({start} + i) * interval '1 minute' + interval '{_next} microseconds', i % {random.Next(1, 6)}, "
                + $"CASE WHEN i % 11 = 0 THEN NULL ELSE (i * {random.Next(1, 50)}) % 100 / 4.0 END, CASE WHEN i % 5 = 0 THEN NULL ELSE 'n' || i % {random.Next(1, 9)} END, nullif(i % 13, 0) FROM generate_series(1, {count}) i";
        }

        private string Condition() => random.Next(5) switch
        {
            0 => $"dev = {random.Next(5)} AND v > {random.Next(25)}",
            1 => $"time < timestamptz '2024-01-01' + interval '{random.Next(30)} hours' AND v < {random.Next(12)}",
            2 => $"note = 'n{random.Next(9)}' AND dev <> {random.Next(5)}",
            3 => $"extra = {random.Next(13)}",
            _ => $"time BETWEEN timestamptz '2024-01-02' + interval '{random.Next(20)} hours' AND timestamptz '2024-01-02' + interval '{random.Next(20, 40)} hours' AND dev = {random.Next(5)}",
        };

        private void Settings()
        {
            var (segments, order) = (s_segments[random.Next(s_segments.Length)], s_orders[random.Next(s_orders.Length)]);
            if (segments.Contains("note", StringComparison.Ordinal) && order.Contains("note", StringComparison.Ordinal)) order = "time";
            Run($"ALTER TABLE t SET (timescaledb.compress_segmentby = '{segments}', timescaledb.compress_orderby = '{order}', timescaledb.compress_chunk_time_interval = '{random.Next(3)} days')");
        }

        private void Alter()
        {
            Both($"ALTER TABLE $ ADD COLUMN more int DEFAULT {random.Next(9)}");
            Both($"UPDATE $ SET more = more + 1, v = more WHERE {Condition()}");
            if (random.Next(2) == 0) Run("SELECT count(compress_chunk(c)) FROM show_chunks('t') c");
            Both("ALTER TABLE $ DROP COLUMN more");
        }

        // A conversion within a transaction that comes to nothing.
        private void RolledBack()
        {
            Run("BEGIN");
            Both(Rows(30) + " ON CONFLICT DO NOTHING");
            Both($"DELETE FROM $ WHERE {Condition()}");
            Run("SELECT count(compress_chunk(c, recompress => true)) FROM show_chunks('t') c");
            Both($"UPDATE $ SET note = 'within' WHERE {Condition()}");
            Compare();
            Run(random.Next(2) == 0 ? "COMMIT" : "ROLLBACK");
        }

        private void Both(string statement)
        {
            var own = Run(statement.Replace("$", "t", StringComparison.Ordinal));
            var twin = Run(statement.Replace("$", "twin", StringComparison.Ordinal));
            // The names of keys differ, and so may which of several conflicts is met.
            if (own.StartsWith("23505", StringComparison.Ordinal)) (own, twin) = (own[..5], twin[..5]);
            Assert.True(own == twin, $"{Told}: {own} in place of {twin}");
        }

        private string Run(string statement)
        {
            _done.Add(statement);
            var result = SessionBench.Run(session, statement);
            Assert.False(result.StartsWith("XX000", StringComparison.Ordinal), $"{Told}: {result}");
            return result;
        }
    }
}
