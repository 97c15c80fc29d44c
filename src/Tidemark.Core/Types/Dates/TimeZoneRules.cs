using System.Collections.Concurrent;
using System.Collections.Frozen;
using NodaTime;

namespace Tidemark.Types;

/// <summary>
/// A time zone as a sorted table of transitions, taken once from NodaTime's TZDB, from a POSIX specification or from a fixed offset.
/// Immutable and shared. Offsets are in seconds, east of Greenwich positive; moments are microseconds since 2000-01-01 UTC.
/// </summary>
public sealed class TimeZoneRules
{
    // The Gregorian calendar repeats every 400 years, and so do the rules behind the last written transition.
    private const int TableEndYear = 2500;
    private const long CycleMicros = 146_097L * Calendar.MicrosPerDay;
    private const long SecondsDay = 86_400;

    private static readonly long TableEnd = Calendar.ToDays(TableEndYear, 1, 1) * Calendar.MicrosPerDay;
    private static readonly FrozenDictionary<string, string> Ids =
        DateTimeZoneProviders.Tzdb.Ids.ToFrozenDictionary(id => id, StringComparer.OrdinalIgnoreCase);

    private static readonly ConcurrentDictionary<string, TimeZoneRules?> Known = new(StringComparer.OrdinalIgnoreCase);

    // Offsets[i] holds from Starts[i] to Starts[i + 1]; Starts[0] is long.MinValue.
    private readonly long[] _starts;
    private readonly int[] _offsets;
    private readonly string[] _names;
    private readonly bool[] _daylight;
    private readonly bool _repeats;

    internal TimeZoneRules(string name, List<ZoneSpan> spans, bool repeats)
    {
        Name = name;
        _starts = [.. spans.Select(s => s.Start)];
        _offsets = [.. spans.Select(s => s.Offset)];
        _names = [.. spans.Select(s => s.Abbreviation)];
        _daylight = [.. spans.Select(s => s.IsDaylight)];
        _starts[0] = long.MinValue;
        _repeats = repeats;
    }

    /// <summary>Coordinated universal time.</summary>
    public static TimeZoneRules Utc { get; } = new("UTC", [new ZoneSpan(0, 0, "UTC", false)], repeats: false);

    /// <summary>The name, spelled as the TZDB spells it, or the specification that made the zone.</summary>
    public string Name { get; }

    /// <summary>Whether the zone has one offset for all time.</summary>
    public bool IsFixed => _starts.Length == 1;

    /// <summary>The zone of an IANA name (in any case) or a POSIX specification such as <c>UTC+3</c> or <c>&lt;+03&gt;-03</c>; null for no zone.</summary>
    public static TimeZoneRules? Find(string name)
    {
        if (name.Length > 255) return null;
        return Known.TryGetValue(name, out var zone) ? zone : Load(name);
    }

    /// <summary>The zone of a name.</summary>
    /// <exception cref="Errors.SqlException">22023: time zone "..." not recognized.</exception>
    public static TimeZoneRules Get(string name) => Find(name) ?? throw Errors.DataErrors.UnknownTimeZone(name);

    /// <summary>The names of the TZDB, sorted.</summary>
    public static IEnumerable<string> AllNames => Ids.Values.Order(StringComparer.Ordinal);

    /// <summary>The abbreviations that times are read with, in upper case and sorted, with the seconds east of Greenwich that they mean at a moment.</summary>
    public static IEnumerable<(string Abbreviation, int Offset, bool IsDaylight)> AbbreviationsAt(long utc) => TimeZoneAbbreviations.ListAt(utc);

    /// <summary>Seconds east of Greenwich at a moment.</summary>
    public int OffsetAt(long utc) => _offsets[IndexAt(utc, out _)];

    /// <summary>The abbreviation in force at a moment, such as <c>CET</c>.</summary>
    public string AbbreviationAt(long utc) => _names[IndexAt(utc, out _)];

    /// <summary>Whether daylight saving time is in force at a moment.</summary>
    public bool IsDaylightAt(long utc) => _daylight[IndexAt(utc, out _)];

    /// <summary>
    /// The offset that PostgreSQL takes a local time to have (its DetermineTimeZoneOffset): for a time that a transition skips the offset before it,
    /// for one that a transition repeats the offset after it.
    /// </summary>
    /// <param name="local">Microseconds since 2000-01-01 00:00 of local time.</param>
    public int OffsetAtLocal(long local)
    {
        if (IsFixed) return _offsets[0];
        var shift = CycleShift(local);
        var seconds = FloorSeconds(local - shift);
        var index = IndexInTable((seconds - SecondsDay) * Calendar.MicrosPerSecond);
        if (index == _starts.Length - 1) return _offsets[index];
        var (before, after) = (_offsets[index], _offsets[index + 1]);
        var boundary = _starts[index + 1] / Calendar.MicrosPerSecond;
        var beforeTime = seconds - before;
        var afterTime = seconds - after;
        if (beforeTime < boundary && afterTime < boundary) return before;
        if (beforeTime > boundary && afterTime >= boundary) return after;
        return beforeTime > afterTime ? before : after;
    }

    /// <summary>
    /// The offset that an abbreviation of this zone (as <c>MSK</c>) had at a moment, which PostgreSQL resolves by the zone's history: the latest
    /// use of it up to then, else the first after; null where the zone never used it.
    /// </summary>
    internal int? OffsetOfAbbreviation(long utc, string abbreviation) => MeaningOfAbbreviation(utc, abbreviation)?.Offset;

    /// <summary>The same, and whether it was daylight time.</summary>
    internal (int Offset, bool IsDaylight)? MeaningOfAbbreviation(long utc, string abbreviation)
    {
        var index = IndexAt(utc, out _);
        for (var i = index; i >= 0; i--)
        {
            if (string.Equals(_names[i], abbreviation, StringComparison.OrdinalIgnoreCase)) return (_offsets[i], _daylight[i]);
        }

        for (var i = index + 1; i < _names.Length; i++)
        {
            if (string.Equals(_names[i], abbreviation, StringComparison.OrdinalIgnoreCase)) return (_offsets[i], _daylight[i]);
        }

        return null;
    }

    /// <summary>The stretch of time around a moment in which its offset holds.</summary>
    internal void SpanAt(long utc, out long start, out long end, out int offset)
    {
        var index = IndexAt(utc, out var shift);
        offset = _offsets[index];
        start = _starts[index] == long.MinValue ? long.MinValue : _starts[index] + shift;
        end = index + 1 < _starts.Length ? _starts[index + 1] + shift : _repeats ? TableEnd + shift : long.MaxValue;
    }

    private static TimeZoneRules? Load(string name)
    {
        TimeZoneRules? zone;
        if (Ids.TryGetValue(name, out var id))
        {
            zone = Known.GetOrAdd(id, static key => FromTzdb(key));
        }
        else
        {
            zone = PosixTimeZone.Parse(name);
        }

        // Names come from users: what is no zone is not remembered, and the table stays small.
        if (zone is not null && Known.Count < 4096) Known.TryAdd(name, zone);
        return zone;
    }

    private static TimeZoneRules FromTzdb(string id)
    {
        var zone = DateTimeZoneProviders.Tzdb[id];
        var spans = new List<ZoneSpan>();
        foreach (var interval in zone.GetZoneIntervals(Instant.MinValue, Instant.FromUtc(TableEndYear, 1, 1, 0, 0)))
        {
            var start = interval.HasStart ? (interval.Start.ToUnixTimeSeconds() * Calendar.MicrosPerSecond) - Calendar.UnixEpochMicros : long.MinValue;
            spans.Add(new ZoneSpan(start, interval.WallOffset.Seconds, interval.Name, interval.Savings != Offset.Zero));
        }

        return new TimeZoneRules(id, spans, repeats: spans.Count > 1);
    }

    private static long FloorSeconds(long micros) => micros >= 0 ? micros / Calendar.MicrosPerSecond : -((-micros + Calendar.MicrosPerSecond - 1) / Calendar.MicrosPerSecond);

    private long CycleShift(long micros) => _repeats && micros >= TableEnd ? (((micros - TableEnd) / CycleMicros) + 1) * CycleMicros : 0;

    private int IndexAt(long utc, out long shift)
    {
        shift = 0;
        if (_starts.Length == 1) return 0;
        shift = CycleShift(utc);
        return IndexInTable(utc - shift);
    }

    private int IndexInTable(long utc)
    {
        var found = Array.BinarySearch(_starts, utc);
        return found >= 0 ? found : ~found - 1;
    }
}

/// <summary>A stretch of time in which a zone has one offset.</summary>
/// <param name="Start">The first moment, microseconds since 2000-01-01 UTC.</param>
/// <param name="Offset">Seconds east of Greenwich.</param>
/// <param name="Abbreviation">The zone's abbreviation then.</param>
/// <param name="IsDaylight">Whether daylight saving time is in force.</param>
internal readonly record struct ZoneSpan(long Start, int Offset, string Abbreviation, bool IsDaylight);
