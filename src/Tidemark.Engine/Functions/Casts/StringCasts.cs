using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>The casts among strings and from booleans, with the contexts of pg_cast. Casts to and from text through the text form need no declaration.</summary>
internal static class StringCasts
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Cast(CastContext.Assignment, declare.Map("text", [Bool], Text, (bool value) => value ? "true" : "false"));
        declare.Cast(CastContext.Assignment, declare.Map("varchar", [Bool], Varchar, (bool value) => value ? "true" : "false"));
        declare.Cast(CastContext.Assignment, declare.Map("bpchar", [Bool], BpChar, (bool value) => value ? "true" : "false"));
        declare.Relabel(CastContext.Implicit, Text, Varchar);
        declare.Relabel(CastContext.Implicit, Text, BpChar);
        declare.Relabel(CastContext.Implicit, Varchar, Text);
        declare.Relabel(CastContext.Implicit, Varchar, BpChar);
        declare.Relabel(CastContext.Implicit, Name, Text);
        declare.Relabel(CastContext.Assignment, Name, Varchar);
        declare.Relabel(CastContext.Assignment, Name, BpChar);
        foreach (var target in new[] { Text, Varchar })
        {
            declare.Cast(CastContext.Implicit, declare.Write(target.Name, [BpChar], target,
                (ReadOnlySpan<byte> text, BytesVectorBuilder result) => TextFunctions.Put(result, text.TrimEnd((byte)' '))));
        }

        foreach (var source in new[] { Text, Varchar, BpChar })
        {
            declare.Cast(CastContext.Implicit, declare.Write("name", [source], Name,
                (ReadOnlySpan<byte> text, BytesVectorBuilder result) => TextFunctions.Put(result, source.Is(BpChar) ? Truncated(text).TrimEnd((byte)' ') : Truncated(text))));
            declare.Cast(source.Is(BpChar) ? CastContext.Implicit : CastContext.Assignment, declare.Write("char", [source], InternalChar,
                (ReadOnlySpan<byte> text, BytesVectorBuilder result) => TextFunctions.Put(result, text.IsEmpty ? text : text[..1])));
        }

        declare.Cast(CastContext.Explicit, declare.Write("char", [Int4], InternalChar, (int code, BytesVectorBuilder result) => WriteCode(code, result)));
        declare.Cast(CastContext.Explicit, declare.Map("int4", [InternalChar], Int4, (ReadOnlySpan<byte> text) => text.IsEmpty ? 0 : (int)(sbyte)text[0]));
        declare.Relabel(CastContext.Implicit, InternalChar, Text);
        declare.Relabel(CastContext.Assignment, InternalChar, Varchar);
        declare.Relabel(CastContext.Assignment, InternalChar, BpChar);
    }

    // Only codes of ASCII are texts; 0 is the empty one.
    private static void WriteCode(int code, BytesVectorBuilder result)
    {
        if (code is < sbyte.MinValue or > sbyte.MaxValue) throw DataErrors.OutOfRange("\"char\"");
        if (code < 0) throw InternalErrors.NotSupported("a \"char\" beyond ASCII");
        TextFunctions.Put(result, code == 0 ? [] : [(byte)code]);
    }

    // A name has at most 63 bytes, and no part of a character.
    private static ReadOnlySpan<byte> Truncated(ReadOnlySpan<byte> text)
    {
        if (text.Length <= 63) return text;
        var cut = text[..64];
        return cut[..Utf8Text.LastOffset(cut)];
    }
}
