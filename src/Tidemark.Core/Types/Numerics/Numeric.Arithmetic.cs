using System.Numerics;
using Tidemark.Errors;

namespace Tidemark.Types;

/// <content>The four operations, remainder and rounding, with PostgreSQL's scales (numeric.c).</content>
public readonly partial struct Numeric
{
    /// <summary>The sum; its scale is the larger of the two.</summary>
    public static Numeric operator +(Numeric a, Numeric b)
    {
        if (a._scale < 0 || b._scale < 0) return AddSpecial(a, b);
        if (TryAlign(a, b, out var x, out var y, out var scale))
        {
            var sum = x + y;
            if (((x ^ sum) & (y ^ sum)) >= 0 && sum != Int128.MinValue) return new Numeric(sum, scale);
        }

        scale = Math.Max(a._scale, b._scale);
        return FromBig(a.AtScale(scale) + b.AtScale(scale), scale);
    }

    /// <summary>The difference; its scale is the larger of the two.</summary>
    public static Numeric operator -(Numeric a, Numeric b) => a + (-b);

    /// <summary>The value with the other sign.</summary>
    public static Numeric operator -(Numeric a) => a._scale switch
    {
        ScaleOfNaN => a,
        ScaleOfInfinity => NegativeInfinity,
        ScaleOfNegativeInfinity => PositiveInfinity,
        _ => a._big is null ? new Numeric(-a._small, a._scale) : FromBig(-a.UnscaledValue, a._scale),
    };

    /// <summary>The product; its scale is the sum of both.</summary>
    public static Numeric operator *(Numeric a, Numeric b)
    {
        if (a._scale < 0 || b._scale < 0)
        {
            return a.IsNaN || b.IsNaN || a.Sign * b.Sign == 0 ? NaN : a.Sign * b.Sign > 0 ? PositiveInfinity : NegativeInfinity;
        }

        var scale = a._scale + b._scale;
        if (a._big is null && b._big is null && FitsLong(a._small) && FitsLong(b._small) && scale <= MaxScale)
        {
            return new Numeric(Math.BigMul((long)a._small, (long)b._small), scale);
        }

        var product = a.UnscaledValue * b.UnscaledValue;
        return scale <= MaxScale ? FromBig(product, scale) : FromBig(RoundedQuotient(product, PowersOfTen.Big(scale - MaxScale)), MaxScale);
    }

    /// <summary>The quotient, rounded to at least 16 significant digits and to the scale of either operand (select_div_scale).</summary>
    /// <exception cref="SqlException">22012: division by zero.</exception>
    public static Numeric operator /(Numeric a, Numeric b)
    {
        if (DivideSpecial(a, b) is { } special) return special;
        return Divide(a, b, DivisionScale(a, b));
    }

    /// <summary>The remainder of the quotient cut to a whole number; it has the sign of the dividend and the larger scale of the two.</summary>
    /// <exception cref="SqlException">22012: division by zero.</exception>
    public static Numeric operator %(Numeric a, Numeric b)
    {
        if (a.IsNaN || b.IsNaN) return NaN;
        if (b.IsZero) throw DataErrors.DivisionByZero();
        if (a.IsInfinity) return NaN;
        if (b.IsInfinity) return a;
        if (TryAlign(a, b, out var x, out var y, out var scale)) return new Numeric(x % y, scale);
        scale = Math.Max(a._scale, b._scale);
        return FromBig(BigInteger.Remainder(a.AtScale(scale), b.AtScale(scale)), scale);
    }

    /// <summary>The quotient cut to a whole number (SQL's <c>div</c>).</summary>
    /// <exception cref="SqlException">22012: division by zero.</exception>
    public static Numeric DivideTruncated(Numeric a, Numeric b)
    {
        if (DivideSpecial(a, b) is { } special) return special;
        var scale = Math.Max(a._scale, b._scale);
        return FromBig(BigInteger.Divide(a.AtScale(scale), b.AtScale(scale)), 0);
    }

    /// <summary>The quotient rounded half away from zero at a scale.</summary>
    internal static Numeric Divide(Numeric a, Numeric b, int scale)
    {
        var shift = scale + b._scale - a._scale;
        if (a._big is null && b._big is null && shift is >= 0 and <= PowersOfTen.MaxInt128 && shift + a.DigitCount <= PowersOfTen.MaxInt128)
        {
            return new Numeric(RoundedQuotient(a._small * PowersOfTen.Int128(shift), b._small), scale);
        }

        var numerator = a.UnscaledValue;
        var denominator = b.UnscaledValue;
        if (shift >= 0) numerator *= PowersOfTen.Big(shift);
        else denominator *= PowersOfTen.Big(-shift);
        return FromBig(RoundedQuotient(numerator, denominator), scale);
    }

    /// <summary>The value without its sign.</summary>
    public static Numeric Abs(Numeric value) => value.Sign < 0 ? -value : value;

    /// <summary>-1, 0 or 1 as a numeric; NaN for NaN.</summary>
    public static Numeric SignOf(Numeric value) => value.IsNaN ? NaN : new Numeric(value.Sign);

    /// <summary>Rounds half away from zero.</summary>
    /// <param name="value">The value.</param>
    /// <param name="digits">Digits after the point to keep; negative rounds before the point.</param>
    public static Numeric Round(Numeric value, int digits) => AtDigits(value, digits, truncate: false);

    /// <summary>Cuts digits off.</summary>
    /// <param name="value">The value.</param>
    /// <param name="digits">Digits after the point to keep; negative cuts before the point.</param>
    public static Numeric Truncate(Numeric value, int digits) => AtDigits(value, digits, truncate: true);

    /// <summary>The least whole number not below the value.</summary>
    public static Numeric Ceiling(Numeric value) => Whole(value, +1);

    /// <summary>The greatest whole number not above the value.</summary>
    public static Numeric Floor(Numeric value) => Whole(value, -1);

    /// <summary>The fewest digits after the point that show the value exactly; null for NaN and the infinities.</summary>
    public int? MinScale => _scale < 0 ? null : TrimScale().Scale;

    /// <summary>The value without trailing zeros after the point.</summary>
    public Numeric TrimScale()
    {
        if (_scale <= 0) return this;
        if (_big is null)
        {
            var (small, scale) = (_small, (int)_scale);
            while (scale > 0 && small % 10 == 0)
            {
                small /= 10;
                scale--;
            }

            return new Numeric(small, scale);
        }

        // Zeros are taken off in halving runs, so that a long tail costs few divisions.
        var (big, left) = (_big.Value, (int)_scale);
        for (var run = 1 << BitOperations.Log2((uint)left); run > 0; run /= 2)
        {
            while (left >= run)
            {
                var quotient = BigInteger.DivRem(big, PowersOfTen.Big(run), out var rest);
                if (!rest.IsZero) break;
                big = quotient;
                left -= run;
            }
        }

        return FromBig(big, left);
    }

    /// <summary>Brings a value to numeric(precision, scale).</summary>
    /// <exception cref="SqlException">22003: numeric field overflow.</exception>
    public static Numeric ToModifier(Numeric value, int precision, int scale)
    {
        if (value._scale < 0) return value.IsNaN ? value : throw DataErrors.NumericFieldInfinite(precision, scale);
        var rounded = RoundTo(value, scale, truncate: false);
        if (rounded.IsZero || rounded.DecimalExponent + 1 <= precision - scale) return rounded;
        throw DataErrors.NumericFieldOverflow(precision, scale);
    }

    /// <summary>The scale that PostgreSQL gives a quotient: 16 significant digits, estimated from the first base-10000 digits.</summary>
    internal static int DivisionScale(Numeric a, Numeric b)
    {
        a.FirstDigit(out var weightA, out var firstA);
        b.FirstDigit(out var weightB, out var firstB);
        var weight = weightA - weightB;
        if (firstA <= firstB) weight--;
        var scale = MinSignificantDigits - (weight * 4);
        return Math.Min(Math.Max(scale, Math.Max(a._scale, b._scale)), MaxDisplayScale);
    }

    /// <summary>The exponent and the value of the first digit in base 10000; both 0 for zero.</summary>
    internal void FirstDigit(out int weight, out int digit)
    {
        weight = 0;
        digit = 0;
        if (IsZero) return;
        var exponent = DecimalExponent;
        weight = exponent >> 2;
        digit = (int)LeadingDigits((exponent & 3) + 1);
    }

    /// <summary>The first decimal digits of the coefficient as a number, filled up with zeros.</summary>
    internal long LeadingDigits(int count)
    {
        var drop = DigitCount - count;
        if (drop <= 0) return (long)Int128.Abs(_small) * PowersOfTen.Long(-drop);
        return _big is null && drop <= PowersOfTen.MaxInt128
            ? (long)Int128.Abs(_small / PowersOfTen.Int128(drop))
            : (long)BigInteger.Divide(BigInteger.Abs(UnscaledValue), PowersOfTen.Big(drop));
    }

    internal static BigInteger RoundedQuotient(BigInteger numerator, BigInteger denominator)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        var twice = BigInteger.Abs(rest) * 2;
        if (twice >= BigInteger.Abs(denominator)) quotient += numerator.Sign * denominator.Sign;
        return quotient;
    }

    private static Int128 RoundedQuotient(Int128 numerator, Int128 denominator)
    {
        var (quotient, rest) = Int128.DivRem(numerator, denominator);
        var size = UInt128Abs(rest);
        var half = UInt128Abs(denominator) - size;
        if (size >= half) quotient += numerator < 0 == denominator < 0 ? 1 : -1;
        return quotient;
    }

    private static UInt128 UInt128Abs(Int128 value) => value < 0 ? (UInt128)(-value) : (UInt128)value;

    private static bool TryAlign(Numeric a, Numeric b, out Int128 x, out Int128 y, out int scale)
    {
        (x, y, scale) = (a._small, b._small, a._scale);
        if (a._big is not null || b._big is not null) return false;
        var shift = a._scale - b._scale;
        if (shift == 0) return true;
        if (shift > 0)
        {
            if (shift > PowersOfTen.MaxLong || !FitsLong(y)) return false;
            y *= PowersOfTen.Long(shift);
            return true;
        }

        scale = b._scale;
        if (shift < -PowersOfTen.MaxLong || !FitsLong(x)) return false;
        x *= PowersOfTen.Long(-shift);
        return true;
    }

    private static Numeric AddSpecial(Numeric a, Numeric b)
    {
        if (a.IsNaN || b.IsNaN) return NaN;
        if (a.IsFinite) return b;
        return b.IsFinite || a._scale == b._scale ? a : NaN;
    }

    private static Numeric? DivideSpecial(Numeric a, Numeric b)
    {
        if (a.IsNaN || b.IsNaN) return NaN;
        if (a.IsInfinity)
        {
            if (b.IsInfinity) return NaN;
            if (b.IsZero) throw DataErrors.DivisionByZero();
            return a.Sign * b.Sign > 0 ? PositiveInfinity : NegativeInfinity;
        }

        if (b.IsInfinity) return Zero;
        return b.IsZero ? throw DataErrors.DivisionByZero() : null;
    }

    private static Numeric AtDigits(Numeric value, int digits, bool truncate) =>
        value._scale < 0 ? value : RoundTo(value, Math.Clamp(digits, -MaxResultScale, MaxResultScale), truncate);

    /// <summary>Brings a number to a scale; digits before the point go where it is negative, and the scale shown is then 0.</summary>
    internal static Numeric RoundTo(Numeric value, int scale, bool truncate)
    {
        var drop = value._scale - scale;
        if (drop == 0) return value;
        if (drop < 0)
        {
            if (value._big is null && FitsLong(value._small) && -drop <= PowersOfTen.MaxLong) return new Numeric(value._small * PowersOfTen.Long(-drop), scale);
            return FromBig(value.AtScale(scale), scale);
        }

        if (value._big is null && drop <= PowersOfTen.MaxLong && scale >= 0)
        {
            Int128 unit = PowersOfTen.Long(drop);
            return new Numeric(truncate ? value._small / unit : RoundedQuotient(value._small, unit), scale);
        }

        if (drop > value.DigitCount) return new Numeric(Int128.Zero, Math.Max(scale, 0));
        var divisor = PowersOfTen.Big(drop);
        var quotient = truncate ? BigInteger.Divide(value.UnscaledValue, divisor) : RoundedQuotient(value.UnscaledValue, divisor);
        return scale >= 0 ? FromBig(quotient, scale) : FromBig(quotient * PowersOfTen.Big(-scale), 0);
    }

    private static Numeric Whole(Numeric value, int direction)
    {
        if (value._scale <= 0) return value;
        var cut = RoundTo(value, 0, truncate: true);
        return cut.CompareTo(value) * direction >= 0 ? cut : cut + new Numeric(direction);
    }
}
