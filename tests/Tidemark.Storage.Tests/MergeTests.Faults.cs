using Tidemark.Errors;
using Tidemark.Testing.Files;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>What a merge leaves behind when it is disturbed.</summary>
public partial class MergeTests
{
    [Fact]
    public void A_chunk_that_is_truncated_while_it_merges_stays_empty()
    {
        using var store = Open();
        for (var i = 0; i < 4; i++) Insert(store, i * 500, 500);
        var isFirst = true;
        _files.OnCall = (call, path) =>
        {
            if (!isFirst || call != FileCall.Flush || !IsSegment(path)) return Fault.None;
            isFirst = false;
            store.Commit(store.Begin().TruncateChunk(1));
            return Fault.None;
        };
        store.Vacuum([1], isFull: true);
        Assert.False(isFirst);
        Assert.Equal(0, store.Root.View(1).RowCount);
        AssertFiles(store);
        Assert.Equal(ActivityState.Cancelled, store.Activities.List()[0].State);
    }

    [Fact]
    public void A_full_disk_leaves_everything_as_it_was()
    {
        using var store = Open();
        for (var i = 0; i < 4; i++) Insert(store, i * 500, 500);
        _files.OnCall = (call, path) => call == FileCall.Write && IsSegment(path) ? Fault.DiskFull : Fault.None;
        var error = Assert.Throws<SqlException>(() => store.Vacuum([1], isFull: true));
        Assert.Equal(SqlState.DiskFull, error.Error.State);
        _files.OnCall = null;
        var failed = store.Activities.List()[0];
        Assert.Equal((ActivityState.Failed, "merge"), (failed.State, failed.Kind));
        Assert.Equal(SqlState.DiskFull, failed.Error!.State);
        AssertFiles(store);
        store.Vacuum([1], isFull: true);
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 2000)), TestTable.Read(store.Root.View(1)));
    }

    [Fact]
    public void A_failing_log_takes_the_merge_back()
    {
        using var store = Open();
        for (var i = 0; i < 4; i++) Insert(store, i * 500, 500);
        _files.OnCall = (call, path) => call == FileCall.Write && path.EndsWith(".log", StringComparison.Ordinal) ? Fault.DiskFull : Fault.None;
        Assert.Throws<SqlException>(() => store.Vacuum([1], isFull: true));
        _files.OnCall = null;
        AssertFiles(store);
        Delete(store, 0, 100);
        store.Vacuum([1], isFull: true);
        Assert.Equal(TestTable.Expect(Enumerable.Range(100, 1900)), TestTable.Read(store.Root.View(1)));
    }

    [Fact]
    public void A_damaged_block_fails_the_merge_and_nothing_is_lost_beside_it()
    {
        using (var store = Open())
        {
            for (var i = 0; i < 3; i++) Insert(store, i * 600, 600);
        }

        var path = SegmentFiles()[1];
        var bytes = _files.Read(path);
        bytes[40] ^= 1;
        _files.Write(path, bytes);
        using var again = Store.Open("/db", Options(_files));
        var error = Assert.Throws<SqlException>(() => again.Vacuum([1], isFull: true));
        Assert.Equal(SqlState.DataCorrupted, error.Error.State);
        Assert.Equal(3, Segments(again).Count);
        AssertFiles(again);
    }

    [Fact]
    public void A_cut_at_any_flush_of_a_merge_loses_nothing_and_leaves_no_file()
    {
        using var store = Open();
        for (var i = 0; i < 5; i++) Insert(store, i * 500, 500);
        Delete(store, 700, 300);
        var cuts = new List<SimulatedFileSystem>();
        _files.OnCall = (call, _) =>
        {
            if (call is FileCall.Flush or FileCall.FlushDirectory or FileCall.Delete) cuts.AddRange(Enum.GetValues<CrashMode>().Select(mode => _files.AfterCrash(mode, cuts.Count)));
            return Fault.None;
        };
        store.Vacuum([1], isFull: true);
        _files.OnCall = null;
        cuts.Add(_files.AfterCrash(CrashMode.LoseAll, 1));
        Assert.InRange(cuts.Count, 20, 200);
        foreach (var cut in cuts)
        {
            using var after = Store.Open("/db", Options(cut));
            Assert.Equal(TestTable.Expect(Enumerable.Range(0, 2500).Except(Enumerable.Range(700, 300))), TestTable.Read(after.Root.View(1)));
            Assert.Empty(after.Verify());
            Assert.Equal(Segments(after).Count, cut.Paths.Count(p => p.EndsWith(".seg", StringComparison.Ordinal)));
        }
    }
}
