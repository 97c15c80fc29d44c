namespace Tidemark.Types;

/// <summary>
/// Collects the fields of an interval that is being read. Fractions cascade down as PostgreSQL's do: of years into months, of months and weeks into
/// days, of days into time. The methods that add return false on overflow.
/// </summary>
internal sealed class IntervalAccumulator
{
    private const double DaysPerMonth = 30;
    private const double DaysPerWeek = 7;

    private int _years;
    private int _months;
    private int _days;
    private long _micros;

    /// <summary>The field that a unit fills; false for units that intervals do not have.</summary>
    public static bool TryMask(DateTimeUnit unit, bool hasFraction, out DateTimeMask mask)
    {
        mask = unit switch
        {
            DateTimeUnit.Microsecond => DateTimeMask.Microsecond,
            DateTimeUnit.Millisecond => DateTimeMask.Millisecond,
            DateTimeUnit.Second => hasFraction ? DateTimeMask.Seconds : DateTimeMask.Second,
            DateTimeUnit.Minute => DateTimeMask.Minute,
            DateTimeUnit.Hour => DateTimeMask.Hour,
            DateTimeUnit.Day => DateTimeMask.Day,
            DateTimeUnit.Week => DateTimeMask.Week,
            DateTimeUnit.Month => DateTimeMask.Month,
            DateTimeUnit.Year => DateTimeMask.Year,
            DateTimeUnit.Decade => DateTimeMask.Decade,
            DateTimeUnit.Century => DateTimeMask.Century,
            DateTimeUnit.Millennium => DateTimeMask.Millennium,
            _ => DateTimeMask.None,
        };
        return mask != DateTimeMask.None;
    }

    /// <summary>Adds a number of units.</summary>
    public bool Add(DateTimeUnit unit, long value, double fraction) => unit switch
    {
        DateTimeUnit.Microsecond => AddMicros(value, fraction, 1),
        DateTimeUnit.Millisecond => AddMicros(value, fraction, 1000),
        DateTimeUnit.Second => AddMicros(value, fraction, Calendar.MicrosPerSecond),
        DateTimeUnit.Minute => AddMicros(value, fraction, Calendar.MicrosPerMinute),
        DateTimeUnit.Hour => AddMicros(value, fraction, Calendar.MicrosPerHour),
        DateTimeUnit.Day => AddDays(value) && AddFractionMicros(fraction, Calendar.MicrosPerDay),
        DateTimeUnit.Week => AddDays((Int128)value * 7) && AddFractionDays(fraction * DaysPerWeek),
        DateTimeUnit.Month => AddMonths(value) && AddFractionDays(fraction * DaysPerMonth),
        DateTimeUnit.Year => AddYears(value, fraction, 1),
        DateTimeUnit.Decade => AddYears(value, fraction, 10),
        DateTimeUnit.Century => AddYears(value, fraction, 100),
        DateTimeUnit.Millennium => AddYears(value, fraction, 1000),
        _ => false,
    };

    /// <summary>Sets the time.</summary>
    public bool SetTime(ClockTime clock, bool negative)
    {
        var micros = ((((clock.Hour * (Int128)60) + clock.Minute) * 60) + clock.Second) * Calendar.MicrosPerSecond + clock.Micros;
        if (micros > long.MaxValue) return false;
        _micros = negative ? -(long)micros : (long)micros;
        return true;
    }

    public void MakeTimeNegative()
    {
        if (_micros > 0) _micros = -_micros;
    }

    /// <summary>Turns all signs.</summary>
    public bool Negate()
    {
        if (_micros == long.MinValue || _days == int.MinValue || _months == int.MinValue || _years == int.MinValue) return false;
        (_micros, _days, _months, _years) = (-_micros, -_days, -_months, -_years);
        return true;
    }

    /// <exception cref="Errors.SqlException">22008: interval out of range.</exception>
    public Interval ToInterval()
    {
        var months = (_years * 12L) + _months;
        return months is < int.MinValue or > int.MaxValue ? throw Errors.DataErrors.DateTimeOutOfRange("interval") : new Interval(_micros, _days, (int)months);
    }

    public bool AddFractionMicros(double fraction, long unit)
    {
        if (fraction == 0) return true;
        fraction *= unit;
        var whole = (long)fraction;
        fraction -= whole;
        if (fraction > 0.5) whole++;
        else if (fraction < -0.5) whole--;
        return AddMicros(whole);
    }

    private bool AddMicros(long value, double fraction, long unit) => AddMicros((Int128)value * unit) && AddFractionMicros(fraction, unit);

    private bool AddMicros(Int128 micros)
    {
        var sum = _micros + micros;
        _micros = (long)sum;
        return sum >= long.MinValue && sum <= long.MaxValue;
    }

    private bool AddFractionDays(double days)
    {
        var whole = (int)days;
        return AddDays(whole) && AddFractionMicros(days - whole, Calendar.MicrosPerDay);
    }

    private bool AddDays(Int128 days)
    {
        var sum = _days + days;
        _days = (int)sum;
        return days >= int.MinValue && days <= int.MaxValue && sum >= int.MinValue && sum <= int.MaxValue;
    }

    private bool AddMonths(long months)
    {
        var sum = _months + (Int128)months;
        _months = (int)sum;
        return months is >= int.MinValue and <= int.MaxValue && sum >= int.MinValue && sum <= int.MaxValue;
    }

    private bool AddYears(long value, double fraction, int unit)
    {
        var years = (Int128)value * unit;
        var sum = _years + years;
        _years = (int)sum;
        var fits = value is >= int.MinValue and <= int.MaxValue && sum >= int.MinValue && sum <= int.MaxValue;
        return fits && AddMonths((long)Math.Round(fraction * unit * 12, MidpointRounding.ToEven));
    }
}
