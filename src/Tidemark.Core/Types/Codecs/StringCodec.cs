using System.Text.Unicode;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>text, varchar(n), char(n), name and "char": the bytes are the text. The binary form is the same.</summary>
internal sealed class StringCodec(SqlType type) : TypeCodec(type)
{
    public override void ParseText(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target, FormatSettings settings) => Append(data, fields, target);

    public override void ReadBinary(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target) => Append(data, fields, target);

    private protected override void FormatFlat(Vector source, BytesVectorBuilder target, FormatSettings settings) => target.AppendRange(source, 0, source.Length);

    private protected override void WriteFlat(Vector source, BytesVectorBuilder target) => target.AppendRange(source, 0, source.Length);

    private void Append(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target)
    {
        var builder = (BytesVectorBuilder)target;
        var isPlain = Type.Kind is TypeKind.Text or TypeKind.Unknown or TypeKind.Enum or TypeKind.CString or TypeKind.JsonPath
            || (Type.Kind is TypeKind.Varchar or TypeKind.BpChar && Type.Modifier < 0);
        var isChecked = AreAllValid(data, fields);
        foreach (var field in fields)
        {
            if (field.IsNull)
            {
                builder.AppendNull();
                continue;
            }

            var text = data.Slice(field.Start, field.Length);
            if (!isChecked) TextEncoding.Check(text);
            if (isPlain) builder.Append(text);
            else StringModifier.Append(text, Type, isExplicit: false, builder);
        }
    }

    /// <summary>
    /// Whether everything between the first and the last value is valid: one pass over neighbouring values is faster than one call for each.
    /// </summary>
    private static bool AreAllValid(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields)
    {
        var start = int.MaxValue;
        var end = 0;
        foreach (var field in fields)
        {
            if (field.IsNull) continue;
            start = Math.Min(start, field.Start);
            end = Math.Max(end, field.Start + field.Length);
        }

        if (end <= start) return true;
        var region = data[start..end];
        return region.IndexOf((byte)0) < 0 && Utf8.IsValid(region);
    }
}

/// <summary>The encoding that text must have: UTF-8 without zero bytes.</summary>
internal static class TextEncoding
{
    /// <exception cref="SqlException">22021: invalid byte sequence for encoding "UTF8".</exception>
    public static void Check(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf((byte)0) < 0 && Utf8.IsValid(text)) return;
        while (true)
        {
            if (text[0] == 0) throw DataErrors.InvalidEncoding(text[..1]);
            if (System.Text.Rune.DecodeFromUtf8(text, out _, out var used) != System.Buffers.OperationStatus.Done)
            {
                throw DataErrors.InvalidEncoding(text[..Math.Min(ExpectedLength(text[0]), text.Length)]);
            }

            text = text[used..];
        }
    }

    private static int ExpectedLength(byte lead) => lead switch
    {
        >= 0xf0 and <= 0xf7 => 4,
        >= 0xe0 and < 0xf0 => 3,
        >= 0xc0 and < 0xe0 => 2,
        _ => 1,
    };
}

/// <summary>The modifiers of string types: varchar(n), char(n), and the fixed sizes of name and "char".</summary>
internal static class StringModifier
{
    private const int NameBytes = 63;

    /// <summary>Appends a text brought to a type's length.</summary>
    /// <param name="text">The text.</param>
    /// <param name="type">A string type.</param>
    /// <param name="isExplicit">Whether a cast asks for it: then what is too long is cut without an error.</param>
    /// <param name="target">Receives the value.</param>
    /// <exception cref="SqlException">22001: value too long.</exception>
    public static void Append(ReadOnlySpan<byte> text, SqlType type, bool isExplicit, BytesVectorBuilder target)
    {
        switch (type.Kind)
        {
            case TypeKind.Varchar when TypeModifiers.LengthOf(type) is int limit && text.Length > limit:
                target.Append(Limit(text, limit, type, isExplicit, out _));
                break;
            case TypeKind.BpChar when TypeModifiers.LengthOf(type) is int width:
                var kept = Limit(text, width, type, isExplicit, out var characters);
                var span = target.GetSpan(kept.Length + width - characters);
                kept.CopyTo(span);
                span.Slice(kept.Length, width - characters).Fill((byte)' ');
                target.Advance(kept.Length + width - characters);
                target.EndValue();
                break;
            case TypeKind.Name when text.Length > NameBytes:
                var end = NameBytes;
                while ((text[end] & 0xc0) == 0x80) end--;
                target.Append(text[..end]);
                break;
            case TypeKind.InternalChar:
                target.Append(text.Length > 1 ? text[..1] : text);
                break;
            case TypeKind.Void:
                target.Append(default);
                break;
            default:
                target.Append(text);
                break;
        }
    }

    private static ReadOnlySpan<byte> Limit(ReadOnlySpan<byte> text, int limit, SqlType type, bool isExplicit, out int characters)
    {
        characters = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if ((text[i] & 0xc0) == 0x80) continue;
            if (characters == limit)
            {
                if (!isExplicit && text[i..].ContainsAnyExcept((byte)' ')) throw DataErrors.StringTooLong(type.ToString());
                return text[..i];
            }

            characters++;
        }

        return text;
    }
}
