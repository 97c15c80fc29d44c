using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.TimeSeries;

/// <summary>time_bucket_gapfill: the bucket of a time like time_bucket, and what the planner needs to know to fill gaps.</summary>
/// <param name="bucket">Computes the bucket out of width, time and, if there is one, zone.</param>
/// <param name="time">The type of the time.</param>
/// <param name="hasZone">Whether a time zone is the third argument.</param>
internal sealed class GapFillKernel(ScalarKernel bucket, SqlType time, bool hasZone) : ScalarKernel, IGapFillKernel
{
    /// <inheritdoc />
    public int TimeZoneArgument => hasZone ? 2 : -1;

    /// <inheritdoc />
    public override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context) =>
        bucket.Invoke(arguments[..(hasZone ? 3 : 2)], rows, result, context);

    /// <inheritdoc />
    public GapFillSeries CreateSeries(Vector width, Vector? timeZone, long start)
    {
        if (time.Physical is PhysicalType.Int16 or PhysicalType.Int32 or PhysicalType.Int64 && width.Type.Kind != TypeKind.Interval)
        {
            var step = Integer(width);
            if (step <= 0) throw GapFillErrors.WidthNotPositive();
            return new IntegerSeries(BucketInteger<long>.Invoke(step, start), step);
        }

        var interval = VectorAccess.Get<Interval>(width, 0);
        if (IsNegative(interval)) throw GapFillErrors.WidthNotPositive();
        if (time.Kind == TypeKind.Date) return new DateSeries(TimeBucket.BucketDate(interval, (int)start, null, null), interval);
        var zone = timeZone is null ? null : ZoneSpecifier.Parse(RowArgument<string>.Read(timeZone, 0));
        var first = zone is null ? TimeBucket.Bucket(interval, start, null) : TimeBucket.BucketInZone(interval, start, zone, null, null);
        return new TimestampSeries(first, interval, zone);
    }

    /// <inheritdoc />
    public long ToUnits(Vector value, FunctionContext context)
    {
        switch (time.Kind, value.Type.Kind)
        {
            case (TypeKind.Date, TypeKind.Timestamp):
                return Calendar.DayOf(VectorAccess.Get<long>(value, 0), out _);
            case (TypeKind.Date, TypeKind.TimestampTz):
                return Calendar.DayOf(Moment.ToLocal(VectorAccess.Get<long>(value, 0), context), out _);
            case (TypeKind.Timestamp, TypeKind.Date):
                return Moment.OfDate(VectorAccess.Get<int>(value, 0));
            case (TypeKind.Timestamp, TypeKind.TimestampTz):
                return Moment.ToLocal(VectorAccess.Get<long>(value, 0), context);
            case (TypeKind.TimestampTz, TypeKind.Date):
                return Moment.ToUtc(Moment.OfDate(VectorAccess.Get<int>(value, 0)), context);
            case (TypeKind.TimestampTz, TypeKind.Timestamp):
                return Moment.ToUtc(VectorAccess.Get<long>(value, 0), context);
            default:
                return Integer(value);
        }
    }

    /// <inheritdoc />
    public long EndOfBuckets(Vector width, long value, bool inclusive)
    {
        if (width.Type.Kind != TypeKind.Interval)
        {
            var step = Integer(width);
            var start = BucketInteger<long>.Invoke(step, value);
            return inclusive ? checked(value + step + 1) : start == value ? value : checked(value + step);
        }

        var interval = VectorAccess.Get<Interval>(width, 0);
        if (time.Kind == TypeKind.Date)
        {
            var end = TimestampArithmetic.ToDate(TimestampArithmetic.Add(value * Calendar.MicrosPerDay, interval));
            return inclusive ? end + 1 : TimeBucket.BucketDate(interval, (int)value, null, null) == value ? value : end;
        }

        var next = TimestampArithmetic.Add(value, interval);
        return inclusive ? next + 1 : TimeBucket.Bucket(interval, value, null) == value ? value : next;
    }

    private static bool IsNegative(Interval interval) =>
        interval.Months < 0 || (interval.Months == 0 && (Int128)interval.Microseconds + ((Int128)interval.Days * Calendar.MicrosPerDay) <= 0);

    private static long Integer(Vector value) => value switch
    {
        FixedVector<short> v => v.Values[0],
        FixedVector<int> v => v.Values[0],
        FixedVector<long> v => v.Values[0],
        _ => throw InternalErrors.Unexpected($"a bound of type {value.Type}"),
    };
}
