using System.Buffers;
using System.Globalization;
using Tidemark.Errors;

namespace Tidemark.Engine.Functions;

/// <summary>
/// Reads a text by a template, field by field. Unless the template says FX, spaces before and behind fields do not count, and a separator of the template matches
/// any separator or none. One use.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="template">The template.</param>
/// <param name="isStandard">Whether the SQL standard's rules hold: the text must have the template's very separators, and no further spaces.</param>
internal sealed class DateTimeScan(string text, DateTimeTemplate template, bool isStandard = false)
{
    private static readonly string[] Meridiems = ["am", "pm"];
    private static readonly string[] DottedMeridiems = ["a.m.", "p.m."];
    private static readonly string[] Eras = ["ad", "bc"];
    private static readonly string[] DottedEras = ["a.d.", "b.c."];
    private static readonly string[] Months = DateTimeFormatInfo.InvariantInfo.MonthNames[..12];
    private static readonly string[] MonthAbbreviations = DateTimeFormatInfo.InvariantInfo.AbbreviatedMonthNames[..12];
    private static readonly string[] Days = DateTimeFormatInfo.InvariantInfo.DayNames;
    private static readonly string[] DayAbbreviations = DateTimeFormatInfo.InvariantInfo.AbbreviatedDayNames;

    private static readonly SearchValues<char> Spaces = SearchValues.Create(" \t\n\v\f\r");

    // From December down, so that a numeral is found before the one that it begins with.
    private static readonly string[] RomanMonths = [.. Enumerable.Range(1, 12).Reverse().Select(RomanNumerals.Of)];

    private readonly TemplateElement<DateTimeKeyword>[] _elements = template.Elements;
    private readonly ScannedFields _fields = new();
    private int _at;
    private int _element;
    private readonly bool _isStandard = isStandard;
    private bool _isExact = isStandard;

    // Characters passed over beyond those that the template has.
    private int _surplus;

    /// <summary>Whether the text goes on behind the template with other than spaces.</summary>
    public bool HasRest => text.AsSpan(_at).ContainsAnyExcept(Spaces);

    /// <summary>Whether the text ended before the template.</summary>
    public bool IsShort => _element < _elements.Length;

    private TemplateElement<DateTimeKeyword> Element => _elements[_element];

    /// <summary>Reads all fields; what the text has behind the last one is ignored.</summary>
    /// <exception cref="SqlException">22007, 22008, 0A000: what <see cref="FormattingErrors"/> has.</exception>
    public ScannedFields Read()
    {
        for (_element = 0; _element < _elements.Length && _at < text.Length; _element++)
        {
            if (!_isExact && (Element.Field is not null ? Element.Field.Field != DateTimeField.Exact : _element == 0)) SkipSpaces();
            switch (Element)
            {
                case { Field: { } keyword }:
                    ReadField(keyword);
                    break;
                case { Piece: TemplatePiece.Text }:
                    PassText();
                    break;
                default:
                    PassSeparator();
                    break;
            }
        }

        return _fields;
    }

    private void SkipSpaces()
    {
        for (; _at < text.Length && TemplateText.IsSpace(text[_at]); _at++) _surplus++;
    }

    private void PassCharacter()
    {
        if (_at < text.Length) _at += TemplateText.LengthAt(text, _at);
    }

    private void PassSeparator()
    {
        if (_isStandard)
        {
            if (string.CompareOrdinal(text, _at, Element.Text, 0, Element.Text.Length) != 0) throw FormattingErrors.Unmatched(isSeparator: true, Element.Text);
            PassCharacter();
        }
        else if (_isExact)
        {
            PassCharacter();
        }
        else if (_at < text.Length && (TemplateText.IsSpace(text[_at]) || TemplateText.IsSeparator(text[_at])))
        {
            _at++;
        }
        else
        {
            _surplus--;
        }
    }

    // What was passed over before may have been meant for this.
    private void PassText()
    {
        if (_isStandard && string.CompareOrdinal(text, _at, Element.Text, 0, Element.Text.Length) != 0) throw FormattingErrors.Unmatched(isSeparator: false, Element.Text);
        if (!_isExact && _surplus > 0) _surplus--;
        else PassCharacter();
    }

    private void ReadField(DateTimeKeyword keyword)
    {
        _fields.SetConvention(keyword.Convention);
        if (keyword.Field == DateTimeField.Exact) _isExact = true;
        else ReadValue(keyword);
        if (_isExact) return;
        _surplus = 0;
        SkipSpaces();
    }

    private void ReadValue(DateTimeKeyword keyword)
    {
        switch (keyword.Field)
        {
            case DateTimeField.Meridiem or DateTimeField.MeridiemDotted:
                ScannedFields.Set(ref _fields.IsAfternoon, Name(keyword.Field == DateTimeField.Meridiem ? Meridiems : DottedMeridiems), keyword);
                _fields.IsClock12 = true;
                break;
            case DateTimeField.Era or DateTimeField.EraDotted:
                ScannedFields.Set(ref _fields.IsBeforeChrist, Name(keyword.Field == DateTimeField.Era ? Eras : DottedEras), keyword);
                break;
            case DateTimeField.Hour12:
                Integer(ref _fields.Hour, 2);
                _fields.IsClock12 = true;
                break;
            case DateTimeField.Hour24:
                Integer(ref _fields.Hour, 2);
                break;
            case DateTimeField.Minute:
                Integer(ref _fields.Minute);
                break;
            case DateTimeField.Second:
                Integer(ref _fields.Second);
                break;
            case DateTimeField.SecondOfDay:
                Integer(ref _fields.SecondOfDay);
                break;
            case DateTimeField.Milliseconds:
                Fraction(ref _fields.Milliseconds, 3, 3);
                break;
            case DateTimeField.Fraction:
                Fraction(ref _fields.Microseconds, keyword.Digits, 6);
                _fields.FractionDigits = keyword.Digits;
                break;
            case DateTimeField.Microseconds:
                Fraction(ref _fields.Microseconds, 6, 6);
                break;
            case DateTimeField.ZoneHours:
                _fields.ZoneSign = ZoneSign();
                Integer(ref _fields.ZoneHours, 2, mayHaveOrdinal: false);
                break;
            case DateTimeField.ZoneMinutes:
                if (_fields.ZoneSign == 0) _fields.ZoneSign = 1;
                Integer(ref _fields.ZoneMinutes, 2, mayHaveOrdinal: false);
                break;
            case DateTimeField.ZoneName or DateTimeField.ZoneOffset:
                throw FormattingErrors.OnlyWritten(keyword.Name);
            case DateTimeField.MonthName:
                ScannedFields.Set(ref _fields.Month, Name(Months) + 1, keyword);
                break;
            case DateTimeField.MonthAbbreviation:
                ScannedFields.Set(ref _fields.Month, Name(MonthAbbreviations) + 1, keyword);
                break;
            case DateTimeField.MonthRoman:
                ScannedFields.Set(ref _fields.Month, 12 - Name(RomanMonths), keyword);
                break;
            case DateTimeField.Month:
                Integer(ref _fields.Month);
                break;
            case DateTimeField.DayName:
                WeekDay(Name(Days), keyword);
                break;
            case DateTimeField.DayAbbreviation:
                WeekDay(Name(DayAbbreviations), keyword);
                break;
            case DateTimeField.DayOfYear:
                Integer(ref _fields.DayOfYear);
                break;
            case DateTimeField.IsoDayOfYear:
                Integer(ref _fields.DayOfYear, 3);
                break;
            case DateTimeField.DayOfMonth:
                Integer(ref _fields.DayOfMonth);
                break;
            case DateTimeField.DayOfWeek:
                Integer(ref _fields.DayOfWeek);
                break;
            case DateTimeField.IsoDayOfWeek:
                Integer(ref _fields.DayOfWeek, 1);
                // Sunday is 1 within.
                if (++_fields.DayOfWeek > 7) _fields.DayOfWeek = 1;
                break;
            case DateTimeField.WeekOfYear or DateTimeField.IsoWeek:
                Integer(ref _fields.WeekOfYear);
                break;
            case DateTimeField.WeekOfMonth:
                Integer(ref _fields.WeekOfMonth);
                break;
            case DateTimeField.Quarter:
                // No day belongs to a quarter: it is read and means nothing.
                var ignored = 0;
                Integer(ref ignored);
                break;
            case DateTimeField.Century:
                Integer(ref _fields.Century);
                break;
            case DateTimeField.JulianDay:
                Integer(ref _fields.JulianDay);
                break;
            case DateTimeField.YearWithComma:
                YearWithComma(keyword);
                break;
            default:
                Year(keyword);
                break;
        }
    }

    private void WeekDay(int day, DateTimeKeyword keyword)
    {
        ScannedFields.Set(ref _fields.DayOfWeek, day, keyword);
        _fields.DayOfWeek++;
    }

    private void Year(DateTimeKeyword keyword)
    {
        var length = Integer(ref _fields.Year, mayHaveOrdinal: false);
        if (keyword.Digits < 4 && length < 4) _fields.Year = ScannedFields.NearestTo2020(_fields.Year);
        _fields.YearDigits = keyword.Digits;
        PassOrdinal();
    }

    private void YearWithComma(DateTimeKeyword keyword)
    {
        var at = _at;
        if (!TryInteger(ref at, int.MaxValue, out var thousands) || at == text.Length || text[at] != ',') throw FormattingErrors.NoYearWithComma();
        at++;
        if (!TryInteger(ref at, 3, out var rest)) throw FormattingErrors.NoYearWithComma();
        _at = at;
        ScannedFields.Set(ref _fields.Year, (int)((thousands * 1000) + rest), keyword);
        _fields.YearDigits = 4;
        PassOrdinal();
    }

    private void Fraction(ref int field, int width, int digits)
    {
        var length = Integer(ref field, width, mayHaveOrdinal: false);
        for (; length < digits; length++) field *= 10;
        PassOrdinal();
    }

    private int ZoneSign()
    {
        if (_at < text.Length && text[_at] is '+' or '-' or ' ') return text[_at++] == '-' ? -1 : 1;
        // The minus may have been taken for a separator.
        return _surplus > 0 && text[_at - 1] == '-' ? -1 : 1;
    }

    private void PassOrdinal()
    {
        if ((Element.Affix & TemplateAffix.Ordinal) == 0) return;
        PassCharacter();
        PassCharacter();
    }

    /// <summary>Which of the names comes next.</summary>
    private int Name(string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (string.Compare(text, _at, names[i], 0, names[i].Length, StringComparison.OrdinalIgnoreCase) != 0) continue;
            _at += names[i].Length;
            return i;
        }

        var end = _at;
        while (end < text.Length && !TemplateText.IsSpace(text[end])) end++;
        throw FormattingErrors.UnknownName(text[_at..end], Element.Text);
    }

    private int Integer(ref int field, bool mayHaveOrdinal = true) => Integer(ref field, Element.Text.Length, mayHaveOrdinal);

    /// <summary>Reads digits: as many as there are when something else follows in the template, exactly <paramref name="width"/> otherwise.</summary>
    /// <returns>How many characters were read, spaces before included.</returns>
    private int Integer(ref int field, int width, bool mayHaveOrdinal = true)
    {
        var start = _at;
        while (_at < text.Length && TemplateText.IsSpace(text[_at])) _at++;
        var copy = text[_at..Math.Min(_at + width, text.Length)];
        long value;
        if (Element.Affix.HasFlag(TemplateAffix.Fill) || IsEndOfNumber())
        {
            if (!TryInteger(ref _at, int.MaxValue, out value)) throw FormattingErrors.NoInteger(copy, Element.Text);
        }
        else
        {
            if (copy.Length < width) throw FormattingErrors.TooShort(Element.Text, width, copy.Length);
            var end = _at;
            var used = TryInteger(ref end, width, out value) ? end - _at : 0;
            if (used > 0 && used < width) throw FormattingErrors.TooFewDigits(copy, Element.Text, width, used);
            _at += used;
            if (_at == start) throw FormattingErrors.NoInteger(copy, Element.Text);
        }

        if (value is < int.MinValue or > int.MaxValue) throw FormattingErrors.OutOfRange(Element.Text);
        ScannedFields.Set(ref field, (int)value, Element.Field!);
        var length = _at - start;
        if (mayHaveOrdinal) PassOrdinal();
        return length;
    }

    // Whether what follows in the template cannot be taken for digits of this field.
    private bool IsEndOfNumber()
    {
        if ((Element.Affix & TemplateAffix.Ordinal) != 0 || _element + 1 == _elements.Length) return true;
        var next = _elements[_element + 1];
        return next.Field is { } keyword ? !keyword.IsNumeric : !(next.Text.Length == 1 && char.IsAsciiDigit(next.Text[0]));
    }

    /// <summary>An integer with its sign, of at most <paramref name="width"/> characters behind spaces; it saturates.</summary>
    private bool TryInteger(ref int at, int width, out long value)
    {
        value = 0;
        var next = at;
        while (next < text.Length && TemplateText.IsSpace(text[next])) next++;
        var end = width > text.Length - next ? text.Length : next + width;
        var isNegative = next < end && text[next] == '-';
        if (next < end && text[next] is '-' or '+') next++;
        var first = next;
        for (; next < end && char.IsAsciiDigit(text[next]); next++) value = Math.Min((value * 10) + (text[next] - '0'), 1L << 40);
        if (next == first) return false;
        if (isNegative) value = -value;
        at = next;
        return true;
    }
}
