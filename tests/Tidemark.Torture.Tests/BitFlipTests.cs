using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Testing.Files;
using Tidemark.Torture.Simulation;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Torture.Tests;

/// <summary>
/// One bit in each byte of each file of a directory is turned over, one at a time: it is reported with file and position, or harmless; never are other rows read, and what does not need the
/// damaged block is read as ever. TIDEMARK_SEED chooses the bits.
/// </summary>
public class BitFlipTests
{
    private const string Directory = "/data/db";

    // Chunk 1: two segments of several blocks with deletes; 2: rows in the checkpoint; 3: rows in the log.
    private static readonly ImmutableArray<int> Extras = [1, 2];

    [Fact]
    public void A_flipped_bit_is_reported_or_harmless()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TIDEMARK_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        var original = Build();
        var expected = Expected(Open(original));
        var tasks = original.SelectMany(file => Enumerable.Range(0, file.Value.Length).Select(offset => (file.Key, offset))).ToList();
        var reported = 0;
        var silent = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        Parallel.ForEach(tasks, task =>
        {
            var (path, offset) = task;
            var bit = (offset + seed) & 7;
            var isReported = Flip(original, expected, path, offset, bit, seed);
            if (isReported) Interlocked.Increment(ref reported);
            else silent.AddOrUpdate(Path.GetFileName(path), 1, (_, n) => n + 1);
        });

        // Not covered by a checksum: zeros in headers, padding, the last record of the log (which protects the others and holds nothing), the trailers of segments, LOCK and OWNER.
        foreach (var (name, count) in silent) Assert.True(count <= (name.EndsWith(".log", StringComparison.Ordinal) ? 120 : name == "OWNER" ? int.MaxValue : 60), $"seed {seed}: {count} flips in {name} went unnoticed");
        Assert.True(reported > tasks.Count * 9 / 10, $"{reported} of {tasks.Count} reported");
    }

    private static SortedDictionary<string, byte[]> Build()
    {
        var files = new SimulatedFileSystem();
        files.CreateDirectory("/data");
        using (var store = Store.Open(Directory, Options(files)))
        {
            store.Commit(store.Begin().CreateChunk(1, ModelTable.Layout(Extras)).CreateChunk(2, ModelTable.Layout([])).CreateChunk(3, ModelTable.Layout(Extras)));
            foreach (var first in (int[])[0, 5000]) Insert(store, 1, first, 2300);
            var view = store.Root.View(1);
            store.Commit(store.Begin().Delete(view, ModelTable.RowIds(view, 100, 130)).PutMetadata(7, Encoding.UTF8.GetBytes("some metadata")));
            Insert(store, 2, 20_000, 30);
            store.Checkpoint();
            Insert(store, 3, 30_000, 20);
            Insert(store, 3, 30_020, 15);
            view = store.Root.View(1);
            store.Commit(store.Begin().Delete(view, ModelTable.RowIds(view, 5100, 5110)));
        }

        return new(files.Paths.ToDictionary(p => p, files.Read), StringComparer.Ordinal);
    }

    private static void Insert(Store store, long chunk, int first, int count)
    {
        var extras = chunk == 2 ? ImmutableArray<int>.Empty : Extras;
        var changes = store.Begin();
        foreach (var part in Enumerable.Range(first, count).Select(i => (long)i).Chunk(1000)) changes = changes.Append(store.Root, chunk, ModelTable.Rows(part, extras));
        store.Commit(changes);
    }

    private static StoreOptions Options(SimulatedFileSystem files) => new() { Files = files, Background = false, DirectSegmentRows = 1000, LogExtent = 0, CacheBytes = 10 << 20 };

    private static Store Open(IReadOnlyDictionary<string, byte[]> content) => Store.Open(Directory, Options(Copy(content)));

    private static SimulatedFileSystem Copy(IReadOnlyDictionary<string, byte[]> content)
    {
        var files = new SimulatedFileSystem();
        foreach (var (path, bytes) in content) files.Write(path, bytes);
        return files;
    }

    /// <summary>Gives whether anything was reported.</summary>
    private static bool Flip(SortedDictionary<string, byte[]> original, Dictionary<Part, string> expected, string path, int offset, int bit, int seed)
    {
        var where = $"seed {seed}, {path}, byte {offset}, bit {bit}";
        var bytes = (byte[])original[path].Clone();
        bytes[offset] ^= (byte)(1 << bit);
        var files = Copy(original);
        files.Write(path, bytes);
        if (offset % 7 == 0)
        {
            using var check = StoreCheckOf(files);
            Assert.False(check is null && !path.EndsWith("LOCK", StringComparison.Ordinal) && !IsVersion(path, offset), where);
        }

        try
        {
            using var store = Store.Open(Directory, Options(files));
            if (Matches(store, expected)) return false;
            // Something was reported by the scan of everything. Piece by piece, all is there but what needs the damaged block.
            var failed = expected.Where(part => !ReadsAs(store, part.Key, part.Value, path, where)).Select(p => p.Key).ToList();
            Assert.All(failed, part => Assert.Equal(1, part.Chunk));
            Assert.True(failed.Select(f => f.Unit).Distinct().Count() == 1, $"{where}: parts of {failed.Select(f => f.Unit).Distinct().Count()} segments cannot be read");
            var isShared = failed.Count > 1 && !IsFooterOrHeader(original[path], offset) && failed.Select(f => f.Column).Distinct().Count() > 1;
            Assert.False(isShared, $"{where}: {string.Join(", ", failed)} cannot be read");
            return true;
        }
        catch (SqlException error)
        {
            Assert.True(error.State == SqlState.DataCorrupted || error.State == SqlState.FeatureNotSupported, $"{where}: {error.Message}");
            Assert.Contains(Path.GetFileName(path), error.Message, StringComparison.Ordinal);
            return true;
        }
    }

    private static StoreCheck? StoreCheckOf(SimulatedFileSystem files)
    {
        try
        {
            return StoreCheck.Run(Directory, files);
        }
        catch (SqlException error) when (error.State == SqlState.FeatureNotSupported)
        {
            return null;
        }
    }

    private static bool IsVersion(string path, int offset) => !path.EndsWith("OWNER", StringComparison.Ordinal) && offset is >= 8 and < 12;

    // The footer begins where the trailer says.
    private static bool IsFooterOrHeader(byte[] segment, int offset) => offset < 32 || offset >= BitConverter.ToInt64(segment.AsSpan(segment.Length - 28));

    private static bool Matches(Store store, Dictionary<Part, string> expected)
    {
        Assert.Equal([1L, 2L, 3L], store.Root.Chunks.Keys.Order());
        Assert.Equal("some metadata", Encoding.UTF8.GetString(store.Root.Metadata[7].Span));
        try
        {
            var found = Expected(store);
            Assert.Equal(expected, found);
            return true;
        }
        catch (SqlException error)
        {
            Assert.Equal(SqlState.DataCorrupted, error.State == SqlState.FeatureNotSupported ? SqlState.DataCorrupted : error.State);
            return false;
        }
    }

    private static bool ReadsAs(Store store, Part part, string expected, string path, string where)
    {
        try
        {
            Assert.True(Read(store.Root.View(part.Chunk), part) == expected, $"{where}: {part} reads otherwise");
            return true;
        }
        catch (SqlException error)
        {
            Assert.Contains(Path.GetFileName(path), error.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private static Dictionary<Part, string> Expected(Store store)
    {
        var parts = new Dictionary<Part, string>();
        foreach (var chunk in store.Root.Chunks.Values)
        {
            var view = store.Root.View(chunk.Id);
            foreach (var column in chunk.Layout.Columns)
            {
                var unit = 0;
                foreach (var morsel in view.Morsels(new ScanRequest { ColumnIds = [column.ColumnId] }))
                {
                    for (var block = 0; block < morsel.BlockCount; block++)
                    {
                        var part = new Part(chunk.Id, column.ColumnId, unit, morsel.FirstBlock + block);
                        parts.Add(part, Read(view, part));
                    }

                    unit++;
                }
            }
        }

        return parts;
    }

    private static string Read(ChunkView view, Part part)
    {
        var request = new ScanRequest { ColumnIds = [part.Column] };
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        var text = new StringBuilder();
        scanner.Start(new ScanMorsel(view.Morsels(request).ElementAt(part.Unit).Unit, part.Block, 1));
        while (scanner.Next(batch))
        {
            var column = batch.Column(0);
            for (var row = 0; row < batch.Length; row++)
            {
                if (column.IsNull(row)) text.Append("null ");
                else if (column.Type.Physical == Types.PhysicalType.Int64) text.Append(VectorAccess.Get<long>(column, row)).Append(' ');
                else if (column.Type.Physical == Types.PhysicalType.Int32) text.Append(VectorAccess.Get<int>(column, row)).Append(' ');
                else if (column.Type.Physical == Types.PhysicalType.Float64) text.Append(BitConverter.DoubleToInt64Bits(VectorAccess.Get<double>(column, row))).Append(' ');
                else text.Append(Encoding.UTF8.GetString(VectorAccess.GetBytes(column, row))).Append(' ');
            }
        }

        return text.ToString();
    }

    /// <summary>One block of one column of one unit.</summary>
    private sealed record Part(long Chunk, int Column, int Unit, int Block);
}
