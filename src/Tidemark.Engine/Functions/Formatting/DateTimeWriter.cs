using System.Globalization;
using System.Text;
using Tidemark.Errors;
using Calendar = Tidemark.Types.Calendar;

namespace Tidemark.Engine.Functions;

/// <summary>to_char of dates, times and intervals.</summary>
internal static class DateTimeWriter
{
    private static readonly string[] Months = DateTimeFormatInfo.InvariantInfo.MonthNames;
    private static readonly string[] Days = DateTimeFormatInfo.InvariantInfo.DayNames;

    /// <summary>Writes a value as a template has it.</summary>
    /// <exception cref="SqlException">22007: the template names a part of the calendar that an interval does not have.</exception>
    public static string Write(in DateTimeParts value, DateTimeTemplate template)
    {
        var text = new StringBuilder();
        foreach (var element in template.Elements)
        {
            if (element.Field is not { } keyword) text.Append(element.Text);
            else if (Number(keyword, value) is var (number, width)) AppendNumber(text, number, width, element.Affix);
            else text.Append(Name(keyword, element.Affix, value));
        }

        return text.ToString();
    }

    private static void AppendNumber(StringBuilder text, long number, int width, TemplateAffix affix)
    {
        var digits = Digits(number, affix.HasFlag(TemplateAffix.Fill) && width > 1 ? 1 : width);
        text.Append(digits);
        if ((affix & TemplateAffix.Ordinal) != 0) text.Append(TemplateText.Ordinal(digits, affix.HasFlag(TemplateAffix.OrdinalUpper)));
    }

    /// <summary>A number with at least so many digits.</summary>
    private static string Digits(long number, int width) => number.ToString("D" + width, CultureInfo.InvariantCulture);

    /// <summary>The number that a keyword stands for, and its digits when padded; null for keywords that are not numbers.</summary>
    private static (long Number, int Width)? Number(DateTimeKeyword keyword, in DateTimeParts value) => keyword.Field switch
    {
        DateTimeField.Hour12 => (value.Hour % 12 == 0 ? 12 : value.Hour % 12, 2),
        DateTimeField.Hour24 => (value.Hour, 2),
        DateTimeField.Minute => (value.Minute, 2),
        DateTimeField.Second => (value.Second, 2),
        DateTimeField.SecondOfDay => ((value.Hour * 3600) + (value.Minute * 60) + value.Second, 1),
        DateTimeField.Month => (value.Month, 2),
        DateTimeField.DayOfYear => Fixed(value.DayOfYear, 3),
        DateTimeField.IsoDayOfYear => (value.DayNumber - Calendar.IsoYearStart(Calendar.IsoWeek(value.DayNumber).Year) + 1, 3),
        DateTimeField.DayOfMonth => Fixed(value.Day, 2),
        DateTimeField.DayOfWeek => (OfCalendar(value).DayOfWeek + 1, 1),
        DateTimeField.IsoDayOfWeek => (OfCalendar(value).DayOfWeek == 0 ? 7 : value.DayOfWeek, 1),
        DateTimeField.WeekOfYear => Fixed(((value.DayOfYear - 1) / 7) + 1, 2),
        DateTimeField.IsoWeek => (Calendar.IsoWeek(value.DayNumber).Week, 2),
        DateTimeField.WeekOfMonth => (((value.Day - 1) / 7) + 1, 1),
        DateTimeField.JulianDay => (value.DayNumber + (long)Calendar.EpochJulianDay, 1),
        DateTimeField.Quarter when value.Month != 0 => (((value.Month - 1) / 3) + 1, 1),
        DateTimeField.Century => (Century(value), 2),
        DateTimeField.Year => Year(value.CountedYear, keyword.Digits),
        DateTimeField.IsoYear => IsoYear(value, keyword.Digits),
        _ => null,
    };

    // Padded as C's printf pads: a sign takes one of the places.
    private static (long Number, int Width) Fixed(int number, int places) => (number, number < 0 ? places - 1 : places);

    private static (long Number, int Width) Year(int year, int digits) => digits == 4 ? (year, 4) : (year % (int)Math.Pow(10, digits), digits);

    // How wide it is goes by the calendar's year, which may lie on the other side of the year 0.
    private static (long Number, int Width) IsoYear(in DateTimeParts value, int digits)
    {
        var (year, width) = Year(value.Counted(Calendar.IsoWeek(value.DayNumber).Year), digits);
        return (year, width + (value.CountedYear < 0 ? 1 : 0) - (year < 0 ? 1 : 0));
    }

    private static int Century(in DateTimeParts value) => value switch
    {
        { IsInterval: true } => value.Year / 100,
        { Year: > 0 } => ((value.Year - 1) / 100) + 1,
        _ => (value.Year / 100) - 1,
    };

    private static string Name(DateTimeKeyword keyword, TemplateAffix affix, in DateTimeParts value) => keyword.Field switch
    {
        DateTimeField.Meridiem => keyword.InCase(value.Hour % 24 >= 12 ? "PM" : "AM"),
        DateTimeField.MeridiemDotted => keyword.InCase(value.Hour % 24 >= 12 ? "P.M." : "A.M."),
        DateTimeField.Era => keyword.InCase(OfCalendar(value).Year <= 0 ? "BC" : "AD"),
        DateTimeField.EraDotted => keyword.InCase(OfCalendar(value).Year <= 0 ? "B.C." : "A.D."),
        DateTimeField.DayName => Padded(keyword.InCase(Days[OfCalendar(value).DayOfWeek]), 9, affix),
        DateTimeField.DayAbbreviation => keyword.InCase(Days[OfCalendar(value).DayOfWeek][..3]),
        DateTimeField.MonthName => Padded(keyword.InCase(Months[OfCalendar(value).Month - 1]), 9, affix),
        DateTimeField.MonthAbbreviation => keyword.InCase(Months[OfCalendar(value).Month - 1][..3]),
        DateTimeField.MonthRoman => Roman(keyword, affix, value),
        DateTimeField.YearWithComma => WithOrdinal(YearWithComma(value.CountedYear), affix),
        DateTimeField.Fraction => WithOrdinal(Fraction(value.Fraction, keyword.Digits), affix),
        DateTimeField.Milliseconds => WithOrdinal(Fraction(value.Fraction, 3), affix),
        DateTimeField.Microseconds => WithOrdinal(Fraction(value.Fraction, 6), affix),
        DateTimeField.ZoneName => char.IsLower(keyword.Name[0]) ? OfCalendar(value).Zone.ToLowerInvariant() : OfCalendar(value).Zone,
        DateTimeField.ZoneHours => $"{Sign(OfCalendar(value).Offset)}{Math.Abs(value.Offset) / 3600:00}",
        DateTimeField.ZoneMinutes => $"{Math.Abs(OfCalendar(value).Offset) / 60 % 60:00}",
        DateTimeField.ZoneOffset => ZoneOffset(OfCalendar(value).Offset, affix),
        _ => "",
    };

    private static DateTimeParts OfCalendar(in DateTimeParts value) => value.IsInterval ? throw FormattingErrors.NoCalendarField() : value;

    private static string Padded(string name, int width, TemplateAffix affix) => (affix & (TemplateAffix.Fill | TemplateAffix.Translated)) != 0 ? name : name.PadRight(width);

    private static string WithOrdinal(string digits, TemplateAffix affix) =>
        (affix & TemplateAffix.Ordinal) == 0 ? digits : digits + TemplateText.Ordinal(digits, affix.HasFlag(TemplateAffix.OrdinalUpper));

    private static string Fraction(int micros, int places)
    {
        var (shown, digits) = Fixed(micros / (int)Math.Pow(10, 6 - places), places);
        return Digits(shown, Math.Max(digits, 1));
    }

    private static string YearWithComma(int year)
    {
        var rest = year % 1000;
        return $"{year / 1000},{Digits(rest, rest < 0 ? 2 : 3)}";
    }

    // Months of an interval may be negative, and count backwards then; whole years have month 0.
    private static string Roman(DateTimeKeyword keyword, TemplateAffix affix, in DateTimeParts value)
    {
        if (value is { Month: 0, Year: 0 }) return "";
        var month = value.Month switch
        {
            0 => value.Year >= 0 ? 12 : 1,
            < 0 => 13 + value.Month,
            var positive => positive,
        };
        var numeral = RomanNumerals.Of(month);
        if (char.IsLower(keyword.Name[0])) numeral = numeral.ToLowerInvariant();
        return affix.HasFlag(TemplateAffix.Fill) ? numeral : numeral.PadRight(4);
    }

    private static char Sign(int offset) => offset < 0 ? '-' : '+';

    private static string ZoneOffset(int offset, TemplateAffix affix)
    {
        var hours = Digits(Math.Abs(offset) / 3600, affix.HasFlag(TemplateAffix.Fill) ? 1 : 2);
        return offset % 3600 == 0 ? $"{Sign(offset)}{hours}" : $"{Sign(offset)}{hours}:{Math.Abs(offset) / 60 % 60:00}";
    }
}
