using System.Numerics;

namespace Tidemark.Storage;

/// <summary>
/// The deleted rows of a unit, immutable: a bitmap of 2048 bits for each block that has any. A new set shares the bitmaps that it does not change.
/// </summary>
internal sealed class DeleteSet
{
    public const int WordsPerBlock = BlockFormat.Rows / 64;

    private readonly ulong[]?[] _blocks;

    private DeleteSet(ulong[]?[] blocks, int count)
    {
        _blocks = blocks;
        Count = count;
    }

    public static DeleteSet Empty { get; } = new([], 0);

    /// <summary>How many rows are deleted.</summary>
    public int Count { get; }

    /// <summary>The bitmap of a block, 1 for a deleted row; null when the block has none.</summary>
    public ulong[]? Block(int block) => block < _blocks.Length ? _blocks[block] : null;

    public bool Contains(int row) => Block(row / BlockFormat.Rows) is { } bits && (bits[(row & (BlockFormat.Rows - 1)) >> 6] >> (row & 63) & 1) != 0;

    /// <summary>The set with more rows.</summary>
    public DeleteSet With(ReadOnlySpan<int> rows)
    {
        var blocks = _blocks;
        var count = Count;
        var copied = -1;
        foreach (var row in rows)
        {
            var block = row / BlockFormat.Rows;
            if (ReferenceEquals(blocks, _blocks) || block >= blocks.Length) blocks = Grow(blocks, block);
            // Rows mostly come in order, so remembering the last copied block avoids most copies; copying twice is harmless.
            if (block != copied)
            {
                blocks[block] = blocks[block] is { } old ? (ulong[])old.Clone() : new ulong[WordsPerBlock];
                copied = block;
            }

            ref var word = ref blocks[block]![(row & (BlockFormat.Rows - 1)) >> 6];
            var bit = 1UL << (row & 63);
            if ((word & bit) == 0) count++;
            word |= bit;
        }

        return count == Count ? this : new DeleteSet(blocks, count);
    }

    /// <summary>Rows that are in either set.</summary>
    public static DeleteSet? Union(DeleteSet? a, DeleteSet? b)
    {
        if (a is null || a.Count == 0) return b;
        if (b is null || b.Count == 0) return a;
        var blocks = new ulong[]?[Math.Max(a._blocks.Length, b._blocks.Length)];
        var count = 0;
        for (var i = 0; i < blocks.Length; i++)
        {
            var x = a.Block(i);
            var y = b.Block(i);
            blocks[i] = x is null ? y : y is null ? x : Or(x, y);
            if (blocks[i] is { } bits) count += CountBits(bits);
        }

        return new DeleteSet(blocks, count);
    }

    /// <summary>Whether all rows of one set are in another.</summary>
    public static bool Contains(DeleteSet? all, DeleteSet? some)
    {
        if (some is null || ReferenceEquals(all, some)) return true;
        for (var i = 0; i < some._blocks.Length; i++)
        {
            if (some._blocks[i] is not { } x) continue;
            var y = all?.Block(i);
            for (var w = 0; w < x.Length; w++)
            {
                if ((x[w] & ~(y?[w] ?? 0)) != 0) return false;
            }
        }

        return true;
    }

    /// <summary>Whether some row is in both sets.</summary>
    public bool Overlaps(DeleteSet other)
    {
        for (var i = 0; i < Math.Min(_blocks.Length, other._blocks.Length); i++)
        {
            if (_blocks[i] is not { } x || other._blocks[i] is not { } y) continue;
            for (var w = 0; w < x.Length; w++)
            {
                if ((x[w] & y[w]) != 0) return true;
            }
        }

        return false;
    }

    /// <summary>Deleted rows of a block.</summary>
    public int CountIn(int block) => Block(block) is { } bits ? CountBits(bits) : 0;

    /// <summary>Deleted rows in front of a row.</summary>
    public int CountBelow(int end)
    {
        var count = 0;
        foreach (var row in ToArray())
        {
            if (row < end) count++;
        }

        return count;
    }

    /// <summary>All rows, ascending.</summary>
    public int[] ToArray()
    {
        var rows = new int[Count];
        var at = 0;
        for (var b = 0; b < _blocks.Length; b++)
        {
            if (_blocks[b] is not { } bits) continue;
            for (var w = 0; w < bits.Length; w++)
            {
                for (var word = bits[w]; word != 0; word &= word - 1)
                {
                    rows[at++] = (b * BlockFormat.Rows) + (w * 64) + BitOperations.TrailingZeroCount(word);
                }
            }
        }

        return rows;
    }

    private static ulong[]?[] Grow(ulong[]?[] blocks, int block)
    {
        var grown = new ulong[]?[Math.Max(blocks.Length, block + 1)];
        blocks.CopyTo(grown, 0);
        return grown;
    }

    private static ulong[] Or(ulong[] x, ulong[] y)
    {
        var result = new ulong[x.Length];
        for (var i = 0; i < x.Length; i++) result[i] = x[i] | y[i];
        return result;
    }

    private static int CountBits(ulong[] bits)
    {
        var count = 0;
        foreach (var word in bits) count += BitOperations.PopCount(word);
        return count;
    }
}
