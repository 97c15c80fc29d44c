using System.Runtime.CompilerServices;

namespace Tidemark.Types;

/// <summary>
/// Looks up a zone's offsets for many moments that lie near each other: remembers the stretch of the last answer. A mutable struct, local to a loop.
/// </summary>
/// <param name="zone">The zone.</param>
public struct ZoneCursor(TimeZoneRules zone)
{
    // Local times this far from a transition have one meaning: offsets are below 16 hours and the rule looks back one day.
    private const long Margin = 2 * Calendar.MicrosPerDay;

    private long _start = long.MaxValue;
    private long _end = long.MinValue;
    private int _offset;
    private long _localStart = long.MaxValue;
    private long _localEnd = long.MinValue;
    private int _localOffset;

    /// <summary>The zone.</summary>
    public readonly TimeZoneRules Zone => zone;

    /// <summary>Seconds east of Greenwich at a moment (microseconds since 2000-01-01 UTC).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int OffsetAt(long utc)
    {
        if (utc < _start || utc >= _end) zone.SpanAt(utc, out _start, out _end, out _offset);
        return _offset;
    }

    /// <summary>Seconds east of Greenwich at a local time (<see cref="TimeZoneRules.OffsetAtLocal"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int OffsetAtLocal(long local) => local >= _localStart && local < _localEnd ? _localOffset : FindLocal(local);

    private int FindLocal(long local)
    {
        zone.SpanAt(local, out var start, out var end, out var offset);
        if (start != long.MinValue) start += Margin;
        if (end != long.MaxValue) end -= Margin;
        if (local < start || local >= end) return zone.OffsetAtLocal(local);
        (_localStart, _localEnd, _localOffset) = (start, end, offset);
        return offset;
    }
}
