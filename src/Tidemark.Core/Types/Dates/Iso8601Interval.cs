using System.Globalization;

namespace Tidemark.Types;

/// <summary>Reads the durations of ISO 8601: with designators (<c>P1Y2M3DT4H5M6S</c>) and in both alternative formats (<c>P0001-02-03T04:05:06</c>, <c>P00010203T040506</c>).</summary>
internal ref struct Iso8601Interval
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly IntervalAccumulator _sum;
    private int _at;
    private long _value;
    private double _fraction;

    private Iso8601Interval(ReadOnlySpan<byte> text, IntervalAccumulator sum)
    {
        _text = text;
        _sum = sum;
    }

    private readonly byte Current => _at < _text.Length ? _text[_at] : (byte)0;

    public static DateTimeFault Read(ReadOnlySpan<byte> text, IntervalAccumulator sum)
    {
        if (text.Length < 2 || text[0] != 'P') return DateTimeFault.BadFormat;
        return new Iso8601Interval(text, sum) { _at = 1 }.Run();
    }

    private DateTimeFault Run()
    {
        var inTime = false;
        var hasField = false;
        while (_at < _text.Length)
        {
            if (Current == 'T')
            {
                inTime = true;
                hasField = false;
                _at++;
                continue;
            }

            var start = _at;
            var fault = Number();
            if (fault != DateTimeFault.None) return fault;
            var width = WholeDigits(start);
            var designator = Current;
            if (designator is 0 or (byte)'-' or (byte)':' || (designator == 'T' && !inTime))
            {
                if (hasField) return DateTimeFault.BadFormat;
                fault = inTime ? AlternativeTime(width, designator) : AlternativeDate(width, designator);
                if (fault != DateTimeFault.None) return fault;
                continue;
            }

            _at++;
            var unit = Unit(designator, inTime);
            if (unit == DateTimeUnit.None) return DateTimeFault.BadFormat;
            if (!_sum.Add(unit, _value, _fraction)) return DateTimeFault.FieldOverflow;
            hasField = true;
        }

        return DateTimeFault.None;
    }

    private static DateTimeUnit Unit(byte designator, bool inTime) => (designator, inTime) switch
    {
        ((byte)'Y', false) => DateTimeUnit.Year,
        ((byte)'M', false) => DateTimeUnit.Month,
        ((byte)'W', false) => DateTimeUnit.Week,
        ((byte)'D', false) => DateTimeUnit.Day,
        ((byte)'H', true) => DateTimeUnit.Hour,
        ((byte)'M', true) => DateTimeUnit.Minute,
        ((byte)'S', true) => DateTimeUnit.Second,
        _ => DateTimeUnit.None,
    };

    private DateTimeFault AlternativeDate(int width, byte designator)
    {
        if (designator == ':') return DateTimeFault.BadFormat;
        if (designator != '-' && width == 8)
        {
            var added = _sum.Add(DateTimeUnit.Year, _value / 10_000, 0) && _sum.Add(DateTimeUnit.Month, _value / 100 % 100, 0)
                && _sum.Add(DateTimeUnit.Day, _value % 100, 0) && _sum.AddFractionMicros(_fraction, Calendar.MicrosPerDay);
            return added ? DateTimeFault.None : DateTimeFault.FieldOverflow;
        }

        return Alternative('-', DateTimeUnit.Year, DateTimeUnit.Month, DateTimeUnit.Day);
    }

    private DateTimeFault AlternativeTime(int width, byte designator)
    {
        if (designator == '-') return DateTimeFault.BadFormat;
        if (designator == 0 && width == 6)
        {
            var added = _sum.Add(DateTimeUnit.Hour, _value / 10_000, 0) && _sum.Add(DateTimeUnit.Minute, _value / 100 % 100, 0)
                && _sum.Add(DateTimeUnit.Second, _value % 100, 0) && _sum.AddFractionMicros(_fraction, 1);
            return added ? DateTimeFault.None : DateTimeFault.FieldOverflow;
        }

        return Alternative(':', DateTimeUnit.Hour, DateTimeUnit.Minute, DateTimeUnit.Second);
    }

    /// <summary>Up to three numbers with separators; the first is read already.</summary>
    private DateTimeFault Alternative(char separator, DateTimeUnit first, DateTimeUnit second, DateTimeUnit third)
    {
        if (!_sum.Add(first, _value, _fraction)) return DateTimeFault.FieldOverflow;
        for (var i = 0; i < 2; i++)
        {
            if (Current is 0 or (byte)'T') return DateTimeFault.None;
            if (Current != separator) return DateTimeFault.BadFormat;
            _at++;
            var fault = Number();
            if (fault != DateTimeFault.None) return fault;
            if (!_sum.Add(i == 0 ? second : third, _value, _fraction)) return DateTimeFault.FieldOverflow;
        }

        return Current is 0 or (byte)'T' ? DateTimeFault.None : DateTimeFault.BadFormat;
    }

    private DateTimeFault Number()
    {
        var start = _at;
        if (Current == '-') _at++;
        while (DateTimeTokenizer.IsDigit(Current)) _at++;
        if (Current == '.')
        {
            _at++;
            while (DateTimeTokenizer.IsDigit(Current)) _at++;
        }

        if (_at > start && (Current | 0x20) == 'e' && _at + 1 < _text.Length)
        {
            var exponent = _at + (_text[_at + 1] is (byte)'-' or (byte)'+' ? 2 : 1);
            if (exponent < _text.Length && DateTimeTokenizer.IsDigit(_text[exponent]))
            {
                _at = exponent;
                while (DateTimeTokenizer.IsDigit(Current)) _at++;
            }
        }

        if (!double.TryParse(_text[start.._at], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return DateTimeFault.BadFormat;
        if (number is < -1.0e15 or > 1.0e15) return DateTimeFault.FieldOverflow;
        _value = (long)number;
        _fraction = number - _value;
        return DateTimeFault.None;
    }

    private readonly int WholeDigits(int start)
    {
        if (start < _text.Length && _text[start] == '-') start++;
        var end = start;
        while (end < _text.Length && DateTimeTokenizer.IsDigit(_text[end])) end++;
        return end - start;
    }
}
