using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>Calculating with intervals; overflow is PostgreSQL's error 22008, <c>interval out of range</c>.</summary>
public static class IntervalArithmetic
{
    private const double DaysPerMonth = 30;
    private const double SecondsPerDay = 86_400;

    /// <summary>The sum, field by field.</summary>
    public static Interval Add(Interval a, Interval b)
    {
        try
        {
            return checked(new Interval(a.Microseconds + b.Microseconds, a.Days + b.Days, a.Months + b.Months));
        }
        catch (OverflowException)
        {
            throw OutOfRange();
        }
    }

    /// <summary>The difference, field by field.</summary>
    public static Interval Subtract(Interval a, Interval b)
    {
        try
        {
            return checked(new Interval(a.Microseconds - b.Microseconds, a.Days - b.Days, a.Months - b.Months));
        }
        catch (OverflowException)
        {
            throw OutOfRange();
        }
    }

    /// <summary>The interval with all signs turned.</summary>
    public static Interval Negate(Interval value) => Subtract(default, value);

    /// <summary>Multiplies; fractions of months become days, fractions of days become time.</summary>
    public static Interval Multiply(Interval value, double factor) =>
        Scale(value, value.Months * factor, value.Days * factor, value.Microseconds * factor);

    /// <summary>Divides; fractions of months become days, fractions of days become time.</summary>
    /// <exception cref="SqlException">22012: division by zero.</exception>
    public static Interval Divide(Interval value, double divisor)
    {
        if (divisor == 0) throw DataErrors.DivisionByZero();
        return Scale(value, value.Months / divisor, value.Days / divisor, value.Microseconds / divisor);
    }

    /// <summary>Turns every 24 hours into a day, the signs of days and time then being the same.</summary>
    public static Interval JustifyHours(Interval value)
    {
        var days = value.Days + (value.Microseconds / Calendar.MicrosPerDay);
        var micros = value.Microseconds % Calendar.MicrosPerDay;
        AlignDays(ref days, ref micros);
        return Make(value.Months, days, micros);
    }

    /// <summary>Turns every 30 days into a month, the signs of months and days then being the same.</summary>
    public static Interval JustifyDays(Interval value)
    {
        var months = (long)value.Months + (value.Days / 30);
        var days = value.Days % 30;
        if (months > 0 && days < 0) (months, days) = (months - 1, days + 30);
        else if (months < 0 && days > 0) (months, days) = (months + 1, days - 30);
        return Make(months, days, value.Microseconds);
    }

    /// <summary>Turns hours into days and days into months, all signs then being the same.</summary>
    public static Interval JustifyInterval(Interval value)
    {
        var days = value.Days + (value.Microseconds / Calendar.MicrosPerDay);
        var micros = value.Microseconds % Calendar.MicrosPerDay;
        var months = value.Months + (days / 30);
        days %= 30;
        if (months > 0 && (days < 0 || (days == 0 && micros < 0))) (months, days) = (months - 1, days + 30);
        else if (months < 0 && (days > 0 || (days == 0 && micros > 0))) (months, days) = (months + 1, days - 30);
        AlignDays(ref days, ref micros);
        return Make(months, days, micros);
    }

    /// <summary>Brings an interval to the fields and the precision of a modifier (<see cref="IntervalModifier"/>; -1 for none).</summary>
    public static Interval ToModifier(Interval value, int modifier)
    {
        if (modifier < 0) return value;
        var (micros, days, months) = (value.Microseconds, value.Days, value.Months);
        switch (IntervalModifier.LastField(modifier))
        {
            case "year":
                (micros, days, months) = (0, 0, months / 12 * 12);
                break;
            case "month":
                (micros, days) = (0, 0);
                break;
            case "day":
                micros = 0;
                break;
            case "hour":
                micros = micros / Calendar.MicrosPerHour * Calendar.MicrosPerHour;
                break;
            case "minute":
                micros = micros / Calendar.MicrosPerMinute * Calendar.MicrosPerMinute;
                break;
        }

        if (IntervalModifier.Precision(modifier) is int digits) micros = FractionalSeconds.Round(micros, digits);
        return new Interval(micros, days, months);
    }

    /// <summary>make_interval.</summary>
    /// <exception cref="SqlException">22008: interval out of range.</exception>
    public static Interval Make(int years, int months, int weeks, int days, int hours, int minutes, double seconds)
    {
        if (!double.IsFinite(seconds)) throw OutOfRange();
        var micros = Math.Round(seconds * Calendar.MicrosPerSecond, MidpointRounding.ToEven);
        if (micros is < long.MinValue or >= 9.2233720368547758e18) throw OutOfRange();
        var time = (Int128)(hours * Calendar.MicrosPerHour) + (minutes * Calendar.MicrosPerMinute) + (long)micros;
        if (time < long.MinValue || time > long.MaxValue) throw OutOfRange();
        return Make((years * 12L) + months, (weeks * 7L) + days, (long)time);
    }

    private static Interval Scale(Interval value, double months, double days, double micros)
    {
        if (!IsInt32(months) || !IsInt32(days)) throw OutOfRange();
        var wholeMonths = (int)months;
        var wholeDays = (int)days;

        // Rounding to microseconds keeps what should be whole whole, in spite of binary fractions.
        var extraDays = ToMicros((months - wholeMonths) * DaysPerMonth);
        var extraSeconds = ToMicros((days - wholeDays + extraDays - (int)extraDays) * SecondsPerDay);
        long sum = wholeDays;
        if (Math.Abs(extraSeconds) >= SecondsPerDay)
        {
            sum += (int)(extraSeconds / SecondsPerDay);
            extraSeconds -= (int)(extraSeconds / SecondsPerDay) * SecondsPerDay;
        }

        sum += (int)extraDays;
        var time = Math.Round(micros + (extraSeconds * Calendar.MicrosPerSecond), MidpointRounding.ToEven);
        if (!(time is >= long.MinValue and < 9.2233720368547758e18)) throw OutOfRange();
        return Make(wholeMonths, sum, (long)time);
    }

    private static bool IsInt32(double value) => value is >= int.MinValue and <= int.MaxValue;

    private static double ToMicros(double value) => Math.Round(value * 1_000_000, MidpointRounding.ToEven) / 1_000_000;

    private static void AlignDays(ref long days, ref long micros)
    {
        if (days > 0 && micros < 0) (days, micros) = (days - 1, micros + Calendar.MicrosPerDay);
        else if (days < 0 && micros > 0) (days, micros) = (days + 1, micros - Calendar.MicrosPerDay);
    }

    private static Interval Make(long months, long days, long micros) =>
        months == (int)months && days == (int)days ? new Interval(micros, (int)days, (int)months) : throw OutOfRange();

    private static SqlException OutOfRange() => DataErrors.DateTimeOutOfRange("interval");
}
