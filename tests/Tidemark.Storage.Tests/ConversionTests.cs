using Tidemark.Testing.Files;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Conversion to the column store: what a kill in the middle of it leaves, who can write meanwhile, and what is told of it.</summary>
public class ConversionTests
{
    private const int Rows = 5000;

    private static readonly ChunkLayout s_byTime = new(TestTable.Layout.Columns, [new SortColumn(TestTable.Time, true, false)]);

    private readonly SimulatedFileSystem _files = new();

    [Fact]
    public void A_cut_at_any_call_loses_nothing_and_the_conversion_can_be_done_again()
    {
        using var store = Make();
        var cuts = new List<SimulatedFileSystem>();
        var modes = Enum.GetValues<CrashMode>();
        _files.OnCall = (call, _) =>
        {
            if (call is not (FileCall.Read or FileCall.Open)) cuts.Add(_files.AfterCrash(modes[cuts.Count % modes.Length], cuts.Count));
            return Fault.None;
        };
        store.ConvertToColumnstore(1, s_byTime);
        _files.OnCall = null;
        foreach (var mode in modes) cuts.Add(_files.AfterCrash(mode, cuts.Count));
        Assert.True(cuts.Count > 4 * modes.Length, $"{cuts.Count} calls");
        foreach (var cut in cuts)
        {
            using var after = Store.Open("/db", Options(cut));
            Assert.Equal(Expected(), TestTable.Read(after.Root.View(1)));
            Assert.Empty(after.Verify());
            Assert.Equal(Segments(after).Count, cut.Paths.Count(IsSegment));
            after.ConvertToColumnstore(1, s_byTime);
            AssertConverted(after, Expected());
        }
    }

    [Fact]
    public void Rows_that_are_written_at_any_step_of_it_are_there_afterwards()
    {
        using var store = Make();
        var written = new List<int>();
        var isInside = false;
        _files.OnCall = (call, path) =>
        {
            // Commits of the same thread in the middle of the conversion: if it held a lock that they need, they could not go on.
            if (isInside || call is not (FileCall.Write or FileCall.Flush) || !IsSegment(path)) return Fault.None;
            isInside = true;
            var row = Rows + written.Count;
            written.Add(row);
            Task.Run(() => store.Commit(store.Begin().Append(store.Root, 1, TestTable.Rows(row, 1)))).GetAwaiter().GetResult();
            isInside = false;
            return Fault.None;
        };
        store.ConvertToColumnstore(1, s_byTime);
        _files.OnCall = null;
        Assert.NotEmpty(written);
        Assert.Equal(TestTable.Expect(Left().Concat(written)), TestTable.Read(store.Root.View(1)));
        store.ConvertToColumnstore(1, s_byTime);
        AssertConverted(store, TestTable.Expect(Left().Concat(written)));
    }

    [Fact]
    public void It_tells_how_far_it_is_while_it_runs()
    {
        using var store = Make();
        var told = new List<(long Done, long? Total)>();
        _files.OnCall = (call, path) =>
        {
            if (call == FileCall.Flush && IsSegment(path) && store.Activities.List().FirstOrDefault(a => a.Kind == "columnstore") is { State: ActivityState.Running } running) told.Add((running.RowsDone, running.RowsTotal));
            return Fault.None;
        };
        store.ConvertToColumnstore(1, s_byTime);
        _files.OnCall = null;
        Assert.Contains(told, t => t.Total == Left().Count());
        Assert.Equal(told.Select(t => t.Done).Order(), told.Select(t => t.Done));
        var done = store.Activities.List().First(a => a.Kind == "columnstore");
        Assert.Equal((ActivityState.Done, (long?)done.RowsDone), (done.State, done.RowsTotal));
        Assert.True(done.BytesWritten > 0 && done.BytesRead > 0);
    }

    private static IEnumerable<int> Left() => Enumerable.Range(0, Rows).Except(Enumerable.Range(700, 300));

    private static List<string> Expected() => TestTable.Expect(Left());

    private static bool IsSegment(string path) => path.EndsWith(".seg", StringComparison.Ordinal);

    private static List<SegmentUnit> Segments(Store store) => [.. store.Root.FindChunk(1)!.Units.Select(u => u.Unit).OfType<SegmentUnit>()];

    private static void AssertConverted(Store store, List<string> expected)
    {
        Assert.Equal(expected, TestTable.Read(store.Root.View(1)));
        Assert.All(store.Root.View(1).Units, u => Assert.True(u.IsSegment && u.IsSorted));
        Assert.Single(Segments(store).Select(s => s.Meta.RunId).Distinct());
        Assert.Empty(store.Verify());
    }

    private static StoreOptions Options(SimulatedFileSystem files) => new()
    {
        Files = files,
        Background = false,
        SegmentRows = 1000,
        DirectSegmentRows = 400,
        CheckpointTailRows = 300,
        MergeRows = 2048,
        MergeBytesPerSecond = 0,
        LogExtent = 20_000,
    };

    // Ten runs by another key, with deleted rows.
    private Store Make()
    {
        var store = Store.Open("/db", Options(_files));
        store.Commit(store.Begin().CreateChunk(1, TestTable.Layout));
        for (var i = 0; i < 10; i++) store.Commit(store.Begin().Append(store.Root, 1, TestTable.Rows(i * 500, 500)));
        var view = store.Root.View(1);
        store.Commit(store.Begin().Delete(view, RowsAt(view, 700, 300)));
        return store;
    }

    private static long[] RowsAt(ChunkView view, int first, int count)
    {
        var request = new ScanRequest { ColumnIds = [TestTable.Time], RowIds = true };
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        var found = new List<long>();
        foreach (var morsel in view.Morsels(request))
        {
            scanner.Start(morsel);
            while (scanner.Next(batch))
            {
                for (var row = 0; row < batch.Length; row++)
                {
                    if (VectorAccess.Get<long>(batch.Column(0), row) is var time && time >= first && time < first + count) found.Add(VectorAccess.Get<long>(batch.Column(1), row));
                }
            }
        }

        return [.. found];
    }
}
