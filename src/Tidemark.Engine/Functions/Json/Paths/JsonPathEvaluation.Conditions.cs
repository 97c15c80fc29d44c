using System.Text;
using System.Text.RegularExpressions;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <content>Conditions: true, false or unknown.</content>
internal sealed partial class JsonPathEvaluation
{
    // A condition of a filter, in which @ is the value.
    private bool? Nested(JsonPathItem condition, JsonNode value)
    {
        var outer = _current;
        _current = value;
        var holds = Test(condition, value);
        _current = outer;
        return holds;
    }

    private bool? Test(JsonPathItem condition, JsonNode value)
    {
        switch (condition)
        {
            case JsonPathLogical { IsAnd: true } e:
                var left = Test(e.Left, value);
                if (left == false) return false;
                var right = Test(e.Right, value);
                return right == true ? left : right;
            case JsonPathLogical e:
                var first = Test(e.Left, value);
                if (first == true) return true;
                var second = Test(e.Right, value);
                return second == false ? first : second;
            case JsonPathNot e:
                return !Test(e.Condition, value);
            case JsonPathIsUnknown e:
                return Test(e.Condition, value) is null;
            case JsonPathExists e:
                return Values(e.Path, value, unwraps: false) is { } found ? found.Count > 0 : null;
            case JsonPathComparison e:
                return Compare(e.Left, e.Right, value, (a, b) => Compare(e.Operator, a, b));
            case JsonPathStartsWith e:
                return Compare(e.Value, e.Prefix, value, static (a, b) => a is JsonString whole && b is JsonString prefix ? whole.Value.StartsWith(prefix.Value, StringComparison.Ordinal) : null);
            case JsonPathLikeRegex e:
                var regex = RegexOf(e);
                return Compare(e.Value, null, value, (a, _) => a is JsonString text ? regex.IsMatch(text.Value) : null);
            default:
                throw InternalErrors.Unexpected($"a path condition of unknown kind {condition.GetType().Name}");
        }
    }

    // Any pair for which the test holds is enough; a strict path looks at all of them for errors.
    private bool? Compare(JsonPathItem leftItem, JsonPathItem? rightItem, JsonNode value, Func<JsonNode, JsonNode, bool?> test)
    {
        if (Values(leftItem, value, unwraps: true) is not { } left) return null;
        List<JsonNode>? right = [JsonNode.Null];
        if (rightItem is not null && (right = Values(rightItem, value, unwraps: true)) is null) return null;
        var (isError, isFound) = (false, false);
        foreach (var a in left)
        {
            foreach (var b in right)
            {
                switch (test(a, b))
                {
                    case null when !_path.IsLax:
                        return null;
                    case null:
                        isError = true;
                        break;
                    case true when _path.IsLax:
                        return true;
                    case true:
                        isFound = true;
                        break;
                }
            }
        }

        return isFound ? true : isError ? null : false;
    }

    private bool? Compare(string symbol, JsonNode a, JsonNode b)
    {
        int? order = (a, b) switch
        {
            (JsonNull, JsonNull) => 0,
            (JsonNull, _) or (_, JsonNull) => null,
            (JsonBoolean x, JsonBoolean y) => x.Value.CompareTo(y.Value),
            (JsonNumber x, JsonNumber y) => x.Value.CompareTo(y.Value),
            (JsonString x, JsonString y) => Encoding.UTF8.GetBytes(x.Value).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y.Value)),
            (JsonMoment x, JsonMoment y) => x.CompareTo(y, _usesZone),
            _ => null,
        };
        if (order is null) return a is JsonNull || b is JsonNull ? symbol == "!=" : null;
        return symbol switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    // XQuery's flags in POSIX's letters: without s a dot stops at line ends, with m the anchors match there.
    private static Regex RegexOf(JsonPathLikeRegex e)
    {
        if (e.Flags.Contains('q')) return RegexCache.Get("***=" + e.Pattern, e.Flags.Contains('i') ? "i" : "");
        var flags = (e.Flags.Contains('s'), e.Flags.Contains('m')) switch
        {
            (true, false) => "s",
            (true, true) => "w",
            (false, false) => "p",
            _ => "n",
        };
        return RegexCache.Get(e.Pattern, flags + (e.Flags.Contains('i') ? "i" : ""));
    }
}
