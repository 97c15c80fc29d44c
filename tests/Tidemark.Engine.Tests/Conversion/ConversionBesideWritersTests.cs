using Tidemark.Engine.Sessions;
using Tidemark.Engine.Tests.Sessions;
using Tidemark.Storage;
using Xunit;

namespace Tidemark.Engine.Tests.Conversion;

/// <summary>Who waits for whom while chunks are converted. A statement that must not wait runs with a lock_timeout of one millisecond, which only one that waits ever meets.</summary>
public sealed class ConversionBesideWritersTests : IDisposable
{
    private const string Convert = "SELECT count(compress_chunk(c, true)) FROM show_chunks('t') c";
    private const string FirstChunk = "_timescaledb_internal._hyper_1_1_chunk";

    private readonly SessionBench _bench = new(new StoreOptions { Background = false, SegmentRows = 2000, DirectSegmentRows = 500, CheckpointTailRows = 200, MergeRows = 3000 });
    private readonly Session _converter;
    private readonly Session _writer;

    public ConversionBesideWritersTests()
    {
        (_converter, _writer) = (_bench.Open(), _bench.Open());
        SessionBench.Run(_converter, """
            CREATE TABLE t (time timestamptz NOT NULL, dev int NOT NULL, v int);
            SELECT create_hypertable('t', by_range('time', interval '1 day'));
            INSERT INTO t SELECT timestamptz '2024-01-01' + i * interval '1 minute', i % 7, i FROM generate_series(0, 4319) i;
            ALTER TABLE t SET (timescaledb.compress, timescaledb.compress_segmentby = 'dev')
            """);
    }

    [Fact]
    public void Conversion_waits_for_no_writer_and_no_writer_for_it()
    {
        Assert.Equal("INSERT 0 1", SessionBench.Run(_writer, "BEGIN; INSERT INTO t VALUES ('2024-01-01 00:00:30', 1, -1)"));
        SessionBench.Run(_converter, "SET lock_timeout = '1ms'; BEGIN");
        Assert.Equal("3", SessionBench.Run(_converter, Convert));
        SessionBench.Run(_writer, "SET LOCAL lock_timeout = '1ms'");
        Assert.Equal("INSERT 0 1", SessionBench.Run(_writer, "INSERT INTO t VALUES ('2024-01-01 00:01:30', 1, -2)"));
        Assert.Equal("UPDATE 617", SessionBench.Run(_writer, "UPDATE t SET v = v + 10000 WHERE dev = 3"));
        Assert.Equal("DELETE 617", SessionBench.Run(_writer, "DELETE FROM t WHERE dev = 4"));
        Assert.Equal("COMMIT", SessionBench.Run(_writer, "COMMIT"));
        Assert.Equal("COMMIT", SessionBench.Run(_converter, "COMMIT"));
        Assert.Equal("3705|617|2", SessionBench.Run(_writer, "SELECT count(*), count(*) FILTER (WHERE v >= 10000), count(*) FILTER (WHERE v < 0) FROM t"));
        Assert.Equal("3", SessionBench.Run(_writer, "SELECT count(*) FROM timescaledb_information.chunks WHERE is_compressed"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Chunks_join_beside_writers(bool writesFirst)
    {
        JoinThree();
        var other = _bench.Open();
        Assert.Equal("INSERT 0 1", SessionBench.Run(_writer, "BEGIN; INSERT INTO t VALUES ('2024-01-02 00:00:30', 1, -1)"));
        Assert.Equal("DELETE 1", SessionBench.Run(_writer, "DELETE FROM t WHERE v = 1500"));
        SessionBench.Run(_converter, "SET lock_timeout = '1ms'; BEGIN");
        Assert.Equal("3", SessionBench.Run(_converter, Convert));
        Assert.Equal("3", SessionBench.Run(_converter, "SELECT count(*) FROM show_chunks('t')"));

        // The chunks have joined, in a transaction that is open: who writes goes on, and who begins to write too.
        SessionBench.Run(_writer, "SET LOCAL lock_timeout = '1ms'");
        SessionBench.Run(other, "SET lock_timeout = '1ms'");
        Assert.Equal("INSERT 0 1", SessionBench.Run(other, "INSERT INTO t VALUES ('2024-01-03 00:00:30', 1, -2)"));
        Assert.Equal("UPDATE 617", SessionBench.Run(other, "UPDATE t SET v = v + 10000 WHERE dev = 3"));
        Assert.Equal("INSERT 0 1", SessionBench.Run(_writer, "INSERT INTO t VALUES ('2024-01-03 00:01:30', 1, -3)"));
        if (!writesFirst)
        {
            Assert.Equal("COMMIT", SessionBench.Run(_converter, "COMMIT"));
            Assert.Equal("4322", SessionBench.Run(_writer, "SELECT count(*) FROM t"));
            Assert.Equal("UPDATE 2", SessionBench.Run(_writer, "UPDATE t SET v = v - 10 WHERE v IN (-1, 1600)"));
            Assert.Equal("DELETE 617", SessionBench.Run(_writer, "DELETE FROM t WHERE dev = 4"));
            Assert.Equal("3705", SessionBench.Run(_writer, "SELECT count(*) FROM t"));
        }

        Assert.Equal("COMMIT", SessionBench.Run(_writer, "COMMIT"));
        if (writesFirst) Assert.Equal("COMMIT", SessionBench.Run(_converter, "COMMIT"));
        Assert.Equal("1", SessionBench.Run(other, "SELECT count(*) FROM show_chunks('t')"));
        Assert.Equal(writesFirst ? "4322|3|617" : "3705|3|617", SessionBench.Run(other, $"SELECT count(*), count(*) FILTER (WHERE v < 0), count(*) FILTER (WHERE v >= 10000) FROM {FirstChunk}"));
        Assert.Equal("0", SessionBench.Run(other, "SELECT count(*) FROM t WHERE v = 1500"));
        Assert.Equal(writesFirst ? "-1\n-2\n-3" : "-11\n-2\n-3", SessionBench.Run(other, "SELECT v FROM t WHERE v < 0 ORDER BY time"));
    }

    [Fact]
    public void Chunks_that_were_to_join_stay_when_the_transaction_is_rolled_back()
    {
        JoinThree();
        SessionBench.Run(_converter, "BEGIN; SAVEPOINT s");
        Assert.Equal("3", SessionBench.Run(_converter, Convert));
        SessionBench.Run(_converter, "ROLLBACK TO s");
        Assert.Equal("COMMIT", SessionBench.Run(_converter, "COMMIT"));
        SessionBench.Run(_converter, "BEGIN");
        Assert.Equal("3", SessionBench.Run(_converter, Convert));
        Assert.Equal("ROLLBACK", SessionBench.Run(_converter, "ROLLBACK"));
        Assert.Equal("3|0", SessionBench.Run(_writer, "SELECT count(*), count(*) FILTER (WHERE is_compressed) FROM timescaledb_information.chunks"));
        Assert.Equal("4320", SessionBench.Run(_writer, "SELECT count(*) FROM t"));
    }

    [Fact]
    public void A_chunk_that_is_taken_out_again_before_the_commit_joins_none()
    {
        JoinThree();
        SessionBench.Run(_converter, "BEGIN");
        Assert.Equal("3", SessionBench.Run(_converter, Convert));
        Assert.Equal("2", SessionBench.Run(_converter, "SELECT count(decompress_chunk(c)) FROM show_chunks('t', newer_than => timestamptz '2024-01-02') c"));
        Assert.Equal("COMMIT", SessionBench.Run(_converter, "COMMIT"));
        Assert.Equal("3|1", SessionBench.Run(_writer, "SELECT count(*), count(*) FILTER (WHERE is_compressed) FROM timescaledb_information.chunks"));
        Assert.Equal("4320", SessionBench.Run(_writer, "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task A_statement_that_waits_for_a_row_while_its_chunk_joins_another_finds_it()
    {
        JoinThree();
        Assert.Equal("UPDATE 617", SessionBench.Run(_writer, "BEGIN; UPDATE t SET v = v + 10000 WHERE dev = 3"));
        var other = _bench.Open();
        var update = SessionBench.Start(other, "UPDATE t SET v = v + 20000 WHERE dev IN (3, 5)");
        Assert.False(update.IsCompleted);
        Assert.Equal("3", SessionBench.Run(_converter, Convert));
        Assert.Equal("1", SessionBench.Run(_converter, "SELECT count(*) FROM show_chunks('t')"));

        // Rows that were locked in the chunk that is gone are locked in the one that has them now.
        Assert.Equal("55P03 canceling statement due to lock timeout", SessionBench.Run(_converter, "SET lock_timeout = '1ms'; UPDATE t SET v = 0 WHERE dev = 3 AND time >= '2024-01-03'"));
        Assert.Equal("COMMIT", SessionBench.Run(_writer, "COMMIT"));
        Assert.Equal("UPDATE 1234", await update);
        Assert.Equal("4320|617|617", SessionBench.Run(_writer, "SELECT count(*), count(*) FILTER (WHERE v >= 30000), count(*) FILTER (WHERE v BETWEEN 20000 AND 29999) FROM t"));
    }

    [Fact]
    public void Keys_are_found_in_the_chunk_that_others_have_joined()
    {
        SessionBench.Run(_converter, "CREATE UNIQUE INDEX ON t (dev, time)");
        JoinThree();
        Assert.Equal("INSERT 0 1", SessionBench.Run(_writer, "BEGIN; INSERT INTO t VALUES ('2024-01-02 00:00:30', 1, -1)"));
        Assert.Equal("3", SessionBench.Run(_converter, Convert));
        Assert.StartsWith("23505", SessionBench.Run(_bench.Open(), "INSERT INTO t SELECT time, dev, 0 FROM t WHERE v = 2000"), StringComparison.Ordinal);
        Assert.Equal("INSERT 0 0", SessionBench.Run(_writer, "INSERT INTO t VALUES ('2024-01-02 00:00:30', 1, -1) ON CONFLICT DO NOTHING"));
        Assert.Equal("INSERT 0 1", SessionBench.Run(_writer, "INSERT INTO t VALUES ('2024-01-02 00:00:30', 1, -5) ON CONFLICT (dev, time) DO UPDATE SET v = excluded.v"));
        Assert.Equal("COMMIT", SessionBench.Run(_writer, "COMMIT"));
        Assert.Equal("4321|-5", SessionBench.Run(_writer, "SELECT count(*), min(v) FROM t"));
    }

    [Fact]
    public void Two_chunks_for_one_range_become_one_also_where_the_first_has_joined_another()
    {
        SessionBench.Run(_converter, "ALTER TABLE t SET (timescaledb.compress_chunk_time_interval = '4 days')");
        Assert.Equal("INSERT 0 1", SessionBench.Run(_writer, "BEGIN; INSERT INTO t VALUES ('2024-01-04 00:00:30', 1, -1)"));
        SessionBench.Run(_converter, "INSERT INTO t VALUES ('2024-01-04 00:00:40', 1, -2)");
        Assert.Equal("4", SessionBench.Run(_converter, Convert));
        Assert.Equal("COMMIT", SessionBench.Run(_writer, "COMMIT"));
        Assert.Equal("1", SessionBench.Run(_converter, "SELECT count(*) FROM show_chunks('t')"));
        Assert.Equal("4322", SessionBench.Run(_converter, "SELECT count(*) FROM t"));
        Assert.Equal("2", SessionBench.Run(_converter, "SELECT count(*) FROM t WHERE time >= '2024-01-04'"));
    }

    [Fact]
    public void A_transaction_with_one_snapshot_drops_no_rows_that_it_does_not_see()
    {
        JoinThree();
        SessionBench.Run(_converter, "SELECT compress_chunk(c) FROM show_chunks('t', older_than => timestamptz '2024-01-02') c");
        Assert.Equal("4320", SessionBench.Run(_converter, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t"));
        SessionBench.Run(_writer, "INSERT INTO t VALUES ('2024-01-02 00:00:30', 1, -1)");
        Assert.Equal("40001 could not serialize access due to concurrent update", SessionBench.Run(_converter, "CALL merge_chunks('_timescaledb_internal._hyper_1_1_chunk', '_timescaledb_internal._hyper_1_2_chunk')"));
        SessionBench.Run(_converter, "ROLLBACK");
        Assert.Equal("4321", SessionBench.Run(_writer, "SELECT count(*) FROM t"));
    }

    [Fact]
    public void Chunks_join_with_rows_that_the_transaction_does_not_see_and_others_with_one_snapshot_keep_theirs()
    {
        JoinThree();
        Assert.Equal("4320", SessionBench.Run(_converter, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t"));
        Assert.Equal("4320", SessionBench.Run(_writer, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t"));
        SessionBench.Run(_bench.Open(), "INSERT INTO t VALUES ('2024-01-02 00:00:30', 1, -1)");
        Assert.Equal("3", SessionBench.Run(_converter, Convert));
        Assert.Equal("COMMIT", SessionBench.Run(_converter, "COMMIT"));
        Assert.Equal("4320", SessionBench.Run(_writer, "SELECT count(*) FROM t"));
        Assert.Equal("UPDATE 617", SessionBench.Run(_writer, "UPDATE t SET v = v + 10000 WHERE dev = 3"));
        Assert.Equal("INSERT 0 1", SessionBench.Run(_writer, "INSERT INTO t VALUES ('2024-01-03 00:00:30', 1, -2)"));
        Assert.Equal("4321", SessionBench.Run(_writer, "SELECT count(*) FROM t"));
        Assert.Equal("COMMIT", SessionBench.Run(_writer, "COMMIT"));
        Assert.Equal("4322|617", SessionBench.Run(_writer, $"SELECT count(*), count(*) FILTER (WHERE v >= 10000) FROM {FirstChunk}"));
    }

    private void JoinThree() => SessionBench.Run(_converter, "ALTER TABLE t SET (timescaledb.compress_chunk_time_interval = '3 days')");

    public void Dispose() => _bench.Dispose();
}
