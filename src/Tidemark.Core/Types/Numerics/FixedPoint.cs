using System.Numerics;

namespace Tidemark.Types;

/// <summary>
/// Exponential, logarithm and square root on binary fixed-point numbers of any precision (a BigInteger that stands for itself / 2^bits), for
/// numeric's functions. Errors stay within a few units of the last bit times the number of terms; callers keep 64 guard bits.
/// </summary>
internal static class FixedPoint
{
    /// <summary>Bits that callers add to what they need.</summary>
    public const int GuardBits = 64;

    private static readonly Lock Gate = new();
    private static BigInteger _ln2;
    private static int _ln2Bits;

    /// <summary>Bits that hold as many decimal digits.</summary>
    public static int BitsFor(int digits) => (int)Math.Ceiling(digits * 3.3219280948873626) + GuardBits;

    /// <summary>The largest whole number whose square does not exceed the value (Newton's method).</summary>
    public static BigInteger IntegerSquareRoot(BigInteger value)
    {
        if (value.IsZero) return value;
        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }

    /// <summary>ln 2.</summary>
    public static BigInteger Ln2(int bits)
    {
        lock (Gate)
        {
            if (bits > _ln2Bits)
            {
                // ln 2 = 2 artanh(1/3).
                _ln2 = ArtanhOfReciprocal(3, bits + GuardBits) << 1;
                _ln2Bits = bits + GuardBits;
            }

            return _ln2 >> (_ln2Bits - bits);
        }
    }

    /// <summary>The natural logarithm of numerator / denominator, both positive.</summary>
    public static BigInteger Ln(BigInteger numerator, BigInteger denominator, int bits)
    {
        // The number is m * 2^exponent with m between about 0.7 and 1.4, and ln m = 2 artanh((m - 1) / (m + 1)).
        var exponent = (int)(numerator.GetBitLength() - denominator.GetBitLength());
        var shift = bits - exponent;
        var m = shift >= 0 ? (numerator << shift) / denominator : numerator / (denominator << -shift);
        var one = BigInteger.One << bits;
        if (m > one + (one >> 2) + (one >> 3))
        {
            // Keeps the bit that halving would lose.
            exponent++;
            shift = bits - exponent;
            m = shift >= 0 ? (numerator << shift) / denominator : numerator / (denominator << -shift);
        }

        var z = ((m - one) << bits) / (m + one);
        return (Artanh(z, bits) << 1) + (exponent * Ln2(bits));
    }

    /// <summary>e to the power x, which must be below 2^31 in size; the result keeps <paramref name="bits"/> bits after the point.</summary>
    public static BigInteger Exp(BigInteger x, int bits)
    {
        var ln2 = Ln2(bits + 32);
        var k = (int)((x << 32) / ln2);
        var rest = x - ((k * ln2) >> 32);

        // e^rest = (e^(rest / 2^halvings))^(2^halvings); the halved argument needs fewer terms.
        var halvings = (int)Math.Sqrt(bits) / 2;
        var work = bits + halvings + 16 + Math.Max(k, 0);
        var small = work >= bits + halvings ? rest << (work - bits - halvings) : rest >> (bits + halvings - work);
        var one = BigInteger.One << work;
        var sum = one;
        var term = one;
        for (var n = 1; !term.IsZero; n++)
        {
            term = ((term * small) >> work) / n;
            sum += term;
            if (BigInteger.Abs(term) <= 1) break;
        }

        for (var i = 0; i < halvings; i++) sum = (sum * sum) >> work;
        var down = work - bits - k;
        return down >= 0 ? sum >> down : sum << -down;
    }

    private static BigInteger Artanh(BigInteger z, int bits)
    {
        var square = (z * z) >> bits;
        var power = z;
        var sum = z;
        for (var n = 3; BigInteger.Abs(power) > 1; n += 2)
        {
            power = (power * square) >> bits;
            sum += power / n;
        }

        return sum;
    }

    private static BigInteger ArtanhOfReciprocal(int denominator, int bits)
    {
        var power = (BigInteger.One << bits) / denominator;
        var sum = power;
        var square = denominator * denominator;
        for (var n = 3; !power.IsZero; n += 2)
        {
            power /= square;
            sum += power / n;
        }

        return sum;
    }
}
