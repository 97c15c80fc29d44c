using System.Runtime.CompilerServices;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>How a fixed-width value becomes a 64-bit key and back: equal values and only they have equal keys, and keys compare, unsigned, as the values do.</summary>
internal interface IFixedKey<T>
    where T : unmanaged
{
    static abstract ulong ToKey(T value);

    static abstract T FromKey(ulong key);
}

internal readonly struct BoolKey : IFixedKey<bool>
{
    public static ulong ToKey(bool value) => value ? 1UL : 0;

    public static bool FromKey(ulong key) => key != 0;
}

internal readonly struct Int16Key : IFixedKey<short>
{
    public static ulong ToKey(short value) => Int64Key.ToKey(value);

    public static short FromKey(ulong key) => (short)Int64Key.FromKey(key);
}

internal readonly struct Int32Key : IFixedKey<int>
{
    public static ulong ToKey(int value) => Int64Key.ToKey(value);

    public static int FromKey(ulong key) => (int)Int64Key.FromKey(key);
}

internal readonly struct Int64Key : IFixedKey<long>
{
    public static ulong ToKey(long value) => (ulong)value ^ 0x8000_0000_0000_0000UL;

    public static long FromKey(ulong key) => (long)(key ^ 0x8000_0000_0000_0000UL);
}

internal readonly struct Float32Key : IFixedKey<float>
{
    public static ulong ToKey(float value) => Float64Key.ToKey(value);

    public static float FromKey(ulong key) => (float)Float64Key.FromKey(key);
}

/// <summary>NaN equals NaN and is greatest, negative zero equals zero.</summary>
internal readonly struct Float64Key : IFixedKey<double>
{
    public static ulong ToKey(double value)
    {
        if (double.IsNaN(value)) return ulong.MaxValue;
        // Adding zero makes negative zero positive.
        var bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return (ulong)bits ^ ((ulong)(bits >> 63) | 0x8000_0000_0000_0000UL);
    }

    public static double FromKey(ulong key)
    {
        if (key == ulong.MaxValue) return double.NaN;
        var bits = (key & 0x8000_0000_0000_0000UL) != 0 ? key ^ 0x8000_0000_0000_0000UL : ~key;
        return BitConverter.UInt64BitsToDouble(bits);
    }
}

/// <summary>Keys of up to eight bytes.</summary>
internal sealed class FixedKeyColumn<T, TKey>(SqlType type, bool groupsNulls) : KeyColumn(type, groupsNulls)
    where T : unmanaged
    where TKey : struct, IFixedKey<T>
{
    private readonly IntegerTable _table = new();

    // Values after the null have numbers one above their place in the table.
    private int _nullAt = int.MaxValue;

    /// <inheritdoc />
    public override long ByteSize => _table.ByteSize;

    /// <inheritdoc />
    public override void Release() => _table.Release();

    /// <inheritdoc />
    public override void Emit(ReadOnlySpan<int> ids, VectorBuilder target)
    {
        var builder = (FixedVectorBuilder<T>)target;
        var keys = _table.Keys;
        foreach (var id in ids)
        {
            if (id == _nullAt) builder.AppendNull();
            else builder.Append(TKey.FromKey(keys[id > _nullAt ? id - 1 : id]));
        }
    }

    /// <inheritdoc />
    protected override void AssignFlat(Vector values, Span<int> ids)
    {
        var flat = ((FixedVector<T>)values).Values;
        var validity = values.Validity;
        var lastKey = 0UL;
        var lastId = -1;
        for (var row = 0; row < ids.Length; row++)
        {
            if (!validity.IsValid(row))
            {
                ids[row] = AssignNull();
                continue;
            }

            // Neighbours are often equal: buckets of sorted times, sorted devices.
            var key = TKey.ToKey(flat[row]);
            if (lastId < 0 || key != lastKey)
            {
                lastKey = key;
                lastId = AssignKey(key);
            }

            ids[row] = lastId;
        }
    }

    /// <inheritdoc />
    protected override int AssignRow(Vector flat, int row) => AssignKey(TKey.ToKey(((FixedVector<T>)flat).Values[row]));

    /// <inheritdoc />
    protected override int FindRow(Vector flat, int row, FindScratch scratch) => FindKey(TKey.ToKey(((FixedVector<T>)flat).Values[row]));

    /// <inheritdoc />
    protected override int AddNull()
    {
        _nullAt = _table.Count;
        Count++;
        return _nullAt;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int AssignKey(ulong key)
    {
        var place = _table.Assign(key);
        var id = place >= _nullAt ? place + 1 : place;
        if (id >= Count) Count = id + 1;
        return id;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindKey(ulong key)
    {
        var place = _table.Find(key);
        return place >= _nullAt ? place + 1 : place;
    }
}
