using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>smallint.</summary>
internal readonly struct Int2Format : IFixedFormat<Int2Format, short>
{
    public static int MaxTextLength => 6;

    public static int BinaryLength => 2;

    public static Int2Format Create(SqlType type, FormatSettings settings) => default;

    public short Parse(ReadOnlySpan<byte> text) => (short)IntegerText.Parse(text, short.MinValue, short.MaxValue, "smallint");

    public int Format(short value, Span<byte> target) => IntegerText.Format(value, target);

    public short Read(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadInt16BigEndian(data);

    public static void Write(short value, Span<byte> target) => BinaryPrimitives.WriteInt16BigEndian(target, value);
}

/// <summary>integer.</summary>
internal readonly struct Int4Format : IFixedFormat<Int4Format, int>
{
    public static int MaxTextLength => 11;

    public static int BinaryLength => 4;

    public static Int4Format Create(SqlType type, FormatSettings settings) => default;

    public int Parse(ReadOnlySpan<byte> text) => (int)IntegerText.Parse(text, int.MinValue, int.MaxValue, "integer");

    public int Format(int value, Span<byte> target) => IntegerText.Format(value, target);

    public int Read(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadInt32BigEndian(data);

    public static void Write(int value, Span<byte> target) => BinaryPrimitives.WriteInt32BigEndian(target, value);
}

/// <summary>bigint.</summary>
internal readonly struct Int8Format : IFixedFormat<Int8Format, long>
{
    public static int MaxTextLength => 20;

    public static int BinaryLength => 8;

    public static Int8Format Create(SqlType type, FormatSettings settings) => default;

    public long Parse(ReadOnlySpan<byte> text) => IntegerText.Parse(text, long.MinValue, long.MaxValue, "bigint");

    public int Format(long value, Span<byte> target) => IntegerText.Format(value, target);

    public long Read(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadInt64BigEndian(data);

    public static void Write(long value, Span<byte> target) => BinaryPrimitives.WriteInt64BigEndian(target, value);
}

/// <summary>xid8: the whole number of a transaction. Of the 64 bits that PostgreSQL has for it the upper half is never reached.</summary>
internal readonly struct Xid8Format : IFixedFormat<Xid8Format, long>
{
    public static int MaxTextLength => 20;

    public static int BinaryLength => 8;

    public static Xid8Format Create(SqlType type, FormatSettings settings) => default;

    public long Parse(ReadOnlySpan<byte> text) => IntegerText.Parse(text, 0, long.MaxValue, "xid8");

    public int Format(long value, Span<byte> target) => IntegerText.Format(value, target);

    public long Read(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadInt64BigEndian(data);

    public static void Write(long value, Span<byte> target) => BinaryPrimitives.WriteInt64BigEndian(target, value);
}

/// <summary>oid, xid and the reg types by number: unsigned 32 bits. Names for the reg types are the catalog's business.</summary>
internal readonly struct OidFormat : IFixedFormat<OidFormat, long>
{
    private readonly string _type;
    private readonly bool _dash;

    private OidFormat(SqlType type)
    {
        _type = type.DisplayName;
        _dash = type.Kind is TypeKind.RegClass or TypeKind.RegType or TypeKind.RegProc or TypeKind.RegProcedure or TypeKind.RegNamespace or TypeKind.RegRole;
    }

    public static int MaxTextLength => 20;

    public static int BinaryLength => 4;

    public static OidFormat Create(SqlType type, FormatSettings settings) => new(type);

    public long Parse(ReadOnlySpan<byte> text)
    {
        if (_dash && text is [(byte)'-']) return 0;
        var value = IntegerText.Parse(text, -uint.MaxValue, uint.MaxValue, _type);
        return (uint)value;
    }

    public int Format(long value, Span<byte> target)
    {
        if (!_dash || value != 0) return IntegerText.Format(value, target);
        target[0] = (byte)'-';
        return 1;
    }

    public long Read(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt32BigEndian(data);

    public static void Write(long value, Span<byte> target) => BinaryPrimitives.WriteUInt32BigEndian(target, (uint)value);
}

/// <summary>Integers in text: blanks around, an optional sign, decimal digits.</summary>
internal static class IntegerText
{
    // A number of this many digits cannot overflow 64 bits.
    private const int SafeDigits = 18;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Parse(ReadOnlySpan<byte> text, long min, long max, string type)
    {
        var at = 0;
        var negative = false;
        if (text.Length > 1 && text[0] == '-')
        {
            negative = true;
            at = 1;
        }

        if (text.Length == 0 || text.Length - at > SafeDigits) return ParseSlow(text, min, max, type);
        long value = 0;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit > 9) return ParseSlow(text, min, max, type);
            value = (value * 10) + digit;
        }

        if (negative) value = -value;
        return value < min || value > max ? throw DataErrors.ValueOutOfRange(text, type) : value;
    }

    public static int Format(long value, Span<byte> target)
    {
        Utf8Formatter.TryFormat(value, target, out var written);
        return written;
    }

    private static long ParseSlow(ReadOnlySpan<byte> text, long min, long max, string type)
    {
        var rest = AsciiText.Trim(text);
        var negative = rest.Length > 0 && rest[0] == '-';
        if (rest.Length > 0 && rest[0] is (byte)'-' or (byte)'+') rest = rest[1..];
        if (rest.IsEmpty || rest.ContainsAnyExceptInRange((byte)'0', (byte)'9')) throw DataErrors.InvalidText(type, text);
        Int128 value = 0;
        foreach (var b in rest)
        {
            value = (value * 10) + (b - '0');
            if (value > ulong.MaxValue) throw DataErrors.ValueOutOfRange(text, type);
        }

        if (negative) value = -value;
        return value < min || value > max ? throw DataErrors.ValueOutOfRange(text, type) : (long)value;
    }
}
