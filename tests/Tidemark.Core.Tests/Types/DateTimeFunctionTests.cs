using System.Globalization;
using System.Text;
using Tidemark.Types;

namespace Tidemark.Core.Tests.Types;

/// <summary>Arithmetic, truncation and fields of dates, times and intervals against PostgreSQL's answers.</summary>
public class DateTimeFunctionTests
{
    [Fact]
    public void Functions_give_PostgreSQLs_answers() => KnownAnswers.Check("datetime_functions", Answer);

    private static string Answer(string[] f, FormatSettings s)
    {
        var zone = new ZoneCursor(s.TimeZone);
        var two = f.Length > 2 ? f[2] : "";
        return f[0] switch
        {
            "ts_add" => Show(TimestampArithmetic.Add(Timestamp(f[1], s), Span(two, s)), s),
            "ts_sub" => Show(TimestampArithmetic.Subtract(Timestamp(f[1], s), Span(two, s)), s),
            "tz_add" => ShowTz(TimestampArithmetic.Add(TimestampTz(f[1], s), Span(two, s), ref zone), s),
            "tz_sub" => ShowTz(TimestampArithmetic.Subtract(TimestampTz(f[1], s), Span(two, s), ref zone), s),
            "ts_diff" => Show(TimestampArithmetic.Difference(Timestamp(f[1], s), Timestamp(two, s)), s),
            "age" => Show(TimestampArithmetic.Age(Timestamp(f[1], s), Timestamp(two, s)), s),
            "age_tz" => Show(TimestampArithmetic.Age(TimestampTz(f[1], s), TimestampTz(two, s), ref zone), s),
            "trunc_ts" => Show(DateTimeTruncation.Truncate(DateTimeUnits.ForTruncation(f[1], SqlTypes.Timestamp), Timestamp(two, s)), s),
            "trunc_tz" => ShowTz(DateTimeTruncation.Truncate(DateTimeUnits.ForTruncation(f[1], SqlTypes.TimestampTz), TimestampTz(two, s), ref zone), s),
            "trunc_iv" => Show(DateTimeTruncation.Truncate(DateTimeUnits.ForTruncation(f[1], SqlTypes.Interval), Span(two, s)), s),
            "ext_ts" => Show(DateTimeExtraction.Extract(DateTimeUnits.ForExtraction(f[1], SqlTypes.Timestamp), Timestamp(two, s))),
            "ext_tz" => Show(DateTimeExtraction.Extract(DateTimeUnits.ForExtraction(f[1], SqlTypes.TimestampTz), TimestampTz(two, s), ref zone)),
            "ext_date" => Show(DateTimeExtraction.ExtractFromDate(DateTimeUnits.ForExtraction(f[1], SqlTypes.Date), DateTimeParser.Date(Bytes(two), s))),
            "ext_time" => Show(DateTimeExtraction.ExtractFromTime(DateTimeUnits.ForExtraction(f[1], SqlTypes.Time), DateTimeParser.Time(Bytes(two), s))),
            "ext_iv" => Show(DateTimeExtraction.ExtractFromInterval(DateTimeUnits.ForExtraction(f[1], SqlTypes.Interval), Span(two, s))),
            "part_ts" => Show(DateTimeExtraction.DatePart(DateTimeUnits.ForExtraction(f[1], SqlTypes.Timestamp), Timestamp(two, s))),
            "part_tz" => Show(DateTimeExtraction.DatePart(DateTimeUnits.ForExtraction(f[1], SqlTypes.TimestampTz), TimestampTz(two, s), ref zone)),
            "part_time" => Show(DateTimeExtraction.DatePartOfTime(DateTimeUnits.ForExtraction(f[1], SqlTypes.Time), DateTimeParser.Time(Bytes(two), s))),
            "part_iv" => Show(DateTimeExtraction.DatePartOfInterval(DateTimeUnits.ForExtraction(f[1], SqlTypes.Interval), Span(two, s))),
            "bin" => Show(TimestampArithmetic.Bin(Span(f[1], s), Timestamp(two, s), Timestamp(f[3], s)), s),
            "iv_add" => Show(IntervalArithmetic.Add(Span(f[1], s), Span(two, s)), s),
            "iv_sub" => Show(IntervalArithmetic.Subtract(Span(f[1], s), Span(two, s)), s),
            "iv_mul" => Show(IntervalArithmetic.Multiply(Span(f[1], s), double.Parse(two, CultureInfo.InvariantCulture)), s),
            "iv_div" => Show(IntervalArithmetic.Divide(Span(f[1], s), double.Parse(two, CultureInfo.InvariantCulture)), s),
            "iv_cmp" => Math.Sign(Span(f[1], s).CompareTo(Span(two, s))).ToString(),
            "justify_hours" => Show(IntervalArithmetic.JustifyHours(Span(f[1], s)), s),
            "justify_days" => Show(IntervalArithmetic.JustifyDays(Span(f[1], s)), s),
            "justify_interval" => Show(IntervalArithmetic.JustifyInterval(Span(f[1], s)), s),
            "at_zone" => ShowTz(ZoneSpecifier.Parse(two).ToUtc(Timestamp(f[1], s)), s),
            "at_zone_tz" => Show(ZoneSpecifier.Parse(two).ToLocal(TimestampTz(f[1], s)), s),
            "at_zone_iv" => ShowTz(ZoneSpecifier.FromInterval(Span(two, s)).ToUtc(Timestamp(f[1], s)), s),
            "date_ts" => Show(TimestampArithmetic.FromDate(DateTimeParser.Date(Bytes(f[1]), s)), s),
            "date_tz" => ShowTz(TimestampArithmetic.FromDate(DateTimeParser.Date(Bytes(f[1]), s), ref zone), s),
            "ts_date" => ShowDate(TimestampArithmetic.ToDate(Timestamp(f[1], s)), s),
            "tz_date" => ShowDate(TimestampArithmetic.ToDate(TimestampTz(f[1], s), ref zone), s),
            "ts_tz" => ShowTz(TimestampArithmetic.ToUtc(Timestamp(f[1], s), ref zone), s),
            "tz_ts" => Show(TimestampArithmetic.ToLocal(TimestampTz(f[1], s), ref zone), s),
            "date_add" => ShowDate(TimestampArithmetic.AddDays(DateTimeParser.Date(Bytes(f[1]), s), int.Parse(two)), s),
            "date_diff" => TimestampArithmetic.DateDifference(DateTimeParser.Date(Bytes(f[1]), s), DateTimeParser.Date(Bytes(two), s)).ToString(),
            "time_add" => ShowTime(TimestampArithmetic.AddToTime(DateTimeParser.Time(Bytes(f[1]), s), Span(two, s))),
            "time_sub" => ShowTime(TimestampArithmetic.SubtractFromTime(DateTimeParser.Time(Bytes(f[1]), s), Span(two, s))),
            "make_date" => ShowDate(TimestampArithmetic.MakeDate(int.Parse(f[1]), int.Parse(two), int.Parse(f[3])), s),
            "make_time" => ShowTime(TimestampArithmetic.MakeTime(int.Parse(f[1]), int.Parse(two), double.Parse(f[3], CultureInfo.InvariantCulture))),
            _ => throw new ArgumentException(f[0]),
        };
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static long Timestamp(string text, FormatSettings s) => DateTimeParser.Timestamp(Bytes(text), s);

    private static long TimestampTz(string text, FormatSettings s) => DateTimeParser.TimestampTz(Bytes(text), s);

    private static Interval Span(string text, FormatSettings s) => IntervalParser.Parse(Bytes(text), -1, s);

    private static string Show(long timestamp, FormatSettings s)
    {
        var buffer = new byte[DateTimeFormat.MaxLength];
        return Encoding.UTF8.GetString(buffer, 0, DateTimeFormat.Timestamp(timestamp, buffer, s));
    }

    private static string ShowTz(long timestamp, FormatSettings s)
    {
        var buffer = new byte[DateTimeFormat.MaxLength];
        var zone = new ZoneCursor(s.TimeZone);
        return Encoding.UTF8.GetString(buffer, 0, DateTimeFormat.TimestampTz(timestamp, buffer, s, ref zone));
    }

    private static string ShowDate(int date, FormatSettings s)
    {
        var buffer = new byte[DateTimeFormat.MaxLength];
        return Encoding.UTF8.GetString(buffer, 0, DateTimeFormat.Date(date, buffer, s));
    }

    private static string ShowTime(long time)
    {
        var buffer = new byte[DateTimeFormat.MaxLength];
        return Encoding.UTF8.GetString(buffer, 0, DateTimeFormat.Time(time, buffer));
    }

    private static string Show(Interval value, FormatSettings s)
    {
        var buffer = new byte[IntervalFormat.MaxLength];
        return Encoding.UTF8.GetString(buffer, 0, IntervalFormat.Write(value, s.IntervalStyle, buffer));
    }

    private static string Show(Numeric? value) => value?.ToString() ?? "NULL";

    private static string Show(double? value)
    {
        if (value is not double number) return "NULL";
        var buffer = new byte[40];
        return Encoding.UTF8.GetString(buffer, 0, FloatText.Shortest(number, buffer));
    }
}
