using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <content>
/// The binary form of the protocol (numeric_send): four 16-bit numbers, big-endian: how many digits, the exponent of the first, the sign
/// (0 or 0x4000; 0xC000 NaN, 0xD000 Infinity, 0xF000 -Infinity), the scale; then the digits in base 10000.
/// </content>
public readonly partial struct Numeric
{
    private const ushort SignNegative = 0x4000;
    private const ushort SignNaN = 0xC000;
    private const ushort SignInfinity = 0xD000;
    private const ushort SignNegativeInfinity = 0xF000;
    private const int Base = 10000;

    // PostgreSQL sends an infinity with this scale; receivers ignore it.
    private const int ScaleOfSentInfinity = 0x20;
    private const int DigitsPerGroup = 4;
    private const int HeaderLength = 8;

    /// <summary>Appends the binary form to a buffer, without ending the value.</summary>
    internal void WriteBinary(BytesVectorBuilder target)
    {
        if (_scale < 0)
        {
            Header(target.GetSpan(HeaderLength), 0, 0, IsNaN ? SignNaN : Sign > 0 ? SignInfinity : SignNegativeInfinity, IsNaN ? 0 : ScaleOfSentInfinity);
            target.Advance(HeaderLength);
            return;
        }

        var coefficient = BigInteger.Abs(UnscaledValue);
        var fractionGroups = (_scale + DigitsPerGroup - 1) / DigitsPerGroup;
        coefficient *= PowersOfTen.Big((fractionGroups * DigitsPerGroup) - _scale);
        var groups = Groups(coefficient);
        var trailing = 0;
        while (trailing < groups.Count && groups[trailing] == 0) trailing++;
        var count = groups.Count - trailing;
        var span = target.GetSpan(HeaderLength + (2 * count));
        Header(span, count, count == 0 ? 0 : groups.Count - 1 - fractionGroups, Sign < 0 ? SignNegative : (ushort)0, _scale);
        for (var i = 0; i < count; i++) BinaryPrimitives.WriteInt16BigEndian(span[(HeaderLength + (2 * i))..], groups[groups.Count - 1 - i]);
        target.Advance(HeaderLength + (2 * count));
    }

    /// <summary>Reads the binary form.</summary>
    /// <exception cref="SqlException">22P03, 08P01.</exception>
    internal static Numeric ReadBinary(ReadOnlySpan<byte> data)
    {
        if (data.Length < HeaderLength) throw DataErrors.InsufficientData();
        var count = BinaryPrimitives.ReadUInt16BigEndian(data);
        var weight = BinaryPrimitives.ReadInt16BigEndian(data[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(data[4..]);
        var scale = BinaryPrimitives.ReadUInt16BigEndian(data[6..]);
        if (sign is not (0 or SignNegative or SignNaN or SignInfinity or SignNegativeInfinity)) throw DataErrors.InvalidBinary("invalid sign in external \"numeric\" value");
        if (scale > MaxScale) throw DataErrors.InvalidBinary("invalid scale in external \"numeric\" value");
        if (data.Length < HeaderLength + (2 * count)) throw DataErrors.InsufficientData();
        if (data.Length > HeaderLength + (2 * count)) throw DataErrors.IncorrectBinaryFormat();
        if (sign == SignNaN) return NaN;
        if (sign is SignInfinity or SignNegativeInfinity) return sign == SignInfinity ? PositiveInfinity : NegativeInfinity;
        var coefficient = ReadGroups(data[HeaderLength..]);
        if (sign == SignNegative) coefficient = -coefficient;

        // The last group stands at 10000^(weight - count + 1); digits behind the scale are cut off.
        var exponent = (weight - count + 1) * DigitsPerGroup;
        var shift = exponent + scale;
        if (coefficient.IsZero) return new Numeric(Int128.Zero, scale);
        return FromBig(shift >= 0 ? coefficient * PowersOfTen.Big(shift) : BigInteger.Divide(coefficient, PowersOfTen.Big(-shift)), scale);
    }

    private static void Header(Span<byte> span, int count, int weight, ushort sign, int scale)
    {
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)count);
        BinaryPrimitives.WriteInt16BigEndian(span[2..], (short)weight);
        BinaryPrimitives.WriteUInt16BigEndian(span[4..], sign);
        BinaryPrimitives.WriteUInt16BigEndian(span[6..], (ushort)scale);
    }

    /// <summary>The digits in base 10000, the lowest first.</summary>
    private static List<short> Groups(BigInteger value)
    {
        var groups = new List<short>();
        if (value.GetBitLength() <= 127)
        {
            for (var rest = (UInt128)value; rest > 0; rest /= Base) groups.Add((short)(rest % Base));
            return groups;
        }

        var text = value.ToString(CultureInfo.InvariantCulture).AsSpan();
        for (var end = text.Length; end > 0; end -= DigitsPerGroup)
        {
            var start = Math.Max(end - DigitsPerGroup, 0);
            groups.Add(short.Parse(text[start..end], NumberStyles.None, CultureInfo.InvariantCulture));
        }

        return groups;
    }

    private static BigInteger ReadGroups(ReadOnlySpan<byte> groups)
    {
        Int128 small = 0;
        var text = groups.Length > 16 ? new System.Text.StringBuilder(groups.Length * 2) : null;
        for (var i = 0; i < groups.Length; i += 2)
        {
            var digit = BinaryPrimitives.ReadInt16BigEndian(groups[i..]);
            if (digit is < 0 or >= Base) throw DataErrors.InvalidBinary("invalid digit in external \"numeric\" value");
            if (text is null) small = (small * Base) + digit;
            else text.Append(digit.ToString("0000", CultureInfo.InvariantCulture));
        }

        return text is null ? small : BigInteger.Parse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
