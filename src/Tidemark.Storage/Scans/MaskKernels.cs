using System.Numerics;
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

/// <summary>value is one of the members, which are sorted.</summary>
internal readonly struct OneOf<T>(T[] members) : IMaskCondition<T>
    where T : unmanaged, INumber<T>
{
    public bool Holds(T value) => Array.BinarySearch(members, value) >= 0;

    public Vector256<T> Holds(Vector256<T> values)
    {
        var result = Vector256<T>.Zero;
        if (members.Length <= 8)
        {
            foreach (var member in members) result |= Vector256.Equals(values, Vector256.Create(member));
            return result;
        }

        for (var lane = 0; lane < Vector256<T>.Count; lane++)
        {
            if (Holds(values[lane])) result |= Vector256.Equals(Vector256.Create(values[lane]), values);
        }

        return result;
    }
}
