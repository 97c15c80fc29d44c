using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>The values that RANGE frames begin or end at: each row's key less or plus the offset, at the end of the type's range where it would lie beyond.</summary>
internal static class RangeLimits
{
    /// <summary>The limit for each row.</summary>
    /// <param name="keys">The order key, flat.</param>
    /// <param name="offset">The offset, one row, not null.</param>
    /// <param name="subtract">Whether it is taken away.</param>
    /// <param name="format">The session's settings, for its time zone.</param>
    /// <returns>A vector of the keys' type; rows with a null key are undefined.</returns>
    public static Vector Compute(Vector keys, Vector offset, bool subtract, FormatSettings format)
    {
        var result = VectorBuilder.Create(keys.Type, keys.Length);
        switch (keys)
        {
            case FixedVector<short> v:
                var small = Count(offset);
                foreach (var value in v.Values) ((FixedVectorBuilder<short>)result).Append((short)Int128.Clamp(Shift(value, small, subtract), short.MinValue, short.MaxValue));
                break;
            case FixedVector<int> v when KeyEncoding.BaseOf(keys.Type).Kind == TypeKind.Date:
                return Dates(v, Span(offset), subtract);
            case FixedVector<int> v:
                var medium = Count(offset);
                foreach (var value in v.Values) ((FixedVectorBuilder<int>)result).Append((int)Int128.Clamp(Shift(value, medium, subtract), int.MinValue, int.MaxValue));
                break;
            case FixedVector<long> v when offset is FixedVector<Interval>:
                Times(v, Span(offset), subtract, format, (FixedVectorBuilder<long>)result);
                break;
            case FixedVector<long> v:
                var large = Count(offset);
                foreach (var value in v.Values) ((FixedVectorBuilder<long>)result).Append((long)Int128.Clamp(Shift(value, large, subtract), long.MinValue, long.MaxValue));
                break;
            case FixedVector<float> v:
                var real = Amount(offset);
                foreach (var value in v.Values) ((FixedVectorBuilder<float>)result).Append((float)(subtract ? value - real : value + real));
                break;
            case FixedVector<double> v:
                var amount = Amount(offset);
                foreach (var value in v.Values) ((FixedVectorBuilder<double>)result).Append(subtract ? value - amount : value + amount);
                break;
            case FixedVector<Interval> v:
                var span = Span(offset);
                foreach (var value in v.Values) ((FixedVectorBuilder<Interval>)result).Append(subtract ? IntervalArithmetic.Subtract(value, span) : IntervalArithmetic.Add(value, span));
                break;
            case BytesVector v:
                Numerics(v, Numeric.Unpack(VectorAccess.GetBytes(offset, 0)), subtract, (BytesVectorBuilder)result);
                break;
            default:
                throw InternalErrors.NotSupported($"RANGE with an offset over {keys.Type}");
        }

        return result.Build();
    }

    private static Int128 Shift(long value, long offset, bool subtract) => subtract ? (Int128)value - offset : (Int128)value + offset;

    private static long Count(Vector offset)
    {
        var count = VectorAccess.Get<long>(offset, 0);
        return count >= 0 ? count : throw Negative();
    }

    private static double Amount(Vector offset)
    {
        var amount = VectorAccess.Get<double>(offset, 0);
        return amount >= 0 ? amount : throw Negative();
    }

    private static Interval Span(Vector offset)
    {
        var span = VectorAccess.Get<Interval>(offset, 0);
        return span.Span >= 0 ? span : throw Negative();
    }

    private static void Numerics(BytesVector keys, Numeric offset, bool subtract, BytesVectorBuilder result)
    {
        if (offset < Numeric.Zero || offset.IsNaN) throw Negative();
        for (var row = 0; row < keys.Length; row++)
        {
            if (keys.IsNull(row)) result.AppendNull();
            else (subtract ? Numeric.Unpack(keys[row]) - offset : Numeric.Unpack(keys[row]) + offset).Pack(result);
        }
    }

    private static void Times(FixedVector<long> keys, Interval span, bool subtract, FormatSettings format, FixedVectorBuilder<long> result)
    {
        var kind = KeyEncoding.BaseOf(keys.Type).Kind;
        var zone = new ZoneCursor(format.TimeZone);
        for (var row = 0; row < keys.Length; row++)
        {
            if (keys.IsNull(row))
            {
                result.AppendNull();
                continue;
            }

            var value = keys.Values[row];
            result.Append(kind switch
            {
                // A time of day does not wrap around here.
                TypeKind.Time => subtract ? value - span.Microseconds : value + span.Microseconds,
                TypeKind.TimestampTz => subtract ? TimestampArithmetic.Subtract(value, span, ref zone) : TimestampArithmetic.Add(value, span, ref zone),
                _ => subtract ? TimestampArithmetic.Subtract(value, span) : TimestampArithmetic.Add(value, span),
            });
        }
    }

    // A day is inside of the range when its midnight is: the limit is rounded towards the frame's inside.
    private static Vector Dates(FixedVector<int> keys, Interval span, bool subtract)
    {
        var result = new FixedVectorBuilder<int>(keys.Type, keys.Length);
        for (var row = 0; row < keys.Length; row++)
        {
            if (keys.IsNull(row))
            {
                result.AppendNull();
                continue;
            }

            var midnight = TimestampArithmetic.FromDate(keys.Values[row]);
            var limit = subtract ? TimestampArithmetic.Subtract(midnight, span) : TimestampArithmetic.Add(midnight, span);
            var day = TimestampArithmetic.ToDate(limit);
            result.Append(subtract && TimestampArithmetic.FromDate(day) < limit ? day + 1 : day);
        }

        return result.Build();
    }

    private static SqlException Negative() =>
        new(new SqlError { State = SqlState.InvalidPrecedingOrFollowingSize, Message = "invalid preceding or following size in window function" });
}
