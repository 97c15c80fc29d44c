using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Storage;

/// <summary>A condition on a value, in a scalar form and one for a whole register.</summary>
internal interface IMaskCondition<T>
    where T : unmanaged
{
    bool Holds(T value);

    Vector256<T> Holds(Vector256<T> values);
}

/// <summary>The loop that turns a condition into bits of a mask.</summary>
internal static class MaskKernels
{
    /// <summary>Takes out of the mask the rows for which the condition does not hold.</summary>
    [MethodImpl(HotLoop.Compiled)]
    public static void And<T, TCondition>(ReadOnlySpan<T> values, TCondition condition, Span<ulong> mask)
        where T : unmanaged
        where TCondition : struct, IMaskCondition<T>
    {
        ref var source = ref MemoryMarshal.GetReference(values);
        var lanes = Vector256<T>.Count;
        for (var word = 0; word < mask.Length; word++)
        {
            if (mask[word] == 0) continue;
            var begin = word * 64;
            var bits = 0UL;
            var row = 0;
            var rows = Math.Min(64, values.Length - begin);
            for (; row + lanes <= rows; row += lanes)
            {
                bits |= (ulong)condition.Holds(Vector256.LoadUnsafe(ref source, (nuint)(begin + row))).ExtractMostSignificantBits() << row;
            }

            for (; row < rows; row++) bits |= condition.Holds(values[begin + row]) ? 1UL << row : 0;
            mask[word] &= bits;
        }
    }
}

/// <summary>low &lt;= value &lt;= high.</summary>
internal readonly struct Between<T>(T low, T high) : IMaskCondition<T>
    where T : unmanaged, INumber<T>
{
    public bool Holds(T value) => value >= low && value <= high;

    public Vector256<T> Holds(Vector256<T> values) => Vector256.GreaterThanOrEqual(values, Vector256.Create(low)) & Vector256.LessThanOrEqual(values, Vector256.Create(high));
}

/// <summary>value = other.</summary>
internal readonly struct EqualTo<T>(T other) : IMaskCondition<T>
    where T : unmanaged, INumber<T>
{
    public bool Holds(T value) => value == other;

    public Vector256<T> Holds(Vector256<T> values) => Vector256.Equals(values, Vector256.Create(other));
}

/// <summary>Not value &lt; low: NaN passes.</summary>
internal readonly struct NotBelow<T>(T low) : IMaskCondition<T>
    where T : unmanaged, INumber<T>
{
    public bool Holds(T value) => !(value < low);

    public Vector256<T> Holds(Vector256<T> values) => ~Vector256.LessThan(values, Vector256.Create(low));
}

/// <summary>value is NaN.</summary>
internal readonly struct IsNaN<T> : IMaskCondition<T>
    where T : unmanaged, INumber<T>
{
    public bool Holds(T value) => T.IsNaN(value);

    public Vector256<T> Holds(Vector256<T> values) => ~Vector256.Equals(values, values);
}

/// <summary>value is one of a few members.</summary>
internal readonly struct OneOf<T>(T[] members, int low, int high) : IMaskCondition<T>
    where T : unmanaged, INumber<T>
{
    public bool Holds(T value) => members.AsSpan(low..high).Contains(value);

    public Vector256<T> Holds(Vector256<T> values)
    {
        var result = Vector256<T>.Zero;
        for (var i = low; i < high; i++) result |= Vector256.Equals(values, Vector256.Create(members[i]));
        return result;
    }
}

/// <summary>A set of integers as a hash table: open addressing, at most a quarter full. Immutable.</summary>
internal sealed class MemberTable<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly T[] _slots;
    private readonly bool[] _used;
    private readonly int _shift;

    public MemberTable(ReadOnlySpan<T> members)
    {
        var size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, members.Length * 4));
        _slots = new T[size];
        _used = new bool[size];
        _shift = 64 - BitOperations.Log2(size);
        foreach (var member in members)
        {
            var slot = Place(member);
            while (_used[slot]) slot = (slot + 1) & (_slots.Length - 1);
            (_slots[slot], _used[slot]) = (member, true);
        }
    }

    /// <summary>Takes out of the mask the rows whose values are not in the set.</summary>
    [MethodImpl(HotLoop.Compiled)]
    public void And(ReadOnlySpan<T> values, Span<ulong> mask)
    {
        for (var word = 0; word < mask.Length; word++)
        {
            if (mask[word] == 0) continue;
            var part = values.Slice(word * 64, Math.Min(64, values.Length - (word * 64)));
            var found = 0UL;
            for (var row = 0; row < part.Length; row++) found |= Contains(part[row]) ? 1UL << row : 0;
            mask[word] &= found;
        }
    }

    private bool Contains(T value)
    {
        for (var slot = Place(value); _used[slot]; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (_slots[slot] == value) return true;
        }

        return false;
    }

    private int Place(T value) => (int)unchecked((ulong.CreateTruncating(value) * 0x9E37_79B9_7F4A_7C15) >> _shift);
}
