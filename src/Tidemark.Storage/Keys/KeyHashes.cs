using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// Hashes of 64 bits of keys of one or several columns, equal for keys that SQL calls equal. They stand behind the membership filters in segment files, so they never change.
/// <code>
/// hash    0; for each column, word by word: hash = mix(hash * 9E3779B97F4A7C15 + word)
/// words   integers, bool, dates and times: the value, sign extended; floats: the bits of the double, sign bit flipped (all bits where negative), NaN all ones, zero positive;
///         uuid: upper half, lower half; bytes: their fold; null: 6E756C6C6E756C6C
/// fold    h = length * 9E3779B97F4A7C15; for each 8 bytes, little-endian, the rest filled with zeros: h = upper xor lower half of (h xor word) * E7037ED1A0B428DB
/// </code>
/// mix is the finaliser of splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), a bijection: keys of one integer never collide.
/// The fold is that of wyhash (Wang Yi, public domain).
/// </summary>
public static class KeyHashes
{
    private const ulong Step = 0x9E37_79B9_7F4A_7C15;
    private const ulong Secret = 0xE703_7ED1_A0B4_28DB;
    private const ulong Null = 0x6E75_6C6C_6E75_6C6C;

    /// <summary>Whether keys of this type can be hashed: as <see cref="ColumnFilter.Supports"/>.</summary>
    public static bool Supports(SqlType type) => PhysicalOrder.IsSqlOrder(type);

    /// <summary>The hash of each row's key. Nulls are values like others.</summary>
    /// <param name="columns">The key's columns, of types that are supported, in any shape.</param>
    /// <param name="hashes">One for each row; the columns are as long.</param>
    public static void Compute(ReadOnlySpan<Vector> columns, Span<ulong> hashes)
    {
        hashes.Clear();
        foreach (var column in columns) Add(column, hashes);
    }

    /// <summary>Adds a word to a key's hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Combine(ulong hash, ulong word)
    {
        var mixed = unchecked((hash * Step) + word);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB);
        return mixed ^ (mixed >> 31);
    }

    /// <summary>The word that stands for bytes.</summary>
    public static ulong Fold(ReadOnlySpan<byte> bytes)
    {
        var hash = unchecked((ulong)bytes.Length * Step);
        for (; bytes.Length >= 8; bytes = bytes[8..]) hash = Multiply(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        if (bytes.Length == 0) return hash;
        var last = 0UL;
        for (var i = 0; i < bytes.Length; i++) last |= (ulong)bytes[i] << (i * 8);
        return Multiply(hash ^ last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Multiply(ulong value)
    {
        var high = Math.BigMul(value, Secret, out var low);
        return high ^ low;
    }

    private static void Add(Vector column, Span<ulong> hashes)
    {
        switch (column)
        {
            case ConstantVector constant:
                AddConstant(constant, hashes);
                return;
            case DictionaryVector coded:
                AddCodes(coded, hashes);
                return;
        }

        if (column.Validity.IsAllValid)
        {
            AddValues(column, hashes);
            return;
        }

        // Null rows hold any value: their hashes are set apart before the values' loop touches them.
        var before = hashes.ToArray();
        AddValues(column, hashes);
        for (var row = 0; row < hashes.Length; row++)
        {
            if (column.IsNull(row)) hashes[row] = Combine(before[row], Null);
        }
    }

    private static void AddValues(Vector column, Span<ulong> hashes)
    {
        switch (column)
        {
            case FixedVector<bool> v:
                for (var row = 0; row < hashes.Length; row++) hashes[row] = Combine(hashes[row], v.Values[row] ? 1UL : 0);
                break;
            case FixedVector<short> v:
                for (var row = 0; row < hashes.Length; row++) hashes[row] = Combine(hashes[row], unchecked((ulong)v.Values[row]));
                break;
            case FixedVector<int> v:
                for (var row = 0; row < hashes.Length; row++) hashes[row] = Combine(hashes[row], unchecked((ulong)v.Values[row]));
                break;
            case FixedVector<long> v:
                var longs = v.Values;
                for (var row = 0; row < hashes.Length; row++) hashes[row] = Combine(hashes[row], unchecked((ulong)longs[row]));
                break;
            case FixedVector<float> v:
                for (var row = 0; row < hashes.Length; row++) hashes[row] = Combine(hashes[row], FloatOrder.Key(v.Values[row]));
                break;
            case FixedVector<double> v:
                for (var row = 0; row < hashes.Length; row++) hashes[row] = Combine(hashes[row], FloatOrder.Key(v.Values[row]));
                break;
            case FixedVector<Uuid> v:
                for (var row = 0; row < hashes.Length; row++) hashes[row] = Combine(Combine(hashes[row], v.Values[row].High), v.Values[row].Low);
                break;
            case BytesVector v:
                for (var row = 0; row < hashes.Length; row++) hashes[row] = Combine(hashes[row], Fold(v[row]));
                break;
            default:
                throw InternalErrors.Unexpected($"a key of type {column.Type}");
        }
    }

    private static void AddConstant(ConstantVector constant, Span<ulong> hashes)
    {
        // The first column of a key finds the same hash in all rows.
        var isUniform = hashes.Length > 0 && hashes.IndexOfAnyExcept(hashes[0]) < 0;
        for (var row = 0; row < (isUniform ? 1 : hashes.Length); row++)
        {
            if (constant.IsNullConstant) hashes[row] = Combine(hashes[row], Null);
            else AddValues(constant.Value, hashes.Slice(row, 1));
        }

        if (isUniform) hashes.Fill(hashes[0]);
    }

    private static void AddCodes(DictionaryVector coded, Span<ulong> hashes)
    {
        var codes = coded.Codes;
        for (var row = 0; row < hashes.Length; row++)
        {
            if (coded.IsNull(row)) hashes[row] = Combine(hashes[row], Null);
            else AddValues(coded.Dictionary.Slice(codes[row], 1), hashes.Slice(row, 1));
        }
    }
}
