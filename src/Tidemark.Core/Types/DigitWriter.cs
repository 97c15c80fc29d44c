using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tidemark.Types;

/// <summary>Writes and reads decimal digits in UTF-8 buffers.</summary>
internal static class DigitWriter
{
    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    private static ReadOnlySpan<ulong> Powers =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000,
        10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
        10_000_000_000_000_000_000,
    ];

    /// <summary>Writes 0 to 99 as two digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Two(Span<byte> target, int at, int value)
    {
        target[at + 1] = Pairs[(value * 2) + 1];
        target[at] = Pairs[value * 2];
    }

    /// <summary>Writes a number with at least <paramref name="width"/> digits; returns how many were written.</summary>
    public static int Padded(Span<byte> target, uint value, int width)
    {
        var digits = Math.Max(width, CountDigits(value));
        for (var i = digits - 1; i >= 0; i--)
        {
            target[i] = (byte)('0' + (value % 10));
            value /= 10;
        }

        return digits;
    }

    /// <summary>Writes a number; returns how many digits were written.</summary>
    public static int Unsigned(Span<byte> target, ulong value)
    {
        System.Buffers.Text.Utf8Formatter.TryFormat(value, target, out var written);
        return written;
    }

    /// <summary>Writes microseconds of a second as a point and up to six digits without trailing zeros; nothing for zero. Returns the bytes written.</summary>
    public static int Fraction(Span<byte> target, int micros)
    {
        if (micros == 0) return 0;
        target[0] = (byte)'.';
        Two(target, 5, micros % 100);
        Two(target, 3, micros / 100 % 100);
        Two(target, 1, micros / 10_000);
        var length = 7;
        while (target[length - 1] == '0') length--;
        return length;
    }

    /// <summary>Decimal digits of a number; 1 for zero.</summary>
    public static int CountDigits(ulong value)
    {
        // 1233 / 4096 is log10(2), near enough for 64 bits; the guess is right or one too small.
        var guess = ((BitOperations.Log2(value | 1) + 1) * 1233) >> 12;
        return value >= Powers[guess] ? guess + 1 : Math.Max(guess, 1);
    }

    /// <summary>Reads two digits; a value above 99 where they are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadTwo(ReadOnlySpan<byte> text, int at)
    {
        var high = (uint)(text[at] - '0');
        var low = (uint)(text[at + 1] - '0');
        return high > 9 || low > 9 ? uint.MaxValue : (high * 10) + low;
    }
}
