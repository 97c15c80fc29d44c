using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.Functions;

/// <summary>(start, end) OVERLAPS (start, end), each end a time or a length; an end before its start is its start. Nulls count as far as they leave the answer open.</summary>
internal static class Overlaps
{
    /// <summary>Declares it for times, timestamps and timestamptz, with lengths on either side.</summary>
    public static void Register(Declarations declare)
    {
        Declare(declare, SqlTypes.Timestamp, Volatility.Immutable, (time, by, _) => TimestampArithmetic.Add(time, by));
        Declare(declare, SqlTypes.TimestampTz, Volatility.Stable, (time, by, context) => Moment.Add(time, by, context));
        Declare(declare, SqlTypes.Time, Volatility.Immutable, (time, by, _) => TimestampArithmetic.AddToTime(time, by));
    }

    private static void Declare(Declarations declare, SqlType type, Volatility volatility, Func<long, Interval, FunctionContext, long> add)
    {
        foreach (var firstIsLength in new[] { false, true })
        {
            foreach (var secondIsLength in new[] { false, true })
            {
                var first = firstIsLength ? SqlTypes.Interval : type;
                var second = secondIsLength ? SqlTypes.Interval : type;
                declare.Nullable("overlaps", [type, first, type, second], SqlTypes.Bool, (arguments, row, result, context) => RowResult<bool?>.Write(
                    result,
                    Compute(
                        Read(arguments[0], row),
                        End(arguments[0], arguments[1], row, firstIsLength, context),
                        Read(arguments[2], row),
                        End(arguments[2], arguments[3], row, secondIsLength, context))), volatility);
            }
        }

        long? End(Vector start, Vector end, int row, bool isLength, FunctionContext context)
        {
            if (!isLength) return Read(end, row);
            return start.IsNull(row) || end.IsNull(row) ? null : add(VectorAccess.Get<long>(start, row), VectorAccess.Get<Interval>(end, row), context);
        }
    }

    private static long? Read(Vector vector, int row) => vector.IsNull(row) ? null : VectorAccess.Get<long>(vector, row);

    /// <summary>SQL's definition, as PostgreSQL's overlaps_timestamp evaluates it.</summary>
    public static bool? Compute(long? start1, long? end1, long? start2, long? end2)
    {
        if (start1 is null && end1 is null) return null;
        if (start2 is null && end2 is null) return null;
        if (start1 is null || (end1 is not null && start1 > end1)) (start1, end1) = (end1, start1);
        if (start2 is null || (end2 is not null && start2 > end2)) (start2, end2) = (end2, start2);
        if (start1 == start2) return end1 is null || end2 is null ? null : true;
        var (earlyEnd, late, lateEnd) = start1 > start2 ? (end2, start1, end1) : (end1, start2, end2);
        if (earlyEnd is null) return null;
        if (late < earlyEnd) return true;
        return lateEnd is null ? null : false;
    }
}
