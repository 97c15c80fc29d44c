using Tidemark.Engine.Sessions;
using Tidemark.Engine.Tests.Sessions;
using Tidemark.Storage;
using Xunit;

namespace Tidemark.Engine.Tests.Conversion;

/// <summary>Who waits for whom while chunks are converted. A statement that must not wait runs with a lock_timeout of one millisecond, which only one that waits ever meets.</summary>
public sealed class ConversionBesideWritersTests : IDisposable
{
    private const string Convert = "SELECT count(compress_chunk(c, true)) FROM show_chunks('t') c";

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

    [Fact]
    public async Task Rows_that_come_while_a_small_chunk_is_moved_come_along()
    {
        SessionBench.Run(_converter, "ALTER TABLE t SET (timescaledb.compress_chunk_time_interval = '3 days')");
        Assert.Equal("INSERT 0 1", SessionBench.Run(_writer, "BEGIN; INSERT INTO t VALUES ('2024-01-02 00:00:30', 1, -1)"));
        SessionBench.Run(_writer, "DELETE FROM t WHERE v = 1500");

        // The rows are moved; dropping the chunk waits for who writes.
        var conversion = SessionBench.Start(_converter, Convert);
        Assert.False(conversion.IsCompleted);
        Assert.Equal("4319", SessionBench.Run(_bench.Open(), "SELECT count(*) FROM t WHERE v <> 1500"));
        Assert.Equal("COMMIT", SessionBench.Run(_writer, "COMMIT"));
        Assert.Equal("3", await conversion);
        Assert.Equal("4320|1", SessionBench.Run(_writer, "SELECT count(*), count(*) FILTER (WHERE v < 0) FROM t"));
        Assert.Equal("0", SessionBench.Run(_writer, "SELECT count(*) FROM t WHERE v = 1500"));
        Assert.Equal("1", SessionBench.Run(_writer, "SELECT count(*) FROM show_chunks('t')"));
    }

    [Theory]
    [InlineData("SELECT compress_chunk(c) FROM show_chunks('t', newer_than => timestamptz '2024-01-02', older_than => timestamptz '2024-01-03') c")]
    [InlineData("CALL merge_chunks('_timescaledb_internal._hyper_1_1_chunk', '_timescaledb_internal._hyper_1_2_chunk')")]
    public void A_transaction_with_one_snapshot_drops_no_rows_that_it_does_not_see(string join)
    {
        SessionBench.Run(_converter, "ALTER TABLE t SET (timescaledb.compress_chunk_time_interval = '3 days')");
        SessionBench.Run(_converter, "SELECT compress_chunk(c) FROM show_chunks('t', older_than => timestamptz '2024-01-02') c");
        Assert.Equal("4320", SessionBench.Run(_converter, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t"));
        SessionBench.Run(_writer, "INSERT INTO t VALUES ('2024-01-02 00:00:30', 1, -1)");
        Assert.Equal("40001 could not serialize access due to concurrent update", SessionBench.Run(_converter, join));
        SessionBench.Run(_converter, "ROLLBACK");
        Assert.Equal("4321", SessionBench.Run(_writer, "SELECT count(*) FROM t"));
    }

    public void Dispose() => _bench.Dispose();
}
