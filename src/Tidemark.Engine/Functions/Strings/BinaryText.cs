using System.Security.Cryptography;
using System.Text;
using Tidemark.Errors;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Bytes as text and back, hashes, and single bytes and bits.</summary>
internal static class BinaryText
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Map("encode", [Bytea, Text], Text, (ReadOnlySpan<byte> bytes, string format) => Encode(bytes, format));
        declare.Map("decode", [Text, Text], Bytea, (ReadOnlySpan<byte> text, string format) => Decode(text, format));
        declare.Map("to_hex", [Int4], Text, (int value) => value.ToString("x"));
        declare.Map("to_hex", [Int8], Text, (long value) => value.ToString("x"));
#pragma warning disable CA5351 // md5 is what the function is called.
        declare.Map("md5", [Text], Text, (ReadOnlySpan<byte> text) => Convert.ToHexStringLower(MD5.HashData(text)));
        declare.Map("md5", [Bytea], Text, (ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(MD5.HashData(bytes)));
#pragma warning restore CA5351
        declare.Map("sha256", [Bytea], Bytea, (ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes));
        declare.Map("sha384", [Bytea], Bytea, (ReadOnlySpan<byte> bytes) => SHA384.HashData(bytes));
        declare.Map("sha512", [Bytea], Bytea, (ReadOnlySpan<byte> bytes) => SHA512.HashData(bytes));
        declare.Map("get_byte", [Bytea, Int4], Int4, (ReadOnlySpan<byte> bytes, int index) =>
            (uint)index < (uint)bytes.Length ? (int)bytes[index] : throw StringErrors.IndexOutOfRange(index, bytes.Length - 1L));
        declare.Map("get_bit", [Bytea, Int8], Int4, (ReadOnlySpan<byte> bytes, long index) =>
            index >= 0 && index < bytes.Length * 8L ? (bytes[(int)(index / 8)] >> (int)(index % 8)) & 1 : throw StringErrors.IndexOutOfRange(index, (bytes.Length * 8L) - 1));
        declare.Map("set_bit", [Bytea, Int8, Int4], Bytea, (ReadOnlySpan<byte> bytes, long index, int value) =>
        {
            if (index < 0 || index >= bytes.Length * 8L) throw StringErrors.IndexOutOfRange(index, (bytes.Length * 8L) - 1);
            if (value is not (0 or 1)) throw DataErrors.InvalidParameter("new bit must be 0 or 1");
            var copy = bytes.ToArray();
            var mask = (byte)(1 << (int)(index % 8));
            copy[index / 8] = (byte)(value == 1 ? copy[index / 8] | mask : copy[index / 8] & ~mask);
            return copy;
        });
        declare.Map("bit_count", [Bytea], Int8, (ReadOnlySpan<byte> bytes) =>
        {
            long count = 0;
            foreach (var b in bytes) count += System.Numerics.BitOperations.PopCount(b);
            return count;
        });
        declare.Map("sha224", [Bytea], Bytea, (ReadOnlySpan<byte> bytes) => Sha224.Hash(bytes));
        declare.Map("overlay", [Bytea, Bytea, Int4], Bytea, (ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> replacement, int start) => Overlay(bytes, replacement, start, replacement.Length));
        declare.Map("overlay", [Bytea, Bytea, Int4, Int4], Bytea, (ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> replacement, int start, int count) => Overlay(bytes, replacement, start, count));
        declare.Map("set_byte", [Bytea, Int4, Int4], Bytea, (ReadOnlySpan<byte> bytes, int index, int value) =>
        {
            if ((uint)index >= (uint)bytes.Length) throw StringErrors.IndexOutOfRange(index, bytes.Length - 1L);
            var copy = bytes.ToArray();
            copy[index] = (byte)value;
            return copy;
        });
        declare.Map("convert_from", [Bytea, SqlTypes.Name], Text, (ReadOnlySpan<byte> bytes, string encoding) => FromEncoding(bytes, encoding, "source encoding"));
        declare.Map("length", [Bytea, SqlTypes.Name], Int4, (ReadOnlySpan<byte> bytes, string encoding) => FromEncoding(bytes, encoding, "encoding").EnumerateRunes().Count());
        declare.Map("convert_to", [Text, SqlTypes.Name], Bytea, (string text, string encoding) => FindEncoding(encoding, "destination encoding").GetBytes(text));
        declare.Map("convert", [Bytea, SqlTypes.Name, SqlTypes.Name], Bytea, (ReadOnlySpan<byte> bytes, string source, string target) =>
        {
            FindEncoding(source, "source encoding");
            var encoding = FindEncoding(target, "destination encoding");
            return encoding.GetBytes(FromEncoding(bytes, source, "source encoding"));
        });
    }

    private static Encoding FindEncoding(string name, string role) => name.Replace("-", "").Replace("_", "").ToUpperInvariant() switch
    {
        "UTF8" or "UNICODE" => Encoding.UTF8,
        "LATIN1" or "ISO88591" => Encoding.Latin1,
        "SQLASCII" => Encoding.UTF8,
        _ => throw new SqlException(new SqlError { State = SqlState.InvalidParameterValue, Message = $"invalid {role} name \"{name}\"" }),
    };

    private static string FromEncoding(ReadOnlySpan<byte> bytes, string name, string role)
    {
        var encoding = FindEncoding(name, role);
        if (encoding == Encoding.UTF8 && !System.Text.Unicode.Utf8.IsValid(bytes))
        {
            var valid = 0;
            while (Rune.DecodeFromUtf8(bytes[valid..], out _, out var used) == System.Buffers.OperationStatus.Done) valid += used;
            throw DataErrors.InvalidEncoding(bytes.Slice(valid, Math.Min(1, bytes.Length - valid)));
        }

        return encoding.GetString(bytes);
    }

    private static string Encode(ReadOnlySpan<byte> bytes, string format)
    {
        switch (format.ToLowerInvariant())
        {
            case "hex":
                return Convert.ToHexStringLower(bytes);
            case "base64":
                // A line has 76 characters.
                var plain = Convert.ToBase64String(bytes);
                var lines = new StringBuilder();
                for (var i = 0; i < plain.Length; i += 76)
                {
                    if (i > 0) lines.Append('\n');
                    lines.Append(plain, i, Math.Min(76, plain.Length - i));
                }

                return lines.ToString();
            case "escape":
                var text = new StringBuilder();
                foreach (var b in bytes)
                {
                    if (b == 0 || b >= 0x80) text.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0'));
                    else if (b == '\\') text.Append("\\\\");
                    else text.Append((char)b);
                }

                return text.ToString();
            default:
                throw StringErrors.UnknownEncoding(format);
        }
    }

    private static byte[] Decode(ReadOnlySpan<byte> text, string format)
    {
        switch (format.ToLowerInvariant())
        {
            case "hex":
                return Hex(text);
            case "base64":
                try
                {
                    return Convert.FromBase64String(Encoding.UTF8.GetString(text));
                }
                catch (FormatException)
                {
                    throw new SqlException(DataErrors.InvalidParameter("invalid base64 end sequence").Error with { Hint = "Input data is missing padding, is truncated, or is otherwise corrupted." });
                }

            case "escape":
                return Unescape(text);
            default:
                throw StringErrors.UnknownEncoding(format);
        }
    }

    private static byte[] Hex(ReadOnlySpan<byte> text)
    {
        var result = new List<byte>(text.Length / 2);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r') continue;
            if (i + 1 == text.Length) throw DataErrors.InvalidParameter("invalid hexadecimal data: odd number of digits");
            result.Add((byte)((Digit(text[i]) << 4) | Digit(text[++i])));
        }

        return [.. result];

        static int Digit(byte c) => char.IsAsciiHexDigit((char)c)
            ? Convert.ToInt32(((char)c).ToString(), 16)
            : throw DataErrors.InvalidParameter($"invalid hexadecimal digit: \"{(char)c}\"");
    }

    private static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        var result = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Add(text[i]);
            }
            else if (i + 3 < text.Length && text[i + 1] is >= (byte)'0' and <= (byte)'3' && IsOctal(text[i + 2]) && IsOctal(text[i + 3]))
            {
                result.Add((byte)(((text[i + 1] - '0') << 6) | ((text[i + 2] - '0') << 3) | (text[i + 3] - '0')));
                i += 3;
            }
            else if (i + 1 < text.Length && text[i + 1] == '\\')
            {
                result.Add((byte)'\\');
                i++;
            }
            else
            {
                throw DataErrors.InvalidRepresentation("invalid input syntax for type bytea");
            }
        }

        return [.. result];

        static bool IsOctal(byte c) => c is >= (byte)'0' and <= (byte)'7';
    }

    private static byte[] Overlay(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> replacement, int start, int count)
    {
        if (start <= 0) throw new SqlException(new SqlError { State = new SqlState("22011"), Message = "negative substring length not allowed" });
        if (start > (long)int.MaxValue - count) throw DataErrors.OutOfRange("integer");
        var head = Math.Min(start - 1L, bytes.Length);
        var tail = Math.Clamp(start - 1L + count, 0, bytes.Length);
        return [.. bytes[..(int)head], .. replacement, .. bytes[(int)tail..]];
    }
}
