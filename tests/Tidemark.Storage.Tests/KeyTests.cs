using System.Text;
using Tidemark.Testing.Processes;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Hashes of keys, membership filters, hash tables over tails, and scans that use them.</summary>
public class KeyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(131_072)]
    public void A_filter_forgets_no_key_and_rarely_makes_one_up(int keys)
    {
        var random = new Random(keys);
        var inside = Enumerable.Range(0, keys).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue)).ToArray();
        var filter = SplitBlockFilter.Create(keys);
        foreach (var hash in inside) filter.Add(hash);
        var read = SplitBlockFilter.Read(filter.Bytes);
        Assert.All(inside, hash => Assert.True(filter.MayContain(hash) && read.MayContain(hash)));

        const int Tries = 1_000_000;
        var wrong = 0;
        for (var i = 0; i < Tries; i++) wrong += filter.MayContain((ulong)random.NextInt64(long.MinValue, long.MaxValue)) ? 1 : 0;
        // Measured: 0.5 percent at 12 bits a key.
        Assert.InRange(wrong / (double)Tries, 0, 0.01);
        if (keys > 1000) Assert.InRange(filter.Bytes.Length, keys * 1.5, (keys * 1.5) + 32);
    }

    [Fact]
    public void Bytes_that_are_no_filter_are_refused()
    {
        Assert.Throws<InvalidDataException>(() => SplitBlockFilter.Read([]));
        Assert.Throws<InvalidDataException>(() => SplitBlockFilter.Read(new byte[33]));
    }

    [Fact]
    public void A_set_of_hashes_is_a_set()
    {
        var random = new Random(5);
        var set = new HashSet64();
        var known = new HashSet<ulong>();
        for (var i = 0; i < 20_000; i++)
        {
            var hash = (ulong)random.Next(10_000);
            Assert.Equal(known.Contains(hash), set.Contains(hash));
            Assert.Equal(known.Add(hash), set.Add(hash));
        }

        Assert.Equal(known.Order(), set.Values.Order());
        set.Clear();
        Assert.False(set.Contains(known.First()));
        Assert.Equal(0, set.Count);
    }

    // Known answers: the hashes stand in files.
    [Fact]
    public void Hashes_never_change()
    {
        var hashes = new ulong[3];
        KeyHashes.Compute([new FixedVector<long>(SqlTypes.Int8, [0, 1, -1], 3)], hashes);
        Assert.Equal([0UL, 0x5692161D100B05E5, 0xB4D055FCF2CBBD7B], hashes);
        Assert.Equal(0x7A1EF5D13081C4C4UL, KeyHashes.Combine(KeyHashes.Combine(0, 5), 7));
        Assert.Equal(0UL, KeyHashes.Fold([]));
        Assert.Equal(0x625F2EE832D4A4EEUL, KeyHashes.Fold("tidemark"u8));
        Assert.Equal(0x6DC2C29786CE39CBUL, KeyHashes.Fold("tidemark!"u8));
        KeyHashes.Compute([Text("a", "tidemark", "")], hashes);
        Assert.Equal([KeyHashes.Combine(0, KeyHashes.Fold("a"u8)), KeyHashes.Combine(0, KeyHashes.Fold("tidemark"u8)), KeyHashes.Combine(0, 0)], hashes);
    }

    [Fact]
    public void Equal_keys_have_equal_hashes_in_every_shape()
    {
        var flat = Text("x", "y", "x", "x");
        var coded = new DictionaryVector(Text("x", "y"), [0, 1, 0, 0], 4);
        var constant = new ConstantVector(Text("x"), 4);
        ulong[] a = new ulong[4], b = new ulong[4], c = new ulong[4];
        KeyHashes.Compute([flat], a);
        KeyHashes.Compute([coded], b);
        KeyHashes.Compute([constant], c);
        Assert.Equal(a, b);
        Assert.All(c, hash => Assert.Equal(a[0], hash));
        KeyHashes.Compute([flat, constant], a);
        KeyHashes.Compute([coded, Text("x", "x", "x", "x")], b);
        Assert.Equal(a, b);
        Assert.NotEqual(a[0], c[0]);

        KeyHashes.Compute([new FixedVector<double>(SqlTypes.Float8, [0.0, -0.0, double.NaN, BitConverter.Int64BitsToDouble(-1)], 4)], a);
        Assert.Equal(a[0], a[1]);
        Assert.Equal(a[2], a[3]);
        KeyHashes.Compute([new FixedVector<int>(SqlTypes.Int4, [-5, 7, 7, 7], 4, new Validity([0b0011]))], a);
        KeyHashes.Compute([new FixedVector<long>(SqlTypes.Int8, [-5, 7, 8, 9], 4, new Validity([0b0011]))], b);
        Assert.Equal(a, b);
        Assert.Equal(a[2], a[3]);
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(500, true)]
    [InlineData(30_000, false)]
    [InlineData(30_000, true)]
    public void Keys_are_found_where_a_plain_scan_finds_them(int rows, bool inSegment)
    {
        var random = new Random(rows);
        var layout = new ChunkLayout(
            [new ColumnLayout(1, SqlTypes.Int8), new ColumnLayout(2, SqlTypes.Text), new ColumnLayout(3, SqlTypes.Float8)],
            [new SortColumn(3, false, false)])
        { Filters = [[1], [2, 1], [2]] };
        var ids = Enumerable.Range(0, rows).Select(_ => random.NextInt64(rows * 4L)).ToArray();
        var names = ids.Select(i => $"name {i % 997}").ToArray();
        using var directory = new TemporaryDirectory();
        using var store = Store.Open(directory.Path, new StoreOptions { Background = false, CheckpointTailRows = inSegment ? 1 : int.MaxValue, DirectSegmentRows = int.MaxValue, SegmentRows = int.MaxValue });
        store.Commit(store.Begin().CreateChunk(1, layout).Append(store.Root, 1, new Batch(
            [new FixedVector<long>(SqlTypes.Int8, ids, rows), Text(names), new FixedVector<double>(SqlTypes.Float8, [.. ids.Select(i => random.NextDouble())], rows)], rows)));
        store.Checkpoint();
        var view = store.Root.View(1);
        Assert.Equal(inSegment, view.Units.Single().IsSegment);

        var present = ids.ToHashSet();
        var skipped = 0;
        for (var i = 0; i < 400; i++)
        {
            var id = random.NextInt64(rows * 4);
            var value = new FixedVector<long>(SqlTypes.Int8, [id], 1);
            var name = Text($"name {(i % 2 == 0 ? id % 997 : 1)}");
            Assert.Equal(ids.Count(x => x == id), Count(view, [ColumnFilter.Equal(1, value)], out var none));
            Assert.Equal(ids.Where((x, at) => x == id && names[at] == Name(name)).Count(), Count(view, [ColumnFilter.Equal(1, value), ColumnFilter.Equal(2, name)], out _));
            if (!present.Contains(id)) skipped += none ? 1 : -1000;
            else Assert.False(none);

            ReadOnlySpan<int> key = [2, 1];
            var hashes = new ulong[1];
            KeyHashes.Compute([name, value], hashes);
            var unit = view.Units[0];
            var expected = Enumerable.Range(0, rows).Where(at => ids[at] == id && names[at] == Name(name)).Order().ToList();
            if (inSegment)
            {
                if (expected.Count > 0) Assert.Equal(1, unit.FilterKeys(key, hashes, [0]));
            }
            else
            {
                var found = new List<(int Place, int Row)>();
                unit.FindKeys(key, hashes, [0], found);
                Assert.Equal(expected, found.Select(f => f.Row).Order());
            }
        }

        if (inSegment && rows > 1000) Assert.True(skipped > 0, "no segment was left out by its filter");
        var some = ids.Where((_, at) => at % 100 == 0).Concat([-1, rows * 5L]).ToArray();
        Assert.Equal(ids.Count(some.Contains), Count(view, [ColumnFilter.In(1, new FixedVector<long>(SqlTypes.Int8, some, some.Length))], out _));
        Assert.Empty(store.Verify());
    }

    [Fact]
    public void A_table_over_a_tail_grows_with_it_and_shows_each_version_its_own()
    {
        var layout = new ChunkLayout([new ColumnLayout(1, SqlTypes.Int8)], []);
        using var directory = new TemporaryDirectory();
        using var store = Store.Open(directory.Path, new StoreOptions { Background = false });
        store.Commit(store.Begin().CreateChunk(1, layout));
        var views = new List<ChunkView>();
        for (var i = 0; i < 300; i++)
        {
            store.Commit(store.Begin().Append(store.Root, 1, new Batch([new FixedVector<long>(SqlTypes.Int8, [i % 50], 1)], 1)));
            views.Add(store.Root.View(1));
            if (i % 7 == 0) Assert.Equal(1 + (i / 50), Find(views[i], i % 50));
        }

        for (var i = 0; i < views.Count; i++) Assert.Equal((i / 50) + 1, Find(views[i], i % 50));
        Assert.Equal(0, Find(views[20], 21));

        static int Find(ChunkView view, long key)
        {
            var hashes = new ulong[1];
            KeyHashes.Compute([new FixedVector<long>(SqlTypes.Int8, [key], 1)], hashes);
            var found = new List<(int Place, int Row)>();
            view.Units.Single().FindKeys([1], hashes, [0], found);
            return found.Count;
        }
    }

    private static int Count(ChunkView view, ColumnFilter[] filters, out bool none)
    {
        var request = new ScanRequest { ColumnIds = [3], Filters = [.. filters] };
        var batch = new Batch();
        var rows = 0;
        using var scanner = new ChunkScanner(request);
        none = true;
        foreach (var morsel in view.Morsels(request))
        {
            none = false;
            scanner.Start(morsel);
            while (scanner.Next(batch)) rows += batch.Length;
        }

        return rows;
    }

    private static string Name(BytesVector name) => Encoding.UTF8.GetString(name[0]);

    private static BytesVector Text(params string[] values)
    {
        var text = new BytesVectorBuilder(SqlTypes.Text);
        foreach (var value in values) text.Append(Encoding.UTF8.GetBytes(value));
        return (BytesVector)text.Detach();
    }
}
