using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>The keys of some rows.</summary>
internal sealed class KeyRows
{
    private readonly TableKey _key;
    private readonly bool[]? _excluded;
    private ulong[]? _hashes;

    public KeyRows(TableKey key, Vector[] keys, int length, bool[]? excluded)
    {
        _key = key;
        Keys = keys;
        Length = length;
        _excluded = excluded;
    }

    /// <summary>One vector for each element of the key.</summary>
    public Vector[] Keys { get; }

    /// <summary>How many rows.</summary>
    public int Length { get; }

    /// <summary>A hash of each row's key, equal for equal keys.</summary>
    public ReadOnlySpan<ulong> Hashes => _hashes ??= Hash();

    /// <summary>Whether a row has a key: the index's condition chooses it, and no element is null where that matters.</summary>
    public bool Has(int row) => _excluded is null || !_excluded[row];

    /// <summary>The rows that have a key.</summary>
    public int[] Rows()
    {
        var rows = new int[Length];
        var count = 0;
        for (var row = 0; row < rows.Length; row++)
        {
            if (Has(row)) rows[count++] = row;
        }

        return count == rows.Length ? rows : rows[..count];
    }

    /// <summary>Whether two rows have the same key.</summary>
    public bool AreEqual(int row, KeyRows other, int otherRow)
    {
        for (var i = 0; i < Keys.Length; i++)
        {
            var isNull = Keys[i].IsNull(row);
            if (isNull != other.Keys[i].IsNull(otherRow)) return false;
            if (!isNull && !ValueComparison.AreEqual(Keys[i], row, other.Keys[i], otherRow)) return false;
        }

        return true;
    }

    private ulong[] Hash()
    {
        var hashes = new ulong[Length];
        if (Array.TrueForAll(_key.Types, KeyHashes.Supports))
        {
            KeyHashes.Compute(Keys, hashes);
            return hashes;
        }

        foreach (var key in Keys)
        {
            for (var row = 0; row < hashes.Length; row++) hashes[row] = KeyHashes.Combine(hashes[row], key.IsNull(row) ? 0 : ValueComparison.Hash(key, row));
        }

        return hashes;
    }
}
