using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;
using Interval = Tidemark.Types.Interval;
using Uuid = Tidemark.Types.Uuid;

namespace Tidemark.Engine.TimeSeries;

/// <summary>time_bucket in all its overloads.</summary>
internal static class TimeBucket
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Integers<short>(declare, Int2);
        Integers<int>(declare, Int4);
        Integers<long>(declare, Int8);
        foreach (var type in new[] { Timestamp, TimestampTz })
        {
            declare.Named("time_bucket", Named(type), type, new NearKernel(new TimeBucketKernel(), 1, type, Reaches.Bucket));
            declare.Named("time_bucket", [.. Named(type), new RoutineParameter(type, "origin")], type, new NearKernel(
                new RowKernel<Interval, long, long, long>((width, time, origin, _) => Bucket(width, time, origin)), 1, type, Reaches.Bucket));
        }

        declare.Named("time_bucket", WithOffset(Timestamp), Timestamp, new NearKernel(
            new RowKernel<Interval, long, Interval, long>((width, time, offset, _) => TimestampArithmetic.Add(Bucket(width, TimestampArithmetic.Subtract(time, offset), null), offset)),
            1,
            Timestamp,
            Reaches.BucketWithOffset));
        declare.Named("time_bucket", WithOffset(TimestampTz), TimestampTz, new NearKernel(
            new RowKernel<Interval, long, Interval, long>((width, time, offset, context) => BucketWithOffset(width, time, offset, context)),
            1,
            TimestampTz,
            Reaches.BucketWithOffset));

        declare.Named("time_bucket", Named(Date), Date, new NearKernel(new RowKernel<Interval, int, int>((width, date, _) => BucketDate(width, date, null, null)), 1, Date, Reaches.Bucket));
        declare.Named("time_bucket", [.. Named(Date), new RoutineParameter(Date, "origin")], Date,
            new NearKernel(new RowKernel<Interval, int, int, int>((width, date, origin, _) => BucketDate(width, date, origin, null)), 1, Date, Reaches.Bucket));
        declare.Named("time_bucket", WithOffset(Date), Date,
            new NearKernel(new RowKernel<Interval, int, Interval, int>((width, date, offset, _) => BucketDate(width, date, null, offset)), 1, Date, Reaches.BucketWithOffset));

        declare.Named("time_bucket", Named(SqlTypes.Uuid), TimestampTz, new RowKernel<Interval, Uuid, long>((width, id, _) => Bucket(width, TimeOf(id), null)));
        declare.Named("time_bucket", [.. Named(SqlTypes.Uuid), new RoutineParameter(TimestampTz, "origin")], TimestampTz,
            new RowKernel<Interval, Uuid, long, long>((width, id, origin, _) => Bucket(width, TimeOf(id), origin)));
        declare.Named("time_bucket", WithOffset(SqlTypes.Uuid), TimestampTz, new RowKernel<Interval, Uuid, Interval, long>(
            (width, id, offset, context) => BucketWithOffset(width, TimeOf(id), offset, context)));
        WithZone(declare, TimestampTz, static (vector, row) => VectorAccess.Get<long>(vector, row));
        WithZone(declare, SqlTypes.Uuid, static (vector, row) => TimeOf(VectorAccess.Get<Uuid>(vector, row)));
    }

    /// <summary>The bucket of a moment; infinities stay as they are.</summary>
    /// <param name="width">The width.</param>
    /// <param name="time">Microseconds since 2000-01-01.</param>
    /// <param name="origin">The origin; null for the default of the width's kind.</param>
    public static long Bucket(Interval width, long time, long? origin)
    {
        var bucket = BucketWidth.Of(width);
        if (!Moment.IsFinite(time)) return time;
        return bucket.Bucket(time, origin ?? (bucket.IsMonthly ? 0 : BucketWidth.DefaultOrigin));
    }

    /// <summary>The bucket of a moment by the wall clock of a zone.</summary>
    /// <param name="width">The width.</param>
    /// <param name="time">Microseconds since 2000-01-01, UTC.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="origin">A moment at which a bucket begins; null for the default of the width's kind.</param>
    /// <param name="offset">What the wall clock shows later at the beginning of a bucket; null for nothing.</param>
    public static long BucketInZone(Interval width, long time, ZoneSpecifier zone, long? origin, Interval? offset)
    {
        if (!Moment.IsFinite(time)) return Bucket(width, time, null);
        var local = zone.ToLocal(time);
        if (offset is { } before) local = TimestampArithmetic.Subtract(local, before);
        local = Bucket(width, local, origin is { } given ? zone.ToLocal(given) : null);
        if (offset is { } behind) local = TimestampArithmetic.Add(local, behind);
        var result = zone.ToUtc(local);

        // Where the clock is put back, the bucket's beginning may mean its second occurrence, which can lie behind the moment itself.
        while (result > time)
        {
            result = width.Months == 0 && width.Days == 0
                ? TimestampArithmetic.Subtract(result, width)
                : zone.ToUtc(TimestampArithmetic.Subtract(zone.ToLocal(result), width));
        }

        return result;
    }

    private static long BucketWithOffset(Interval width, long time, Interval offset, FunctionContext context) =>
        Moment.Add(Bucket(width, Moment.Subtract(time, offset, context), null), offset, context);

    /// <summary>The bucket of a date, counted from an origin or with an offset.</summary>
    public static int BucketDate(Interval width, int date, int? origin, Interval? offset)
    {
        if (width.Months == 0) RequireDays(width);
        if (date is int.MinValue or int.MaxValue) return date;
        var time = date * Calendar.MicrosPerDay;
        if (offset is { } by)
        {
            if (by.Months != 0) throw BucketErrors.MonthsInOffset();
            RequireDays(by);
            return ToDate(TimestampArithmetic.Add(Bucket(width, TimestampArithmetic.Subtract(time, by), null), by));
        }

        return ToDate(Bucket(width, time, origin * Calendar.MicrosPerDay));
    }

    private static int ToDate(long micros) => Calendar.DayOf(micros, out _);

    private static void RequireDays(Interval interval)
    {
        var micros = (Int128)interval.Microseconds + ((Int128)interval.Days * Calendar.MicrosPerDay);
        if (micros < Calendar.MicrosPerDay) throw BucketErrors.SubDay();
        if (micros % Calendar.MicrosPerDay != 0) throw BucketErrors.NotWholeDays();
    }

    private static long TimeOf(Uuid id) => UuidTime.Version(id) == 7 ? UuidTime.Microseconds(id) : throw BucketErrors.NotVersion7(id.ToString());

    private static void WithZone(Declarations declare, SqlType type, RowReader<long> time) => declare.Named(
        "time_bucket",
        [.. Named(type), new RoutineParameter(SqlTypes.Text, "timezone"), new RoutineParameter(TimestampTz, "origin", "NULL"), new RoutineParameter(SqlTypes.Interval, "offset", "NULL")],
        TimestampTz,
        InZone(type, new NullableKernel((arguments, row, result, _) => AppendInZone(arguments, row, (FixedVectorBuilder<long>)result, time))),
        isStrict: false);

    // Of a UUID's time nothing is known here.
    private static ScalarKernel InZone(SqlType type, NullableKernel kernel) => type.Is(TimestampTz) ? new NearKernel(kernel, 1, type, Reaches.BucketInZone) : kernel;

    private static void AppendInZone(ReadOnlySpan<Vector> arguments, int row, FixedVectorBuilder<long> result, RowReader<long> time)
    {
        if (arguments[0].IsNull(row) || arguments[1].IsNull(row) || arguments[2].IsNull(row))
        {
            result.AppendNull();
            return;
        }

        var width = VectorAccess.Get<Interval>(arguments[0], row);
        var moment = time(arguments[1], row);
        var zone = ZoneSpecifier.Parse(RowArgument<string>.Read(arguments[2], row));
        long? origin = arguments[3].IsNull(row) ? null : VectorAccess.Get<long>(arguments[3], row);
        Interval? offset = arguments[4].IsNull(row) ? null : VectorAccess.Get<Interval>(arguments[4], row);
        result.Append(BucketInZone(width, moment, zone, origin, offset));
    }

    private static void Integers<T>(Declarations declare, SqlType type)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
    {
        ImmutableArray<RoutineParameter> parameters = [new(type, "bucket_width"), new(type, "ts")];
        declare.Named("time_bucket", parameters, type, new NearKernel(new BinaryKernel<T, T, T, BucketInteger<T>>(), 1, type, Reaches.BucketOfIntegers));
        declare.Named("time_bucket", [.. parameters, new RoutineParameter(type, "offset")], type,
            new NearKernel(new RowKernel<T, T, T, T>((width, value, offset, _) => BucketInteger<T>.Invoke(width, value, offset)), 1, type, Reaches.BucketOfIntegers));
    }

    private static ImmutableArray<RoutineParameter> Named(SqlType type) => [new(SqlTypes.Interval, "bucket_width"), new(type, "ts")];

    private static ImmutableArray<RoutineParameter> WithOffset(SqlType type) => [.. Named(type), new RoutineParameter(SqlTypes.Interval, "offset")];
}

/// <summary>time_bucket of integers.</summary>
internal readonly struct BucketInteger<T> : IBinary<T, T, T>
    where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
{
    public static T Invoke(T width, T value)
    {
        if (width <= T.Zero) throw BucketErrors.PeriodNotPositive();
        var part = value % width;
        if (!T.IsNegative(part)) return value - part;
        var start = value - part;
        return start < T.MinValue + width ? throw BucketErrors.OutOfRange() : start - width;
    }

    /// <summary>With an offset, of which the part below the width counts.</summary>
    public static T Invoke(T width, T value, T offset)
    {
        if (width <= T.Zero) throw BucketErrors.PeriodNotPositive();
        var shift = offset % width;
        if ((shift > T.Zero && value < T.MinValue + shift) || (shift < T.Zero && value > T.MaxValue + shift)) throw BucketErrors.OutOfRange();
        return Invoke(width, value - shift) + shift;
    }
}
