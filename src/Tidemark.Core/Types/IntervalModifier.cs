namespace Tidemark.Types;

/// <summary>
/// The typmod of interval: a mask of fields in the upper half (<c>interval day to second</c>) and the digits of fractional seconds in
/// the lower. Layout and field numbers are those of PostgreSQL's datetime.h.
/// </summary>
public static class IntervalModifier
{
    private const int FullPrecision = 0xffff;
    private const int FullRange = 0x7fff;
    private const int Month = 1 << 1, Year = 1 << 2, Day = 1 << 3, Hour = 1 << 10, Minute = 1 << 11, Second = 1 << 12;

    private static readonly (int Mask, string Text)[] Ranges =
    [
        (Year, " year"), (Month, " month"), (Day, " day"), (Hour, " hour"), (Minute, " minute"), (Second, " second"),
        (Year | Month, " year to month"), (Day | Hour, " day to hour"), (Day | Hour | Minute, " day to minute"),
        (Day | Hour | Minute | Second, " day to second"), (Hour | Minute, " hour to minute"), (Hour | Minute | Second, " hour to second"),
        (Minute | Second, " minute to second"),
    ];

    /// <summary>The typmod of <c>interval FIELDS (precision)</c>.</summary>
    /// <param name="fields">The SQL spelling of the fields in lower case, such as <c>day to second</c>; empty for all.</param>
    /// <param name="precision">Digits of fractional seconds, 0 to 6; null for all.</param>
    public static int Pack(string fields, int? precision)
    {
        var mask = fields.Length == 0 ? FullRange : Array.Find(Ranges, r => r.Text.AsSpan(1).SequenceEqual(fields)).Mask;
        return (mask << 16) | (precision ?? FullPrecision);
    }

    /// <summary>The last field that the modifier keeps, as its SQL word; null when it keeps all.</summary>
    public static string? LastField(int modifier)
    {
        var mask = (modifier >> 16) & FullRange;
        if (modifier < 0 || mask == FullRange) return null;
        return (mask & Second) != 0 ? "second" : (mask & Minute) != 0 ? "minute" : (mask & Hour) != 0 ? "hour"
            : (mask & Day) != 0 ? "day" : (mask & Month) != 0 ? "month" : "year";
    }

    /// <summary>The digits of fractional seconds that the modifier keeps; null when it keeps all.</summary>
    public static int? Precision(int modifier) => modifier < 0 || (modifier & 0xffff) == FullPrecision ? null : modifier & 0xffff;

    /// <summary>What format_type prints.</summary>
    public static string Format(int modifier)
    {
        var range = Array.Find(Ranges, r => r.Mask == ((modifier >> 16) & FullRange)).Text ?? "";
        return Precision(modifier) is int digits ? $"interval{range}({digits})" : $"interval{range}";
    }
}
