using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Tidemark.Types;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Writes numerics as bytes that compare as the numbers do: a byte for the sign (1 -Infinity, 2 negative, 3 zero, 4 positive, 5 Infinity, 6 NaN); for others than zero the place of the
/// decimal point before the first digit in four bytes, then a byte of 1 to 10 for each digit without trailing zeros, then 0. Of negative numbers all after the sign is inverted.
/// </summary>
internal static class NumericEncoding
{
    public static void Write(Numeric value, IBufferWriter<byte> target)
    {
        if (value.IsNaN)
        {
            target.Write([(byte)6]);
            return;
        }

        if (value.IsInfinity)
        {
            target.Write([value > Numeric.Zero ? (byte)5 : (byte)1]);
            return;
        }

        if (value.IsZero)
        {
            target.Write([(byte)3]);
            return;
        }

        var negative = value < Numeric.Zero;
        var digits = value.UnscaledValue.ToString(CultureInfo.InvariantCulture).AsSpan(negative ? 1 : 0);
        var point = digits.Length - value.Scale;
        digits = digits.TrimEnd('0');
        var span = target.GetSpan(digits.Length + 6);
        span[0] = negative ? (byte)2 : (byte)4;
        BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)point ^ 0x8000_0000);
        for (var i = 0; i < digits.Length; i++) span[5 + i] = (byte)(digits[i] - '0' + 1);
        span[5 + digits.Length] = 0;
        if (negative)
        {
            for (var i = 1; i < digits.Length + 6; i++) span[i] = (byte)~span[i];
        }

        target.Advance(digits.Length + 6);
    }
}
