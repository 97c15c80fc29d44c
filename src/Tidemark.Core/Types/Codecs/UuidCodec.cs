using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>uuid: 32 hex digits, in braces or not, with a hyphen allowed after every fourth.</summary>
internal readonly struct UuidFormat : IFixedFormat<UuidFormat, Uuid>
{
    private const int Digits = 32;

    public static int MaxTextLength => 36;

    public static int BinaryLength => 16;

    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    public static UuidFormat Create(SqlType type, FormatSettings settings) => default;

    public Uuid Parse(ReadOnlySpan<byte> text)
    {
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
        var at = 0;
        for (var i = 0; i < Digits; i++)
        {
            if (i is 8 or 12 or 16 or 20) target[at++] = (byte)'-';
            var half = i < 16 ? value.High : value.Low;
            target[at++] = HexDigits[(int)(half >> (60 - ((i & 15) * 4))) & 15];
        }

        return at;
    }

    public Uuid Read(ReadOnlySpan<byte> data) => Uuid.Read(data);

    public static void Write(Uuid value, Span<byte> target) => value.Write(target);

    private static int Hex(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };
}
