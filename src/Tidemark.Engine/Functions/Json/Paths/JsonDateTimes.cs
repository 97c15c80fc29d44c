using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Calendar = Tidemark.Types.Calendar;

namespace Tidemark.Engine.Functions;

/// <summary>Strings as dates and times, for the path method .datetime().</summary>
internal static partial class JsonDateTimes
{
    /// <summary>The value of a string in a form of ISO 8601; null where it has none.</summary>
    public static JsonMoment? Read(string text, FunctionContext context)
    {
        if (Iso().Match(text) is not { Success: true } match) return null;
        long? days = null;
        if (match.Groups["y"].Success)
        {
            var (year, month, day) = (Part(match, "y"), Part(match, "mo"), Part(match, "d"));
            if (year < 1 || month is < 1 or > 12 || day < 1 || day > System.DateTime.DaysInMonth(year, month)) return null;
            days = TimestampArithmetic.MakeDate(year, month, day);
        }

        if (!match.Groups["h"].Success) return days is null ? null : Of(days, null, null, context);
        var (hour, minute, second) = (Part(match, "h"), Part(match, "mi"), Part(match, "s"));
        if (hour > 23 || minute > 59 || second > 59) return null;
        var fraction = match.Groups["f"].Success ? int.Parse(match.Groups["f"].Value.PadRight(6, '0'), CultureInfo.InvariantCulture) : 0;
        var time = (((((hour * 60L) + minute) * 60) + second) * Calendar.MicrosPerSecond) + fraction;
        int? offset = null;
        if (match.Groups["sign"].Success)
        {
            var (zoneHour, zoneMinute) = (Part(match, "zh"), match.Groups["zm"].Success ? Part(match, "zm") : 0);
            if (zoneHour > 15 || zoneMinute > 59) return null;
            offset = ((zoneHour * 3600) + (zoneMinute * 60)) * (match.Groups["sign"].Value == "-" ? -1 : 1);
        }

        return Of(days, time, offset, context);
    }

    /// <summary>The value of a string by a template; which fields the template has decides about the type.</summary>
    /// <exception cref="SqlException">22007, 22008, 22031.</exception>
    public static JsonMoment Read(string text, string template, FunctionContext context)
    {
        var pieces = DateTimeTemplate.Of(template);
        if (Array.Find(pieces.Elements, e => e is { Piece: TemplatePiece.Text } && char.IsLetterOrDigit(e.Text[0]) && !template.Contains('"', StringComparison.Ordinal)) is { Text: { } strange })
            throw FormattingErrors.Separator(strange);
        var scan = new DateTimeScan(text, pieces, isStandard: true);
        var fields = scan.Read();
        if (scan.HasRest) throw FormattingErrors.TrailingText();
        if (scan.IsShort) throw FormattingErrors.ShortText();
        bool hasDate = false, hasTime = false, hasZone = false;
        foreach (var element in pieces.Elements)
        {
            if (element.Field is not { } keyword) continue;
            switch (keyword.Field)
            {
                case DateTimeField.ZoneHours or DateTimeField.ZoneMinutes or DateTimeField.ZoneOffset or DateTimeField.ZoneName:
                    hasZone = true;
                    break;
                case DateTimeField.Exact or DateTimeField.IsoWeek:
                    break;
                case >= DateTimeField.Fraction and <= DateTimeField.SecondOfDay or DateTimeField.Meridiem or DateTimeField.MeridiemDotted:
                    hasTime = true;
                    break;
                default:
                    hasDate = true;
                    break;
            }
        }

        var time = fields.TimeOfDay(text);
        if (fields.FractionDigits > 0) time = FractionalSeconds.Round(time, fields.FractionDigits);
        long? day = hasDate ? fields.Day(text) : null;
        if (day is { } far && !Calendar.IsValidDate(far)) throw DataErrors.DateTimeOutOfRange("date", Encoding.UTF8.GetBytes(text));
        return Of(day, hasTime ? time : null, hasZone ? fields.Offset(text) ?? 0 : null, context);
    }

    private static JsonMoment Of(long? days, long? time, int? offset, FunctionContext context)
    {
        var format = context.Format;
        return (days, time, offset) switch
        {
            ({ } day, null, null) => new JsonMoment(SqlTypes.Date, day, 0, format),
            ({ } day, { } at, null) => new JsonMoment(SqlTypes.Timestamp, (day * Calendar.MicrosPerDay) + at, 0, format),
            ({ } day, _, { } zone) => new JsonMoment(SqlTypes.TimestampTz, (day * Calendar.MicrosPerDay) + (time ?? 0) - (zone * Calendar.MicrosPerSecond), zone, format),
            (null, { } at, null) => new JsonMoment(SqlTypes.Time, at, 0, format),
            (null, { } at, { } zone) => new JsonMoment(SqlTypes.TimeTz, new ZonedTime(at, zone).Packed, zone, format),
            _ => throw FormattingErrors.NoDateTime(),
        };
    }

    private static int Part(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ *(?:(?<y>\d{1,4})-(?<mo>\d{1,2})-(?<d>\d{1,2}))?(?:(?<=\d)[ T](?=\d)|^ *)?(?:(?<h>\d{1,2}):(?<mi>\d{1,2}):(?<s>\d{1,2})(?:\.(?<f>\d{1,6}))?(?: *(?<sign>[+-])(?<zh>\d{1,2})(?::?(?<zm>\d{2}))?)?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Iso();
}
