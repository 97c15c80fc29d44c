using System.Text;
using Tidemark.Errors;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Measuring, cutting, padding and searching text.</summary>
internal static class TextFunctions
{
    private const int MaxLength = 0x3fffffff;

    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Identifiers.Register(declare);
        Measuring(declare);
        Cutting(declare);
        Padding(declare);
        Changing(declare);
        Searching(declare);
    }

    private static void Measuring(Declarations declare)
    {
        foreach (var name in new[] { "length", "char_length", "character_length" })
        {
            declare.Map(name, [Text], Int4, (ReadOnlySpan<byte> text) => Utf8Text.Length(text));
            declare.Map(name, [BpChar], Int4, (ReadOnlySpan<byte> text) => Utf8Text.Length(text.TrimEnd((byte)' ')));
        }

        declare.Map("length", [Bytea], Int4, (ReadOnlySpan<byte> bytes) => bytes.Length);
        foreach (var type in new[] { Text, BpChar, Bytea })
        {
            declare.Map("octet_length", [type], Int4, (ReadOnlySpan<byte> bytes) => bytes.Length);
            if (!type.Is(BpChar)) declare.Map("bit_length", [type], Int4, (ReadOnlySpan<byte> bytes) => MultiplyInteger<int>.Invoke(bytes.Length, 8));
        }

        declare.Map("ascii", [Text], Int4, (ReadOnlySpan<byte> text) => text.IsEmpty ? 0 : Rune.DecodeFromUtf8(text, out var rune, out _) == 0 ? rune.Value : text[0]);
        declare.Map("chr", [Int4], Text, (int code) => Character(code));
    }

    private static string Character(int code)
    {
        if (code == 0) throw StringErrors.NoCharacter("null character not permitted");
        if (code < 0) throw DataErrors.InvalidParameter("character number must be positive");
        return Rune.IsValid(code)
            ? new Rune(code).ToString()
            : throw StringErrors.NoCharacter(code > 0x10ffff ? $"requested character too large for encoding: {code}" : $"requested character not valid for encoding: {code}");
    }

    private static void Cutting(Declarations declare)
    {
        foreach (var name in new[] { "substring", "substr" })
        {
            declare.Write(name, [Text, Int4], Text, (ReadOnlySpan<byte> text, int start, BytesVectorBuilder result) => Put(result, Utf8Text.Substring(text, start, null)));
            declare.Write(name, [Text, Int4, Int4], Text, (ReadOnlySpan<byte> text, int start, int length, BytesVectorBuilder result) =>
                Put(result, Utf8Text.Substring(text, start, length >= 0 ? length : throw StringErrors.NegativeSubstring())));
            declare.Write(name, [Bytea, Int4], Bytea, (ReadOnlySpan<byte> bytes, int start, BytesVectorBuilder result) => Put(result, Slice(bytes, start, null)));
            declare.Write(name, [Bytea, Int4, Int4], Bytea, (ReadOnlySpan<byte> bytes, int start, int length, BytesVectorBuilder result) =>
                Put(result, Slice(bytes, start, length >= 0 ? length : throw StringErrors.NegativeSubstring())));
        }

        declare.Write("left", [Text, Int4], Text, (ReadOnlySpan<byte> text, int count, BytesVectorBuilder result) =>
            Put(result, text[..Utf8Text.OffsetOf(text, count >= 0 ? count : Math.Max(0, Utf8Text.Length(text) + count))]));
        declare.Write("right", [Text, Int4], Text, (ReadOnlySpan<byte> text, int count, BytesVectorBuilder result) =>
            Put(result, text[Utf8Text.OffsetOf(text, count >= 0 ? Math.Max(0, Utf8Text.Length(text) - count) : count == int.MinValue ? int.MaxValue : -count)..]));
        declare.Write<ReadOnlySpan<byte>, ReadOnlySpan<byte>, int>("split_part", [Text, Text, Int4], Text, SplitPart);
        declare.Write("overlay", [Text, Text, Int4], Text, (ReadOnlySpan<byte> text, ReadOnlySpan<byte> replacement, int start, BytesVectorBuilder result) =>
            Overlay(text, replacement, start, Utf8Text.Length(replacement), result));
        declare.Write("overlay", [Text, Text, Int4, Int4], Text, (ReadOnlySpan<byte> text, ReadOnlySpan<byte> replacement, int start, int count, BytesVectorBuilder result) =>
            Overlay(text, replacement, start, count, result));
        Trim(declare, "btrim", left: true, right: true);
        Trim(declare, "ltrim", left: true, right: false);
        Trim(declare, "rtrim", left: false, right: true);
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, int start, int? length)
    {
        var end = length is { } count ? (long)start + count - 1 : bytes.Length;
        var from = Math.Max(start, 1) - 1;
        return from >= bytes.Length || end <= from ? default : bytes[from..(int)Math.Min(end, bytes.Length)];
    }

    private static void SplitPart(ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator, int field, BytesVectorBuilder result)
    {
        if (field == 0) throw StringErrors.ZeroFieldPosition();
        if (separator.IsEmpty)
        {
            if (field is 1 or -1) Put(result, text);
            return;
        }

        if (field < 0)
        {
            while (++field < 0)
            {
                var last = text.LastIndexOf(separator);
                if (last < 0) return;
                text = text[..last];
            }

            Put(result, text[(text.LastIndexOf(separator) is var at && at >= 0 ? at + separator.Length : 0)..]);
            return;
        }

        while (--field > 0)
        {
            var next = text.IndexOf(separator);
            if (next < 0) return;
            text = text[(next + separator.Length)..];
        }

        Put(result, text.IndexOf(separator) is var end && end >= 0 ? text[..end] : text);
    }

    private static void Overlay(ReadOnlySpan<byte> text, ReadOnlySpan<byte> replacement, int start, int count, BytesVectorBuilder result)
    {
        if (start <= 0) throw StringErrors.NegativeSubstring();
        Put(result, Utf8Text.Substring(text, 1, start - 1));
        Put(result, replacement);
        Put(result, Utf8Text.Substring(text, AddInteger<int>.Invoke(start, count), null));
    }

    private static void Trim(Declarations declare, string name, bool left, bool right)
    {
        declare.Write(name, [Text], Text, (ReadOnlySpan<byte> text, BytesVectorBuilder result) => Put(result, Trimmed(text, " "u8, left, right)));
        declare.Write(name, [Text, Text], Text, (ReadOnlySpan<byte> text, ReadOnlySpan<byte> set, BytesVectorBuilder result) => Put(result, Trimmed(text, set, left, right)));
        declare.Write(name, [Bytea, Bytea], Bytea, (ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> set, BytesVectorBuilder result) =>
        {
            if (left) bytes = bytes.TrimStart(set);
            Put(result, right ? bytes.TrimEnd(set) : bytes);
        });
    }

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> text, ReadOnlySpan<byte> set, bool left, bool right)
    {
        if (set.IsEmpty) return text;
        if (left)
        {
            while (!text.IsEmpty && set.IndexOf(text[..Utf8Text.SizeAt(text, 0)]) >= 0) text = text[Utf8Text.SizeAt(text, 0)..];
        }

        if (right)
        {
            while (!text.IsEmpty && Utf8Text.LastOffset(text) is var last && set.IndexOf(text[last..]) >= 0) text = text[..last];
        }

        return text;
    }

    private static void Padding(Declarations declare)
    {
        declare.Write("lpad", [Text, Int4], Text, (ReadOnlySpan<byte> text, int length, BytesVectorBuilder result) => Pad(text, length, " "u8, left: true, result));
        declare.Write("lpad", [Text, Int4, Text], Text, (ReadOnlySpan<byte> text, int length, ReadOnlySpan<byte> fill, BytesVectorBuilder result) => Pad(text, length, fill, left: true, result));
        declare.Write("rpad", [Text, Int4], Text, (ReadOnlySpan<byte> text, int length, BytesVectorBuilder result) => Pad(text, length, " "u8, left: false, result));
        declare.Write("rpad", [Text, Int4, Text], Text, (ReadOnlySpan<byte> text, int length, ReadOnlySpan<byte> fill, BytesVectorBuilder result) => Pad(text, length, fill, left: false, result));
        declare.Write("repeat", [Text, Int4], Text, (ReadOnlySpan<byte> text, int count, BytesVectorBuilder result) =>
        {
            if ((long)text.Length * count > MaxLength) throw StringErrors.TooLong();
            for (var i = 0; i < count; i++) Put(result, text);
        });
    }

    private static void Pad(ReadOnlySpan<byte> text, int length, ReadOnlySpan<byte> fill, bool left, BytesVectorBuilder result)
    {
        if (length > MaxLength) throw StringErrors.TooLong();
        var missing = Math.Max(length, 0) - Utf8Text.Length(text);
        if (missing <= 0 || fill.IsEmpty)
        {
            Put(result, text[..Utf8Text.OffsetOf(text, Math.Max(length, 0))]);
            return;
        }

        if (!left) Put(result, text);
        for (var fillLength = Utf8Text.Length(fill); missing > 0; missing -= fillLength)
        {
            Put(result, missing >= fillLength ? fill : fill[..Utf8Text.OffsetOf(fill, missing)]);
        }

        if (left) Put(result, text);
    }

    private static void Changing(Declarations declare)
    {
        declare.Write("lower", [Text], Text, (ReadOnlySpan<byte> text, BytesVectorBuilder result) => ChangeCase(text, upper: false, result));
        declare.Write("upper", [Text], Text, (ReadOnlySpan<byte> text, BytesVectorBuilder result) => ChangeCase(text, upper: true, result));
        declare.Map("initcap", [Text], Text, (string text) => Capitalized(text));
        declare.Write("reverse", [Text], Text, (ReadOnlySpan<byte> text, BytesVectorBuilder result) =>
        {
            while (!text.IsEmpty)
            {
                var last = Utf8Text.LastOffset(text);
                Put(result, text[last..]);
                text = text[..last];
            }
        });
        declare.Write<ReadOnlySpan<byte>, ReadOnlySpan<byte>, ReadOnlySpan<byte>>("replace", [Text, Text, Text], Text, Replace);
        declare.Map("translate", [Text, Text, Text], Text, (string text, string from, string to) => Translate(text, from, to));
        declare.Operator("||", declare.Write("textcat", [Text, Text], Text, (ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, BytesVectorBuilder result) =>
        {
            Put(result, left);
            Put(result, right);
        }));
        declare.Operator("||", declare.Write("byteacat", [Bytea, Bytea], Bytea, (ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, BytesVectorBuilder result) =>
        {
            Put(result, left);
            Put(result, right);
        }));
    }

    private static void ChangeCase(ReadOnlySpan<byte> text, bool upper, BytesVectorBuilder result)
    {
        if (Ascii.IsValid(text))
        {
            var target = result.GetSpan(text.Length);
            var written = 0;
            _ = upper ? Ascii.ToUpper(text, target, out written) : Ascii.ToLower(text, target, out written);
            result.Advance(written);
            return;
        }

        var chars = Encoding.UTF8.GetString(text);
        Put(result, Encoding.UTF8.GetBytes(upper ? chars.ToUpperInvariant() : chars.ToLowerInvariant()));
    }

    private static string Capitalized(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        var inWord = false;
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = inWord ? char.ToLowerInvariant(source[i]) : char.ToUpperInvariant(source[i]);
            inWord = char.IsLetterOrDigit(source[i]);
        }
    });

    private static void Replace(ReadOnlySpan<byte> text, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, BytesVectorBuilder result)
    {
        while (!from.IsEmpty && text.IndexOf(from) is var at and >= 0)
        {
            Put(result, text[..at]);
            Put(result, to);
            text = text[(at + from.Length)..];
        }

        Put(result, text);
    }

    private static string Translate(string text, string from, string to)
    {
        var wanted = from.EnumerateRunes().ToArray();
        var given = to.EnumerateRunes().ToArray();
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var at = Array.IndexOf(wanted, rune);
            if (at < 0) result.Append(rune.ToString());
            else if (at < given.Length) result.Append(given[at].ToString());
        }

        return result.ToString();
    }

    private static void Searching(Declarations declare)
    {
        declare.Map("strpos", [Text, Text], Int4, (ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => Position(text, part));
        declare.Map("position", [Text, Text], Int4, (ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => Position(text, part));
        declare.Map("position", [Bytea, Bytea], Int4, (ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> part) => bytes.IndexOf(part) + 1);
    }

    private static int Position(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        var at = text.IndexOf(part);
        return at < 0 ? 0 : Utf8Text.Length(text[..at]) + 1;
    }

    /// <summary>Writes bytes without ending the value.</summary>
    public static void Put(BytesVectorBuilder result, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(result.GetSpan(bytes.Length));
        result.Advance(bytes.Length);
    }
}
