using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>
/// What AT TIME ZONE names: an abbreviation with a fixed offset, an abbreviation that a zone's history explains, or a zone. Abbreviations come
/// first, as PostgreSQL has it.
/// </summary>
public sealed class ZoneSpecifier
{
    private readonly TimeZoneRules? _zone;
    private readonly string? _abbreviation;
    private readonly int _offset;

    internal ZoneSpecifier(TimeZoneRules zone, string? abbreviation = null)
    {
        _zone = zone;
        _abbreviation = abbreviation;
    }

    private ZoneSpecifier(int offset) => _offset = offset;

    /// <summary>Finds what a name stands for.</summary>
    /// <exception cref="SqlException">22023: time zone "..." not recognized.</exception>
    public static ZoneSpecifier Parse(string name)
    {
        var word = name.ToLowerInvariant();
        if (!TimeZoneAbbreviations.TryFind(word, out var offset, out _, out var zone)) return new ZoneSpecifier(TimeZoneRules.Get(name));
        return zone is null ? new ZoneSpecifier(offset) : new ZoneSpecifier(zone, word);
    }

    /// <summary>Finds what a name stands for, or reads an offset as ISO 8601 counts them, east of Greenwich positive: <c>+2</c>, <c>-02:30</c>.</summary>
    /// <exception cref="SqlException">22023 for an offset without a sign or beyond 15:59:59, and for a name that is none.</exception>
    public static ZoneSpecifier ParseIso(string name)
    {
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.InvalidParameterValue,
                Message = $"invalid input syntax for type numeric time zone: \"{name}\"",
                Hint = "Numeric time zones must have \"-\" or \"+\" as first character.",
            });
        }

        return ZoneOffset.Read(name, out var offset) switch
        {
            DateTimeFault.None => new ZoneSpecifier(offset),
            DateTimeFault.ZoneOverflow => throw DataErrors.InvalidParameter($"numeric time zone \"{name}\" out of range"),
            _ => Parse(name),
        };
    }

    /// <summary>A fixed offset given as an interval.</summary>
    /// <exception cref="SqlException">22023: must not include months or days.</exception>
    public static ZoneSpecifier FromInterval(Interval offset)
    {
        if (offset.Months == 0 && offset.Days == 0) return new ZoneSpecifier((int)(offset.Microseconds / Calendar.MicrosPerSecond));
        Span<byte> text = stackalloc byte[IntervalFormat.MaxLength];
        var shown = DataErrors.Show(text[..IntervalFormat.Write(offset, IntervalStyle.Postgres, text)]);
        throw DataErrors.InvalidParameter($"interval time zone \"{shown}\" must not include months or days");
    }

    /// <summary>Seconds east of Greenwich at a moment.</summary>
    public int OffsetAt(long utc)
    {
        if (_zone is null) return _offset;
        return (_abbreviation is null ? null : _zone.OffsetOfAbbreviation(utc, _abbreviation)) ?? _zone.OffsetAt(utc);
    }

    /// <summary>Seconds east of Greenwich at a local time.</summary>
    public int OffsetAtLocal(long local)
    {
        if (_zone is null) return _offset;
        var offset = _zone.OffsetAtLocal(local);
        return (_abbreviation is null ? null : _zone.OffsetOfAbbreviation(local - (offset * Calendar.MicrosPerSecond), _abbreviation)) ?? offset;
    }

    /// <summary>timestamp AT TIME ZONE: the moment that a local time is here.</summary>
    /// <exception cref="SqlException">22008: timestamp out of range.</exception>
    public long ToUtc(long local) => local is long.MinValue or long.MaxValue
        ? local
        : TimestampArithmetic.CheckRange(local - (OffsetAtLocal(local) * (Int128)Calendar.MicrosPerSecond));

    /// <summary>timestamptz AT TIME ZONE: the local time here at a moment.</summary>
    /// <exception cref="SqlException">22008: timestamp out of range.</exception>
    public long ToLocal(long utc) => utc is long.MinValue or long.MaxValue
        ? utc
        : TimestampArithmetic.CheckRange(utc + (OffsetAt(utc) * (Int128)Calendar.MicrosPerSecond));
}
