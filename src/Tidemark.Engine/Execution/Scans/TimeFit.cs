using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Times of one type as values of a column of another: dates are their midnights, times of a wall clock are those of the session's zone.</summary>
internal static class TimeFit
{
    /// <summary>A time as one of another type. One that lies between two of them becomes the earlier.</summary>
    /// <param name="value">One row, not null.</param>
    /// <param name="from">Its type.</param>
    /// <param name="to">The other type.</param>
    /// <param name="context">The session's state.</param>
    public static Vector Convert(Vector value, SqlType from, SqlType to, FunctionContext context)
    {
        var zone = new ZoneCursor(context.Format.TimeZone);
        var time = from.Kind == TypeKind.Date ? Midnight(VectorAccess.Get<int>(value, 0)) : VectorAccess.Get<long>(value, 0);
        if (time is not (long.MinValue or long.MaxValue) && Calendar.IsValidTimestamp(time))
        {
            if (to.Kind == TypeKind.TimestampTz) time = TimestampArithmetic.ToUtc(time, ref zone);
            else if (from.Kind == TypeKind.TimestampTz) time = TimestampArithmetic.ToLocal(time, ref zone);
        }

        if (to.Kind != TypeKind.Date) return new FixedVector<long>(to, [time], 1);
        var day = time switch
        {
            long.MinValue => int.MinValue,
            long.MaxValue => int.MaxValue,
            _ => Calendar.DayOf(time, out _),
        };
        return new FixedVector<int>(to, [day], 1);
    }

    /// <summary>What a comparison with a time that was taken down to the column's type says of the column: the neighbours pass, too, and where clocks differ those of a day.</summary>
    public static IEnumerable<ColumnFilter> Implied(int column, ScanConditionKind kind, Vector value, SqlType from)
    {
        Vector low = value;
        Vector high = value;
        switch (value)
        {
            case FixedVector<int> { Values: [var day] } v when day is not (int.MinValue or int.MaxValue):
                (low, high) = (new FixedVector<int>(v.Type, [day - 1], 1), new FixedVector<int>(v.Type, [day + 1], 1));
                break;
            case FixedVector<long> { Values: [var time] } v when Calendar.IsValidTimestamp(time) && from.Kind == TypeKind.TimestampTz:
                (low, high) = (new FixedVector<long>(v.Type, [time - Calendar.MicrosPerDay], 1), new FixedVector<long>(v.Type, [time + Calendar.MicrosPerDay], 1));
                break;
        }

        if (kind is ScanConditionKind.Equal or ScanConditionKind.Greater or ScanConditionKind.GreaterOrEqual) yield return ColumnFilter.Range(column, low, true, null, false);
        if (kind is ScanConditionKind.Equal or ScanConditionKind.Less or ScanConditionKind.LessOrEqual) yield return ColumnFilter.Range(column, null, false, high, true);
    }

    // As comparisons take it.
    private static long Midnight(int date) => date is int.MinValue ? long.MinValue
        : date is int.MaxValue ? long.MaxValue
        : date >= Calendar.EndTimestamp / Calendar.MicrosPerDay ? long.MaxValue - 1
        : date * Calendar.MicrosPerDay;
}
