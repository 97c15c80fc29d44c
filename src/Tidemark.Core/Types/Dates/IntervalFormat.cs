namespace Tidemark.Types;

/// <summary>Writes intervals in the four styles, as PostgreSQL's EncodeInterval does.</summary>
internal static class IntervalFormat
{
    /// <summary>Bytes that no interval exceeds.</summary>
    public const int MaxLength = 160;

    /// <summary>Writes an interval; returns the bytes written.</summary>
    public static int Write(Interval value, IntervalStyle style, Span<byte> target)
    {
        var fields = new Fields(value);
        var writer = new Writer(target);
        switch (style)
        {
            case IntervalStyle.SqlStandard:
                writer.SqlStandard(fields);
                break;
            case IntervalStyle.Iso8601:
                writer.Iso8601(fields);
                break;
            case IntervalStyle.PostgresVerbose:
                writer.Verbose(fields);
                break;
            default:
                writer.Postgres(fields);
                break;
        }

        return writer.Length;
    }

    private readonly struct Fields
    {
        public readonly int Years, Months, Days, Minutes, Seconds, Micros;
        public readonly long Hours;

        public Fields(Interval value)
        {
            Years = value.Months / 12;
            Months = value.Months % 12;
            Days = value.Days;
            Hours = value.Microseconds / Calendar.MicrosPerHour;
            Minutes = (int)(value.Microseconds / Calendar.MicrosPerMinute % 60);
            Seconds = (int)(value.Microseconds / Calendar.MicrosPerSecond % 60);
            Micros = (int)(value.Microseconds % Calendar.MicrosPerSecond);
        }

        public bool HasTime => Hours != 0 || Minutes != 0 || Seconds != 0 || Micros != 0;

        public bool IsTimeNegative => Hours < 0 || Minutes < 0 || Seconds < 0 || Micros < 0;

        public bool HasNegative => Years < 0 || Months < 0 || Days < 0 || IsTimeNegative;

        public bool HasPositive => Years > 0 || Months > 0 || Days > 0 || Hours > 0 || Minutes > 0 || Seconds > 0 || Micros > 0;
    }

    private ref struct Writer(Span<byte> target)
    {
        private readonly Span<byte> _target = target;
        private bool _isEmpty = true;
        private bool _isNegative;

        public int Length { get; private set; }

        public void Postgres(Fields f)
        {
            PostgresPart(f.Years, "year"u8);
            PostgresPart(f.Months, "mon"u8);
            PostgresPart(f.Days, "day"u8);
            if (!_isEmpty && !f.HasTime) return;
            if (!_isEmpty) Put(' ');
            if (f.IsTimeNegative) Put('-');
            else if (_isNegative) Put('+');
            Padded((ulong)Math.Abs(f.Hours));
            Put(':');
            Padded((ulong)Math.Abs(f.Minutes));
            Put(':');
            Seconds(f, pad: true);
        }

        public void Verbose(Fields f)
        {
            Put('@');
            VerbosePart(f.Years, "year"u8);
            VerbosePart(f.Months, "mon"u8);
            VerbosePart(f.Days, "day"u8);
            VerbosePart(f.Hours, "hour"u8);
            VerbosePart(f.Minutes, "min"u8);
            if (f.Seconds != 0 || f.Micros != 0)
            {
                Put(' ');
                if (f.Seconds < 0 || f.Micros < 0)
                {
                    if (_isEmpty) _isNegative = true;
                    else if (!_isNegative) Put('-');
                }
                else if (_isNegative)
                {
                    Put('-');
                }

                Seconds(f, pad: false);
                Put(Math.Abs(f.Seconds) != 1 || f.Micros != 0 ? " secs"u8 : " sec"u8);
                _isEmpty = false;
            }

            if (_isEmpty) Put(" 0"u8);
            if (_isNegative) Put(" ago"u8);
        }

        public void Iso8601(Fields f)
        {
            Put('P');
            Designated(f.Years, 'Y');
            Designated(f.Months, 'M');
            Designated(f.Days, 'D');
            if (!f.HasTime)
            {
                if (_isEmpty) Put("T0S"u8);
                return;
            }

            Put('T');
            Designated(f.Hours, 'H');
            Designated(f.Minutes, 'M');
            if (f.Seconds == 0 && f.Micros == 0) return;
            if (f.Seconds < 0 || f.Micros < 0) Put('-');
            Seconds(f, pad: false);
            Put('S');
        }

        public void SqlStandard(Fields f)
        {
            var hasYearMonth = f.Years != 0 || f.Months != 0;
            var hasDayTime = f.Days != 0 || f.HasTime;
            if (!hasYearMonth && !hasDayTime)
            {
                Put('0');
                return;
            }

            if ((f.HasNegative && f.HasPositive) || (hasYearMonth && hasDayTime))
            {
                // The standard has no such value; every part carries its sign.
                Put(f.Years < 0 || f.Months < 0 ? '-' : '+');
                YearMonth(f);
                Put(' ');
                Put(f.Days < 0 ? '-' : '+');
                Number((ulong)Math.Abs((long)f.Days));
                Put(' ');
                Put(f.IsTimeNegative ? '-' : '+');
                Time(f);
                return;
            }

            if (f.HasNegative) Put('-');
            if (hasYearMonth)
            {
                YearMonth(f);
                return;
            }

            if (f.Days != 0)
            {
                Number((ulong)Math.Abs((long)f.Days));
                Put(' ');
            }

            Time(f);
        }

        private void YearMonth(Fields f)
        {
            Number((ulong)Math.Abs(f.Years));
            Put('-');
            Number((ulong)Math.Abs(f.Months));
        }

        private void Time(Fields f)
        {
            Number((ulong)Math.Abs(f.Hours));
            Put(':');
            Padded((ulong)Math.Abs(f.Minutes));
            Put(':');
            Seconds(f, pad: true);
        }

        private void PostgresPart(int value, ReadOnlySpan<byte> unit)
        {
            if (value == 0) return;
            if (!_isEmpty) Put(' ');
            if (_isNegative && value > 0) Put('+');
            Signed(value);
            Put(' ');
            Put(unit);
            if (value != 1) Put('s');
            _isNegative = value < 0;
            _isEmpty = false;
        }

        private void VerbosePart(long value, ReadOnlySpan<byte> unit)
        {
            if (value == 0) return;
            if (_isEmpty)
            {
                _isNegative = value < 0;
                value = Math.Abs(value);
            }
            else if (_isNegative)
            {
                value = -value;
            }

            Put(' ');
            Signed(value);
            Put(' ');
            Put(unit);
            if (value != 1) Put('s');
            _isEmpty = false;
        }

        private void Designated(long value, char designator)
        {
            if (value == 0) return;
            Signed(value);
            Put(designator);
            _isEmpty = false;
        }

        private void Seconds(Fields f, bool pad)
        {
            if (pad) Padded((ulong)Math.Abs(f.Seconds));
            else Number((ulong)Math.Abs(f.Seconds));
            Length += DigitWriter.Fraction(_target[Length..], Math.Abs(f.Micros));
        }

        private void Signed(long value)
        {
            if (value < 0) Put('-');
            Number((ulong)Math.Abs(value));
        }

        private void Padded(ulong value)
        {
            if (value < 10) Put('0');
            Number(value);
        }

        private void Number(ulong value) => Length += DigitWriter.Unsigned(_target[Length..], value);

        private void Put(char c) => _target[Length++] = (byte)c;

        private void Put(ReadOnlySpan<byte> text)
        {
            text.CopyTo(_target[Length..]);
            Length += text.Length;
        }
    }
}
