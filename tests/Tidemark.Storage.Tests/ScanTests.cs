using System.Text;
using Tidemark.Testing.Files;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Every type, through tail and segment, with nulls and deletes, under random filters: against a comparison value by value.</summary>
public class ScanTests
{
    private static readonly SqlType[] Types =
    [
        SqlTypes.Bool, SqlTypes.Int2, SqlTypes.Int4, SqlTypes.Int8, SqlTypes.Float4, SqlTypes.Float8, SqlTypes.Text, SqlTypes.Uuid, SqlTypes.Interval, SqlTypes.Numeric, SqlTypes.Date,
    ];

    public static IEnumerable<object[]> Seeds => Enumerable.Range(1, 24).Select(i => new object[] { i });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_scan_gives_exactly_the_rows_that_pass(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(3) switch { 0 => random.Next(1, 50), 1 => random.Next(2040, 2060), _ => random.Next(5000, 9000) };
        var nulls = random.Next(3) switch { 0 => 0.0, 1 => 0.1, _ => 0.9 };
        var fewValues = random.Next(2) == 0;
        var layout = new ChunkLayout(
            [new ColumnLayout(0, SqlTypes.Int8), .. Types.Select((t, i) => new ColumnLayout(i + 1, t))],
            random.Next(4) == 0 ? [] : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, Types.Length + 1)).Distinct().Select(c => new SortColumn(c, random.Next(2) == 0, random.Next(2) == 0))]);
        var columns = new List<Vector> { new FixedVector<long>(SqlTypes.Int8, [.. Enumerable.Range(0, count).Select(i => (long)i)], count) };
        columns.AddRange(Types.Select(t => Column(random, t, count, nulls, fewValues)));

        var options = new StoreOptions { Files = new SimulatedFileSystem(), Background = false, SegmentRows = 4000, DirectSegmentRows = random.Next(2) == 0 ? 1 : 100_000, CheckpointTailRows = 1 };
        using var store = Store.Open("/db", options);
        store.Commit(store.Begin().CreateChunk(1, layout).Append(store.Root, 1, new Batch([.. columns], count)));
        var deleted = new HashSet<long>();
        if (random.Next(2) == 0)
        {
            var view = store.Root.View(1);
            var low = random.Next(count);
            var high = low + random.Next(count);
            var filter = ColumnFilter.Range(0, new FixedVector<long>(SqlTypes.Int8, [low], 1), true, new FixedVector<long>(SqlTypes.Int8, [high], 1), true);
            store.Commit(store.Begin().Delete(view, TestTable.RowIds(view, filter)));
            for (long i = low; i <= high; i++) deleted.Add(i);
        }

        if (random.Next(2) == 0) store.Checkpoint();
        Check(store, columns, [], deleted, random, seed);
        for (var round = 0; round < 30; round++)
        {
            var filters = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Filter(random, columns)).ToArray();
            Check(store, columns, filters, deleted, random, seed);
        }

        CheckChosen(store, columns, deleted, random);
        Assert.Empty(store.Verify());
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 100)]
    [InlineData(3, 0)]
    public void Ranges_of_keys_are_told_apart_wherever_rows_lie(int seed, int width)
    {
        // Of one width and side by side, or (0) of any width.
        const int Rows = 5000;
        var random = new Random(seed);
        var wanted = new List<(int Sensor, long Low, long High)>();
        for (var sensor = 0; sensor < 12; sensor += random.Next(1, 3))
        {
            for (long low = random.Next(3) * Math.Max(1, width), end; low < Rows + 500; low = end + (width == 0 ? random.Next(200) : random.Next(4) * width))
            {
                end = low + (width == 0 ? random.Next(1, 90) : width);
                wanted.Add((sensor, low, end - 1));
            }
        }

        // Some twice: several rows may be looked for in one place.
        wanted.AddRange(wanted.Where(_ => random.Next(5) == 0).ToList());
        var keys = new BytesVectorBuilder(SqlTypes.Text);
        foreach (var (sensor, _, _) in wanted) keys.Append(Encoding.UTF8.GetBytes($"sensor-{sensor}"));
        var filter = ColumnFilter.KeyedRanges(TestTable.Sensor, keys.Detach(), TestTable.Time, wanted.Select(w => w.Low).ToArray(), wanted.Select(w => w.High).ToArray());
        var expected = TestTable.Expect(Enumerable.Range(0, Rows).Where(i => wanted.Exists(w => w.Sensor == i % 10 && i >= w.Low && i <= w.High)));
        using var store = Store.Open("/db", new StoreOptions { Files = new SimulatedFileSystem(), Background = false, CheckpointTailRows = 1 });
        store.Commit(store.Begin().CreateChunk(1, TestTable.Layout).Append(store.Root, 1, TestTable.Rows(0, Rows)));
        var request = new ScanRequest { ColumnIds = [TestTable.Time, TestTable.Sensor, TestTable.Value, TestTable.Note], Filters = [filter] };
        Assert.Equal(expected, TestTable.Read(store.Root.View(1), request));
        store.Checkpoint();
        Assert.True(store.Root.View(1).Units[0].IsSegment);
        Assert.Equal(expected, TestTable.Read(store.Root.View(1), request));
    }

    [Theory]
    [InlineData(1, 10, 1)]
    [InlineData(2, 100, 1)]
    [InlineData(3, 10, 100_000)]
    [InlineData(4, 0, 1)]
    public void Ranges_of_integer_keys_are_told_apart_wherever_rows_lie(int seed, int width, int apart)
    {
        // Keys that lie close together or far apart (beyond a table of them), below zero too; ranges of one width and side by side, or (0) of any width. Some keys and values are null.
        const int Rows = 5000;
        var random = new Random(seed);
        var layout = new ChunkLayout([new ColumnLayout(1, SqlTypes.Int8), new ColumnLayout(2, SqlTypes.Int4)], [new SortColumn(2, false, false), new SortColumn(1, false, false)]);
        var (numbers, devices, wanted) = (new FixedVectorBuilder<long>(SqlTypes.Int8), new FixedVectorBuilder<int>(SqlTypes.Int4), new List<(int Device, long Low, long High)>());
        for (var device = -4; device < 9; device += random.Next(1, 3))
        {
            for (long low = -200 + (random.Next(3) * Math.Max(1, width)), end; low < Rows + 500; low = end + (width == 0 ? random.Next(200) : random.Next(4) * width))
            {
                end = low + (width == 0 ? random.Next(1, 90) : width);
                wanted.Add((device * apart, low, end - 1));
            }
        }

        var expected = new List<long>();
        for (var i = 0; i < Rows; i++)
        {
            var (number, device) = (random.Next(-400, Rows + 1000), random.Next(-6, 12) * apart);
            if (i % 50 == 0) numbers.AppendNull();
            else numbers.Append(number);
            if (i % 70 == 0) devices.AppendNull();
            else devices.Append(device);
            if (i % 50 != 0 && i % 70 != 0 && wanted.Exists(w => w.Device == device && number >= w.Low && number <= w.High)) expected.Add(number);
        }

        var keys = new FixedVectorBuilder<int>(SqlTypes.Int4);
        foreach (var (device, _, _) in wanted) keys.Append(device);
        var filter = ColumnFilter.KeyedRanges(2, keys.Detach(), 1, wanted.Select(w => w.Low).ToArray(), wanted.Select(w => w.High).ToArray());
        using var store = Store.Open("/db", new StoreOptions { Files = new SimulatedFileSystem(), Background = false, CheckpointTailRows = 1 });
        store.Commit(store.Begin().CreateChunk(1, layout).Append(store.Root, 1, new Batch([numbers.Detach(), devices.Detach()], Rows)));
        Assert.Equal(expected.Order(), Passing());
        store.Checkpoint();
        Assert.True(store.Root.View(1).Units[0].IsSegment);
        Assert.Equal(expected.Order(), Passing());

        IEnumerable<long> Passing()
        {
            var found = new List<long>();
            var request = new ScanRequest { ColumnIds = [1], Filters = [filter] };
            using var scanner = new ChunkScanner(request);
            var batch = new Batch();
            foreach (var morsel in store.Root.View(1).Morsels(request))
            {
                scanner.Start(morsel);
                while (scanner.Next(batch))
                {
                    for (var row = 0; row < batch.Length; row++) found.Add(VectorAccess.Get<long>(batch.Column(0), row));
                }
            }

            return found.Order();
        }
    }

    [Fact]
    public void Statistics_are_those_of_the_values()
    {
        var options = new StoreOptions { Files = new SimulatedFileSystem(), Background = false, DirectSegmentRows = 1 };
        using var store = Store.Open("/db", options);
        store.Commit(store.Begin().CreateChunk(1, TestTable.Layout).Append(store.Root, 1, TestTable.Rows(0, 5000)));
        var view = store.Root.View(1);
        var time = view.Statistics(TestTable.Time);
        Assert.Equal((5000, 0, 0, 4999, true), (time.Rows, time.Nulls, time.MinInteger, time.MaxInteger, time.IsExact));
        Assert.Equal(4999 * 2500, time.SumInteger);
        var value = view.Statistics(TestTable.Value);
        Assert.Equal((0, 4999 / 4.0, 4999 * 2500 / 4.0), (value.MinDouble, value.MaxDouble, value.SumDouble));
        var sensor = view.Statistics(TestTable.Sensor);
        Assert.Equal("sensor-0sensor-9", Encoding.UTF8.GetString([.. sensor.MinBytes.Span, .. sensor.MaxBytes.Span]));
        Assert.Equal(3333, view.Statistics(TestTable.Note).Nulls);
        var block = view.Units[0].BlockStatistics(TestTable.Sensor, 0);
        Assert.Equal("sensor-0sensor-4", Encoding.UTF8.GetString([.. block.MinBytes.Span, .. block.MaxBytes.Span]));
        var ids = TestTable.RowIds(view, TestTable.TimeBetween(4999, 4999));
        store.Commit(store.Begin().Delete(view, ids));
        Assert.False(store.Root.View(1).Statistics(TestTable.Time).IsExact);
    }

    [Fact]
    public void Units_that_cannot_match_are_left_out_and_whole_blocks_are_known_to_match()
    {
        var options = new StoreOptions { Files = new SimulatedFileSystem(), Background = false, DirectSegmentRows = 1 };
        using var store = Store.Open("/db", options);
        store.Commit(store.Begin().CreateChunk(1, TestTable.Layout).Append(store.Root, 1, TestTable.Rows(0, 5000)));
        store.Commit(store.Begin().Append(store.Root, 1, TestTable.Rows(5000, 5000)));
        var request = new ScanRequest { ColumnIds = [1], Filters = [TestTable.TimeBetween(6000, 7000)] };
        Assert.Single(store.Root.View(1).Morsels(request));
        var unit = store.Root.View(1).Units[0];
        Assert.Equal(BlockMatch.None, unit.Test(request, 0));
        Assert.Equal(BlockMatch.All, unit.Test(new ScanRequest { ColumnIds = [], Filters = [TestTable.TimeBetween(0, 5000)] }, 0));
        var sensor = new ScanRequest { ColumnIds = [], Filters = [ColumnFilter.Equal(TestTable.Sensor, TestTable.TextValue("sensor-9"))] };
        Assert.Equal([BlockMatch.None, BlockMatch.None, BlockMatch.Some], Enumerable.Range(0, 3).Select(b => unit.Test(sensor, b)));
    }

    [Fact]
    public void A_dictionary_is_one_object_for_a_segment_and_steady_scans_allocate_nothing()
    {
        var options = new StoreOptions { Files = new SimulatedFileSystem(), Background = false, DirectSegmentRows = 1 };
        using var store = Store.Open("/db", options);
        store.Commit(store.Begin().CreateChunk(1, TestTable.Layout).Append(store.Root, 1, TestTable.Rows(0, 50_000)));
        var unit = store.Root.View(1).Units[0];
        var request = new ScanRequest { ColumnIds = [TestTable.Sensor, TestTable.Time, TestTable.Value], Filters = [ColumnFilter.IsNotNull(TestTable.Time)] };
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        var dictionaries = new HashSet<Vector>(ReferenceEqualityComparer.Instance);
        scanner.Start(new ScanMorsel(unit, 0, unit.BlockCount));
        while (scanner.Next(batch))
        {
            if (batch.Column(0) is DictionaryVector coded) dictionaries.Add(coded.Dictionary);
        }

        Assert.Single(dictionaries);
        scanner.Start(new ScanMorsel(unit, 0, unit.BlockCount));
        Assert.True(scanner.Next(batch));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rows = 0;
        while (scanner.Next(batch)) rows += batch.Length;
        // One small constant for each sensor whose block is uniform.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8192);
        Assert.Equal(50_000 - 2048, rows);
    }

    private static void Check(Store store, List<Vector> columns, ColumnFilter[] filters, HashSet<long> deleted, Random random, int seed)
    {
        var expected = Enumerable.Range(0, columns[0].Length).Where(r => !deleted.Contains(r) && filters.All(f => Passes(f, columns[f.ColumnId], r))).ToList();
        var request = new ScanRequest { ColumnIds = [.. Enumerable.Range(0, columns.Count)], Filters = [.. filters], BatchRows = random.Next(4) == 0 ? random.Next(1, 300) : 2048 };
        var found = new List<int>();
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        foreach (var morsel in store.Root.View(1).Morsels(request, random.Next(1, 5)))
        {
            scanner.Start(morsel);
            while (scanner.Next(batch))
            {
                for (var row = 0; row < batch.Length; row++)
                {
                    var id = (int)VectorAccess.Get<long>(batch.Column(0), row);
                    found.Add(id);
                    for (var c = 1; c < columns.Count; c++) Assert.Equal(Key(columns[c], id), Key(batch.Column(c), row));
                }
            }
        }

        found.Sort();
        Assert.True(expected.SequenceEqual(found), $"seed {seed}: {string.Join(" and ", filters.Select(f => f.ToString()))}: {expected.Count} rows expected, {found.Count} found");
    }

    // Rows by their ids, few of a unit and many.
    private static void CheckChosen(Store store, List<Vector> columns, HashSet<long> deleted, Random random)
    {
        var request = new ScanRequest { ColumnIds = [.. Enumerable.Range(0, columns.Count)], RowIds = true, BatchRows = random.Next(4) == 0 ? random.Next(1, 300) : 2048 };
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        foreach (var unit in store.Root.View(1).Units)
        {
            foreach (var share in new[] { 0.001, 0.03, 0.5 })
            {
                long[] ids = [.. Enumerable.Range(0, unit.BlockCount * UnitView.BlockRows).Where(r => r < unit.Version.Rows && random.NextDouble() < share).Select(unit.RowIdOf)];
                var dead = ids.Count(id => unit.Version.Deletes?.Contains(RowId.Row(id)) == true);
                var found = new List<long>();
                scanner.Start(unit, ids);
                while (scanner.Next(batch))
                {
                    for (var row = 0; row < batch.Length; row++)
                    {
                        found.Add(VectorAccess.Get<long>(batch.Column(columns.Count), row));
                        var id = (int)VectorAccess.Get<long>(batch.Column(0), row);
                        Assert.DoesNotContain(id, deleted);
                        for (var c = 1; c < columns.Count; c++) Assert.Equal(Key(columns[c], id), Key(batch.Column(c), row));
                    }
                }

                Assert.Equal(ids.Length - dead, found.Count);
                Assert.Empty(found.Except(ids));
                Assert.Equal(found.Order(), found);
            }
        }
    }

    private static Vector Column(Random random, SqlType type, int count, double nulls, bool fewValues)
    {
        var builder = VectorBuilder.Create(type);
        for (var i = 0; i < count; i++)
        {
            if (random.NextDouble() < nulls) builder.AppendNull();
            else AppendValue(random, builder, fewValues ? random.Next(5) : random.Next());
        }

        return builder.Detach();
    }

    private static void AppendValue(Random random, VectorBuilder builder, int n)
    {
        switch (builder)
        {
            case FixedVectorBuilder<bool> b: b.Append(n % 2 == 0); break;
            case FixedVectorBuilder<short> b: b.Append((short)n); break;
            case FixedVectorBuilder<int> b: b.Append(n - 3); break;
            case FixedVectorBuilder<long> b: b.Append((n * 10_000_000L) - 3); break;
            case FixedVectorBuilder<float> b: b.Append(random.Next(20) switch { 0 => float.NaN, 1 => -0f, 2 => float.NegativeInfinity, _ => (n % 1000) / 10f }); break;
            case FixedVectorBuilder<double> b: b.Append(random.Next(20) switch { 0 => double.NaN, 1 => -0.0, 2 => double.PositiveInfinity, _ => (n % 1000) / 100.0 }); break;
            case FixedVectorBuilder<Uuid> b: b.Append(new Uuid((ulong)n << 32, (ulong)n)); break;
            case FixedVectorBuilder<Interval> b: b.Append(new Interval(n, n % 40, n % 13)); break;
            case BytesVectorBuilder b: b.Append(Encoding.UTF8.GetBytes(n % 7 == 0 ? "" : $"value {n % 100_000}{new string('x', n % 90)}")); break;
        }
    }

    private static ColumnFilter Filter(Random random, List<Vector> columns)
    {
        while (true)
        {
            var column = random.Next(columns.Count);
            var kind = random.Next(6);
            if (kind == 0) return random.Next(2) == 0 ? ColumnFilter.IsNull(column) : ColumnFilter.IsNotNull(column);
            if (!ColumnFilter.Supports(columns[column].Type)) continue;
            Vector Some() => Value(random, columns[column]);
            if (kind == 1) return ColumnFilter.Equal(column, Some());
            if (kind == 2)
            {
                var set = VectorBuilder.Create(columns[column].Type);
                for (var i = random.Next(20); i > 0; i--) set.AppendRow(Some(), 0);
                return ColumnFilter.In(column, set.Detach());
            }

            var side = random.Next(4);
            return ColumnFilter.Range(column, side == 0 ? null : Some(), random.Next(2) == 0, side == 1 ? null : Some(), random.Next(2) == 0);
        }
    }

    private static Vector Value(Random random, Vector column)
    {
        var builder = VectorBuilder.Create(column.Type);
        var row = random.Next(column.Length);
        if (!column.IsNull(row) && random.Next(4) > 0) builder.AppendRow(column, row);
        else AppendValue(random, builder, random.Next(2) == 0 ? random.Next(5) : random.Next());
        return builder.Detach();
    }

    private static bool Passes(ColumnFilter filter, Vector column, int row)
    {
        if (filter is NullFilter n) return n.PassNulls == column.IsNull(row);
        if (column.IsNull(row)) return false;
        if (filter is SetFilter set) return Enumerable.Range(0, set.Values.Length).Any(i => Compare(column, row, set.Values, i) == 0);
        var range = (RangeFilter)filter;
        var low = range.Low is null ? 1 : Compare(column, row, range.Low, 0);
        var high = range.High is null ? -1 : Compare(column, row, range.High, 0);
        return (low > 0 || (low == 0 && range.LowInclusive)) && (high < 0 || (high == 0 && range.HighInclusive));
    }

    private static int Compare(Vector a, int i, Vector b, int j) => a.Type.Physical switch
    {
        PhysicalType.Bool => VectorAccess.Get<bool>(a, i).CompareTo(VectorAccess.Get<bool>(b, j)),
        PhysicalType.Int16 => VectorAccess.Get<short>(a, i).CompareTo(VectorAccess.Get<short>(b, j)),
        PhysicalType.Int32 => VectorAccess.Get<int>(a, i).CompareTo(VectorAccess.Get<int>(b, j)),
        PhysicalType.Int64 => VectorAccess.Get<long>(a, i).CompareTo(VectorAccess.Get<long>(b, j)),
        PhysicalType.Float32 => Compare(VectorAccess.Get<float>(a, i), VectorAccess.Get<float>(b, j)),
        PhysicalType.Float64 => Compare(VectorAccess.Get<double>(a, i), VectorAccess.Get<double>(b, j)),
        PhysicalType.Uuid => VectorAccess.Get<Uuid>(a, i).CompareTo(VectorAccess.Get<Uuid>(b, j)),
        _ => VectorAccess.GetBytes(a, i).SequenceCompareTo(VectorAccess.GetBytes(b, j)),
    };

    // NaN is the greatest and equals itself; .NET puts it first.
    private static int Compare(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a.CompareTo(b);

    private static object? Key(Vector column, int row)
    {
        if (column.IsNull(row)) return null;
        return column.Type.Physical switch
        {
            PhysicalType.Bool => VectorAccess.Get<bool>(column, row),
            PhysicalType.Int16 => VectorAccess.Get<short>(column, row),
            PhysicalType.Int32 => VectorAccess.Get<int>(column, row),
            PhysicalType.Int64 => VectorAccess.Get<long>(column, row),
            PhysicalType.Float32 => BitConverter.SingleToInt32Bits(VectorAccess.Get<float>(column, row)),
            PhysicalType.Float64 => BitConverter.DoubleToInt64Bits(VectorAccess.Get<double>(column, row)),
            PhysicalType.Uuid => VectorAccess.Get<Uuid>(column, row),
            PhysicalType.Interval => VectorAccess.Get<Interval>(column, row),
            _ => Convert.ToHexString(VectorAccess.GetBytes(column, row)),
        };
    }
}
