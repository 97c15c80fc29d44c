using Tidemark.Errors;
using Tidemark.Testing.Files;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Merging: what the policy makes of a chunk, and that readers and writers never notice.</summary>
public partial class MergeTests
{
    private readonly SimulatedFileSystem _files = new();

    [Fact]
    public void Runs_become_one_whose_segments_hold_disjoint_ranges()
    {
        using var store = Open();
        for (var i = 0; i < 20; i++) Insert(store, i * 500, 500);
        Assert.Equal(20, Segments(store).Count);

        store.Vacuum([1], isFull: true);

        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 10_000)), TestTable.Read(store.Root.View(1)));
        var segments = Segments(store);
        Assert.InRange(segments.Count, 5, 10);
        Assert.Single(segments.Select(s => s.Meta.RunId).Distinct());
        var sensors = segments.Select(s => s.Meta.Columns[1]).ToList();
        for (var i = 1; i < sensors.Count; i++) Assert.True(sensors[i - 1].MaxBytes.Span.SequenceCompareTo(sensors[i].MinBytes.Span) < 0, "a sensor lies in two segments");
        AssertFiles(store);
    }

    [Fact]
    public void Runs_that_interleave_row_by_row_merge_in_the_order_of_the_key()
    {
        using var store = Open();
        for (var i = 0; i < 4; i++) InsertRows(store, [.. Enumerable.Range(0, 600).Select(r => (r * 4) + i)]);
        store.Vacuum([1], isFull: true);
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 2400)), TestTable.Read(store.Root.View(1)));
        var view = store.Root.View(1);
        Assert.All(view.Units, u => Assert.True(u.IsSorted));
        Assert.Equal(Enumerable.Range(0, 2400).OrderBy(i => $"sensor-{i % 10}", StringComparer.Ordinal).ThenByDescending(i => i), Times(view));
    }

    [Fact]
    public void While_it_grows_rows_are_rewritten_a_bounded_number_of_times()
    {
        using var store = Open();
        const int Commits = 200;
        for (var i = 0; i < Commits; i++)
        {
            Insert(store, i * 500, 500);
            store.MergeDue();
            var runs = Segments(store).Select(s => s.Meta.RunId).Distinct().Count();
            Assert.InRange(runs, 1, 2 + (int)Math.Ceiling(Math.Log(i + 1, 1.5)));
        }

        Assert.Equal(Commits * 500, store.Root.View(1).RowCount);
        var most = Math.Ceiling(Math.Log(Commits, 3)) * Commits * 500;
        Assert.InRange(store.Statistics.MergedRows, Commits * 500, (long)most);
        AssertFiles(store);
    }

    [Fact]
    public void A_transaction_sees_its_deletes_however_often_segments_were_merged_since()
    {
        using var store = Open(o => o with { MergeRows = 500 });
        for (var i = 0; i < 4; i++) Insert(store, i * 500, 500);
        var root = store.Root;
        var changes = store.Begin();
        changes = changes.Delete(root.View(1, changes), TestTable.RowIds(root.View(1, changes), TestTable.TimeBetween(100, 1899)));

        // Each merge spreads the rows of each segment over all of the new ones.
        for (var i = 0; i < 30; i++)
        {
            Insert(store, 2000 + i, 1);
            store.ConvertToColumnstore(1, TestTable.Layout with { ClusteringKey = [new SortColumn(i % 2 == 0 ? TestTable.Time : TestTable.Sensor, false, false)] }, rewrite: true);
        }

        changes = changes.Following(store.Root);
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 100).Concat(Enumerable.Range(1900, 100))), TestTable.Read(root.View(1, changes)));
        store.Commit(changes);
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 100).Concat(Enumerable.Range(1900, 130))), TestTable.Read(store.Root.View(1)));
    }

    [Fact]
    public void A_chunk_at_rest_becomes_one_run()
    {
        var clock = new ManualClock();
        using var store = Open(o => o with { Time = clock, MergeRest = TimeSpan.FromSeconds(10) });
        Insert(store, 0, 900);
        Insert(store, 900, 900);
        Insert(store, 1800, 100);
        Assert.Equal(0, store.MergeDue());
        clock.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal(2, store.MergeDue());
        Assert.All(store.Root.View(1).Units, u => Assert.True(u.IsSegment));
        Assert.Single(Segments(store).Select(s => s.Meta.RunId).Distinct());
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 1900)), TestTable.Read(store.Root.View(1)));
        clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, store.MergeDue());
    }

    [Fact]
    public void A_few_late_rows_wait_long_for_a_large_run()
    {
        var clock = new ManualClock();
        using var store = Open(o => o with { Time = clock, MergeRest = TimeSpan.FromSeconds(10), DirectSegmentRows = 50 });
        Insert(store, 0, 2400);
        store.Vacuum([1], isFull: true);
        Insert(store, 2400, 60);
        Assert.Equal(0, store.MergeDue());
        clock.Advance(TimeSpan.FromSeconds(400));
        Assert.Equal(0, store.MergeDue());
        clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(1, store.MergeDue());
        Assert.Single(Segments(store).Select(s => s.Meta.RunId).Distinct());
    }

    [Fact]
    public void Deleted_rows_above_the_limit_are_dropped_and_the_run_stays_one()
    {
        using var store = Open();
        for (var i = 0; i < 10; i++) Insert(store, i * 500, 500);
        store.Vacuum([1], isFull: true);
        Delete(store, 0, 400);
        Assert.Equal(0, store.MergeDue());
        Delete(store, 400, 1100);
        Assert.InRange(store.MergeDue(), 1, 2);
        Assert.All(store.Root.FindChunk(1)!.Units, u => Assert.Null(u.Deletes));
        Assert.Single(Segments(store).Select(s => s.Meta.RunId).Distinct());
        Assert.Equal(TestTable.Expect(Enumerable.Range(1500, 3500)), TestTable.Read(store.Root.View(1)));
        Delete(store, 1500, 3500);
        store.MergeDue();
        Assert.Empty(store.Root.FindChunk(1)!.Units);
        AssertFiles(store);
    }

    [Fact]
    public void Vacuum_drops_every_deleted_row()
    {
        using var store = Open();
        Insert(store, 0, 1000);
        Insert(store, 1000, 20);
        Delete(store, 3, 1);
        Delete(store, 1005, 1);
        store.Vacuum([1, 99], isFull: false);
        Assert.All(store.Root.FindChunk(1)!.Units, u => Assert.Null(u.Deletes));
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 1020).Except([3, 1005])), TestTable.Read(store.Root.View(1)));
    }

    [Fact]
    public void Another_clustering_key_and_more_columns_sort_old_segments_anew()
    {
        using var store = Open();
        for (var i = 0; i < 3; i++) Insert(store, i * 700, 700);
        var five = new FixedVector<int>(SqlTypes.Int4, [5], 1);
        var layout = new ChunkLayout(TestTable.Layout.Columns.Add(new ColumnLayout(9, SqlTypes.Int4, five)), [new SortColumn(TestTable.Note, true, true), new SortColumn(TestTable.Value, false, false)]);
        store.Commit(store.Begin().AlterChunk(1, layout));
        Assert.All(store.Root.View(1).Units, u => Assert.False(u.IsSorted));
        Assert.InRange(store.MergeDue(), 3, 5);
        var view = store.Root.View(1);
        Assert.All(view.Units, u => Assert.True(u.IsSorted));
        Assert.Single(Segments(store).Select(s => s.Meta.RunId).Distinct());
        var request = new ScanRequest { ColumnIds = [TestTable.Time, TestTable.Note, 9] };
        Assert.Equal(Enumerable.Range(0, 2100).Select(i => $"{i}|{(i % 3 == 0 ? $"note {i}" : "null")}|5"), TestTable.Read(view, request));
        var notes = Enumerable.Range(0, 2100).OrderBy(i => i % 3 == 0).ThenByDescending(i => i % 3 == 0 ? $"note {i}" : "", StringComparer.Ordinal).ThenBy(i => i);
        Assert.Equal(notes, Times(view));
    }

    [Fact]
    public void Without_a_key_the_order_of_arrival_stays()
    {
        using var store = Open(create: false);
        store.Commit(store.Begin().CreateChunk(1, TestTable.Layout with { ClusteringKey = [] }));
        for (var i = 0; i < 7; i++) Insert(store, i * 500, 500);
        store.MergeDue();
        store.Vacuum([1], isFull: true);
        Assert.InRange(Segments(store).Count, 2, 4);
        Assert.Equal(Enumerable.Range(0, 3500), Times(store.Root.View(1)));
    }

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public void Every_type_of_key_merges_in_the_order_that_segments_have(SqlType type, bool descending, bool nullsFirst)
    {
        var layout = new ChunkLayout([new ColumnLayout(1, type), new ColumnLayout(2, SqlTypes.Int4)], [new SortColumn(1, descending, nullsFirst), new SortColumn(2, false, false)]);
        using var store = Open(o => o with { DirectSegmentRows = 1 }, create: false);
        store.Commit(store.Begin().CreateChunk(1, layout));
        var random = new Random(17);
        var all = new List<Batch>();
        for (var i = 0; i < 5; i++)
        {
            var batch = RandomRows(type, random, 500);
            all.Add(batch);
            store.Commit(store.Begin().Append(store.Root, 1, batch));
        }

        store.Vacuum([1], isFull: true);

        // A segment of all rows is sorted by the other algorithm, at once.
        using var other = Store.Open("/other", Options(_files) with { SegmentRows = 10_000, DirectSegmentRows = 1 });
        var changes = other.Begin().CreateChunk(1, layout);
        foreach (var batch in all) changes = changes.Append(other.Root, 1, batch);
        other.Commit(changes);
        Assert.Equal(Rows(other.Root.View(1)), Rows(store.Root.View(1)));
        Assert.Equal(2, Segments(store).Count);
    }

    public static IEnumerable<object[]> KeyTypes()
    {
        SqlType[] types = [SqlTypes.Bool, SqlTypes.Int2, SqlTypes.Int4, SqlTypes.Int8, SqlTypes.Float4, SqlTypes.Float8, SqlTypes.Text, SqlTypes.Uuid, SqlTypes.Interval, SqlTypes.Date, SqlTypes.TimestampTz];
        foreach (var (i, type) in types.Index()) yield return [type, i % 2 == 0, i % 3 == 0];
    }

    [Fact]
    public void A_reader_of_an_older_root_goes_on_reading_removed_files()
    {
        using var store = Open();
        for (var i = 0; i < 3; i++) Insert(store, i * 600, 600);
        var before = store.Root.View(1);
        store.Vacuum([1], isFull: true);
        Delete(store, 0, 1800);
        store.Vacuum([1], isFull: true);
        Assert.Empty(Segments(store));
        Assert.Empty(SegmentFiles());
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 1800)), TestTable.Read(before));
    }

    [Fact]
    public void Removed_segments_go_from_memory_with_their_last_reader()
    {
        using var store = Open();
        for (var i = 0; i < 3; i++) Insert(store, i * 600, 600);
        var readers = new List<ChunkView>();
        Read(store, readers);
        store.Vacuum([1], isFull: true);
        Collect();
        Assert.True(store.Statistics.RetiredBytes > 0, "a reader has it");
        Read(store, readers);
        readers.Clear();
        Collect();
        Assert.Equal(0, store.Statistics.RetiredBytes);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Read(Store store, List<ChunkView> readers)
        {
            if (readers.Count == 0) readers.Add(store.Root.View(1));
            Assert.Equal(1800, TestTable.Read(readers[0]).Count);
        }

        static void Collect()
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }

    [Fact]
    public void Deletes_that_come_while_segments_are_written_are_forwarded()
    {
        using var store = Open();
        for (var i = 0; i < 4; i++) Insert(store, i * 500, 500);
        Delete(store, 0, 10);
        var count = 0;
        _files.OnCall = (call, path) =>
        {
            // The flush of a new segment finds the merge at work.
            if (call != FileCall.Flush || !IsSegment(path) || count++ > 0) return Fault.None;
            Delete(store, 100, 50);
            Delete(store, 1990, 30);
            return Fault.None;
        };
        store.Vacuum([1], isFull: true);
        _files.OnCall = null;
        Assert.True(count > 0);
        Assert.Equal(TestTable.Expect(Enumerable.Range(10, 1980).Except(Enumerable.Range(100, 50))), TestTable.Read(store.Root.View(1)));
        store.Vacuum([1], isFull: true);
        Assert.Equal(TestTable.Expect(Enumerable.Range(10, 1980).Except(Enumerable.Range(100, 50))), TestTable.Read(store.Root.View(1)));
        using var again = Store.Open("/db", Options(_files.AfterCrash(CrashMode.LoseAll, 1)));
        Assert.Equal(TestTable.Expect(Enumerable.Range(10, 1980).Except(Enumerable.Range(100, 50))), TestTable.Read(again.Root.View(1)));
    }

    [Fact]
    public void A_transaction_that_holds_old_row_addresses_commits_right()
    {
        using var store = Open();
        for (var i = 0; i < 4; i++) Insert(store, i * 500, 500);
        var root = store.Root;
        var view = root.View(1);
        var changes = store.Begin().Delete(view, TestTable.RowIds(view, TestTable.TimeBetween(300, 899)));
        store.Vacuum([1], isFull: true);
        // Its own view does not change, and a view of the newer root has its deletes too.
        Assert.Equal(1400, root.View(1, changes).RowCount);
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 2000).Except(Enumerable.Range(300, 600))), TestTable.Read(store.Root.View(1, changes)));
        Insert(store, 2000, 500);
        store.Vacuum([1], isFull: true);
        store.Commit(changes);
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 2500).Except(Enumerable.Range(300, 600))), TestTable.Read(store.Root.View(1)));
    }

    [Fact]
    public void An_older_root_sees_deletes_that_were_made_by_a_newer_one()
    {
        using var store = Open();
        for (var i = 0; i < 3; i++) Insert(store, i * 500, 500);
        Insert(store, 1500, 100);
        var old = store.Root;
        store.Vacuum([1], isFull: true);
        var newer = store.Root.View(1);
        var changes = store.Begin().Delete(newer, TestTable.RowIds(newer, TestTable.TimeBetween(400, 1550)));
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 1600).Except(Enumerable.Range(400, 1151))), TestTable.Read(old.View(1, changes)));
    }

    [Fact]
    public void Segments_from_before_an_index_get_its_filter()
    {
        using var store = Open();
        for (var i = 0; i < 3; i++) Insert(store, i * 500, 500);
        store.Vacuum([1], isFull: true);
        store.Commit(store.Begin().AlterChunk(1, TestTable.Layout with { Filters = [[TestTable.Time, TestTable.Sensor]] }));
        Assert.All(Segments(store), s => Assert.Null(s.FindFilter([TestTable.Time, TestTable.Sensor])));
        Assert.InRange(store.MergeDue(), 1, 2);
        Assert.All(Segments(store), s => Assert.NotNull(s.FindFilter([TestTable.Time, TestTable.Sensor])));
        Assert.Single(Segments(store).Select(s => s.Meta.RunId).Distinct());
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 1500)), TestTable.Read(store.Root.View(1)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_row_that_another_deleted_is_a_conflict_also_when_a_merge_has_dropped_it(bool keepsRows)
    {
        using var store = Open();
        Insert(store, 0, 700);
        Insert(store, 700, 700);
        var view = store.Root.View(1);
        var mine = store.Begin().Delete(view, TestTable.RowIds(view, TestTable.TimeBetween(10, 20)));
        if (keepsRows) Delete(store, 20, 1);
        else Delete(store, 0, 1400);
        store.Vacuum([1], isFull: true);
        var error = Assert.Throws<SqlException>(() => store.Commit(mine));
        Assert.Equal(SqlState.SerializationFailure, error.Error.State);
    }

    [Fact]
    public async Task Background_merging_goes_on_beside_writers()
    {
        using var store = Open(o => o with { Background = true, MergeRest = TimeSpan.FromMilliseconds(1) });
        var next = 0;
        // Ends when the thread has merged once; it has a second processor or gets its turn at a yield.
        while (store.Statistics.Merges == 0)
        {
            Insert(store, next, 500);
            Delete(store, next, 100);
            next += 500;
            await Task.Yield();
        }

        Assert.Null(store.BackgroundError);
        var expected = Enumerable.Range(0, next).Where(i => i % 500 >= 100);
        Assert.Equal(TestTable.Expect(expected), TestTable.Read(store.Root.View(1)));
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

    private static bool IsSegment(string path) => path.EndsWith(".seg", StringComparison.Ordinal);

    private static List<SegmentUnit> Segments(Store store) => [.. store.Root.FindChunk(1)!.Units.Select(u => u.Unit).OfType<SegmentUnit>()];

    private static void Insert(Store store, int first, int count) => store.Commit(store.Begin().Append(store.Root, 1, TestTable.Rows(first, count)));

    private static void InsertRows(Store store, int[] rows)
    {
        var changes = store.Begin();
        foreach (var row in rows) changes = changes.Append(store.Root, 1, TestTable.Rows(row, 1));
        store.Commit(changes);
    }

    private static void Delete(Store store, int first, int count)
    {
        var view = store.Root.View(1);
        store.Commit(store.Begin().Delete(view, TestTable.RowIds(view, TestTable.TimeBetween(first, first + count - 1))));
    }

    private static List<int> Times(ChunkView view)
    {
        var times = new List<int>();
        Scan(view, TestTable.Time, (column, row) => times.Add((int)VectorAccess.Get<long>(column, row)));
        return times;
    }

    private static List<int> Rows(ChunkView view)
    {
        var numbers = new List<int>();
        Scan(view, 2, (column, row) => numbers.Add(VectorAccess.Get<int>(column, row)));
        return numbers;
    }

    private static void Scan(ChunkView view, int columnId, Action<Vector, int> take)
    {
        var request = new ScanRequest { ColumnIds = [columnId] };
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        foreach (var morsel in view.Morsels(request))
        {
            scanner.Start(morsel);
            while (scanner.Next(batch))
            {
                for (var row = 0; row < batch.Length; row++) take(batch.Column(0), row);
            }
        }
    }

    private static Batch RandomRows(SqlType type, Random random, int count)
    {
        var key = VectorBuilder.Create(type);
        var number = new FixedVectorBuilder<int>(SqlTypes.Int4);
        for (var i = 0; i < count; i++)
        {
            number.Append(random.Next());
            var small = random.Next(-6, 6);
            if (small == 5)
            {
                key.AppendNull();
                continue;
            }

            switch (key)
            {
                case FixedVectorBuilder<bool> b: b.Append(small > 0); break;
                case FixedVectorBuilder<short> b: b.Append((short)(small * 5000)); break;
                case FixedVectorBuilder<int> b: b.Append(small * 300_000_000); break;
                case FixedVectorBuilder<long> b: b.Append(small * 1_000_000_000_000_000_000); break;
                case FixedVectorBuilder<float> b: b.Append(small == 4 ? float.NaN : small / 3f); break;
                case FixedVectorBuilder<double> b: b.Append(small switch { 4 => double.NaN, 3 => double.NegativeInfinity, 0 => -0.0, _ => small / 3.0 }); break;
                case FixedVectorBuilder<Interval> b: b.Append(new Interval(small * 1000L, random.Next(-2, 3), small)); break;
                case FixedVectorBuilder<Uuid> b: b.Append(new Uuid((ulong)random.Next(2) << 63, (ulong)small)); break;
                case BytesVectorBuilder b: b.Append(new byte[] { 98, 0, 200, 5, 1, 2, 3, 4, 5, 6 }.AsSpan(0, small + 6).ToArray().Concat(random.Next(2) == 0 ? [] : new byte[] { 7 }).ToArray()); break;
            }
        }

        return new Batch([key.Detach(), number.Detach()], count);
    }

    private Store Open(Func<StoreOptions, StoreOptions>? change = null, bool create = true)
    {
        var options = Options(_files);
        var store = Store.Open("/db", change is null ? options : change(options));
        if (create) store.Commit(store.Begin().CreateChunk(1, TestTable.Layout));
        return store;
    }

    private List<string> SegmentFiles() => [.. _files.Paths.Where(p => p.StartsWith("/db/", StringComparison.Ordinal) && p.EndsWith(".seg", StringComparison.Ordinal)).Order()];

    private void AssertFiles(Store store) => Assert.Equal(Segments(store).Select(s => s.Path).Order(), SegmentFiles());
}

/// <summary>A clock that stands still until it is told.</summary>
internal sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Advance(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;
}
