using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Rows divided between temporary files by a hash of some values, so that equal ones meet in one file. Written by one thread at a time.</summary>
internal sealed class SpillPartitions : IDisposable
{
    /// <summary>How many files there may be.</summary>
    public const int Count = 16;

    /// <summary>Files of files of files: what does not come apart by then has mostly equal keys, and is kept in memory.</summary>
    public const int DeepestLevel = 5;

    /// <summary>Rows of a part that are kept in memory in any case: dividing them again would cost more than it saves.</summary>
    public const int SmallPart = 1024;

    private const int BitsOfLevel = 4;
    private const int BufferedRows = 1024;
    private const long BufferedBytes = 128 << 10;

    private readonly QueryContext _context;
    private readonly SqlType[] _types;
    private readonly int _level;
    private readonly MaterializedRows?[] _buffers = new MaterializedRows?[Count];
    private readonly SpillFile?[] _files = new SpillFile?[Count];
    private readonly int[][] _chosen = new int[Count][];
    private readonly int[] _counts = new int[Count];
    private readonly SubBatch _part = new();
    private uint[] _hashes = [];

    /// <summary>Files for rows of these columns.</summary>
    /// <param name="context">The execution.</param>
    /// <param name="types">The columns.</param>
    /// <param name="level">How often the rows were divided before.</param>
    public SpillPartitions(QueryContext context, IEnumerable<SqlType> types, int level)
    {
        _context = context;
        _types = [.. types];
        _level = level;
        for (var i = 0; i < Count; i++) _chosen[i] = [];
    }

    /// <summary>Bytes on disk.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds rows of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="keys">The values of all rows of the batch that decide where they go.</param>
    /// <param name="rows">The rows that are added, ascending; null for all.</param>
    public void Add(Batch batch, ReadOnlySpan<Vector> keys, int[]? rows)
    {
        if (_hashes.Length < batch.Length) _hashes = new uint[batch.Length];
        RowHash.Compute(keys, _hashes.AsSpan(0, batch.Length));
        Array.Clear(_counts);
        var count = rows?.Length ?? batch.Length;
        for (var i = 0; i < count; i++)
        {
            var row = rows is null ? i : rows[i];
            var part = (int)(_hashes[row] >> (_level * BitsOfLevel)) & (Count - 1);
            ref var chosen = ref _chosen[part];
            if (_counts[part] == chosen.Length) Array.Resize(ref chosen, Math.Max(64, chosen.Length * 2));
            chosen[_counts[part]++] = row;
        }

        for (var part = 0; part < Count; part++)
        {
            if (_counts[part] == 0) continue;
            var buffer = _buffers[part] ??= new MaterializedRows(_types);
            buffer.Add(_part.Of(batch, _chosen[part].AsSpan(0, _counts[part])));
            if (buffer.Count >= BufferedRows || buffer.ByteSize >= BufferedBytes) Flush(part);
        }
    }

    /// <summary>Takes the files out, null for parts without rows. Whoever takes them disposes them.</summary>
    public SpillFile?[] Take()
    {
        var files = new SpillFile?[Count];
        for (var part = 0; part < Count; part++)
        {
            Flush(part);
            (files[part], _files[part]) = (_files[part], null);
        }

        return files;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var file in _files) file?.Dispose();
        Array.Clear(_files);
    }

    private void Flush(int part)
    {
        if (_buffers[part] is not { Count: > 0 } buffer) return;
        var file = _files[part] ??= new SpillFile(_context.Temporary!, _types);
        var before = file.Bytes;
        file.Write(buffer.Columns, buffer.Count);
        Bytes += file.Bytes - before;
        buffer.Clear();
    }
}

/// <summary>Hashes of rows by some of their values; equal values give equal hashes, null is a value like another.</summary>
internal static class RowHash
{
    private const ulong OfNull = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Computes the hash of each row.</summary>
    public static void Compute(ReadOnlySpan<Vector> keys, Span<uint> hashes)
    {
        hashes.Fill(0x2545_F491);
        foreach (var key in keys)
        {
            var column = key;
            if (column is DictionaryVector coded && coded.Dictionary.Length <= hashes.Length)
            {
                Combine(coded, hashes);
                continue;
            }

            if (column is ConstantVector or DictionaryVector)
            {
                var flat = VectorBuilder.Create(column.Type, hashes.Length);
                flat.AppendRange(column, 0, hashes.Length);
                column = flat.Build();
            }

            for (var row = 0; row < hashes.Length; row++)
            {
                hashes[row] = Combine(HashOf(column, row), hashes[row]);
            }
        }
    }

    // Each value of the dictionary is hashed once.
    private static void Combine(DictionaryVector coded, Span<uint> hashes)
    {
        var values = new ulong[coded.Dictionary.Length];
        for (var i = 0; i < values.Length; i++) values[i] = HashOf(coded.Dictionary, i);
        var codes = coded.Codes;
        for (var row = 0; row < hashes.Length; row++) hashes[row] = Combine(coded.IsNull(row) ? OfNull : values[codes[row]], hashes[row]);
    }

    private static ulong HashOf(Vector values, int row) => values.IsNull(row) ? OfNull : (ulong)ValueComparison.Hash(values, row);

    private static uint Combine(ulong hash, uint before)
    {
        hash = (hash ^ before) * 0xBF58_476D_1CE4_E5B9;
        return KeyHash.Narrow(hash ^ (hash >> 9));
    }
}
