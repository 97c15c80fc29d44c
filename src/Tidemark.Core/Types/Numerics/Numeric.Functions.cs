using System.Numerics;
using Tidemark.Errors;

namespace Tidemark.Types;

/// <content>
/// Square root, exponential, logarithms and power. The scales of results are chosen as numeric.c chooses them; the digits are calculated with
/// guard digits and rounded half away from zero.
/// </content>
public readonly partial struct Numeric
{
    private const double Log10E = 0.434294481903252;
    private const double Ln10 = 2.302585092994046;
    private const int ExtraDigits = 8;

    /// <summary>The square root.</summary>
    /// <exception cref="SqlException">2201F: cannot take square root of a negative number.</exception>
    public static Numeric Sqrt(Numeric value)
    {
        if (value._scale < 0 || value.Sign < 0) return SqrtAt(value, 0);
        value.FirstDigit(out var weight, out _);
        return SqrtAt(value, ClampScale(MinSignificantDigits - ((weight * 2) + 1), value._scale));
    }

    /// <summary>The square root with a number of digits behind the point.</summary>
    /// <exception cref="SqlException">2201F: cannot take square root of a negative number.</exception>
    public static Numeric SqrtAt(Numeric value, int scale)
    {
        if (value.IsNaN) return NaN;
        if (value.Sign < 0) throw DataErrors.PowerDomain("cannot take square root of a negative number");
        if (value.IsInfinity) return value;

        // One digit more than is shown, so that rounding sees it; the root of a whole number is cut, which cannot turn a 4 into a 5.
        var shift = (2 * (scale + 1)) - value._scale;
        var radicand = shift >= 0 ? value.UnscaledValue * PowersOfTen.Big(shift) : BigInteger.Divide(value.UnscaledValue, PowersOfTen.Big(-shift));
        return FromBig(RoundedQuotient(FixedPoint.IntegerSquareRoot(radicand), 10), scale);
    }

    /// <summary>e to the power of the value.</summary>
    /// <exception cref="SqlException">22003: value overflows numeric format.</exception>
    public static Numeric Exp(Numeric value)
    {
        if (value._scale < 0) return value._scale == ScaleOfNegativeInfinity ? Zero : value;
        var weight = (int)Math.Clamp(value.ToApproximateDouble() * Log10E, -MaxResultScale, MaxResultScale);
        return ExpAt(value, ClampScale(MinSignificantDigits - weight, value._scale));
    }

    /// <summary>The natural logarithm.</summary>
    /// <exception cref="SqlException">2201E for zero and negative numbers.</exception>
    public static Numeric Ln(Numeric value)
    {
        if (value.IsNaN) return NaN;
        CheckLogarithm(value);
        return value.IsInfinity ? value : LnAt(value, ClampScale(MinSignificantDigits - LnWeight(value), value._scale));
    }

    /// <summary>The logarithm to a base.</summary>
    /// <exception cref="SqlException">2201E for zero and negative numbers; 22012 for the base 1.</exception>
    public static Numeric Log(Numeric logBase, Numeric value)
    {
        if (logBase.IsNaN || value.IsNaN) return NaN;
        CheckLogarithm(logBase);
        CheckLogarithm(value);
        if (logBase.IsInfinity) return value.IsInfinity ? NaN : Zero;
        if (value.IsInfinity) return PositiveInfinity;
        var baseWeight = LnWeight(logBase);
        var valueWeight = LnWeight(value);
        var weight = valueWeight - baseWeight;
        var scale = ClampScale(MinSignificantDigits - weight, Math.Max(logBase._scale, value._scale));
        var baseLn = LnAt(logBase, Math.Max(scale + weight - baseWeight + ExtraDigits, 0));
        var valueLn = LnAt(value, Math.Max(scale + weight - valueWeight + ExtraDigits, 0));
        return baseLn.IsZero ? throw DataErrors.DivisionByZero() : Divide(valueLn, baseLn, scale);
    }

    /// <summary>The logarithm to the base 10.</summary>
    /// <exception cref="SqlException">2201E for zero and negative numbers.</exception>
    public static Numeric Log10(Numeric value) => Log(new Numeric(10), value);

    /// <summary>A number to the power of another.</summary>
    /// <exception cref="SqlException">2201F outside the domain; 22003: value overflows numeric format.</exception>
    public static Numeric Power(Numeric number, Numeric exponent)
    {
        if (number._scale < 0 || exponent._scale < 0) return PowerSpecial(number, exponent);
        if (number.IsZero && exponent.Sign < 0) throw DataErrors.PowerDomain("zero raised to a negative power is undefined");
        var isWhole = exponent.TrimScale()._scale == 0;
        if (number.Sign < 0 && !isWhole) throw DataErrors.PowerDomain("a negative number raised to a non-integer power yields a complex result");
        if (isWhole)
        {
            var whole = RoundTo(exponent, 0, truncate: true);
            if (whole._big is null && whole._small >= int.MinValue && whole._small <= int.MaxValue)
            {
                return PowerWhole(number, (int)whole._small, ClampScale(MinSignificantDigits, number._scale));
            }
        }

        if (number.IsZero) return new Numeric(Int128.Zero, MinSignificantDigits);
        var negative = number.Sign < 0 && !RoundTo(exponent, 0, truncate: true).UnscaledValue.IsEven;
        var result = PowerReal(Abs(number), exponent);
        return negative ? -result : result;
    }

    private static Numeric PowerReal(Numeric number, Numeric exponent)
    {
        var lnWeight = LnWeight(number);
        var rough = LnAt(number, Math.Max(8 - lnWeight, 0)) * exponent;
        var size = rough.ToApproximateDouble();
        if (Math.Abs(size) > MaxResultScale * 3.01)
        {
            return size > 0 ? throw DataErrors.NumericOverflow() : new Numeric(Int128.Zero, MaxDisplayScale);
        }

        var weight = (int)(size * Log10E);
        var scale = ClampScale(MinSignificantDigits - weight, Math.Max(number._scale, exponent._scale));
        var digits = scale + weight;
        var local = Math.Max(digits - lnWeight + ExtraDigits, 0);
        var product = LnAt(number, local + Math.Max(exponent.DecimalExponent, 0) + ExtraDigits) * exponent;
        return ExpAt(product, scale);
    }

    private static Numeric PowerWhole(Numeric number, int exponent, int scale)
    {
        switch (exponent)
        {
            case 0:
                return RoundTo(One, scale, truncate: false);
            case 1:
                return RoundTo(number, scale, truncate: false);
            case -1:
                return Divide(One, number, scale);
            case 2:
                return RoundTo(number * number, scale, truncate: false);
        }

        if (number.IsZero) return new Numeric(Int128.Zero, scale);
        var weight = exponent * (Math.Log10(number.LeadingDigits(MinSignificantDigits)) + number.DecimalExponent - MinSignificantDigits + 1);
        if (weight > 3.0 * short.MaxValue * DigitsPerGroup) throw DataErrors.NumericOverflow();
        if (weight + 1 < -scale || weight + 1 < -MaxResultScale) return new Numeric(Int128.Zero, scale);

        // Squaring, each step cut to the digits that the result can use and some more.
        var keep = Math.Max(1 + scale + (int)weight, 1) + (int)Math.Log(Math.Abs((double)exponent)) + ExtraDigits;
        var (mantissa, exponent10) = (number.UnscaledValue, -(long)number._scale);
        var (power, powerExponent) = (BigInteger.One, 0L);
        for (var bits = (uint)Math.Abs((long)exponent); ; bits >>= 1)
        {
            if ((bits & 1) != 0) (power, powerExponent) = Shorten(power * mantissa, powerExponent + exponent10, keep);
            if (bits <= 1) break;
            (mantissa, exponent10) = Shorten(mantissa * mantissa, 2 * exponent10, keep);
        }

        if (exponent < 0)
        {
            // 1 / (power * 10^powerExponent), at the scale.
            var shift = scale - powerExponent;
            if (shift < 0) return new Numeric(Int128.Zero, scale);
            return FromBig(RoundedQuotient(PowersOfTen.Big((int)shift), power), scale);
        }

        var drop = -powerExponent - scale;
        if (power.GetBitLength() * 0.30103 - drop - scale > MaxWholeDigits + 2) throw DataErrors.NumericOverflow();
        return FromBig(drop > 0 ? RoundedQuotient(power, PowersOfTen.Big((int)drop)) : power * PowersOfTen.Big((int)-drop), scale);
    }

    private static (BigInteger Mantissa, long Exponent) Shorten(BigInteger mantissa, long exponent, int keep)
    {
        var drop = PowersOfTen.CountDigits(mantissa) - keep;
        return drop <= 0 ? (mantissa, exponent) : (RoundedQuotient(mantissa, PowersOfTen.Big(drop)), exponent + drop);
    }

    private static Numeric PowerSpecial(Numeric number, Numeric exponent)
    {
        if (exponent.IsZero || number == One) return One;
        if (number.IsNaN || exponent.IsNaN) return NaN;
        if (exponent.IsInfinity)
        {
            var magnitude = number.IsInfinity ? 1 : Abs(number).CompareTo(One);
            if (number.IsZero && exponent.Sign < 0) throw DataErrors.PowerDomain("zero raised to a negative power is undefined");
            if (magnitude == 0) return One;
            return magnitude > 0 == exponent.Sign > 0 ? PositiveInfinity : Zero;
        }

        // An infinity to a finite power.
        if (number.Sign > 0) return exponent.Sign > 0 ? PositiveInfinity : Zero;
        if (exponent.TrimScale()._scale != 0) throw DataErrors.PowerDomain("a negative number raised to a non-integer power yields a complex result");
        if (exponent.Sign < 0) return Zero;
        return RoundTo(exponent, 0, truncate: true).UnscaledValue.IsEven ? PositiveInfinity : NegativeInfinity;
    }

    private static Numeric ExpAt(Numeric value, int scale)
    {
        var size = value.ToApproximateDouble();
        if (Math.Abs(size) >= MaxResultScale * 3)
        {
            return size > 0 ? throw DataErrors.NumericOverflow() : new Numeric(Int128.Zero, scale);
        }

        var bits = FixedPoint.BitsFor(scale + Math.Max((int)(size * Log10E), 0) + ExtraDigits);
        var fixedPoint = (value.UnscaledValue << bits) / PowersOfTen.Big(value._scale);
        var result = FixedPoint.Exp(fixedPoint, bits);
        return FromBig(RoundedQuotient(result * PowersOfTen.Big(scale), BigInteger.One << bits), scale);
    }

    private static Numeric LnAt(Numeric value, int scale)
    {
        var bits = FixedPoint.BitsFor(scale + ExtraDigits);
        var result = FixedPoint.Ln(value.UnscaledValue, PowersOfTen.Big(value._scale), bits);
        return FromBig(RoundedQuotient(result * PowersOfTen.Big(scale), BigInteger.One << bits), scale);
    }

    /// <summary>The decimal exponent of ln(value), estimated as PostgreSQL's estimate_ln_dweight does.</summary>
    private static int LnWeight(Numeric value)
    {
        if (value.Sign <= 0) return 0;
        if (value >= new Numeric(9, 1) && value <= new Numeric(11, 1))
        {
            var distance = value - One;
            if (distance.IsZero) return 0;
            distance.FirstDigit(out var weight, out var digit);
            return (weight * DigitsPerGroup) + (int)Math.Log10(digit);
        }

        value.FirstDigit(out var first, out _);
        var exponent = first * DigitsPerGroup;
        var groupDigits = value.DecimalExponent - exponent + 1;
        var digits = value.LeadingDigits(groupDigits);
        var trimmed = value.TrimScale();
        if (!trimmed.IsOneGroup(groupDigits))
        {
            digits = value.LeadingDigits(groupDigits + DigitsPerGroup);
            exponent -= DigitsPerGroup;
        }

        return (int)Math.Log10(Math.Abs(Math.Log(digits) + (exponent * Ln10)));
    }

    /// <summary>Whether only the first base-10000 digit, which has so many decimal ones, is not zero.</summary>
    private bool IsOneGroup(int groupDigits)
    {
        var drop = DigitCount - groupDigits;
        return drop <= 0 || BigInteger.Remainder(UnscaledValue, PowersOfTen.Big(drop)).IsZero;
    }

    private static int ClampScale(int scale, int least) => Math.Min(Math.Max(Math.Max(scale, least), 0), MaxDisplayScale);

    private static void CheckLogarithm(Numeric value)
    {
        if (value.Sign > 0) return;
        throw DataErrors.LogarithmOf(value.IsZero ? "zero" : "a negative number");
    }

    /// <summary>The value as a double that may be infinite.</summary>
    private double ToApproximateDouble()
    {
        if (_big is null && _scale <= PowersOfTen.MaxLong) return (double)_small / PowersOfTen.Long(_scale);
        if (DecimalExponent > 400) return Sign * double.PositiveInfinity;
        var drop = Math.Max(DigitCount - 30, 0);
        return (double)BigInteger.Divide(UnscaledValue, PowersOfTen.Big(drop)) * Math.Pow(10, drop - _scale);
    }
}
