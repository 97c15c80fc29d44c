using System.Text;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>Writes paths in the one form that PostgreSQL prints them in (jsonpath_out).</summary>
internal static class JsonPathPrinter
{
    /// <summary>The text of a path.</summary>
    public static string Print(JsonPath path)
    {
        var text = new StringBuilder(path.IsLax ? "" : "strict ");
        Write(path.Root, text, inKey: false, brackets: true);
        return text.ToString();
    }

    private static void Write(JsonPathItem item, StringBuilder text, bool inKey, bool brackets)
    {
        switch (item)
        {
            case JsonPathRoot:
                text.Append('$');
                break;
            case JsonPathCurrent:
                text.Append('@');
                break;
            case JsonPathLast:
                text.Append("last");
                break;
            case JsonPathLiteral { Kind: JsonKind.String } literal:
                Quote(literal.Text, text);
                break;
            case JsonPathLiteral { Kind: JsonKind.Number, Next: not null } literal:
                text.Append('(').Append(literal.Text).Append(')');
                break;
            case JsonPathLiteral literal:
                text.Append(literal.Text);
                break;
            case JsonPathVariable variable:
                text.Append('$');
                Quote(variable.Name, text);
                break;
            case JsonPathKey key:
                if (inKey) text.Append('.');
                Quote(key.Name, text);
                break;
            case JsonPathAnyKey:
                text.Append(inKey ? ".*" : "*");
                break;
            case JsonPathAnyLevel levels:
                text.Append(inKey ? ".**" : "**").Append(Levels(levels));
                break;
            case JsonPathAnyElement:
                text.Append("[*]");
                break;
            case JsonPathSubscripts subscripts:
                Subscripts(subscripts, text);
                break;
            case JsonPathFilter filter:
                text.Append("?(");
                Write(filter.Condition, text, false, false);
                text.Append(')');
                break;
            case JsonPathMethod method:
                text.Append('.').Append(method.Name).Append("()");
                break;
            case JsonPathDateTime method:
                text.Append(".datetime(");
                if (method.Template is not null) Quote(method.Template, text);
                text.Append(')');
                break;
            case JsonPathArithmetic e:
                Binary(e, e.Left, e.Operator.ToString(), e.Right, text, brackets);
                break;
            case JsonPathComparison e:
                Binary(e, e.Left, e.Operator, e.Right, text, brackets);
                break;
            case JsonPathLogical e:
                Binary(e, e.Left, e.IsAnd ? "&&" : "||", e.Right, text, brackets);
                break;
            case JsonPathStartsWith e:
                Binary(e, e.Value, "starts with", e.Prefix, text, brackets);
                break;
            case JsonPathLikeRegex e:
                if (brackets) text.Append('(');
                Write(e.Value, text, false, Priority(e.Value) <= Priority(e));
                text.Append(" like_regex ");
                Quote(e.Pattern, text);
                if (e.Flags.Length > 0) text.Append(" flag \"").Append(e.Flags).Append('"');
                if (brackets) text.Append(')');
                break;
            case JsonPathSign e:
                if (brackets) text.Append('(');
                text.Append(e.Operator);
                Write(e.Operand, text, false, Priority(e.Operand) <= Priority(e));
                if (brackets) text.Append(')');
                break;
            case JsonPathNot e:
                text.Append("!(");
                Write(e.Condition, text, false, false);
                text.Append(')');
                break;
            case JsonPathIsUnknown e:
                text.Append('(');
                Write(e.Condition, text, false, false);
                text.Append(") is unknown");
                break;
            case JsonPathExists e:
                text.Append("exists (");
                Write(e.Path, text, false, false);
                text.Append(')');
                break;
        }

        if (item.Next is not null) Write(item.Next, text, inKey: true, brackets: true);
    }

    private static void Binary(JsonPathItem item, JsonPathItem left, string symbol, JsonPathItem right, StringBuilder text, bool brackets)
    {
        if (brackets) text.Append('(');
        Write(left, text, false, Priority(left) <= Priority(item));
        text.Append(' ').Append(symbol).Append(' ');
        Write(right, text, false, Priority(right) <= Priority(item));
        if (brackets) text.Append(')');
    }

    private static void Subscripts(JsonPathSubscripts subscripts, StringBuilder text)
    {
        text.Append('[');
        for (var i = 0; i < subscripts.Ranges.Length; i++)
        {
            if (i > 0) text.Append(',');
            var (from, to) = subscripts.Ranges[i];
            Write(from, text, false, false);
            if (to is null) continue;
            text.Append(" to ");
            Write(to, text, false, false);
        }

        text.Append(']');
    }

    private static string Levels(JsonPathAnyLevel levels) => (levels.First, levels.Last) switch
    {
        (0, int.MaxValue) => "",
        (int.MaxValue, int.MaxValue) => "{last}",
        var (first, last) when first == last => $"{{{first}}}",
        (int.MaxValue, var last) => $"{{last to {last}}}",
        (var first, int.MaxValue) => $"{{{first} to last}}",
        var (first, last) => $"{{{first} to {last}}}",
    };

    private static int Priority(JsonPathItem item) => item switch
    {
        JsonPathLogical { IsAnd: false } => 0,
        JsonPathLogical => 1,
        JsonPathComparison or JsonPathStartsWith => 2,
        JsonPathArithmetic { Operator: '+' or '-' } => 3,
        JsonPathArithmetic => 4,
        JsonPathSign => 5,
        _ => 6,
    };

    private static void Quote(string value, StringBuilder text)
    {
        var json = new BytesVectorBuilder(SqlTypes.Json, 1);
        JsonStrings.Encode(Encoding.UTF8.GetBytes(value), json);
        text.Append(Encoding.UTF8.GetString(json.Pending));
    }
}
