using System.Text;
using System.Text.RegularExpressions;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>regexp_* functions and substring(text from pattern).</summary>
internal static class RegexFunctions
{
    private static readonly SqlType TextArray = ArrayOf(Text)!;

    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Map("regexp_replace", [Text, Text, Text], Text, (string text, string pattern, string to) => Replace(text, pattern, to, "", 1, null));
        declare.Map("regexp_replace", [Text, Text, Text, Text], Text, (string text, string pattern, string to, string flags) => Replace(text, pattern, to, flags, 1, null));
        declare.Map("regexp_replace", [Text, Text, Text, Int4], Text, (string text, string pattern, string to, int start) => Replace(text, pattern, to, "", start, 1));
        declare.Map("regexp_replace", [Text, Text, Text, Int4, Int4], Text, (string text, string pattern, string to, int start, int n) => Replace(text, pattern, to, "", start, n));
        declare.Map("regexp_replace", [Text, Text, Text, Int4, Int4, Text], Text,
            (string text, string pattern, string to, int start, int n, string flags) => Replace(text, pattern, to, flags, start, n));
        declare.Map("regexp_like", [Text, Text], SqlTypes.Bool, (string text, string pattern) => Get(pattern, "", "regexp_like").IsMatch(text));
        declare.Map("regexp_like", [Text, Text, Text], SqlTypes.Bool, (string text, string pattern, string flags) => Get(pattern, flags, "regexp_like").IsMatch(text));
        declare.Map("regexp_count", [Text, Text], Int4, (string text, string pattern) => Count(text, pattern, 1, ""));
        declare.Map("regexp_count", [Text, Text, Int4], Int4, (string text, string pattern, int start) => Count(text, pattern, start, ""));
        declare.Map("regexp_count", [Text, Text, Int4, Text], Int4, (string text, string pattern, int start, string flags) => Count(text, pattern, start, flags));
        declare.Map("regexp_substr", [Text, Text], Text, (string text, string pattern) => Get(pattern, "", "regexp_substr").Match(text) is { Success: true } m ? m.Value : null);
        declare.Map("regexp_substr", [Text, Text, Int4], Text, (string text, string pattern, int start) => Part(text, pattern, start, 1, "", 0, "regexp_substr")?.Value);
        declare.Map("regexp_substr", [Text, Text, Int4, Int4], Text, (string text, string pattern, int start, int n) => Part(text, pattern, start, n, "", 0, "regexp_substr")?.Value);
        declare.Map("regexp_substr", [Text, Text, Int4, Int4, Text], Text, (string text, string pattern, int start, int n, string flags) => Part(text, pattern, start, n, flags, 0, "regexp_substr")?.Value);
        declare.Map("regexp_substr", [Text, Text, Int4, Int4, Text, Int4], Text, (string text, string pattern, int start, int n, string flags, int group) => Part(text, pattern, start, n, flags, group, "regexp_substr")?.Value);
        declare.Map("regexp_instr", [Text, Text], Int4, (string text, string pattern) => Place(text, pattern, 1, 1, 0, "", 0));
        declare.Map("regexp_instr", [Text, Text, Int4], Int4, (string text, string pattern, int start) => Place(text, pattern, start, 1, 0, "", 0));
        declare.Map("regexp_instr", [Text, Text, Int4, Int4], Int4, (string text, string pattern, int start, int n) => Place(text, pattern, start, n, 0, "", 0));
        declare.Map("regexp_instr", [Text, Text, Int4, Int4, Int4], Int4, (string text, string pattern, int start, int n, int end) => Place(text, pattern, start, n, end, "", 0));
        declare.Map("regexp_instr", [Text, Text, Int4, Int4, Int4, Text], Int4, (string text, string pattern, int start, int n, int end, string flags) => Place(text, pattern, start, n, end, flags, 0));
        declare.Map("regexp_instr", [Text, Text, Int4, Int4, Int4, Text, Int4], Int4,
            (string text, string pattern, int start, int n, int end, string flags, int group) => Place(text, pattern, start, n, end, flags, group));
        declare.Map("substring", [Text, Text], Text, (string text, string pattern) => Substring(text, pattern));
        declare.Map("substring", [Text, Text, Text], Text, (string text, string pattern, string escape) => Substring(text, PatternOperators.SimilarToRegex(pattern, escape)));
        declare.Direct("regexp_match", [Text, Text], TextArray, (arguments, row, result, _) => AppendMatch(arguments, row, "", result));
        declare.Direct("regexp_match", [Text, Text, Text], TextArray, (arguments, row, result, _) => AppendMatch(arguments, row, RowArgument<string>.Read(arguments[2], row), result));
        declare.Direct("regexp_split_to_array", [Text, Text], TextArray, (arguments, row, result, _) => AppendSplit(arguments, row, "", result));
        declare.Direct("regexp_split_to_array", [Text, Text, Text], TextArray, (arguments, row, result, _) => AppendSplit(arguments, row, RowArgument<string>.Read(arguments[2], row), result));
    }

    /// <summary>The expression for a pattern; g is refused where it makes no sense.</summary>
    public static Regex Get(string pattern, string flags, string? refusesGlobal = null)
    {
        if (refusesGlobal is not null && flags.Contains('g'))
        {
            throw StringErrors.Format($"{refusesGlobal}() does not support the \"global\" option", refusesGlobal == "regexp_match" ? "Use the regexp_matches function instead." : null);
        }

        return RegexCache.Get(pattern, flags.Replace("g", ""));
    }

    /// <summary>The groups of a match, or the whole where there are none; null for a group that took no part.</summary>
    public static IEnumerable<string?> Groups(Match match)
    {
        if (match.Groups.Count == 1)
        {
            yield return match.Value;
            yield break;
        }

        for (var i = 1; i < match.Groups.Count; i++) yield return match.Groups[i].Success ? match.Groups[i].Value : null;
    }

    /// <summary>The parts between matches; an empty match at either end or behind another match does not part.</summary>
    public static List<string> Split(string text, string pattern, string flags)
    {
        var regex = Get(pattern, flags, "regexp_split_to_array");
        var parts = new List<string>();
        var start = 0;
        foreach (Match match in regex.Matches(text))
        {
            if (match.Length == 0 && (match.Index == start || match.Index >= text.Length)) continue;
            parts.Add(text[start..match.Index]);
            start = match.Index + match.Length;
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static string Replace(string text, string pattern, string replacement, string flags, int start, int? occurrence)
    {
        if (start <= 0) throw StringErrors.InvalidArgument("start", start);
        if (occurrence < 0) throw StringErrors.InvalidArgument("n", occurrence.Value);
        if (flags.Length > 0 && char.IsAsciiDigit(flags[0])) throw new Errors.SqlException(new Errors.SqlError
        {
            State = Errors.SqlState.InvalidParameterValue,
            Message = $"invalid regular expression option: \"{flags[0]}\"",
            Hint = "If you meant to use regexp_replace() with a start parameter, cast the fourth argument to integer explicitly.",
        });
        var all = occurrence == 0 || (occurrence is null && flags.Contains('g'));
        var regex = RegexCache.Get(pattern, flags.Replace("g", ""));
        if (start > text.Length + 1) return text;
        var result = new StringBuilder();
        var copied = 0;
        var seen = 0;
        for (var match = regex.Match(text, start - 1); match.Success; match = match.NextMatch())
        {
            seen++;
            if (!all && seen < (occurrence ?? 1)) continue;
            result.Append(text, copied, match.Index - copied);
            Expand(replacement, match, result);
            copied = match.Index + match.Length;
            if (!all) break;
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }

    private static void Expand(string replacement, Match match, StringBuilder result)
    {
        for (var i = 0; i < replacement.Length; i++)
        {
            if (replacement[i] != '\\' || i + 1 == replacement.Length)
            {
                result.Append(replacement[i]);
                continue;
            }

            var next = replacement[++i];
            if (next is >= '1' and <= '9') result.Append(match.Groups[next - '0'].Value);
            else if (next == '&') result.Append(match.Value);
            else if (next == '\\') result.Append('\\');
            else result.Append('\\').Append(next);
        }
    }

    // The nth match from a place on, or one of its groups; null where there is none.
    private static Group? Part(string text, string pattern, int start, int n, string flags, int group, string name)
    {
        if (start <= 0) throw StringErrors.InvalidArgument("start", start);
        if (n <= 0) throw StringErrors.InvalidArgument("n", n);
        if (group < 0) throw StringErrors.InvalidArgument("subexpr", group);
        var regex = Get(pattern, flags, name);
        if (start > text.Length + 1) return null;
        var match = regex.Match(text, start - 1);
        for (; match.Success && n > 1; n--) match = match.NextMatch();
        if (!match.Success || group >= match.Groups.Count) return null;
        return match.Groups[group] is { Success: true } part ? part : null;
    }

    private static int Place(string text, string pattern, int start, int n, int end, string flags, int group)
    {
        if (start <= 0) throw StringErrors.InvalidArgument("start", start);
        if (n <= 0) throw StringErrors.InvalidArgument("n", n);
        if (end is not (0 or 1)) throw StringErrors.InvalidArgument("endoption", end);
        return Part(text, pattern, start, n, flags, group, "regexp_instr") is { } part ? part.Index + 1 + (end == 1 ? part.Length : 0) : 0;
    }

    private static int Count(string text, string pattern, int start, string flags)
    {
        if (start <= 0) throw StringErrors.InvalidArgument("start", start);
        var regex = Get(pattern, flags, "regexp_count");
        return start > text.Length + 1 ? 0 : regex.Count(text.AsSpan(), start - 1);
    }

    private static string? Substring(string text, string pattern)
    {
        var match = RegexCache.Get(pattern, "").Match(text);
        if (!match.Success) return null;
        var group = match.Groups.Count > 1 ? match.Groups[1] : match;
        return group.Success ? group.Value : null;
    }

    private static void AppendMatch(ReadOnlySpan<Vector> arguments, int row, string flags, VectorBuilder result)
    {
        var match = Get(RowArgument<string>.Read(arguments[1], row), flags, "regexp_match").Match(RowArgument<string>.Read(arguments[0], row));
        if (match.Success) TextArrays.Append(Groups(match), (BytesVectorBuilder)result);
        else result.AppendNull();
    }

    private static void AppendSplit(ReadOnlySpan<Vector> arguments, int row, string flags, VectorBuilder result) =>
        TextArrays.Append(Split(RowArgument<string>.Read(arguments[0], row), RowArgument<string>.Read(arguments[1], row), flags), (BytesVectorBuilder)result);
}
