using System.Text;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>LIKE, ILIKE and regular expression matches, as operators and as the functions behind them.</summary>
internal static class PatternOperators
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        foreach (var type in new[] { Text, SqlTypes.Name, BpChar })
        {
            Pair(declare, type, "~~", "!~~", type.Name + "like", type.Name + "nlike", negated => new LikeKernel(ignoresCase: false, negated));
            Pair(declare, type, "~~*", "!~~*", type.Name + "iclike", type.Name + "icnlike", negated => new LikeKernel(ignoresCase: true, negated));
            Pair(declare, type, "~", "!~", type.Name + "regexeq", type.Name + "regexne", negated => new RegexKernel(ignoresCase: false, negated));
            Pair(declare, type, "~*", "!~*", type.Name + "icregexeq", type.Name + "icregexne", negated => new RegexKernel(ignoresCase: true, negated));
        }

        declare.Operator("~~", declare.Function("bytealike", [Bytea, Bytea], SqlTypes.Bool, new LikeKernel(ignoresCase: false, isNegated: false)), null, "!~~");
        declare.Operator("!~~", declare.Function("byteanlike", [Bytea, Bytea], SqlTypes.Bool, new LikeKernel(ignoresCase: false, isNegated: true)), null, "~~");
        declare.Function("like", [Text, Text], SqlTypes.Bool, new LikeKernel(ignoresCase: false, isNegated: false));
        declare.Function("notlike", [Text, Text], SqlTypes.Bool, new LikeKernel(ignoresCase: false, isNegated: true));
        declare.Map("like_escape", [Text, Text], Text, (ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> escape) => LikePattern.WithEscape(pattern, escape));
        declare.Operator("^@", declare.Map("starts_with", [Text, Text], SqlTypes.Bool, (ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) => text.StartsWith(prefix)));
        declare.Map("similar_to_escape", [Text], Text, (string pattern) => SimilarToRegex(pattern, "\\"));
        declare.Map("similar_to_escape", [Text, Text], Text, (string pattern, string escape) => SimilarToRegex(pattern, escape));
    }

    private static void Pair(Declarations declare, SqlType type, string symbol, string negation, string name, string negatedName, Func<bool, StrictKernel> kernel)
    {
        declare.Operator(symbol, declare.Function(name, [type, Text], SqlTypes.Bool, kernel(false)), null, negation);
        declare.Operator(negation, declare.Function(negatedName, [type, Text], SqlTypes.Bool, kernel(true)), null, symbol);
    }

    /// <summary>A SIMILAR TO pattern as a regular expression: % and _ as in LIKE, | * + ? {} () and [] as in expressions, everything else itself.</summary>
    public static string SimilarToRegex(string pattern, string escape)
    {
        if (Utf8Text.Length(Encoding.UTF8.GetBytes(escape)) > 1) throw StringErrors.InvalidEscape();
        var result = new StringBuilder("^(?:");
        var inBracket = false;
        var separators = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (escape.Length > 0 && c == escape[0] && i + 1 < pattern.Length)
            {
                var next = pattern[++i];
                if (next == '"')
                {
                    // What stands before the first separator takes as little as it can; what stands between the two is the group that substring gives.
                    if (++separators > 2) throw StringErrors.TooManySeparators();
                    if (separators == 1) result.Replace(".*", ".*?").Append(")(");
                    else result.Append(")(?:");
                    continue;
                }

                if (!char.IsLetterOrDigit(next)) result.Append('\\');
                result.Append(next);
            }
            else if (inBracket)
            {
                if (c == '\\') result.Append('\\');
                result.Append(c);
                inBracket = c != ']';
            }
            else
            {
                inBracket = c == '[';
                result.Append(c switch
                {
                    '%' => ".*",
                    '_' => ".",
                    '(' => "(?:",
                    '\\' or '.' or '^' or '$' => "\\" + c,
                    _ => c.ToString(),
                });
            }
        }

        return result.Append(")$").ToString();
    }
}
