using System.Runtime.CompilerServices;

namespace Tidemark.Storage;

/// <summary>SQL's order of floating-point numbers: NaN equals NaN and is greater than all others, negative zero equals zero.</summary>
internal static class FloatOrder
{
    public static double Min(double a, double b) => Less(b, a) ? b : a;

    public static double Max(double a, double b) => Less(a, b) ? b : a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Less(double a, double b) => a < b || (double.IsNaN(b) && !double.IsNaN(a));

    /// <summary>An unsigned integer with the same order and the same equality.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(double value)
    {
        if (double.IsNaN(value)) return ulong.MaxValue;
        // Adding zero makes negative zero positive.
        var bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return (ulong)bits ^ ((ulong)(bits >> 63) | 0x8000_0000_0000_0000UL);
    }
}
