using System.Text;
using Tidemark.Errors;

namespace Tidemark.Cli.Output;

/// <summary>Errors and notices as psql shows them: the message, the line of the statement with a caret below the place, and what else is known.</summary>
internal static class ErrorText
{
    /// <summary>Describes an error in a statement.</summary>
    /// <param name="error">The error.</param>
    /// <param name="statement">The text its position counts in.</param>
    public static string Describe(SqlError error, string statement)
    {
        var text = new StringBuilder($"{error.Severity.ToString().ToUpperInvariant()}:  {error.Message}\n");
        if (error.Position is { } position && position >= 1 && position <= statement.Length + 1) Point(text, statement, position - 1);
        if (error.Detail is { Length: > 0 } detail) text.Append($"DETAIL:  {detail}\n");
        if (error.Hint is { Length: > 0 } hint) text.Append($"HINT:  {hint}\n");
        if (error.Where is { Length: > 0 } where) text.Append($"CONTEXT:  {where}\n");
        return text.ToString();
    }

    private static void Point(StringBuilder text, string statement, int at)
    {
        var start = at == 0 ? 0 : statement.LastIndexOf('\n', at - 1) + 1;
        var end = statement.IndexOf('\n', start);
        var line = (end < 0 ? statement[start..] : statement[start..end]).TrimEnd('\r').Replace('\t', ' ');
        var number = statement.AsSpan(0, start).Count('\n') + 1;
        var label = $"LINE {number}: ";
        text.Append(label).Append(line).Append('\n');
        text.Append(' ', label.Length + TextWidth.Of(line[..Math.Min(at - start, line.Length)])).Append("^\n");
    }
}
