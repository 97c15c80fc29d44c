using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <content>
/// The packed form, in vectors and in segments:
/// <code>
/// byte 0      0..250   the scale; the coefficient follows
///             251      two bytes follow, the scale little-endian; then the coefficient
///             253      -Infinity, nothing follows
///             254      Infinity, nothing follows
///             255      NaN, nothing follows
/// then        the coefficient, two's complement, little-endian, no more bytes than it needs; none for zero
/// </code>
/// A value with its scale has one packed form; equal values of different scale have different ones, so bytes are compared and hashed by
/// <see cref="Compare"/> and <see cref="HashOf"/>.
/// </content>
public readonly partial struct Numeric
{
    private const int MaxShortScale = 250;
    private const byte TagLongScale = 251;
    private const byte TagNegativeInfinity = 253;
    private const byte TagInfinity = 254;
    private const byte TagNaN = 255;
    private const ulong HashOfNaN = 0x9e3779b97f4a7c15;
    private const ulong HashOfInfinity = 0xc2b2ae3d27d4eb4f;
    private const ulong HashOfNegativeInfinity = 0x165667b19e3779f9;

    /// <summary>A hash that equal values share, whatever their scale.</summary>
    public ulong Hash
    {
        get
        {
            if (_scale < 0) return _scale switch { ScaleOfNaN => HashOfNaN, ScaleOfInfinity => HashOfInfinity, _ => HashOfNegativeInfinity };
            if (_big is null && FitsLong(_small)) return HashSmall((long)_small, _scale);
            var trimmed = TrimScale();
            if (trimmed._big is null && FitsLong(trimmed._small)) return HashSmall((long)trimmed._small, trimmed._scale);
            return ValueHash.Combine((ulong)trimmed._scale, ValueHash.Of(trimmed.UnscaledValue.ToByteArray()));
        }
    }

    /// <summary>Reads the packed form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Numeric Unpack(ReadOnlySpan<byte> packed) =>
        packed.Length <= 9 && packed[0] <= MaxShortScale ? new Numeric(LoadLong(packed[1..]), packed[0]) : UnpackLong(packed);

    /// <summary>Appends the packed form as a value.</summary>
    public void Pack(BytesVectorBuilder target)
    {
        WritePacked(target);
        target.EndValue();
    }

    /// <summary>Compares two packed values; NaN is the greatest and equal to itself.</summary>
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.Length <= 9 && b.Length <= 9 && a[0] == b[0] && a[0] <= MaxShortScale) return LoadLong(a[1..]).CompareTo(LoadLong(b[1..]));
        return Unpack(a).CompareTo(Unpack(b));
    }

    /// <summary>Whether two packed values are equal.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceEqual(b) || ((a[0] != b[0] || a[0] == TagLongScale) && Compare(a, b) == 0);

    /// <summary>A hash of a packed value that equal values share, whatever their scale.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> packed) =>
        packed.Length <= 9 && packed[0] <= MaxShortScale ? HashSmall(LoadLong(packed[1..]), packed[0]) : Unpack(packed).Hash;

    /// <summary>Writes the packed form without ending the value.</summary>
    internal void WritePacked(BytesVectorBuilder target)
    {
        var span = target.GetSpan(20);
        if (_scale < 0)
        {
            span[0] = _scale switch { ScaleOfNaN => TagNaN, ScaleOfInfinity => TagInfinity, _ => TagNegativeInfinity };
            target.Advance(1);
            return;
        }

        var at = 1;
        if (_scale <= MaxShortScale)
        {
            span[0] = (byte)_scale;
        }
        else
        {
            span[0] = TagLongScale;
            BinaryPrimitives.WriteInt16LittleEndian(span[1..], _scale);
            at = 3;
        }

        if (_big is null && FitsLong(_small))
        {
            var value = (long)_small;
            BinaryPrimitives.WriteInt64LittleEndian(span[at..], value);
            target.Advance(at + BytesOf(value));
            return;
        }

        var coefficient = UnscaledValue;
        var count = coefficient.GetByteCount();
        span = target.GetSpan(at + count);
        coefficient.TryWriteBytes(span[at..], out count);
        target.Advance(at + count);
    }

    /// <summary>Bytes of a two's complement number: 0 for zero, else as many as hold it and its sign.</summary>
    private static int BytesOf(long value) => value == 0 ? 0 : (65 - BitOperations.LeadingZeroCount((ulong)(value ^ (value >> 63))) + 7) / 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long LoadLong(ReadOnlySpan<byte> bytes)
    {
        switch (bytes.Length)
        {
            case 8:
                return BinaryPrimitives.ReadInt64LittleEndian(bytes);
            case >= 4:
                var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                var high = (long)BinaryPrimitives.ReadInt32LittleEndian(bytes[^4..]) >> (8 * (8 - bytes.Length));
                return (high << 32) | low;
            default:
                long value = bytes.Length == 0 ? 0 : (sbyte)bytes[^1];
                for (var i = bytes.Length - 2; i >= 0; i--) value = (value << 8) | bytes[i];
                return value;
        }
    }

    private static Numeric UnpackLong(ReadOnlySpan<byte> packed)
    {
        switch (packed[0])
        {
            case TagNaN:
                return NaN;
            case TagInfinity:
                return PositiveInfinity;
            case TagNegativeInfinity:
                return NegativeInfinity;
        }

        int scale = packed[0];
        var coefficient = packed[1..];
        if (scale == TagLongScale)
        {
            scale = BinaryPrimitives.ReadInt16LittleEndian(coefficient);
            coefficient = coefficient[2..];
        }

        return coefficient.Length <= 8 ? new Numeric(LoadLong(coefficient), scale) : FromBig(new BigInteger(coefficient), scale);
    }

    private static ulong HashSmall(long coefficient, int scale)
    {
        while (scale > 0)
        {
            var (quotient, rest) = Math.DivRem(coefficient, 10);
            if (rest != 0) break;
            coefficient = quotient;
            scale--;
        }

        return ValueHash.Of((ulong)coefficient ^ ((ulong)scale << 56));
    }
}
