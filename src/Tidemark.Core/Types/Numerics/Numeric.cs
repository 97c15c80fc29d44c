using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tidemark.Types;

/// <summary>
/// PostgreSQL's numeric: an exact decimal number of up to 131072 digits before the point and 16383 after, or NaN or an infinity. The value is
/// coefficient / 10^<see cref="Scale"/>; the scale is also how many digits are shown. Equality and order are by value: 1.0 equals 1.00, NaN equals itself and
/// is the greatest. Coefficients of up to 127 bits are calculated with directly, larger ones as <see cref="BigInteger"/>.
/// </summary>
public readonly partial struct Numeric : IEquatable<Numeric>, IComparable<Numeric>
{
    /// <summary>The largest scale a value can have.</summary>
    public const int MaxScale = 16383;

    internal const int MaxDisplayScale = 1000;
    internal const int MaxResultScale = 2000;
    internal const int MinSignificantDigits = 16;
    private const int MaxWholeDigits = 131072;

    private const short ScaleOfNaN = -1;
    private const short ScaleOfInfinity = -2;
    private const short ScaleOfNegativeInfinity = -3;

    // The one number of 127 bits that has no counterpart of the other sign is kept as a large coefficient, so that negating a small one is safe.
    private static readonly BigInteger MinSmall = Int128.MinValue;

    private readonly Int128 _small;
    private readonly Coefficient? _big;
    private readonly short _scale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Numeric(Int128 small, int scale)
    {
        _small = small;
        _scale = (short)scale;
    }

    private Numeric(Coefficient big, int scale)
    {
        _big = big;
        _scale = (short)scale;
    }

    /// <summary>A whole number.</summary>
    public Numeric(long value)
        : this(value, 0)
    {
    }

    /// <summary>Zero without decimals.</summary>
    public static Numeric Zero => default;

    /// <summary>One without decimals.</summary>
    public static Numeric One => new(Int128.One, 0);

    /// <summary>Not a number.</summary>
    public static Numeric NaN => new(Int128.Zero, ScaleOfNaN);

    /// <summary>Positive infinity.</summary>
    public static Numeric PositiveInfinity => new(Int128.Zero, ScaleOfInfinity);

    /// <summary>Negative infinity.</summary>
    public static Numeric NegativeInfinity => new(Int128.Zero, ScaleOfNegativeInfinity);

    /// <summary>Whether the value is NaN.</summary>
    public bool IsNaN => _scale == ScaleOfNaN;

    /// <summary>Whether the value is an infinity.</summary>
    public bool IsInfinity => _scale <= ScaleOfInfinity;

    /// <summary>Whether the value is a number.</summary>
    public bool IsFinite => _scale >= 0;

    /// <summary>Whether the value is zero, of any scale.</summary>
    public bool IsZero => _scale >= 0 && _big is null && _small == 0;

    /// <summary>Digits after the point; 0 for NaN and the infinities.</summary>
    public int Scale => Math.Max((int)_scale, 0);

    /// <summary>-1, 0 or 1; 0 for NaN.</summary>
    public int Sign => _scale switch
    {
        ScaleOfNaN => 0,
        ScaleOfInfinity => 1,
        ScaleOfNegativeInfinity => -1,
        _ => _big is null ? Int128.Sign(_small) : _big.Value.Sign,
    };

    /// <summary>The value times ten to the scale.</summary>
    public BigInteger UnscaledValue => _big is null ? _small : _big.Value;

    /// <summary>The number unscaled / 10^scale.</summary>
    /// <exception cref="Errors.SqlException">22003: value overflows numeric format.</exception>
    public static Numeric Create(BigInteger unscaled, int scale) => FromBig(unscaled, scale);

    /// <summary>The number unscaled / 10^scale, the scale being 0 to 16383.</summary>
    public static Numeric Create(Int128 unscaled, int scale) => unscaled == Int128.MinValue ? FromBig(unscaled, scale) : new Numeric(unscaled, scale);

    /// <inheritdoc />
    public bool Equals(Numeric other) => CompareTo(other) == 0;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Numeric other && Equals(other);

    /// <inheritdoc />
    public int CompareTo(Numeric other)
    {
        if (_scale < 0 || other._scale < 0) return Rank.CompareTo(other.Rank);
        if (_big is null && other._big is null)
        {
            if (_scale == other._scale) return _small.CompareTo(other._small);
            if (FitsLong(_small) && FitsLong(other._small))
            {
                var shift = _scale - other._scale;
                if (shift is > 0 and <= PowersOfTen.MaxLong) return _small.CompareTo(other._small * PowersOfTen.Long(shift));
                if (shift is < 0 and >= -PowersOfTen.MaxLong) return (_small * PowersOfTen.Long(-shift)).CompareTo(other._small);
            }
        }

        var sign = Sign;
        if (sign != other.Sign) return sign.CompareTo(other.Sign);
        if (sign == 0) return 0;

        // The position of the first digit decides for most numbers of far apart scales, without multiplying them out.
        var exponent = DecimalExponent;
        var otherExponent = other.DecimalExponent;
        if (exponent != otherExponent) return exponent > otherExponent ? sign : -sign;
        var scale = Math.Max(_scale, other._scale);
        return AtScale(scale).CompareTo(other.AtScale(scale));
    }

    /// <inheritdoc />
    public override int GetHashCode() => Hash.GetHashCode();

#pragma warning disable CS1591 // Comparison operators.
    public static bool operator ==(Numeric a, Numeric b) => a.CompareTo(b) == 0;
    public static bool operator !=(Numeric a, Numeric b) => a.CompareTo(b) != 0;
    public static bool operator <(Numeric a, Numeric b) => a.CompareTo(b) < 0;
    public static bool operator >(Numeric a, Numeric b) => a.CompareTo(b) > 0;
    public static bool operator <=(Numeric a, Numeric b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Numeric a, Numeric b) => a.CompareTo(b) >= 0;
#pragma warning restore CS1591

    /// <summary>The decimal exponent of the first digit: 0 for 1 to 9, -1 for 0.1; 0 for zero.</summary>
    internal int DecimalExponent => IsZero ? 0 : DigitCount - 1 - _scale;

    /// <summary>Digits of the coefficient.</summary>
    private int DigitCount => _big is null ? PowersOfTen.CountDigits(_small) : _big.DigitCount;

    /// <summary>Negative infinity, numbers, positive infinity, NaN.</summary>
    private int Rank => _scale switch
    {
        ScaleOfNaN => 2,
        ScaleOfInfinity => 1,
        ScaleOfNegativeInfinity => -1,
        _ => 0,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool FitsLong(Int128 value) => value == (long)value;

    /// <summary>The coefficient at a scale not below the value's own.</summary>
    private BigInteger AtScale(int scale) => scale == _scale ? UnscaledValue : UnscaledValue * PowersOfTen.Big(scale - _scale);

    private static Numeric FromBig(BigInteger coefficient, int scale)
    {
        if (coefficient.GetBitLength() <= 127 && coefficient != MinSmall) return new Numeric((Int128)coefficient, scale);
        var big = new Coefficient(coefficient);
        if (big.DigitCount - scale > MaxWholeDigits) throw Errors.DataErrors.NumericOverflow();
        return new Numeric(big, scale);
    }

    /// <summary>A coefficient beyond 127 bits; its digits are counted once.</summary>
    private sealed class Coefficient(BigInteger value)
    {
        private int _digits;

        public BigInteger Value => value;

        public int DigitCount => _digits != 0 ? _digits : _digits = PowersOfTen.CountDigits(value);
    }
}
