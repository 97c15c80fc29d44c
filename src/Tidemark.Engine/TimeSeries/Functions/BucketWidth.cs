using System.Runtime.CompilerServices;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries;

/// <summary>
/// The width of a time bucket: either whole months, or a fixed number of microseconds (days are 24 hours). Buckets begin at
/// floor((time - origin) / width) * width + origin.
/// </summary>
internal readonly struct BucketWidth
{
    /// <summary>The default origin of fixed widths: Monday, 2000-01-03.</summary>
    public const long DefaultOrigin = 2 * Calendar.MicrosPerDay;

    private BucketWidth(int months, long micros)
    {
        Months = months;
        Micros = micros;
    }

    /// <summary>Whole months; 0 for a fixed width.</summary>
    public int Months { get; }

    /// <summary>Microseconds of a fixed width.</summary>
    public long Micros { get; }

    /// <summary>Whether the width is a number of months.</summary>
    public bool IsMonthly => Months != 0;

    /// <summary>The width that an interval stands for.</summary>
    /// <exception cref="SqlException">0A000 for months together with days or time, 22023 for a width that is not positive.</exception>
    public static BucketWidth Of(Interval width)
    {
        if (width.Months != 0)
        {
            if (width.Days != 0 || width.Microseconds != 0) throw BucketErrors.MonthsWithTime();
            return width.Months > 0 ? new BucketWidth(width.Months, 0) : throw BucketErrors.PeriodNotPositive();
        }

        var micros = (Int128)width.Microseconds + ((Int128)width.Days * Calendar.MicrosPerDay);
        if (micros > long.MaxValue) throw DataErrors.DateTimeOutOfRange("interval");
        return micros > 0 ? new BucketWidth(0, (long)micros) : throw BucketErrors.PeriodNotPositive();
    }

    /// <summary>The beginning of the bucket of a finite time.</summary>
    /// <param name="time">Microseconds since 2000-01-01.</param>
    /// <param name="origin">A time that a bucket begins at; for months only its month counts.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Bucket(long time, long origin) => IsMonthly ? BucketMonths(time, origin) : BucketFixed(time, Micros, origin % Micros);

    /// <summary>The beginning of a bucket of fixed width.</summary>
    /// <param name="time">The time.</param>
    /// <param name="width">The width, above 0.</param>
    /// <param name="shift">The origin modulo the width.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long BucketFixed(long time, long width, long shift)
    {
        var shifted = unchecked(time - shift);
        if (((time ^ shift) & (time ^ shifted)) < 0) throw BucketErrors.OutOfRange();
        var part = shifted % width;
        if (part < 0) part += width;
        return unchecked(shifted - part) <= shifted && unchecked(shifted - part + shift) is var bucket && Calendar.IsValidTimestamp(bucket)
            ? bucket
            : throw BucketErrors.OutOfRange();
    }

    private long BucketMonths(long time, long origin)
    {
        Calendar.FromDays(Calendar.DayOf(time, out _), out var year, out var month, out _);
        Calendar.FromDays(Calendar.DayOf(origin, out _), out var originYear, out var originMonth, out _);
        var shift = ((originYear * 12) + originMonth - 1) % Months;
        var shifted = (year * 12) + month - 1 - shift;
        var part = shifted % Months;
        if (part < 0) part += Months;
        var start = shifted - part + shift;
        var startYear = Math.DivRem(start, 12, out var startMonth);
        if (startMonth < 0)
        {
            startMonth += 12;
            startYear--;
        }

        var days = Calendar.ToDays(startYear, startMonth + 1, 1);
        var micros = (Int128)days * Calendar.MicrosPerDay;
        return micros >= Calendar.MinTimestamp ? (long)micros : throw DataErrors.DateTimeOutOfRange("timestamp");
    }
}
