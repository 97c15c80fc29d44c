using System.Globalization;
using System.Text;
using Tidemark.Errors;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>parse_ident and unistr.</summary>
internal static class Identifiers
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Named("parse_ident", [new(Text, "str"), new(SqlTypes.Bool, "strict", "true")], ArrayOf(Text)!, new DirectKernel(static (arguments, row, result, _) =>
            TextArrays.Append(ParseIdent(RowArgument<string>.Read(arguments[0], row), Tidemark.Vectors.VectorAccess.Get<bool>(arguments[1], row)), (Tidemark.Vectors.BytesVectorBuilder)result)));
        declare.Map("unistr", [Text], Text, (string text) => Unistr(text));
    }

    private static List<string> ParseIdent(string text, bool strict)
    {
        var parts = new List<string>();
        var at = 0;
        var afterDot = false;
        SkipSpaces();
        while (true)
        {
            var isMissing = true;
            if (at < text.Length && text[at] == '"')
            {
                var name = new StringBuilder();
                for (at++; ; at++)
                {
                    if (at >= text.Length) throw Invalid("String has unclosed double quotes.");
                    if (text[at] != '"') name.Append(text[at]);
                    else if (at + 1 < text.Length && text[at + 1] == '"') name.Append(text[at++]);
                    else break;
                }

                at++;
                if (name.Length == 0) throw Invalid("Quoted identifier must not be empty.");
                parts.Add(name.ToString());
                isMissing = false;
            }
            else if (at < text.Length && IsStart(text[at]))
            {
                var start = at++;
                while (at < text.Length && (IsStart(text[at]) || char.IsAsciiDigit(text[at]) || text[at] == '$')) at++;
                parts.Add(text[start..at].ToLowerInvariant());
                isMissing = false;
            }

            if (isMissing)
            {
                if (at < text.Length && text[at] == '.') throw Invalid("No valid identifier before \".\".");
                throw afterDot ? Invalid("No valid identifier after \".\".") : Invalid(null);
            }

            SkipSpaces();
            if (at < text.Length && text[at] == '.')
            {
                afterDot = true;
                at++;
                SkipSpaces();
            }
            else if (at == text.Length || !strict)
            {
                return parts;
            }
            else
            {
                throw Invalid(null);
            }
        }

        void SkipSpaces()
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        }

        SqlException Invalid(string? detail) => new(new SqlError { State = SqlState.InvalidParameterValue, Message = $"string is not a valid identifier: \"{text}\"", Detail = detail });
    }

    private static bool IsStart(char c) => c == '_' || char.IsAsciiLetter(c) || c >= 0x80;

    private static string Unistr(string text)
    {
        var result = new StringBuilder();
        char? high = null;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] != '\\')
            {
                if (high is not null) throw Pair();
                result.Append(text[at++]);
                continue;
            }

            if (at + 1 < text.Length && text[at + 1] == '\\')
            {
                if (high is not null) throw Pair();
                result.Append('\\');
                at += 2;
                continue;
            }

            var (skip, digits) = at + 1 < text.Length ? text[at + 1] switch
            {
                'u' => (2, 4),
                'U' => (2, 8),
                '+' => (2, 6),
                _ => (1, 4),
            } : (1, 4);
            if (at + skip + digits > text.Length || !int.TryParse(text.AsSpan(at + skip, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) throw new SqlException(new SqlError
            {
                State = SqlState.SyntaxError,
                Message = "invalid Unicode escape",
                Hint = "Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.",
            });
            at += skip + digits;
            if (code is <= 0 or > 0x10FFFF) throw DataErrors.InvalidParameter($"invalid Unicode code point: {code:X4}");
            if (high is { } first)
            {
                if (code is < 0xDC00 or > 0xDFFF) throw Pair();
                result.Append(first).Append((char)code);
                high = null;
            }
            else if (code is >= 0xD800 and < 0xDC00)
            {
                high = (char)code;
            }
            else if (code is >= 0xDC00 and <= 0xDFFF)
            {
                throw Pair();
            }
            else
            {
                result.Append(char.ConvertFromUtf32(code));
            }
        }

        return high is null ? result.ToString() : throw Pair();

        static SqlException Pair() => new(new SqlError { State = SqlState.SyntaxError, Message = "invalid Unicode surrogate pair" });
    }
}
