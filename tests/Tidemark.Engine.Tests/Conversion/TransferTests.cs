using System.Globalization;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Tests.Sessions;
using Tidemark.Storage;
using Xunit;

namespace Tidemark.Engine.Tests.Conversion;

/// <summary>
/// Several sessions move amounts between the rows of a hypertable while its chunks are converted to the column store and back, merged and checkpointed: at every moment each reader sees all amounts and all rows,
/// and what was acknowledged is there once.
/// </summary>
public class TransferTests
{
    private const int Accounts = 60;
    private const int Writers = 3;
    private const int Steps = 50;

    [Theory]
    [InlineData(1, "READ COMMITTED")]
    [InlineData(2, "REPEATABLE READ")]
    public async Task Amounts_only_move(int seed, string isolation)
    {
        using var bench = new SessionBench(new StoreOptions { SegmentRows = 50, DirectSegmentRows = 20, CheckpointTailRows = 10, MergeRows = 40 });
        var session = bench.Open();
        SessionBench.Do(session, "CREATE TABLE a (time timestamptz NOT NULL, id int NOT NULL, v bigint, n bigint, note text, PRIMARY KEY (time, id))");
        SessionBench.Do(session, "SELECT create_hypertable('a', by_range('time', INTERVAL '1 day'))");
        SessionBench.Do(session, "ALTER TABLE a SET (timescaledb.compress, timescaledb.compress_segmentby = 'note', timescaledb.compress_orderby = 'time DESC')");
        SessionBench.Do(session, $"INSERT INTO a SELECT {Time("g")}, g, 100, 0, 'n' || g % 3 FROM generate_series(0, {Accounts - 1}) g");

        var acknowledged = 0L;
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(number => Beside(bench.Open(), own =>
        {
            var random = new Random((seed * 100) + number);
            SessionBench.Do(own, $"SET default_transaction_isolation = '{isolation}'");
            for (var step = 0; step < Steps; step++)
            {
                var (sql, adds) = Change(random);
                if (SessionBench.DoOrLose(own, sql)) Interlocked.Add(ref acknowledged, adds);
            }
        })).ToList();
        var others = new[]
        {
            Beside(bench.Open(), own =>
            {
                var random = new Random(seed);
                while (!done.IsCancellationRequested) SessionBench.DoOrLose(own, Upkeep(random));
            }),
            Beside(bench.Open(), own =>
            {
                while (!done.IsCancellationRequested) Assert.Equal($"{Accounts}|{Accounts}|{Accounts * 100}", SessionBench.Run(own, "SELECT count(*), count(DISTINCT id), sum(v) FROM a"));
            }),
        };
        try
        {
            await Task.WhenAll(writers);
        }
        finally
        {
            await done.CancelAsync();
        }

        await Task.WhenAll(others);
        Assert.Equal($"{Accounts}|{Accounts * 100}|{acknowledged}", SessionBench.Run(session, "SELECT count(*), sum(v), sum(n) FROM a"));
        Assert.Equal($"{Accounts}", SessionBench.Run(session, $"SELECT count(*) FROM generate_series(0, {Accounts - 1}) g JOIN a ON a.id = g AND a.time = {Time("g")}"));
    }

    // A statement or more, and by how much it makes the sum of n larger. Sums of v and the rows stay as they are.
    private static (string Sql, int Adds) Change(Random random)
    {
        var (one, other, amount) = (random.Next(Accounts), random.Next(Accounts), random.Next(1, 20));
        if (one == other) other = (one + 1) % Accounts;
        return random.Next(10) switch
        {
            0 => ($"BEGIN; UPDATE a SET v = v - {amount} WHERE id = {one}; UPDATE a SET v = v + {amount} WHERE id = {other} AND time = {Time(other)}; COMMIT", 0),
            1 => ($"UPDATE a SET v = CASE id WHEN {one} THEN v - {amount} ELSE v + {amount} END, n = n + 1 WHERE id IN ({one}, {other})", 2),
            2 or 3 => ($"INSERT INTO a VALUES ({Time(one)}, {one}, 1000000, 1000000, 'new') ON CONFLICT (time, id) DO UPDATE SET n = a.n + {amount}", amount),
            4 => ($"WITH d AS (DELETE FROM a WHERE id IN ({one}, {other}) RETURNING *) INSERT INTO a SELECT time, id, v, n + 1, 'moved' FROM d", 2),
            5 => ($"MERGE INTO a USING (VALUES ({one}, {-amount}), ({other}, {amount})) AS x(i, d) ON a.id = x.i WHEN MATCHED THEN UPDATE SET v = a.v + x.d WHEN NOT MATCHED THEN INSERT VALUES (now(), x.i, 1000000, 0, 'none')", 0),
            6 => ($"BEGIN; UPDATE a SET n = n + 5 WHERE id = {one}; SAVEPOINT s; UPDATE a SET v = 0; ROLLBACK TO s; UPDATE a SET n = n - 4 WHERE id = {one}; COMMIT", 1),
            7 => ($"BEGIN; SELECT v FROM a WHERE id = {one} FOR UPDATE; UPDATE a SET note = note || '.', n = n + 1 WHERE id = {one}; COMMIT", 1),
            8 => ($"BEGIN; DELETE FROM a WHERE id % 7 = {one % 7}; INSERT INTO a VALUES ({Time(one)} + INTERVAL '1 minute', {one}, 1, 1, 'x'); ROLLBACK", 0),
            _ => ($"INSERT INTO a SELECT time, id, v, n, 'again' FROM a ON CONFLICT DO NOTHING", 0),
        };
    }

    private static string Upkeep(Random random) => random.Next(6) switch
    {
        0 or 1 => $"SELECT compress_chunk(c, if_not_compressed => true) FROM show_chunks('a') c ORDER BY c::text LIMIT 1 OFFSET {random.Next(4)}",
        2 => $"SELECT decompress_chunk(c, if_compressed => true) FROM show_chunks('a') c ORDER BY c::text LIMIT 1 OFFSET {random.Next(4)}",
        3 => "VACUUM FULL a",
        4 => "CHECKPOINT",
        _ => "VACUUM a",
    };

    private static string Time(object id) => string.Create(CultureInfo.InvariantCulture, $"(timestamptz '2024-03-01 00:00+00' + INTERVAL '1 hour' * ({id} % 4 * 24 + {id} % 24))");

    private static Task Beside(Session session, Action<Session> work) => Task.Factory.StartNew(() => work(session), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
