using System.Text;
using Tidemark.Errors;

namespace Tidemark.Types;

/// <content>From and to the other number types.</content>
public readonly partial struct Numeric
{
    private const int DoubleDigits = 15;
    private const int SingleDigits = 6;
    private const long MaxExactInDouble = 1L << 53;

    /// <summary>The number as 15 significant digits show it, which is what PostgreSQL converts.</summary>
    public static Numeric FromDouble(double value) => FromFloat(value, DoubleDigits);

    /// <summary>The number as 6 significant digits show it, which is what PostgreSQL converts.</summary>
    public static Numeric FromSingle(float value) => FromFloat(value, SingleDigits);

    /// <summary>The number that a .NET decimal is, with its scale.</summary>
    public static Numeric FromDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var coefficient = ((Int128)(uint)bits[2] << 64) | ((Int128)(uint)bits[1] << 32) | (uint)bits[0];
        return new Numeric(bits[3] < 0 ? -coefficient : coefficient, (bits[3] >> 16) & 0xff);
    }

    /// <summary>The nearest double.</summary>
    /// <exception cref="SqlException">22003: out of range for type double precision.</exception>
    public double ToDouble()
    {
        if (_scale < 0) return IsNaN ? double.NaN : Sign * double.PositiveInfinity;
        if (_big is null && Int128.Abs(_small) <= MaxExactInDouble && _scale <= PowersOfTen.MaxLong) return (double)(long)_small / PowersOfTen.Long(_scale);
        var text = Encoding.ASCII.GetBytes(ToString());
        return FloatText.ParseDouble(text);
    }

    /// <summary>The nearest float.</summary>
    /// <exception cref="SqlException">22003: out of range for type real.</exception>
    public float ToSingle()
    {
        if (_scale < 0) return (float)ToDouble();
        return FloatText.ParseSingle(Encoding.ASCII.GetBytes(ToString()));
    }

    /// <summary>The value rounded to a whole number of 64 bits.</summary>
    /// <exception cref="SqlException">22003: bigint out of range; 0A000 for NaN and the infinities.</exception>
    public long ToInt64() => ToInteger(long.MinValue, long.MaxValue, "bigint");

    /// <summary>The value rounded to a whole number of 32 bits.</summary>
    /// <exception cref="SqlException">22003: integer out of range; 0A000 for NaN and the infinities.</exception>
    public int ToInt32() => (int)ToInteger(int.MinValue, int.MaxValue, "integer");

    /// <summary>The value rounded to a whole number of 16 bits.</summary>
    /// <exception cref="SqlException">22003: smallint out of range; 0A000 for NaN and the infinities.</exception>
    public short ToInt16() => (short)ToInteger(short.MinValue, short.MaxValue, "smallint");

    private static Numeric FromFloat(double value, int digits)
    {
        if (double.IsNaN(value)) return NaN;
        if (double.IsInfinity(value)) return value > 0 ? PositiveInfinity : NegativeInfinity;
        var limit = digits == DoubleDigits ? 1e15 : 1e6;
        if (Math.Abs(value) < limit && Math.Floor(value) == value) return new Numeric((long)value);
        Span<byte> text = stackalloc byte[40];
        return Parse(text[..FloatText.Rounded(value, digits, text)]);
    }

    private long ToInteger(long min, long max, string type)
    {
        if (_scale < 0) throw DataErrors.CannotConvertSpecial(IsNaN ? "NaN" : "infinity", type);
        var whole = _scale == 0 ? this : RoundTo(this, 0, truncate: false);
        return whole._big is null && whole._small >= min && whole._small <= max ? (long)whole._small : throw DataErrors.OutOfRange(type);
    }
}
