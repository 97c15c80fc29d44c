namespace Tidemark.Types;

/// <summary>
/// Gives tokens their meaning: date, time and zone in any order that PostgreSQL accepts. The rules are those of DecodeDateTime and DecodeTimeOnly
/// (datetime.c); fields left unset by the input are zero.
/// </summary>
internal sealed partial class DateTimeDecoder
{
    private readonly FormatSettings _settings;
    private readonly List<DateTimeToken> _tokens;
    private readonly bool _timeOnly;
    private readonly bool _withZone;

    private DateTimeMask _seen;
    private DateTimeMask _new;
    private DateTimeUnit _prefix;
    private bool _twoDigitYear;
    private bool _isJulian;
    private bool _isBc;
    private bool _hasTextMonth;
    private int _meridiem = -1;
    private int _dayOfYear;
    private TimeZoneRules? _namedZone;
    private TimeZoneRules? _abbreviationZone;
    private string _abbreviation = "";

    private DateTimeDecoder(List<DateTimeToken> tokens, FormatSettings settings, bool timeOnly, bool withZone)
    {
        _withZone = withZone;
        _tokens = tokens;
        _settings = settings;
        _timeOnly = timeOnly;
    }

    /// <summary>Now for a moment in fields, or the special value that the input names.</summary>
    public DateTimeWord Special { get; private set; } = DateTimeWord.Unknown;

    public int Year { get; private set; }

    public int Month { get; private set; }

    public int Day { get; private set; }

    public int Hour { get; private set; }

    public int Minute { get; private set; }

    public int Second { get; private set; }

    public int Micros { get; private set; }

    /// <summary>Seconds east of Greenwich.</summary>
    public int Offset { get; private set; }

    /// <summary>The time of day in microseconds; 24:00:00 and a 60th second run over.</summary>
    public long TimeOfDay => ((((Hour * 60L) + Minute) * 60) + Second) * Calendar.MicrosPerSecond + Micros;

    /// <summary>Reads a date and perhaps a time.</summary>
    public static DateTimeFault Decode(ReadOnlySpan<byte> text, FormatSettings settings, bool timeOnly, out DateTimeDecoder result, bool withZone = false)
    {
        var tokens = DateTimeTokenizer.Split(text);
        result = new DateTimeDecoder(tokens ?? [], settings, timeOnly, withZone);
        return tokens is null ? DateTimeFault.BadFormat : result.Run();
    }

    private DateTimeFault Run()
    {
        for (var i = 0; i < _tokens.Count; i++)
        {
            _new = DateTimeMask.None;
            var token = _tokens[i];
            var fault = token.Kind switch
            {
                DateTimeTokenKind.Date => DateToken(i, token.Text),
                DateTimeTokenKind.Time => TimeToken(token.Text),
                DateTimeTokenKind.Signed => ZoneToken(token.Text),
                DateTimeTokenKind.Number => _prefix != DateTimeUnit.None ? PrefixedNumber(token.Text) : NumberToken(i, token.Text),
                _ => Word(i, token.Text),
            };
            if (fault != DateTimeFault.None) return fault;
            if ((_new & _seen) != 0) return DateTimeFault.BadFormat;
            _seen |= _new;
        }

        return _prefix != DateTimeUnit.None ? DateTimeFault.BadFormat : Special is DateTimeWord.Unknown ? Finish() : DateTimeFault.None;
    }

    private bool Has(DateTimeMask fields) => (_seen & fields) == fields;

    private DateTimeFault DateToken(int index, string text)
    {
        if (_timeOnly)
        {
            var last = _tokens[^1].Kind;
            var dateAllowed = index == 0 && _tokens.Count >= 2 && (last == DateTimeTokenKind.Date || _tokens[1].Kind == DateTimeTokenKind.Time);
            if (dateAllowed) return ReadDate(text);
            return char.IsAsciiDigit(text[0]) ? TimeWithZone(text) : NamedZone(text);
        }

        if (_prefix == DateTimeUnit.Julian)
        {
            // An integral Julian day with a zone attached.
            if (!DateTimeNumbers.TryInt32(text, 0, out var julian, out var end) || julian < 0) return DateTimeFault.FieldOverflow;
            SetJulian(julian);
            _prefix = DateTimeUnit.None;
            _new = DateTimeMask.Date | DateTimeMask.Time | DateTimeMask.Zone;
            return ReadOffset(text[end..]);
        }

        if (_prefix == DateTimeUnit.None && !Has(DateTimeMask.Month | DateTimeMask.Day)) return ReadDate(text);
        if (!char.IsAsciiDigit(text[0]) && _prefix == DateTimeUnit.None) return NamedZone(text);
        if (_prefix is not (DateTimeUnit.None or DateTimeUnit.Time)) return DateTimeFault.BadFormat;
        _prefix = DateTimeUnit.None;
        return TimeWithZone(text);
    }

    /// <summary>A run-together time with a zone behind it: <c>040506-08</c>.</summary>
    private DateTimeFault TimeWithZone(string text)
    {
        if (Has(DateTimeMask.Time)) return DateTimeFault.BadFormat;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0) return DateTimeFault.BadFormat;
        var fault = ReadOffset(text[dash..]);
        if (fault != DateTimeFault.None) return fault;
        fault = NumberField(text[..dash], _timeOnly ? _seen | DateTimeMask.Date : _seen);
        _new |= DateTimeMask.Zone;
        return fault;
    }

    private DateTimeFault NamedZone(string text)
    {
        _namedZone = TimeZoneRules.Find(text) ?? throw Errors.DataErrors.UnknownTimeZone(text);
        _new = DateTimeMask.Zone;
        return DateTimeFault.None;
    }

    private DateTimeFault TimeToken(string text)
    {
        if (_prefix != DateTimeUnit.None)
        {
            if (_prefix != DateTimeUnit.Time) return DateTimeFault.BadFormat;
            _prefix = DateTimeUnit.None;
        }

        _new = DateTimeMask.Time;
        var fault = ClockTime.Read(text, minuteToSecond: false, out var clock);
        if (fault != DateTimeFault.None) return fault;
        if (clock.Hour > 24) return DateTimeFault.FieldOverflow;
        (Hour, Minute, Second, Micros) = ((int)clock.Hour, clock.Minute, clock.Second, clock.Micros);
        return TimeOfDay > Calendar.MicrosPerDay ? DateTimeFault.FieldOverflow : DateTimeFault.None;
    }

    private DateTimeFault ZoneToken(string text)
    {
        _new = DateTimeMask.Zone;
        return ReadOffset(text);
    }

    /// <summary>A number whose meaning the word before it said: <c>y2001</c>, <c>J2451187</c>, <c>T040506</c>.</summary>
    private DateTimeFault PrefixedNumber(string text)
    {
        if (!DateTimeNumbers.TryInt32(text, 0, out var value, out var end)) return DateTimeFault.FieldOverflow;
        var hasFraction = end < text.Length && text[end] == '.';
        var prefix = _prefix;
        if (hasFraction ? prefix is not (DateTimeUnit.Julian or DateTimeUnit.Time or DateTimeUnit.Second) : end < text.Length) return DateTimeFault.BadFormat;
        _prefix = DateTimeUnit.None;
        switch (prefix)
        {
            case DateTimeUnit.Year:
                Year = value;
                _new = DateTimeMask.Year;
                break;
            case DateTimeUnit.Month when Has(DateTimeMask.Month | DateTimeMask.Hour):
            case DateTimeUnit.Minute:
                Minute = value;
                _new = DateTimeMask.Minute;
                break;
            case DateTimeUnit.Month:
                Month = value;
                _new = DateTimeMask.Month;
                break;
            case DateTimeUnit.Day:
                Day = value;
                _new = DateTimeMask.Day;
                break;
            case DateTimeUnit.Hour:
                Hour = value;
                _new = DateTimeMask.Hour;
                break;
            case DateTimeUnit.Second:
                Second = value;
                _new = DateTimeMask.Second;
                if (!hasFraction) break;
                _new = DateTimeMask.Seconds;
                if (!DateTimeNumbers.TryFractionMicros(text, end, out var micros)) return DateTimeFault.BadFormat;
                Micros = micros;
                break;
            case DateTimeUnit.Julian:
                if (value < 0) return DateTimeFault.FieldOverflow;
                SetJulian(value);
                _new = DateTimeMask.Date;
                return hasFraction ? JulianFraction(text, end) : DateTimeFault.None;
            case DateTimeUnit.Time:
                var fault = NumberField(text, _seen | DateTimeMask.Date);
                return fault == DateTimeFault.None && _new != DateTimeMask.Time ? DateTimeFault.BadFormat : fault;
            default:
                return DateTimeFault.BadFormat;
        }

        return DateTimeFault.None;
    }

    private DateTimeFault JulianFraction(string text, int point)
    {
        if (!DateTimeNumbers.TryFraction(text, point, out var fraction)) return DateTimeFault.BadFormat;
        var micros = (long)(fraction * Calendar.MicrosPerDay);
        Hour = (int)(micros / Calendar.MicrosPerHour);
        Minute = (int)(micros / Calendar.MicrosPerMinute % 60);
        Second = (int)(micros / Calendar.MicrosPerSecond % 60);
        Micros = (int)(micros % Calendar.MicrosPerSecond);
        _new |= DateTimeMask.Time;
        return DateTimeFault.None;
    }

    private DateTimeFault NumberToken(int index, string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (_timeOnly)
        {
            if (point >= 0)
            {
                if (index == 0 && _tokens.Count >= 2 && _tokens[^1].Kind == DateTimeTokenKind.Date) return ReadDate(text);
                return point > 2 ? NumberField(text, _seen | DateTimeMask.Date) : DateTimeFault.BadFormat;
            }

            return text.Length > 4 ? NumberField(text, _seen | DateTimeMask.Date) : SingleNumber(text, hasTextMonth: false, _seen | DateTimeMask.Date);
        }

        if (point >= 0 && (_seen & DateTimeMask.Date) == 0) return ReadDate(text);
        if (point > 2) return NumberField(text, _seen);
        if (text.Length >= 6 && !(Has(DateTimeMask.Date) && Has(DateTimeMask.Time))) return NumberField(text, _seen);
        return SingleNumber(text, _hasTextMonth, _seen);
    }

    private DateTimeFault Word(int index, string text)
    {
        if (TimeZoneAbbreviations.TryFind(text, out var offset, out var isDaylight, out var zone)) return Abbreviation(text, offset, isDaylight, zone);
        var word = DateTimeKeywords.Find(text, out var value);
        switch (word)
        {
            case DateTimeWord.Ignored:
                return DateTimeFault.None;
            case DateTimeWord.Month when !_timeOnly:
                _new = DateTimeMask.Month;
                if (Has(DateTimeMask.Month) && !_hasTextMonth && !Has(DateTimeMask.Day) && Month is >= 1 and <= 31)
                {
                    // What was read as the month is the day: 08 Jan.
                    Day = Month;
                    _new = DateTimeMask.Day;
                }

                _hasTextMonth = true;
                Month = value;
                return DateTimeFault.None;
            case DateTimeWord.DayOfWeek when !_timeOnly:
                _new = DateTimeMask.DayOfWeek;
                return DateTimeFault.None;
            case DateTimeWord.Meridiem:
                _new = DateTimeMask.Meridiem;
                _meridiem = value;
                return DateTimeFault.None;
            case DateTimeWord.Era:
                _new = DateTimeMask.Era;
                _isBc = value == 1;
                return DateTimeFault.None;
            case DateTimeWord.DaylightModifier:
                _new = DateTimeMask.DaylightModifier | DateTimeMask.DaylightZone;
                Offset += value;
                return DateTimeFault.None;
            case DateTimeWord.Unit:
                if (_prefix != DateTimeUnit.None) return DateTimeFault.BadFormat;
                _prefix = (DateTimeUnit)value;
                return DateTimeFault.None;
            case DateTimeWord.IsoTime:
                return IsoTimeMark(index);
            case DateTimeWord.Unknown:
                if (TimeZoneRules.Find(text) is not { } named) return DateTimeFault.BadFormat;
                _namedZone = named;
                _new = DateTimeMask.Zone;
                return DateTimeFault.None;
            default:
                return Reserved(word);
        }
    }

    private DateTimeFault Abbreviation(string text, int offset, bool isDaylight, TimeZoneRules? zone)
    {
        _new = isDaylight ? DateTimeMask.Zone | DateTimeMask.DaylightZone : DateTimeMask.Zone;
        if (zone is null)
        {
            Offset = offset;
        }
        else
        {
            _abbreviationZone = zone;
            _abbreviation = text;
        }

        return DateTimeFault.None;
    }

    private DateTimeFault IsoTimeMark(int index)
    {
        if (!_timeOnly && !Has(DateTimeMask.Date)) return DateTimeFault.BadFormat;
        var followed = index + 1 < _tokens.Count
            && _tokens[index + 1].Kind is DateTimeTokenKind.Number or DateTimeTokenKind.Time or DateTimeTokenKind.Date;
        if (!followed || _prefix != DateTimeUnit.None) return DateTimeFault.BadFormat;
        _prefix = DateTimeUnit.Time;
        return DateTimeFault.None;
    }

    private DateTimeFault Reserved(DateTimeWord word)
    {
        if (word == DateTimeWord.AllBalls)
        {
            _new = DateTimeMask.Time | DateTimeMask.Zone;
            (Hour, Minute, Second, Micros, Offset) = (0, 0, 0, 0, 0);
            return DateTimeFault.None;
        }

        var now = _settings.TransactionTime;
        var offset = _settings.TimeZone.OffsetAt(now);
        var today = Calendar.DayOf(now + (offset * Calendar.MicrosPerSecond), out var time);
        if (word == DateTimeWord.Now)
        {
            _new = _timeOnly ? DateTimeMask.Time : DateTimeMask.Date | DateTimeMask.Time | DateTimeMask.Zone;
            if (!_timeOnly) SetDate(today);
            Offset = offset;
            SetTime(time);
            return DateTimeFault.None;
        }

        if (_timeOnly) return DateTimeFault.BadFormat;
        switch (word)
        {
            case DateTimeWord.Today or DateTimeWord.Tomorrow or DateTimeWord.Yesterday:
                _new = DateTimeMask.Date;
                SetDate(today + (word == DateTimeWord.Tomorrow ? 1 : word == DateTimeWord.Yesterday ? -1 : 0));
                return DateTimeFault.None;
            case DateTimeWord.Epoch or DateTimeWord.Infinity or DateTimeWord.NegativeInfinity:
                _new = DateTimeMask.Date | DateTimeMask.Time | DateTimeMask.Zone;
                Special = word;
                return DateTimeFault.None;
            default:
                return DateTimeFault.BadFormat;
        }
    }

    private DateTimeFault Finish()
    {
        var fault = ValidateDate();
        if (fault != DateTimeFault.None) return fault;
        if (_meridiem >= 0)
        {
            if (Hour > 12) return DateTimeFault.FieldOverflow;
            if (_meridiem == 0 && Hour == 12) Hour = 0;
            else if (_meridiem == 1 && Hour != 12) Hour += 12;
        }

        if (_timeOnly)
        {
            var overflows = Hour is < 0 or > 24 || Minute is < 0 or > 59 || Second is < 0 or > 60 || TimeOfDay > Calendar.MicrosPerDay;
            if (overflows) return DateTimeFault.FieldOverflow;
        }

        if (!Has(_timeOnly ? DateTimeMask.Time : DateTimeMask.Date)) return DateTimeFault.BadFormat;
        return ResolveZone();
    }

    // Without a date the zone's rules of today count.
    private void ResolveZoneOfTime(bool hasModifier)
    {
        if (_namedZone is null && _abbreviationZone is null && (Has(DateTimeMask.Zone) || hasModifier)) return;
        var today = Calendar.DayOf(_settings.TransactionTime + (_settings.TimeZone.OffsetAt(_settings.TransactionTime) * Calendar.MicrosPerSecond), out _);
        var local = ((Has(DateTimeMask.Date) ? ToDays() : today) * Calendar.MicrosPerDay) + TimeOfDay;
        Offset = _abbreviationZone is { } dynamic
            ? new ZoneSpecifier(dynamic, _abbreviation).OffsetAtLocal(local)
            : (_namedZone ?? _settings.TimeZone).OffsetAtLocal(local);
    }

    private DateTimeFault ResolveZone()
    {
        var hasModifier = (_seen & DateTimeMask.DaylightModifier) != 0;
        if (_timeOnly)
        {
            // The type time drops the zone, but a zone with daylight time needs a date.
            if (_namedZone is { IsFixed: false } && !Has(DateTimeMask.Date)) return DateTimeFault.BadFormat;
            if (_withZone) ResolveZoneOfTime(hasModifier);
            return DateTimeFault.None;
        }

        if (_namedZone is null && _abbreviationZone is null && Has(DateTimeMask.Zone)) return DateTimeFault.None;
        if (hasModifier) return DateTimeFault.BadFormat;
        if (!IsJulianRange) return DateTimeFault.None;
        var local = (ToDays() * Calendar.MicrosPerDay) + TimeOfDay;
        Offset = _abbreviationZone is { } dynamic
            ? new ZoneSpecifier(dynamic, _abbreviation).OffsetAtLocal(local)
            : (_namedZone ?? _settings.TimeZone).OffsetAtLocal(local);
        return DateTimeFault.None;
    }
}
