namespace Tidemark.Types;

/// <summary>How dates are written (the first half of DateStyle).</summary>
public enum DateStyle : byte
{
    /// <summary><c>1997-12-17 07:37:16-08</c>.</summary>
    Iso,

    /// <summary><c>Wed Dec 17 07:37:16 1997 PST</c>.</summary>
    Postgres,

    /// <summary><c>12/17/1997 07:37:16.00 PST</c>.</summary>
    Sql,

    /// <summary><c>17.12.1997 07:37:16.00 PST</c>.</summary>
    German,
}

/// <summary>The order in which ambiguous dates are read (the second half of DateStyle).</summary>
public enum DateOrder : byte
{
    /// <summary>Month, day, year.</summary>
    Mdy,

    /// <summary>Day, month, year.</summary>
    Dmy,

    /// <summary>Year, month, day.</summary>
    Ymd,
}

/// <summary>How intervals are written.</summary>
public enum IntervalStyle : byte
{
    /// <summary><c>1 year 2 mons 3 days 04:05:06</c>.</summary>
    Postgres,

    /// <summary><c>@ 1 year 2 mons 3 days 4 hours 5 mins 6 secs</c>.</summary>
    PostgresVerbose,

    /// <summary><c>+1-2 +3 +4:05:06</c>.</summary>
    SqlStandard,

    /// <summary><c>P1Y2M3DT4H5M6S</c>.</summary>
    Iso8601,
}

/// <summary>How bytea is written.</summary>
public enum ByteaOutput : byte
{
    /// <summary><c>\x6869</c>.</summary>
    Hex,

    /// <summary><c>hi\000</c>.</summary>
    Escape,
}

/// <summary>
/// The settings of a session that decide how values are read from text and written to it. Immutable; a session replaces its instance
/// when a setting changes or a transaction begins.
/// </summary>
public sealed record FormatSettings
{
    /// <summary>PostgreSQL's defaults in UTC, with <c>now</c> at 2000-01-01.</summary>
    public static FormatSettings Default { get; } = new();

    /// <summary>The session's time zone.</summary>
    public TimeZoneRules TimeZone { get; init; } = TimeZoneRules.Utc;

    /// <summary>How dates are written.</summary>
    public DateStyle DateStyle { get; init; }

    /// <summary>The order in which ambiguous dates are read.</summary>
    public DateOrder DateOrder { get; init; }

    /// <summary>How intervals are written.</summary>
    public IntervalStyle IntervalStyle { get; init; }

    /// <summary>PostgreSQL's extra_float_digits, -15 to 3: above 0 the shortest text that reads back as the same value, else 15 (6 for float4) plus this many digits.</summary>
    public int ExtraFloatDigits { get; init; } = 1;

    /// <summary>How bytea is written.</summary>
    public ByteaOutput ByteaOutput { get; init; }

    /// <summary>When the transaction began, in microseconds since 2000-01-01 UTC: what the input <c>now</c> means.</summary>
    public long TransactionTime { get; init; }

    /// <summary>The names of catalog objects; null where there is no catalog.</summary>
    public IObjectNames? Names { get; init; }
}
