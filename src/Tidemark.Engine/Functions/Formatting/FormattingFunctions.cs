using System.Globalization;
using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;
using Calendar = Tidemark.Types.Calendar;
using Interval = Tidemark.Types.Interval;
using Numeric = Tidemark.Types.Numeric;

namespace Tidemark.Engine.Functions;

/// <summary>to_char, to_date, to_timestamp and to_number: values written and read by templates.</summary>
internal static class FormattingFunctions
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        DateTimeText<long>(declare, Timestamp, Volatility.Stable, (time, _) => Moment.IsFinite(time) ? DateTimeParts.OfTimestamp(time) : null);
        DateTimeText<long>(declare, TimestampTz, Volatility.Stable, WithZone);
        DateTimeText<Interval>(declare, SqlTypes.Interval, Volatility.Stable, (span, _) => DateTimeParts.OfInterval(span));
        NumberText<int>(declare, Int4, Integer, number => number);
        NumberText<long>(declare, Int8, BigInteger, number => checked((int)number));
        NumberText<float>(declare, Float4, (template, number) => Float(template, number, 6), number => (int)MathF.Round(number));
        NumberText<double>(declare, Float8, (template, number) => Float(template, number, 15), number => (int)Math.Round(number));
        NumberText<Numeric>(declare, SqlTypes.Numeric, Decimal, number => Numeric.Round(number, 0).ToInt32());

        declare.Function("to_date", [Text, Text], Date, Reading((text, fields, _) => ToDate(text, fields), (result, date) => RowResult<int>.Write(result, (int)date)), Volatility.Stable);
        declare.Function("to_timestamp", [Text, Text], TimestampTz, Reading(ToTimestamp, RowResult<long>.Write), Volatility.Stable);
        declare.Function("to_number", [Text, Text], SqlTypes.Numeric, new TemplateKernel<NumberTemplate>(NumberTemplate.Of, static (template, values, row, result, _) =>
            RowResult<Numeric?>.Write(result, template.Elements.Length == 0 ? null : NumberReader.Read(template, RowArgument<string>.Read(values, row)))), Volatility.Stable);
    }

    private static void DateTimeText<T>(Declarations declare, SqlType type, Volatility volatility, Func<T, FunctionContext, DateTimeParts?> parts) => declare.Function(
        "to_char",
        [type, Text],
        Text,
        new TemplateKernel<DateTimeTemplate>(DateTimeTemplate.Of, (template, values, row, result, context) =>
            RowResult<string?>.Write(result, template.Elements.Length > 0 && parts(RowArgument<T>.Read(values, row), context) is { } value ? DateTimeWriter.Write(value, template) : null)),
        volatility);

    private static DateTimeParts? WithZone(long time, FunctionContext context)
    {
        if (!Moment.IsFinite(time)) return null;
        var zone = context.Format.TimeZone;
        return DateTimeParts.OfTimestamp(Moment.ToLocal(time, context)) with { Offset = zone.OffsetAt(time), Zone = zone.AbbreviationAt(time) };
    }

    private static TemplateKernel<DateTimeTemplate> Reading(Func<string, ScannedFields, FunctionContext, long> make, RowWriter<long> write) =>
        new(DateTimeTemplate.Of, (template, values, row, result, context) =>
        {
            var text = RowArgument<string>.Read(values, row);
            write(result, make(text, new DateTimeScan(text, template).Read(), context));
        });

    private static long ToDate(string text, ScannedFields fields)
    {
        fields.TimeOfDay(text);
        var day = fields.Day(text);
        fields.Offset(text);
        return Calendar.IsValidDate(day) ? day : throw DataErrors.DateTimeOutOfRange("date", Encoding.UTF8.GetBytes(text));
    }

    private static long ToTimestamp(string text, ScannedFields fields, FunctionContext context)
    {
        var time = fields.TimeOfDay(text);
        var day = fields.Day(text);
        var offset = fields.Offset(text);
        if (day is < Calendar.MinDate or > (Calendar.EndTimestamp / Calendar.MicrosPerDay)) throw DataErrors.DateTimeOutOfRange("timestamp");
        var local = (day * Calendar.MicrosPerDay) + (fields.FractionDigits == 0 ? time : FractionalSeconds.Round(time, fields.FractionDigits));
        var moment = offset is { } seconds ? local - (seconds * Calendar.MicrosPerSecond) : Moment.ToUtc(local, context);
        return Calendar.IsValidTimestamp(moment) ? moment : throw DataErrors.DateTimeOutOfRange("timestamp");
    }

    private static void NumberText<T>(Declarations declare, SqlType type, Func<NumberTemplate, T, string> write, Func<T, int> toRoman) => declare.Function(
        "to_char",
        [type, Text],
        Text,
        new TemplateKernel<NumberTemplate>(NumberTemplate.Of, (template, values, row, result, _) =>
        {
            var number = RowArgument<T>.Read(values, row);
            RowResult<string?>.Write(result, template.Elements.Length == 0 ? "" : template.IsRoman ? NumberWriter.WriteRoman(template, Roman(toRoman, number)) : write(template, number));
        }),
        Volatility.Stable);

    private static int Roman<T>(Func<T, int> toRoman, T number)
    {
        try
        {
            return toRoman(number);
        }
        catch (OverflowException)
        {
            throw DataErrors.OutOfRange("integer");
        }
    }

    private static string Integer(NumberTemplate template, int number)
    {
        if (template.HasExponent) return Exponential(template, number);
        if (template.ShiftDigits == 0) return Shifted(template, number);
        var shifted = number * Math.Pow(10, template.ShiftDigits);
        return Math.Abs(shifted) <= int.MaxValue ? Shifted(template, (int)shifted) : throw DataErrors.OutOfRange("integer");
    }

    private static string BigInteger(NumberTemplate template, long number)
    {
        if (template.HasExponent) return Exponential(template, new Numeric(number));
        if (template.ShiftDigits == 0) return Shifted(template, number);
        var shifted = number * Int128.Parse("1" + new string('0', Math.Min(template.ShiftDigits, 19)), CultureInfo.InvariantCulture);
        return shifted >= long.MinValue && shifted <= long.MaxValue ? Shifted(template, (long)shifted) : throw DataErrors.OutOfRange("bigint");
    }

    private static string Shifted(NumberTemplate template, long number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return Write(template, template.FractionDigits == 0 ? text : $"{text}.{new string('0', template.FractionDigits)}");
    }

    private static string Decimal(NumberTemplate template, Numeric number)
    {
        if (template.HasExponent) return Exponential(template, number);
        if (template.ShiftDigits > 0) number *= Numeric.Power(new Numeric(10), new Numeric(template.ShiftDigits));
        return Write(template, Numeric.Round(number, template.FractionDigits).ToString());
    }

    // Not more digits are shown than the type holds for certain.
    private static string Float(NumberTemplate template, double number, int precision)
    {
        if (template.HasExponent) return Exponential(template, number);
        if (template.ShiftDigits > 0) number *= Math.Pow(10, template.ShiftDigits);
        var name = double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? "Infinity" : null;
        var integerDigits = (name ?? Math.Abs(number).ToString("F0", CultureInfo.InvariantCulture)).Length;
        var fractionDigits = integerDigits >= precision ? 0 : Math.Min(template.FractionDigits, precision - integerDigits);
        if (name is not null) return Write(template, number < 0 ? "-" + name : name, fractionDigits);
        return Write(template, number.ToString("F" + fractionDigits, CultureInfo.InvariantCulture), fractionDigits);
    }

    private static string Write(NumberTemplate template, string number) => Write(template, number, template.FractionDigits);

    private static string Write(NumberTemplate template, string number, int fractionDigits) =>
        NumberWriter.Write(template, DecimalDigits.Of(number, template.IntegerDigits + template.ShiftDigits, fractionDigits));

    private static string Exponential(NumberTemplate template, double number)
    {
        if (!double.IsFinite(number)) return Unknown(template);
        var text = number.ToString("e" + template.FractionDigits, CultureInfo.InvariantCulture);
        var mark = text.IndexOf('e', StringComparison.Ordinal);
        return Exponential(text[..mark], int.Parse(text[(mark + 1)..], CultureInfo.InvariantCulture));
    }

    private static string Exponential(NumberTemplate template, Numeric number)
    {
        if (!number.IsFinite) return Unknown(template);
        var digits = System.Numerics.BigInteger.Abs(number.UnscaledValue).ToString(CultureInfo.InvariantCulture);
        var exponent = number.IsZero ? 0 : digits.Length - 1 - number.Scale;

        // PostgreSQL rounds once the exponent is settled: 9.99 with one digit is 10.0e+00.
        var mantissa = Numeric.Round(Numeric.Create(number.UnscaledValue, digits.Length - 1), template.FractionDigits);
        return Exponential(mantissa.ToString(), exponent);
    }

    private static string Exponential(string mantissa, int exponent) =>
        $"{(mantissa.StartsWith('-') ? "" : " ")}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";

    private static string Unknown(NumberTemplate template)
    {
        var places = new StringBuilder(" ").Append('#', template.IntegerDigits + template.FractionDigits + 5);
        if (template.IntegerDigits + 1 < places.Length) places[template.IntegerDigits + 1] = '.';
        return places.ToString();
    }
}
