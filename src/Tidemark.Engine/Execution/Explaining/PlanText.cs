using System.Globalization;
using System.Text;

namespace Tidemark.Engine.Execution;

/// <summary>Forms in which EXPLAIN gives a plan.</summary>
internal enum ExplainFormat
{
    /// <summary>Indented lines for people.</summary>
    Text,

    /// <summary>One JSON array.</summary>
    Json,

    /// <summary>YAML.</summary>
    Yaml,

    /// <summary>XML in PostgreSQL's namespace.</summary>
    Xml,
}

/// <summary>Writes the properties of plans, with PostgreSQL's names and layout, as JSON, YAML or XML. Values are strings, numbers (as their digits), truth values, lists of strings, objects and lists of objects.</summary>
internal static class PlanText
{
    /// <summary>A document of one plan.</summary>
    public static string Write(IReadOnlyList<(string Name, object Value)> properties, ExplainFormat format)
    {
        var text = new StringBuilder();
        switch (format)
        {
            case ExplainFormat.Json:
                text.Append("[\n  ");
                Json(properties, 2, text);
                text.Append("\n]");
                break;
            case ExplainFormat.Yaml:
                Yaml(properties, 0, "- ", text);
                text.Length--;
                break;
            default:
                text.Append("<explain xmlns=\"http://www.postgresql.org/2009/explain\">\n  <Query>\n");
                foreach (var (name, value) in properties) Xml(name, value, 4, text);
                text.Append("  </Query>\n</explain>");
                break;
        }

        return text.ToString();
    }

    private static void Json(object value, int indent, StringBuilder text)
    {
        var inner = new string(' ', indent + 2);
        switch (value)
        {
            case IReadOnlyList<(string Name, object Value)> properties:
                text.Append("{\n");
                for (var i = 0; i < properties.Count; i++)
                {
                    text.Append(inner).Append('"').Append(properties[i].Name).Append("\": ");
                    Json(properties[i].Value, indent + 2, text);
                    text.Append(i + 1 < properties.Count ? ",\n" : "\n");
                }

                text.Append(' ', indent).Append('}');
                break;
            case IReadOnlyList<IReadOnlyList<(string Name, object Value)>> objects:
                if (objects.Count == 0)
                {
                    text.Append("[]");
                    break;
                }

                text.Append("[\n");
                for (var i = 0; i < objects.Count; i++)
                {
                    text.Append(inner);
                    Json(objects[i], indent + 2, text);
                    text.Append(i + 1 < objects.Count ? ",\n" : "\n");
                }

                text.Append(' ', indent).Append(']');
                break;
            case IReadOnlyList<string> strings:
                text.Append('[').AppendJoin(", ", strings.Select(Quoted)).Append(']');
                break;
            default:
                text.Append(value is string s ? Quoted(s) : Plain(value));
                break;
        }
    }

    private static void Yaml(IReadOnlyList<(string Name, object Value)> properties, int indent, string first, StringBuilder text)
    {
        var lead = first;
        foreach (var (name, value) in properties)
        {
            text.Append(' ', lead.Length > 0 ? indent : indent + first.Length).Append(lead).Append(name).Append(": ");
            lead = "";
            var inner = indent + first.Length + 2;
            switch (value)
            {
                case IReadOnlyList<(string Name, object Value)> nested:
                    text.Append('\n');
                    Yaml(nested, inner, "", text);
                    break;
                case IReadOnlyList<IReadOnlyList<(string Name, object Value)>> objects:
                    text.Append('\n');
                    foreach (var one in objects) Yaml(one, inner, "- ", text);
                    break;
                case IReadOnlyList<string> strings:
                    text.Append('\n');
                    foreach (var one in strings) text.Append(' ', inner).Append("- ").Append(Quoted(one)).Append('\n');
                    break;
                default:
                    text.Append(value is string s ? Quoted(s) : Plain(value)).Append('\n');
                    break;
            }
        }
    }

    private static void Xml(string name, object value, int indent, StringBuilder text)
    {
        var tag = name.Replace(' ', '-');
        text.Append(' ', indent).Append('<').Append(tag).Append('>');
        switch (value)
        {
            case IReadOnlyList<(string Name, object Value)> properties:
                text.Append('\n');
                foreach (var (inner, of) in properties) Xml(inner, of, indent + 2, text);
                text.Append(' ', indent);
                break;
            case IReadOnlyList<IReadOnlyList<(string Name, object Value)>> objects:
                text.Append('\n');
                foreach (var one in objects) Xml("Plan", one, indent + 2, text);
                text.Append(' ', indent);
                break;
            case IReadOnlyList<string> strings:
                text.Append('\n');
                foreach (var one in strings) Xml("Item", one, indent + 2, text);
                text.Append(' ', indent);
                break;
            default:
                text.Append((value as string ?? Plain(value)).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal));
                break;
        }

        text.Append("</").Append(tag).Append(">\n");
    }

    private static string Plain(object value) => value switch
    {
        bool b => b ? "true" : "false",
        double d => d.ToString("F3", CultureInfo.InvariantCulture),
        decimal d => d.ToString("F2", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }
}
