namespace Tidemark.Types;

/// <summary>
/// An interval as PostgreSQL keeps it: months, days and microseconds are separate, because a month has no fixed days and a day no fixed hours.
/// Equality of the record is equality of the three fields; SQL's equality is <see cref="CompareTo"/>, for which a month has 30 days and a day 24 hours.
/// </summary>
/// <param name="Microseconds">The part below a day, in microseconds; may exceed a day.</param>
/// <param name="Days">Whole days.</param>
/// <param name="Months">Whole months, twelve a year.</param>
public readonly record struct Interval(long Microseconds, int Days, int Months) : IComparable<Interval>
{
    /// <summary>The length in microseconds, a month taken as 30 days and a day as 24 hours.</summary>
    public Int128 Span => Microseconds + ((Int128)Days + ((Int128)Months * 30)) * 86_400_000_000L;

    /// <inheritdoc />
    public int CompareTo(Interval other) => Span.CompareTo(other.Span);

#pragma warning disable CS1591 // Comparison operators.
    public static bool operator <(Interval a, Interval b) => a.CompareTo(b) < 0;
    public static bool operator >(Interval a, Interval b) => a.CompareTo(b) > 0;
    public static bool operator <=(Interval a, Interval b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Interval a, Interval b) => a.CompareTo(b) >= 0;
#pragma warning restore CS1591
}
