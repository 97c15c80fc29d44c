using Tidemark.Errors;
using Tidemark.Testing.Files;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Storage.Tests;

public class StoreTests
{
    private const long Chunk = 7;
    private readonly SimulatedFileSystem _files = new();

    private StoreOptions Options => new() { Files = _files, Background = false, SegmentRows = 5000, DirectSegmentRows = 3000, CheckpointTailRows = 1000, LogExtent = 5000 };

    [Fact]
    public void Committed_rows_are_there_after_a_crash()
    {
        var store = Store.Open("/db", Options);
        Insert(store, 0, 100);
        Insert(store, 100, 50);
        var uncommitted = store.Begin().Append(store.Root, Chunk, TestTable.Rows(150, 10));
        Assert.Equal(160, store.Root.View(Chunk, uncommitted).RowCount);
        Assert.Equal(150, store.Root.View(Chunk).RowCount);

        using var after = Store.Open("/db", Options with { Files = _files.AfterCrash(CrashMode.LoseAll, 1) });
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 150)), TestTable.Read(after.Root.View(Chunk)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2047)]
    [InlineData(2049)]
    [InlineData(20_000)]
    public void Rows_come_back_from_log_segment_and_checkpoint(int count)
    {
        var expected = TestTable.Expect(Enumerable.Range(0, count));
        var store = Store.Open("/db", Options);
        Insert(store, 0, count);
        Assert.Equal(expected, TestTable.Read(store.Root.View(Chunk)));
        store.Abort();
        store = Store.Open("/db", Options);
        Assert.Equal(expected, TestTable.Read(store.Root.View(Chunk)));
        store.Checkpoint();
        Assert.Equal(expected, TestTable.Read(store.Root.View(Chunk)));
        Assert.Empty(store.Verify());
        store.Abort();
        store = Store.Open("/db", Options);
        Assert.Equal(expected, TestTable.Read(store.Root.View(Chunk)));
        Assert.Equal(expected, TestTable.Read(store.Root.View(Chunk), new ScanRequest { ColumnIds = [1, 2, 3, 4], BatchRows = 2 }));
        store.Dispose();
    }

    [Fact]
    public void Segments_are_sorted_by_the_clustering_key()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 5000);
        var unit = Assert.Single(store.Root.View(Chunk).Units);
        Assert.True(unit.IsSegment && unit.IsSorted);
        var request = new ScanRequest { ColumnIds = [TestTable.Sensor, TestTable.Time] };
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        var before = ("", long.MaxValue);
        scanner.Start(new ScanMorsel(unit, 0, unit.BlockCount));
        while (scanner.Next(batch))
        {
            for (var row = 0; row < batch.Length; row++)
            {
                var now = (System.Text.Encoding.UTF8.GetString(VectorAccess.GetBytes(batch.Column(0), row)), VectorAccess.Get<long>(batch.Column(1), row));
                var order = string.CompareOrdinal(before.Item1, now.Item1);
                Assert.True(order < 0 || (order == 0 && before.Item2 > now.Item2), $"{before} stands before {now}");
                before = now;
            }
        }
    }

    [Fact]
    public void Deletes_hide_rows_for_the_transaction_then_for_all()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 6000);
        Insert(store, 6000, 100);
        var changes = store.Begin().Append(store.Root, Chunk, TestTable.Rows(6100, 50));
        var old = store.Root;
        var view = old.View(Chunk, changes);
        changes = changes.Delete(view, TestTable.RowIds(view, TestTable.TimeBetween(1000, 6119)));
        var expected = TestTable.Expect(Enumerable.Range(0, 1000).Concat(Enumerable.Range(6120, 30)));
        Assert.Equal(expected, TestTable.Read(old.View(Chunk, changes)));
        Assert.Equal(6100, old.View(Chunk).RowCount);
        store.Commit(changes);
        Assert.Equal(expected, TestTable.Read(store.Root.View(Chunk)));
        Assert.Equal(6100, old.View(Chunk).RowCount);
        store.Checkpoint();
        Assert.Equal(expected, TestTable.Read(store.Root.View(Chunk)));
        store.Abort();
        using var after = Store.Open("/db", Options);
        Assert.Equal(expected, TestTable.Read(after.Root.View(Chunk)));
    }

    [Fact]
    public void Deletes_follow_rows_whose_tail_became_a_segment()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 2000);
        var view = store.Root.View(Chunk);
        var changes = store.Begin().Delete(view, TestTable.RowIds(view, TestTable.TimeBetween(500, 1499)));
        store.Checkpoint();
        Assert.True(Assert.Single(store.Root.View(Chunk).Units).IsSegment);
        var expected = TestTable.Expect(Enumerable.Range(0, 500).Concat(Enumerable.Range(1500, 500)));
        Assert.Equal(expected, TestTable.Read(store.Root.View(Chunk, changes)));
        store.Commit(changes);
        Assert.Equal(expected, TestTable.Read(store.Root.View(Chunk)));
        store.Abort();
        using var after = Store.Open("/db", Options);
        Assert.Equal(expected, TestTable.Read(after.Root.View(Chunk)));
    }

    [Fact]
    public void A_row_can_be_deleted_by_one_transaction_only()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 10);
        var view = store.Root.View(Chunk);
        var ids = TestTable.RowIds(view, TestTable.TimeBetween(3, 3));
        var first = store.Begin().Delete(view, ids);
        var second = store.Begin().Delete(view, ids).Append(store.Root, Chunk, TestTable.Rows(10, 1));
        store.Commit(first);
        Assert.Equal(SqlState.SerializationFailure, Assert.Throws<SqlException>(() => store.Commit(second)).State);
        Assert.Equal(9, store.Root.View(Chunk).RowCount);
    }

    [Fact]
    public void A_savepoint_is_a_remembered_reference()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 10);
        var savepoint = store.Begin().Append(store.Root, Chunk, TestTable.Rows(10, 5));
        var dropped = savepoint.Append(store.Root, Chunk, TestTable.Rows(100, 5));
        var view = store.Root.View(Chunk, dropped);
        dropped = dropped.Delete(view, TestTable.RowIds(view, TestTable.TimeBetween(0, 11)));
        Assert.Equal(8, store.Root.View(Chunk, dropped).RowCount);
        var kept = savepoint.Append(store.Root, Chunk, TestTable.Rows(15, 5));
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 20)), TestTable.Read(store.Root.View(Chunk, kept)));
        store.Commit(kept);
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 20)), TestTable.Read(store.Root.View(Chunk)));
    }

    [Fact]
    public void A_savepoint_outlives_the_conversion_of_its_rows()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 1);
        var savepoint = store.Begin().Append(store.Root, Chunk, TestTable.Rows(1, 2999));
        var dropped = savepoint.Append(store.Root, Chunk, TestTable.Rows(3000, 4000));
        Assert.Equal(7000, store.Root.View(Chunk, dropped).RowCount);
        var kept = savepoint.Append(store.Root, Chunk, TestTable.Rows(3000, 1000));
        store.Commit(kept);
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 4000)), TestTable.Read(store.Root.View(Chunk)));
    }

    [Fact]
    public void Many_single_rows_in_a_transaction_and_deletes_among_them()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 1);
        var changes = store.Begin();
        for (var i = 1; i < 12_000; i++) changes = changes.Append(store.Root, Chunk, TestTable.Rows(i, 1));
        var view = store.Root.View(Chunk, changes);
        changes = changes.Delete(view, TestTable.RowIds(view, TestTable.TimeBetween(4000, 8999)));
        changes = changes.Append(store.Root, Chunk, TestTable.Rows(12_000, 1));
        var expected = TestTable.Expect(Enumerable.Range(0, 4000).Concat(Enumerable.Range(9000, 3001)));
        Assert.Equal(expected, TestTable.Read(store.Root.View(Chunk, changes)));
        store.Commit(changes);
        Assert.Equal(expected, TestTable.Read(store.Root.View(Chunk)));
        store.Abort();
        using var after = Store.Open("/db", Options);
        Assert.Equal(expected, TestTable.Read(after.Root.View(Chunk)));
    }

    [Fact]
    public void Rolled_back_segments_leave_no_file()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 10);
        var changes = store.Begin().Append(store.Root, Chunk, TestTable.Rows(10, 20_000));
        store.Rollback(changes);
        Assert.DoesNotContain(_files.Paths, p => p.EndsWith(".seg", StringComparison.Ordinal));
    }

    [Fact]
    public void Segments_of_a_transaction_that_never_committed_are_swept()
    {
        var store = Store.Open("/db", Options);
        Insert(store, 0, 10);
        var changes = store.Begin().Append(store.Root, Chunk, TestTable.Rows(10, 5000));
        changes.Scope.Prepare(changes);
        Assert.Contains(_files.Paths, p => p.EndsWith(".seg", StringComparison.Ordinal));
        store.Abort();
        using var after = Store.Open("/db", Options);
        Assert.DoesNotContain(_files.Paths, p => p.EndsWith(".seg", StringComparison.Ordinal));
        Assert.Equal(10, after.Root.View(Chunk).RowCount);
    }

    [Fact]
    public void Metadata_and_companion_travel_with_the_root()
    {
        var store = Store.Open("/db", Options with { Companion = root => $"opened with {root.Metadata.Count}" });
        Assert.Equal("opened with 0", store.Root.Companion);
        var changes = store.Begin().PutMetadata(1, "one"u8.ToArray()).PutMetadata(-2, "two"u8.ToArray());
        store.Commit(changes, Durability.Flushed, new Merge((root, c) => new MergeResult(c.PutMetadata(3, "three"u8.ToArray()), "merged")));
        Assert.Equal("merged", store.Root.Companion);
        store.Commit(store.Begin().RemoveMetadata(1));
        Assert.Equal("merged", store.Root.Companion);
        store.Abort();
        using var after = Store.Open("/db", Options with { Companion = root => root.Metadata.Count });
        Assert.Equal([-2, 3], after.Root.Metadata.Keys.Order());
        Assert.Equal(2, after.Root.Companion);
        Assert.Equal("two"u8, after.Root.Metadata[-2].Span);
    }

    [Fact]
    public void A_merge_that_refuses_changes_nothing()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 10);
        var before = store.Root;
        var changes = store.Begin().Append(before, Chunk, TestTable.Rows(10, 10));
        Assert.Throws<SqlException>(() => store.Commit(changes, Durability.Flushed, new Merge((_, _) => throw InternalErrors.NotSupported("this"))));
        Assert.Same(before, store.Root);
    }

    [Fact]
    public void Columns_come_and_go_without_rewriting()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 4000);
        Insert(store, 4000, 10);
        var five = new FixedVector<int>(SqlTypes.Int4, [5], 1);
        var layout = TestTable.Layout with { Columns = [TestTable.Layout.Columns[0], new ColumnLayout(9, SqlTypes.Int4, five), new ColumnLayout(10, SqlTypes.Text)] };
        layout = layout with { ClusteringKey = [] };
        store.Commit(store.Begin().AlterChunk(Chunk, layout));
        var batch = new Batch([new FixedVector<long>(SqlTypes.TimestampTz, [4010], 1), new FixedVector<int>(SqlTypes.Int4, [6], 1), TestTable.TextValue("new")], 1);
        store.Commit(store.Begin().Append(store.Root, Chunk, batch));
        var request = new ScanRequest { ColumnIds = [TestTable.Time, 9, 10] };
        List<string> expected = [.. Enumerable.Range(0, 4010).Select(i => $"{i}|5|null"), "4010|6|new"];
        Assert.Equal(expected, TestTable.Read(store.Root.View(Chunk), request));
        store.Checkpoint();
        store.Abort();
        using var after = Store.Open("/db", Options);
        Assert.Equal(expected, TestTable.Read(after.Root.View(Chunk), request));
        var six = new ScanRequest { ColumnIds = [TestTable.Time, 9, 10], Filters = [ColumnFilter.Equal(9, new FixedVector<int>(SqlTypes.Int4, [6], 1))] };
        Assert.Equal(["4010|6|new"], TestTable.Read(after.Root.View(Chunk), six));
        Assert.Equal(4010, TestTable.Read(after.Root.View(Chunk), new ScanRequest { ColumnIds = [1], Filters = [ColumnFilter.IsNull(10)] }).Count);
    }

    [Fact]
    public void Truncate_and_drop_remove_files_and_old_roots_keep_reading()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 5000);
        var old = store.Root;
        store.Commit(store.Begin().TruncateChunk(Chunk).Append(store.Root, Chunk, TestTable.Rows(0, 3)));
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 3)), TestTable.Read(store.Root.View(Chunk)));
        Assert.DoesNotContain(_files.Paths, p => p.EndsWith(".seg", StringComparison.Ordinal));
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 5000)), TestTable.Read(old.View(Chunk)));
        store.Commit(store.Begin().DropChunk(Chunk));
        Assert.Null(store.Root.FindChunk(Chunk));
        store.Abort();
        using var after = Store.Open("/db", Options);
        Assert.Null(after.Root.FindChunk(Chunk));
    }

    [Fact]
    public async Task Commits_that_wait_together_share_a_flush()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 1);
        using var gate = new ManualResetEventSlim();
        using var first = new ManualResetEventSlim();
        _files.OnCall = (call, _) =>
        {
            if (call != FileCall.Flush) return Fault.None;
            first.Set();
            gate.Wait();
            return Fault.None;
        };
        var flushes = store.Statistics.Flushes;
        var tasks = Enumerable.Range(1, 8).Select(i => Task.Factory.StartNew(() => Insert(store, i, 1), TaskCreationOptions.LongRunning)).ToArray();
        first.Wait();
        // All others have appended their records before the first flush ends, because the commit lock is free.
        SpinWait.SpinUntil(() => store.PendingVersion == store.Root.Version + 8);
        gate.Set();
        await Task.WhenAll(tasks);
        _files.OnCall = null;
        Assert.Equal(2, store.Statistics.Flushes - flushes);
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 9)), TestTable.Read(store.Root.View(Chunk)));
    }

    [Fact]
    public void An_asynchronous_commit_is_seen_at_once_and_durable_with_the_next_flush()
    {
        var store = Store.Open("/db", Options);
        Insert(store, 0, 1);
        var flushes = store.Statistics.Flushes;
        store.Commit(store.Begin().Append(store.Root, Chunk, TestTable.Rows(1, 1)), Durability.Async);
        Assert.Equal(2, store.Root.View(Chunk).RowCount);
        Assert.Equal(flushes, store.Statistics.Flushes);
        Assert.Equal(1, Store.Open("/db", Options with { Files = _files.AfterCrash(CrashMode.LoseAll, 1) }).Root.View(Chunk).RowCount);
        store.Dispose();
        Assert.Equal(2, Store.Open("/db", Options with { Files = _files.AfterCrash(CrashMode.LoseAll, 1) }).Root.View(Chunk).RowCount);
    }

    [Fact]
    public void A_full_disk_refuses_the_commit_and_the_next_one_works()
    {
        using var store = Store.Open("/db", Options);
        Insert(store, 0, 5);
        _files.OnCall = (call, _) => call == FileCall.Write ? Fault.DiskFull : Fault.None;
        Assert.Equal(SqlState.DiskFull, Assert.Throws<SqlException>(() => Insert(store, 5, 1)).State);
        Assert.Equal(SqlState.DiskFull, Assert.Throws<SqlException>(() => Insert(store, 5, 6000)).State);
        Assert.Equal(5, store.Root.View(Chunk).RowCount);
        _files.OnCall = null;
        Insert(store, 5, 2);
        store.Abort();
        using var after = Store.Open("/db", Options);
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 7)), TestTable.Read(after.Root.View(Chunk)));
    }

    [Fact]
    public void A_failed_flush_stops_writing_until_recovery()
    {
        var store = Store.Open("/db", Options);
        Insert(store, 0, 5);
        _files.OnCall = (call, _) => call == FileCall.Flush ? Fault.DeviceError : Fault.None;
        Assert.Equal(SqlState.IoError, Assert.Throws<SqlException>(() => Insert(store, 5, 1)).State);
        _files.OnCall = null;
        Assert.Equal(SqlState.IoError, Assert.Throws<SqlException>(() => Insert(store, 5, 1)).State);
        Assert.Equal(5, store.Root.View(Chunk).RowCount);
        store.Dispose();
        // The record of the commit that failed may be on disk or not.
        using var after = Store.Open("/db", Options with { Files = _files.AfterCrash(CrashMode.LoseAll, 1) });
        Assert.InRange(after.Root.View(Chunk).RowCount, 5, 6);
    }

    private static void Insert(Store store, int first, int count)
    {
        var changes = store.Begin();
        if (store.Root.FindChunk(Chunk) is null) changes = changes.CreateChunk(Chunk, TestTable.Layout);
        for (var done = 0; done < count; done += 2000) changes = changes.Append(store.Root, Chunk, TestTable.Rows(first + done, Math.Min(2000, count - done)));
        store.Commit(changes);
    }

    private sealed class Merge(Func<Root, Changes, MergeResult> merge) : ICommitMerge
    {
        MergeResult ICommitMerge.Merge(Root latest, Changes changes) => merge(latest, changes);
    }
}
