using Tidemark.Engine.Catalog;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.Functions;

/// <summary>+ - * / of dates, times and intervals, and comparisons between date, timestamp and timestamptz.</summary>
internal static class DateTimeOperators
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Dates(declare);
        Timestamps(declare);
        Intervals(declare);
        Comparisons<int, long>(declare, "date", "timestamp", Date, Timestamp, (d, _) => Moment.OfDate(d), (t, _) => t);
        Comparisons<long, int>(declare, "timestamp", "date", Timestamp, Date, (t, _) => t, (d, _) => Moment.OfDate(d));
        Comparisons<int, long>(declare, "date", "timestamptz", Date, TimestampTz, DateToUtc, (t, _) => t);
        Comparisons<long, int>(declare, "timestamptz", "date", TimestampTz, Date, (t, _) => t, DateToUtc);
        Comparisons<long, long>(declare, "timestamp", "timestamptz", Timestamp, TimestampTz, LocalToUtc, (t, _) => t);
        Comparisons<long, long>(declare, "timestamptz", "timestamp", TimestampTz, Timestamp, (t, _) => t, LocalToUtc);
    }

    private static void Dates(Declarations declare)
    {
        declare.Operator("+", declare.Map("date_pli", [Date, Int4], Date, (int date, int days) => TimestampArithmetic.AddDays(date, days)), "+");
        declare.Operator("+", declare.Map("integer_pl_date", [Int4, Date], Date, (int days, int date) => TimestampArithmetic.AddDays(date, days)), "+");
        declare.Operator("-", declare.Map("date_mii", [Date, Int4], Date, (int date, int days) => TimestampArithmetic.AddDays(date, -days)));
        declare.Operator("-", declare.Map("date_mi", [Date, Date], Int4, (int left, int right) => TimestampArithmetic.DateDifference(left, right)));
        declare.Operator("+", declare.Near("date_pl_interval", [Date, SqlTypes.Interval], Timestamp, 0, Reaches.Plus(1),
            (int date, Interval by, FunctionContext _) => TimestampArithmetic.Add(TimestampArithmetic.FromDate(date), by)), "+");
        declare.Operator("+", declare.Near("interval_pl_date", [SqlTypes.Interval, Date], Timestamp, 1, Reaches.Plus(0),
            (Interval by, int date, FunctionContext _) => TimestampArithmetic.Add(TimestampArithmetic.FromDate(date), by)), "+");
        declare.Operator("-", declare.Near("date_mi_interval", [Date, SqlTypes.Interval], Timestamp, 0, Reaches.Minus(1),
            (int date, Interval by, FunctionContext _) => TimestampArithmetic.Subtract(TimestampArithmetic.FromDate(date), by)));
        declare.Operator("+", declare.Map("datetime_pl", [Date, Time], Timestamp, (int date, long time) => AddTime(date, time)), "+");
        declare.Operator("+", declare.Map("timedate_pl", [Time, Date], Timestamp, (long time, int date) => AddTime(date, time)), "+");
        declare.Operator("+", declare.Map("time_pl_interval", [Time, SqlTypes.Interval], Time, (long time, Interval by) => TimestampArithmetic.AddToTime(time, by)), "+");
        declare.Operator("+", declare.Map("interval_pl_time", [SqlTypes.Interval, Time], Time, (Interval by, long time) => TimestampArithmetic.AddToTime(time, by)), "+");
        declare.Operator("-", declare.Map("time_mi_interval", [Time, SqlTypes.Interval], Time,
            (long time, Interval by) => TimestampArithmetic.SubtractFromTime(time, by)));
        declare.Operator("-", declare.Map("time_mi_time", [Time, Time], SqlTypes.Interval, (long left, long right) => new Interval(left - right, 0, 0)));
    }

    private static void Timestamps(Declarations declare)
    {
        declare.Operator("+", declare.Near("timestamp_pl_interval", [Timestamp, SqlTypes.Interval], Timestamp, 0, Reaches.Plus(1),
            (long t, Interval by, FunctionContext _) => TimestampArithmetic.Add(t, by)), "+");
        declare.Operator("+", declare.Near("interval_pl_timestamp", [SqlTypes.Interval, Timestamp], Timestamp, 1, Reaches.Plus(0),
            (Interval by, long t, FunctionContext _) => TimestampArithmetic.Add(t, by)), "+");
        declare.Operator("-", declare.Near("timestamp_mi_interval", [Timestamp, SqlTypes.Interval], Timestamp, 0, Reaches.Minus(1),
            (long t, Interval by, FunctionContext _) => TimestampArithmetic.Subtract(t, by)));
        declare.Operator("+", declare.Near("timestamptz_pl_interval", [TimestampTz, SqlTypes.Interval], TimestampTz, 0, Reaches.ZonedPlus(1),
            (long t, Interval by, FunctionContext context) => Moment.Add(t, by, context), Volatility.Stable), "+");
        declare.Operator("+", declare.Near("interval_pl_timestamptz", [SqlTypes.Interval, TimestampTz], TimestampTz, 1, Reaches.ZonedPlus(0),
            (Interval by, long t, FunctionContext context) => Moment.Add(t, by, context), Volatility.Stable), "+");
        declare.Operator("-", declare.Near("timestamptz_mi_interval", [TimestampTz, SqlTypes.Interval], TimestampTz, 0, Reaches.ZonedMinus(1),
            (long t, Interval by, FunctionContext context) => Moment.Subtract(t, by, context), Volatility.Stable));
        declare.Operator("-", declare.Map("timestamp_mi", [Timestamp, Timestamp], SqlTypes.Interval, (long left, long right) => TimestampArithmetic.Difference(left, right)));
        declare.Operator("-", declare.Map("timestamptz_mi", [TimestampTz, TimestampTz], SqlTypes.Interval, (long left, long right) => TimestampArithmetic.Difference(left, right)));
    }

    private static void Intervals(Declarations declare)
    {
        var type = SqlTypes.Interval;
        declare.Operator("+", declare.Map("interval_pl", [type, type], type, (Interval a, Interval b) => IntervalArithmetic.Add(a, b)), "+");
        declare.Operator("-", declare.Map("interval_mi", [type, type], type, (Interval a, Interval b) => IntervalArithmetic.Subtract(a, b)));
        declare.Operator("-", declare.Map("interval_um", [type], type, (Interval a) => IntervalArithmetic.Negate(a)));
        declare.Operator("*", declare.Map("interval_mul", [type, Float8], type, (Interval a, double factor) => IntervalArithmetic.Multiply(a, factor)), "*");
        declare.Operator("*", declare.Map("mul_d_interval", [Float8, type], type, (double factor, Interval a) => IntervalArithmetic.Multiply(a, factor)), "*");
        declare.Operator("/", declare.Map("interval_div", [type, Float8], type, (Interval a, double divisor) => IntervalArithmetic.Divide(a, divisor)));
    }

    private static long AddTime(int date, long time)
    {
        var midnight = TimestampArithmetic.FromDate(date);
        return TimestampArithmetic.Add(midnight, new Interval(time, 0, 0));
    }

    private static long DateToUtc(int date, FunctionContext context) => Moment.ToUtcForComparison(Moment.OfDate(date), context);

    private static long LocalToUtc(long local, FunctionContext context) => Moment.ToUtcForComparison(local, context);

    private static void Comparisons<TLeft, TRight>(
        Declarations declare,
        string left,
        string right,
        SqlType leftType,
        SqlType rightType,
        Func<TLeft, FunctionContext, long> ofLeft,
        Func<TRight, FunctionContext, long> ofRight)
    {
        var volatility = leftType.Is(TimestampTz) || rightType.Is(TimestampTz) ? Volatility.Stable : Volatility.Immutable;
        Declare("eq", "=", "=", "<>", order => order == 0);
        Declare("ne", "<>", "<>", "=", order => order != 0);
        Declare("lt", "<", ">", ">=", order => order < 0);
        Declare("le", "<=", ">=", ">", order => order <= 0);
        Declare("gt", ">", "<", "<=", order => order > 0);
        Declare("ge", ">=", "<=", "<", order => order >= 0);

        void Declare(string name, string symbol, string commutator, string negator, Func<int, bool> test) => declare.Operator(
            symbol,
            declare.Map($"{left}_{name}_{right}", [leftType, rightType], SqlTypes.Bool,
                (TLeft a, TRight b, FunctionContext context) => test(ofLeft(a, context).CompareTo(ofRight(b, context))), volatility),
            commutator,
            negator);
    }
}
