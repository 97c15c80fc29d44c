using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>The values of a column of bytes as codes into the sorted list of its distinct values, so that codes compare as the values do.</summary>
internal sealed class TextCodes
{
    public const int MaxEntries = 65_536;

    private TextCodes(int[] codes, int[] entryRows)
    {
        Codes = codes;
        EntryRows = entryRows;
    }

    /// <summary>One code a row; 0 for null.</summary>
    public int[] Codes { get; }

    /// <summary>For each code, a row that has its value.</summary>
    public int[] EntryRows { get; }

    /// <summary>Codes the first rows of a vector; null when it has too many distinct values for that to pay, or none.</summary>
    public static TextCodes? TryBuild(BytesVector vector, int rows)
    {
        var limit = Math.Min(MaxEntries, (rows / 4) + 16);
        var table = new int[256];
        var mask = table.Length - 1;
        var hashes = new ulong[64];
        var entries = new int[64];
        var codes = new int[rows];
        var count = 0;
        var hasNulls = !vector.Validity.IsAllValid;
        for (var row = 0; row < rows; row++)
        {
            if (hasNulls && vector.IsNull(row)) continue;
            var value = vector[row];
            var hash = Hash(value);
            var slot = (int)(hash >> 32) & mask;
            int code;
            while ((code = table[slot] - 1) >= 0 && !(hashes[code] == hash && value.SequenceEqual(vector[entries[code]]))) slot = (slot + 1) & mask;
            if (code < 0)
            {
                if (count == limit) return null;
                if (count == entries.Length)
                {
                    Array.Resize(ref entries, count * 2);
                    Array.Resize(ref hashes, count * 2);
                }

                code = count++;
                entries[code] = row;
                hashes[code] = hash;
                table[slot] = code + 1;
                if (count * 2 > table.Length)
                {
                    table = Rehash(hashes, count, table.Length * 4);
                    mask = table.Length - 1;
                }
            }

            codes[row] = code;
        }

        return count == 0 ? null : Sorted(vector, codes, entries.AsSpan(0, count), hasNulls);
    }

    private static TextCodes Sorted(BytesVector vector, int[] codes, Span<int> entries, bool hasNulls)
    {
        var order = new int[entries.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var rowsOf = entries.ToArray();
        Array.Sort(order, (a, b) => vector[rowsOf[a]].SequenceCompareTo(vector[rowsOf[b]]));
        var rank = new int[order.Length];
        var sortedRows = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            rank[order[i]] = i;
            sortedRows[i] = rowsOf[order[i]];
        }

        for (var row = 0; row < codes.Length; row++) codes[row] = rank[codes[row]];
        if (hasNulls)
        {
            for (var row = 0; row < codes.Length; row++)
            {
                if (vector.IsNull(row)) codes[row] = 0;
            }
        }

        return new TextCodes(codes, sortedRows);
    }

    private static int[] Rehash(ulong[] hashes, int count, int size)
    {
        var table = new int[size];
        for (var code = 0; code < count; code++)
        {
            var slot = (int)(hashes[code] >> 32) & (size - 1);
            while (table[slot] != 0) slot = (slot + 1) & (size - 1);
            table[slot] = code + 1;
        }

        return table;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ReadOnlySpan<byte> value)
    {
        const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
        var hash = (ulong)value.Length * Multiplier;
        while (value.Length >= 8)
        {
            hash = (BitOperations.RotateLeft(hash, 23) ^ MemoryMarshal.Read<ulong>(value)) * Multiplier;
            value = value[8..];
        }

        ulong rest = 0;
        foreach (var b in value) rest = (rest << 8) | b;
        hash = (BitOperations.RotateLeft(hash, 23) ^ rest) * Multiplier;
        return hash ^ (hash >> 29);
    }
}
