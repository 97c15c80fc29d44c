using Tidemark.Errors;
using Tidemark.Testing.Files;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Chunks that join others: rows change hands as they lie.</summary>
public class JoinTests
{
    private const long Into = 7;
    private const long From = 8;
    private readonly SimulatedFileSystem _files = new();

    private StoreOptions Options => new() { Files = _files, Background = false, SegmentRows = 5000, DirectSegmentRows = 3000, CheckpointTailRows = 1000, LogExtent = 5000 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_join_is_there_after_a_crash_or_a_checkpoint(bool checkpoint)
    {
        var store = Fill();
        var segments = _files.Paths.Count(p => p.EndsWith(".seg", StringComparison.Ordinal));
        store.Commit(store.Begin().JoinChunk(From, Into));
        Assert.Equal(segments, _files.Paths.Count(p => p.EndsWith(".seg", StringComparison.Ordinal)));
        store.Commit(store.Begin().Append(store.Root, Into, TestTable.Rows(9000, 10)));
        if (checkpoint) store.Checkpoint();
        store = Store.Open("/db", Options with { Files = _files.AfterCrash(CrashMode.LoseAll, 1) });
        Assert.Null(store.Root.FindChunk(From));
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 5000).Concat(Enumerable.Range(6000, 40)).Concat(Enumerable.Range(9000, 10))), TestTable.Read(store.Root.View(Into)));
        Assert.Empty(store.Verify());
        store.Abort();
    }

    [Fact]
    public void Changes_from_before_a_join_follow_the_rows()
    {
        using var store = Fill();
        var root = store.Root;
        var writer = store.Begin().Append(root, From, TestTable.Rows(7000, 5));
        writer = Delete(Delete(writer, root.View(From, writer), 6003, 6003), root.View(From, writer), 7001, 7001);
        store.Commit(store.Begin().JoinChunk(From, Into));
        var deleter = store.Root.View(Into);

        // As its own root has it, and as the newest does.
        Assert.Equal(43, root.View(From, writer).RowCount);
        Assert.Equal(5043, store.Root.View(Into, writer).RowCount);
        writer = writer.Append(store.Root, From, TestTable.Rows(7005, 1));
        var seen = root.View(From, writer);
        writer = writer.Following(store.Root);
        foreach (var k in new[] { 6004, 7002 }) writer = writer.Delete(store.Root, seen, TestTable.RowIds(seen, TestTable.TimeBetween(k, k)));
        store.Commit(writer);
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 5000).Concat(Enumerable.Range(6000, 40).Except([6003, 6004])).Concat([7000, 7003, 7004, 7005])), TestTable.Read(store.Root.View(Into)));

        // Who deletes one of these rows too comes too late, wherever it saw the row.
        foreach (var view in new[] { root.View(From), deleter })
        {
            var late = Delete(store.Begin(), view, 6003, 6003);
            Assert.Equal(SqlState.SerializationFailure, Assert.Throws<SqlException>(() => store.Commit(late)).Error.State);
        }
    }

    [Fact]
    public void What_others_write_until_the_commit_comes_along()
    {
        using var store = Fill();
        var join = store.Begin().Append(store.Root, From, TestTable.Rows(6100, 2)).JoinChunk(From, Into);
        var view = store.Root.View(From);
        store.Commit(Delete(store.Begin().Append(store.Root, From, TestTable.Rows(6200, 3)), view, 6000, 6009));
        store.Commit(join);
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 5000).Concat(Enumerable.Range(6010, 30)).Concat([6100, 6101, 6200, 6201, 6202])), TestTable.Read(store.Root.View(Into)));
        Assert.Throws<SqlException>(() => store.Commit(store.Begin().DropChunk(From)));
    }

    private static Changes Delete(Changes changes, ChunkView view, int first, int last) => changes.Delete(view, TestTable.RowIds(view, TestTable.TimeBetween(first, last)));

    private Store Fill()
    {
        var store = Store.Open("/db", Options);
        var changes = store.Begin().CreateChunk(Into, TestTable.Layout).CreateChunk(From, TestTable.Layout);
        store.Commit(changes.Append(store.Root, Into, TestTable.Rows(0, 5000)).Append(store.Root, From, TestTable.Rows(6000, 40)));
        return store;
    }
}
