namespace Tidemark.Types;

/// <summary>The modifier of times: how many digits of a second's fraction are kept.</summary>
public static class FractionalSeconds
{
    private const int FullPrecision = 6;

    private static ReadOnlySpan<int> Units => [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

    /// <summary>Rounds half away from zero to the precision; -1 and 6 change nothing.</summary>
    public static long Round(long micros, int precision)
    {
        if (precision is < 0 or >= FullPrecision) return micros;
        long unit = Units[precision];
        var rest = micros % unit;
        var down = micros - rest;
        return Math.Abs(rest) * 2 < unit ? down : down + (micros < 0 ? -unit : unit);
    }

    /// <summary>The same for timestamps, whose infinities stay.</summary>
    public static long RoundTimestamp(long micros, int precision) =>
        precision is < 0 or >= FullPrecision || micros is long.MinValue or long.MaxValue ? micros : Round(micros, precision);
}
