using System.Text;
using Tidemark.Testing.Files;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Rows that are long fill tails and segments by their bytes: few of them take no more memory than many short ones.</summary>
public class LongRowTests
{
    private const int Width = 10_000;

    private readonly SimulatedFileSystem _files = new();

    [Fact]
    public void A_commit_of_many_bytes_is_a_segment_at_once()
    {
        using var store = Open();
        Insert(store, 0, 5);
        Assert.False(Assert.Single(store.Root.View(1).Units).IsSegment);
        Insert(store, 5, 30);
        Assert.Equal([5, 30], store.Root.View(1).Units.Select(u => u.Version.Rows));
        Assert.True(store.Root.View(1).Units[1].IsSegment);
        AssertRows(store, 35);
    }

    [Fact]
    public void A_transaction_that_goes_on_writes_segment_after_segment()
    {
        using var store = Open();
        var changes = store.Begin();
        for (var i = 0; i < 300; i += 10) changes = changes.Append(store.Root, 1, Rows(i, 10));
        store.Commit(changes);
        Assert.All(store.Root.View(1).Units, u => Assert.InRange(u.Version.Rows, 1, 110));
        AssertRows(store, 300);
    }

    [Fact]
    public void A_tail_that_small_commits_filled_becomes_a_segment()
    {
        using var store = Open();
        for (var i = 0; i < 250; i++) Insert(store, i, 1);
        store.Checkpoint();
        Assert.All(store.Root.View(1).Units, u => Assert.InRange(u.Version.Rows, 1, 101));
        Assert.All(store.Root.View(1).Units, u => Assert.True(u.IsSegment));
        AssertRows(store, 250);
    }

    [Fact]
    public void A_checkpoint_does_not_keep_many_bytes()
    {
        using var store = Open();
        for (var i = 0; i < 10; i++) Insert(store, i, 1);
        store.Checkpoint();
        Assert.False(Assert.Single(store.Root.View(1).Units).IsSegment);
        for (var i = 10; i < 60; i++) Insert(store, i, 1);
        store.Checkpoint();
        Assert.True(Assert.Single(store.Root.View(1).Units).IsSegment);
        AssertRows(store, 60);
    }

    [Fact]
    public void What_is_merged_is_written_as_segments_of_as_many_bytes()
    {
        using var store = Open();
        for (var i = 0; i < 600; i += 30) Insert(store, i, 30);
        store.Vacuum([1], isFull: true);
        Assert.All(store.Root.View(1).Units, u => Assert.InRange(u.Version.Rows, 1, 110));
        Assert.InRange(store.Root.View(1).Units.Length, 6, 8);
        AssertRows(store, 600);
    }

    [Fact]
    public void A_row_beyond_all_limits_is_a_segment_of_its_own()
    {
        using var store = Open();
        for (var i = 0; i < 4; i++) Insert(store, i, 1, 3_000_000);
        Assert.All(store.Root.View(1).Units, u => Assert.Equal((true, 1), (u.IsSegment, u.Version.Rows)));
        store.Vacuum([1], isFull: true);
        Assert.Equal([1, 1, 1, 1], store.Root.View(1).Units.Select(u => u.Version.Rows));
        AssertRows(store, 4, 3_000_000);
    }

    [Fact]
    public void Without_a_key_segments_of_many_bytes_are_not_joined_again_and_again()
    {
        using var store = Open(TestTable.Layout with { ClusteringKey = [] });
        for (var i = 0; i < 600; i += 30) Insert(store, i, 30);
        while (store.MergeDue() > 0) Assert.InRange(store.Statistics.Merges, 0, 20);
        store.Vacuum([1], isFull: true);
        var merges = store.Statistics.Merges;
        store.Vacuum([1], isFull: true);
        Assert.Equal(merges, store.Statistics.Merges);
        Assert.InRange(store.Root.View(1).Units.Length, 6, 8);
        AssertRows(store, 600);
    }

    private Store Open(ChunkLayout? layout = null)
    {
        var store = Store.Open("/db", new StoreOptions { Files = _files, Background = false, SegmentBytes = 100 * Width, DirectSegmentBytes = 20 * Width, CheckpointTailBytes = 40 * Width });
        store.Commit(store.Begin().CreateChunk(1, layout ?? TestTable.Layout));
        return store;
    }

    private static void Insert(Store store, int first, int count, int width = Width) => store.Commit(store.Begin().Append(store.Root, 1, Rows(first, count, width)));

    private static Batch Rows(int first, int count, int width = Width)
    {
        var rows = TestTable.Rows(first, count);
        var note = new BytesVectorBuilder(SqlTypes.Text);
        for (var i = first; i < first + count; i++) note.Append(Encoding.ASCII.GetBytes(Note(i, width)));
        return new Batch([rows.Column(0), rows.Column(1), rows.Column(2), note.Detach()], count);
    }

    private static string Note(int row, int width) => $"{row}".PadLeft(width, (char)('a' + (row % 26)));

    private static void AssertRows(Store store, int count, int width = Width)
    {
        var found = TestTable.Read(store.Root.View(1), new ScanRequest { ColumnIds = [TestTable.Time, TestTable.Note] });
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}|{Note(i, width)}"), found);
    }
}
