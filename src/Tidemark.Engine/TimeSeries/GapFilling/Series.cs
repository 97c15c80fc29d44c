using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries;

/// <summary>Buckets of integers.</summary>
internal sealed class IntegerSeries(long first, long width) : GapFillSeries
{
    /// <inheritdoc />
    public override long At(long index)
    {
        var value = first + ((Int128)index * width);
        return value > long.MaxValue ? long.MaxValue : (long)value;
    }
}

/// <summary>Buckets of timestamps. Days and months are those of the zone's calendar where there is a zone; hours are hours.</summary>
internal sealed class TimestampSeries(long first, Interval width, ZoneSpecifier? zone) : GapFillSeries
{
    private readonly long _local = zone is null ? first : zone.ToLocal(first);

    /// <inheritdoc />
    public override long At(long index)
    {
        if (zone is null || (width.Months == 0 && width.Days == 0)) return Widths.Step(first, width, index);
        var local = Widths.Step(_local, width, index);
        return local == long.MaxValue ? local : zone.ToUtc(local);
    }
}

/// <summary>Buckets of dates.</summary>
internal sealed class DateSeries(int first, Interval width) : GapFillSeries
{
    /// <inheritdoc />
    public override long At(long index)
    {
        var micros = Widths.Step(first * Calendar.MicrosPerDay, width, index);
        return micros == long.MaxValue ? micros : Calendar.DayOf(micros, out _);
    }
}

/// <summary>Multiples of widths.</summary>
internal static class Widths
{
    /// <summary>A time some widths later; <see cref="long.MaxValue"/> behind the end of time.</summary>
    public static long Step(long time, Interval width, long count)
    {
        var months = (Int128)width.Months * count;
        var micros = (((Int128)width.Days * Calendar.MicrosPerDay) + width.Microseconds) * count;
        if (months > int.MaxValue) return long.MaxValue;
        var shifted = months == 0 ? time : AddMonths(time, (int)months);
        var value = shifted + micros;
        return shifted == long.MaxValue || value >= Calendar.EndTimestamp ? long.MaxValue : (long)value;
    }

    private static long AddMonths(long time, int months)
    {
        Calendar.FromDays(Calendar.DayOf(time, out _), out var year, out var month, out _);
        // Some way before the last year that a timestamp can have.
        return year + (((long)month + months) / 12) > 294_000 ? long.MaxValue : TimestampArithmetic.Add(time, new Interval(0, 0, months));
    }
}
