using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>uuid: 32 hex digits, in braces or not, with a hyphen allowed after every fourth.</summary>
internal readonly struct UuidFormat : IFixedFormat<UuidFormat, Uuid>
{
    private const int Digits = 32;

    public static int MaxTextLength => 36;

    public static int BinaryLength => 16;

    public static UuidFormat Create(SqlType type, FormatSettings settings) => default;

    public Uuid Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length == 36 && TryParseUsual(text, out var usual)) return usual;
        var rest = text;
        if (rest.Length > 0 && rest[0] == '{') rest = rest[^1] == '}' ? rest[1..^1] : throw DataErrors.InvalidText("uuid", text);
        ulong high = 0, low = 0;
        var count = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            var b = rest[i];
            if (b == '-' && count > 0 && count % 4 == 0 && count < Digits && rest[i - 1] != '-') continue;
            var digit = Hex(b);
            if (digit < 0 || count == Digits) throw DataErrors.InvalidText("uuid", text);
            if (count++ < Digits / 2) high = (high << 4) | (uint)digit;
            else low = (low << 4) | (uint)digit;
        }

        return count == Digits ? new Uuid(high, low) : throw DataErrors.InvalidText("uuid", text);
    }

    public int Format(Uuid value, Span<byte> target)
    {
        Span<byte> bytes = stackalloc byte[16];
        Span<byte> digits = stackalloc byte[Digits];
        value.Write(bytes);
        Convert.TryToHexStringLower(bytes, digits, out _);
        digits[..8].CopyTo(target);
        digits[8..12].CopyTo(target[9..]);
        digits[12..16].CopyTo(target[14..]);
        digits[16..20].CopyTo(target[19..]);
        digits[20..].CopyTo(target[24..]);
        target[8] = target[13] = target[18] = target[23] = (byte)'-';
        return 36;
    }

    public Uuid Read(ReadOnlySpan<byte> data) => Uuid.Read(data);

    public static void Write(Uuid value, Span<byte> target) => value.Write(target);

    /// <summary>Reads 8-4-4-4-12 digits.</summary>
    private static bool TryParseUsual(ReadOnlySpan<byte> text, out Uuid value)
    {
        value = default;
        if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return false;
        Span<byte> digits = stackalloc byte[Digits];
        Span<byte> bytes = stackalloc byte[16];
        text[..8].CopyTo(digits);
        text[9..13].CopyTo(digits[8..]);
        text[14..18].CopyTo(digits[12..]);
        text[19..23].CopyTo(digits[16..]);
        text[24..36].CopyTo(digits[20..]);
        if (Convert.FromHexString(digits, bytes, out _, out var written) != System.Buffers.OperationStatus.Done || written != 16) return false;
        value = Uuid.Read(bytes);
        return true;
    }

    private static int Hex(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };
}
