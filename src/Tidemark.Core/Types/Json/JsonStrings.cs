using System.Buffers;
using System.Text;

namespace Tidemark.Types;

/// <summary>JSON strings: decoding their escapes, and writing them the one way PostgreSQL does.</summary>
public static class JsonStrings
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Writes the text that a valid JSON string (without its quotes) stands for. The text is never longer than the string.</summary>
    /// <returns>The bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> json, Span<byte> target)
    {
        var length = 0;
        while (true)
        {
            var escape = json.IndexOf((byte)'\\');
            var plain = escape < 0 ? json : json[..escape];
            plain.CopyTo(target[length..]);
            length += plain.Length;
            if (escape < 0) return length;
            json = json[(escape + 1)..];
            if (json[0] != 'u')
            {
                target[length++] = json[0] switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    var other => other,
                };
                json = json[1..];
                continue;
            }

            var unit = ReadHex(json);
            json = json[5..];
            var rune = Rune.ReplacementChar;
            if (!char.IsSurrogate(unit))
            {
                rune = new Rune(unit);
            }
            else if (json.Length >= 6 && Rune.TryCreate(unit, ReadHex(json[1..]), out rune))
            {
                json = json[6..];
            }

            length += rune.EncodeToUtf8(target[length..]);
        }
    }

    /// <summary>Writes text as a JSON string, its quotes included.</summary>
    public static void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> target)
    {
        var at = text.IndexOfAny(Escaped);
        if (at < 0)
        {
            var span = target.GetSpan(text.Length + 2);
            span[0] = (byte)'"';
            text.CopyTo(span[1..]);
            span[text.Length + 1] = (byte)'"';
            target.Advance(text.Length + 2);
            return;
        }

        var buffer = target.GetSpan((text.Length * 6) + 2);
        var length = 0;
        buffer[length++] = (byte)'"';
        foreach (var b in text)
        {
            var letter = b switch
            {
                (byte)'\b' => 'b',
                (byte)'\f' => 'f',
                (byte)'\n' => 'n',
                (byte)'\r' => 'r',
                (byte)'\t' => 't',
                (byte)'"' => '"',
                (byte)'\\' => '\\',
                _ => '\0',
            };
            if (letter != 0)
            {
                buffer[length++] = (byte)'\\';
                buffer[length++] = (byte)letter;
            }
            else if (b < 32)
            {
                "\\u00"u8.CopyTo(buffer[length..]);
                length += 4;
                buffer[length++] = (byte)('0' + (b >> 4));
                buffer[length++] = (byte)"0123456789abcdef"[b & 15];
            }
            else
            {
                buffer[length++] = b;
            }
        }

        buffer[length++] = (byte)'"';
        target.Advance(length);
    }

    private static char ReadHex(ReadOnlySpan<byte> text)
    {
        var code = 0;
        for (var i = 1; i <= 4; i++) code = (code << 4) | Convert.ToInt32(((char)text[i]).ToString(), 16);
        return (char)code;
    }
}
