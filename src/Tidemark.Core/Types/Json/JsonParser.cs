using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>
/// Checks JSON text, and brings it to jsonb's canonical text: members sorted by the length of their keys and then by bytes, the last of equal keys
/// kept, <c>{"a": 1, "b": [1, 2]}</c> spacing, numbers as numeric writes them, strings with the fewest escapes.
/// </summary>
public static class JsonParser
{
    /// <summary>Checks that the text is JSON.</summary>
    /// <exception cref="SqlException">22P02: invalid input syntax for type json.</exception>
    public static void Validate(ReadOnlySpan<byte> text)
    {
        var lexer = new JsonLexer(text, decodes: false);
        lexer.Next();
        Check(ref lexer);
        if (lexer.Token != JsonToken.End) throw lexer.Unexpected("end of input");
    }

    /// <summary>Appends jsonb's canonical text to a builder, without ending the value.</summary>
    /// <exception cref="SqlException">22P02: invalid input syntax for type json; 22P05.</exception>
    public static void WriteCanonical(ReadOnlySpan<byte> text, BytesVectorBuilder target) => WriteCanonical(text, new JsonbWriter(target));

    /// <summary>The same with a writer that is used for many values.</summary>
    internal static void WriteCanonical(ReadOnlySpan<byte> text, JsonbWriter writer)
    {
        writer.Reset();
        var lexer = new JsonLexer(text, decodes: true);
        lexer.Next();
        Canonical(ref lexer, writer);
        if (lexer.Token != JsonToken.End) throw lexer.Unexpected("end of input");
    }

    private static void Check(ref JsonLexer lexer)
    {
        switch (lexer.Token)
        {
            case JsonToken.ObjectStart:
                StackDepth.Ensure();
                lexer.Next();
                if (lexer.Token is not (JsonToken.String or JsonToken.ObjectEnd)) throw lexer.Unexpected("string or \"}\"");
                while (lexer.Token != JsonToken.ObjectEnd)
                {
                    if (lexer.Token != JsonToken.String) throw lexer.Unexpected("string");
                    lexer.Next();
                    if (lexer.Token != JsonToken.Colon) throw lexer.Unexpected("\":\"");
                    lexer.Next();
                    Check(ref lexer);
                    if (!NextMember(ref lexer)) break;
                }

                lexer.Next();
                break;
            case JsonToken.ArrayStart:
                StackDepth.Ensure();
                lexer.Next();
                while (lexer.Token != JsonToken.ArrayEnd)
                {
                    Check(ref lexer);
                    if (!NextElement(ref lexer)) break;
                }

                lexer.Next();
                break;
            case JsonToken.String or JsonToken.Number or JsonToken.True or JsonToken.False or JsonToken.Null:
                lexer.Next();
                break;
            default:
                throw lexer.Unexpected("JSON value");
        }
    }

    private static bool NextMember(ref JsonLexer lexer)
    {
        if (lexer.Token == JsonToken.ObjectEnd) return false;
        if (lexer.Token != JsonToken.Comma) throw lexer.Unexpected("\",\" or \"}\"");
        lexer.Next();
        return lexer.Token == JsonToken.String ? true : throw lexer.Unexpected("string");
    }

    private static bool NextElement(ref JsonLexer lexer)
    {
        if (lexer.Token == JsonToken.ArrayEnd) return false;
        if (lexer.Token != JsonToken.Comma) throw lexer.Unexpected("\",\" or \"]\"");
        lexer.Next();
        return lexer.Token == JsonToken.ArrayEnd ? throw lexer.Unexpected("JSON value") : true;
    }

    private static void Canonical(ref JsonLexer lexer, JsonbWriter writer)
    {
        switch (lexer.Token)
        {
            case JsonToken.ObjectStart:
                StackDepth.Ensure();
                lexer.Next();
                if (lexer.Token is not (JsonToken.String or JsonToken.ObjectEnd)) throw lexer.Unexpected("string or \"}\"");
                writer.BeginObject();
                while (lexer.Token != JsonToken.ObjectEnd)
                {
                    if (lexer.Token != JsonToken.String) throw lexer.Unexpected("string");
                    writer.KeyFromJson(lexer.Value[1..^1], lexer.HasEscape);
                    lexer.Next();
                    if (lexer.Token != JsonToken.Colon) throw lexer.Unexpected("\":\"");
                    lexer.Next();
                    Canonical(ref lexer, writer);
                    if (!NextMember(ref lexer)) break;
                }

                writer.EndObject();
                break;
            case JsonToken.ArrayStart:
                StackDepth.Ensure();
                lexer.Next();
                writer.BeginArray();
                while (lexer.Token != JsonToken.ArrayEnd)
                {
                    Canonical(ref lexer, writer);
                    if (!NextElement(ref lexer)) break;
                }

                writer.EndArray();
                break;
            case JsonToken.String:
                writer.StringFromJson(lexer.Value[1..^1], lexer.HasEscape);
                break;
            case JsonToken.Number:
                writer.NumberFromJson(lexer.Value);
                break;
            case JsonToken.True:
                writer.Literal("true"u8);
                break;
            case JsonToken.False:
                writer.Literal("false"u8);
                break;
            case JsonToken.Null:
                writer.Literal("null"u8);
                break;
            default:
                throw lexer.Unexpected("JSON value");
        }

        lexer.Next();
    }
}
