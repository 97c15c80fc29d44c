using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>
/// Reads intervals: <c>1 day 02:03:04</c>, <c>@ 1 minute ago</c>, <c>1-2</c>, <c>P1DT2H</c> and whatever else PostgreSQL reads. The rules are those of
/// DecodeInterval and DecodeISO8601Interval (datetime.c).
/// </summary>
public sealed class IntervalParser
{
    private readonly List<DateTimeToken> _tokens;
    private readonly IntervalAccumulator _sum = new();
    private readonly DateTimeUnit _lastUnit;
    private readonly bool _minuteToSecond;
    private readonly bool _allNegative;

    private IntervalParser(List<DateTimeToken> tokens, int modifier, FormatSettings settings)
    {
        _tokens = tokens;
        _minuteToSecond = IntervalModifier.Format(modifier).StartsWith("interval minute to second", StringComparison.Ordinal);
        _lastUnit = IntervalModifier.LastField(modifier) switch
        {
            "year" => DateTimeUnit.Year,
            "month" => DateTimeUnit.Month,
            "day" => DateTimeUnit.Day,
            "hour" => DateTimeUnit.Hour,
            "minute" => DateTimeUnit.Minute,
            _ => DateTimeUnit.Second,
        };

        // In the standard's style a leading minus sign, where it is the only sign, stands for the whole: -1 1:00:00.
        _allNegative = settings.IntervalStyle == IntervalStyle.SqlStandard && tokens.Count > 0 && tokens[0].Text[0] == '-'
            && !tokens.Skip(1).Any(t => t.Text[0] is '-' or '+');
    }

    /// <summary>Reads an interval and brings it to a modifier (<see cref="IntervalModifier"/>; -1 for none).</summary>
    /// <exception cref="SqlException">22007, 22008, 22015.</exception>
    public static Interval Parse(ReadOnlySpan<byte> text, int modifier, FormatSettings settings)
    {
        var fault = DateTimeFault.BadFormat;
        IntervalAccumulator? sum = null;
        if (DateTimeTokenizer.Split(text) is { } tokens)
        {
            var parser = new IntervalParser(tokens, modifier, settings);
            fault = parser.Run();
            sum = parser._sum;
        }

        if (fault == DateTimeFault.BadFormat)
        {
            sum = new IntervalAccumulator();
            fault = Iso8601Interval.Read(text, sum);
        }

        if (fault == DateTimeFault.FieldOverflow) fault = DateTimeFault.IntervalOverflow;
        DateTimeParser.Check(fault, text, "interval");
        return IntervalArithmetic.ToModifier(sum!.ToInterval(), modifier);
    }

    /// <summary>Reads from the last token to the first, so that a unit is known before its number.</summary>
    private DateTimeFault Run()
    {
        var seen = DateTimeMask.None;
        var unit = DateTimeUnit.None;
        var ago = false;
        for (var i = _tokens.Count - 1; i >= 0; i--)
        {
            var (kind, text) = _tokens[i];
            var found = DateTimeMask.None;
            if (kind is DateTimeTokenKind.Word or DateTimeTokenKind.SignedWord)
            {
                if (text == "ago")
                {
                    ago = true;
                    unit = DateTimeUnit.None;
                    continue;
                }

                unit = DateTimeKeywords.FindIntervalUnit(text);
                if (unit == DateTimeUnit.None) return DateTimeFault.BadFormat;
                continue;
            }

            var signedTime = kind == DateTimeTokenKind.Signed && text.IndexOf(':', StringComparison.Ordinal) > 0;
            var fault = kind == DateTimeTokenKind.Time || signedTime
                ? Time(text, signedTime, out found, ref unit)
                : Number(text, out found, ref unit);
            if (fault != DateTimeFault.None) return fault;
            if ((found & seen) != 0) return DateTimeFault.BadFormat;
            seen |= found;
        }

        if (seen == DateTimeMask.None) return DateTimeFault.BadFormat;
        return !ago || _sum.Negate() ? DateTimeFault.None : DateTimeFault.FieldOverflow;
    }

    private DateTimeFault Time(string text, bool isSigned, out DateTimeMask found, ref DateTimeUnit unit)
    {
        found = DateTimeMask.Time;
        var fault = ClockTime.Read(isSigned ? text[1..] : text, _minuteToSecond, out var clock);
        if (fault != DateTimeFault.None) return fault;
        if (!_sum.SetTime(clock, negative: isSigned && text[0] == '-')) return DateTimeFault.FieldOverflow;
        if (_allNegative) _sum.MakeTimeNegative();

        // A number before a time without a unit is a number of days.
        unit = DateTimeUnit.Day;
        return DateTimeFault.None;
    }

    private DateTimeFault Number(string text, out DateTimeMask found, ref DateTimeUnit unit)
    {
        found = DateTimeMask.None;
        if (unit == DateTimeUnit.None) unit = _lastUnit;
        if (!DateTimeNumbers.TryInt64(text, 0, out var value, out var end)) return DateTimeFault.FieldOverflow;
        double fraction = 0;
        if (end == 0 && text[0] is '+' or '-' && text.Length > 1) end = 1;
        if (end < text.Length && text[end] == '-' && end > 0)
        {
            // The standard's years-months.
            if (!DateTimeNumbers.TryInt32(text, end + 1, out var months, out end) || months is < 0 or >= 12) return DateTimeFault.FieldOverflow;
            if (end < text.Length) return DateTimeFault.BadFormat;
            unit = DateTimeUnit.Month;
            if (text[0] == '-') months = -months;
            var total = ((Int128)value * 12) + months;
            if (total < long.MinValue || total > long.MaxValue) return DateTimeFault.FieldOverflow;
            value = (long)total;
        }
        else if (end < text.Length && text[end] == '.')
        {
            if (!DateTimeNumbers.TryFraction(text, end, out fraction)) return DateTimeFault.BadFormat;
            if (text[0] == '-') fraction = -fraction;
        }
        else if (end < text.Length)
        {
            return DateTimeFault.BadFormat;
        }

        if (_allNegative)
        {
            if (value > 0) value = -value;
            if (fraction > 0) fraction = -fraction;
        }

        if (!IntervalAccumulator.TryMask(unit, fraction != 0, out found)) return DateTimeFault.BadFormat;
        if (!_sum.Add(unit, value, fraction)) return DateTimeFault.FieldOverflow;
        if (unit == DateTimeUnit.Hour) unit = DateTimeUnit.Day;
        return DateTimeFault.None;
    }
}
