using System.Text;
using Tidemark.Cli.Connections;

namespace Tidemark.Cli.Output;

/// <summary>Draws results the way psql does: headings in the middle, numbers to the right, or one value a line in the expanded form.</summary>
/// <param name="useLines">Lines of box-drawing characters; otherwise plain ASCII, for files and pipes.</param>
internal sealed class TableDrawing(bool useLines)
{
    private readonly char _vertical = useLines ? '│' : '|';
    private readonly char _horizontal = useLines ? '─' : '-';
    private readonly char _cross = useLines ? '┼' : '+';

    /// <summary>The result as a table with its row count below.</summary>
    public string Table(QueryResult result)
    {
        var columns = result.Columns!;
        var widths = new int[columns.Count];
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = TextWidth.Of(columns[i].Name);
            foreach (var row in result.Rows) widths[i] = Math.Max(widths[i], Lines(row[i]).Max(TextWidth.Of));
        }

        var text = new StringBuilder();
        for (var i = 0; i < widths.Length; i++)
        {
            var missing = widths[i] - TextWidth.Of(columns[i].Name);
            if (i > 0) text.Append(_vertical);
            text.Append(' ', 1 + (missing / 2)).Append(columns[i].Name).Append(' ', 1 + missing - (missing / 2));
        }

        EndLine(text);
        text.AppendJoin(_cross, widths.Select(width => new string(_horizontal, width + 2))).Append('\n');
        foreach (var row in result.Rows) Row(text, row, columns, widths);
        return text.Append(Count(result.Rows.Count)).ToString();
    }

    /// <summary>The result with one value a line, a heading for each row.</summary>
    public string Expanded(QueryResult result)
    {
        var columns = result.Columns!;
        if (result.Rows.Count == 0) return Count(0);
        var nameWidth = columns.Count == 0 ? 0 : columns.Max(column => TextWidth.Of(column.Name));
        var valueWidth = result.Rows.Max(row => row.Length == 0 ? 0 : row.Max(value => Lines(value).Max(TextWidth.Of)));
        var text = new StringBuilder();
        for (var number = 0; number < result.Rows.Count; number++)
        {
            var heading = $"{_horizontal}[ RECORD {number + 1} ]";
            var width = Math.Max(heading.Length, nameWidth + valueWidth + 3);
            text.Append(heading).Append(_horizontal, width - heading.Length).Append('\n');
            for (var i = 0; i < columns.Count; i++)
            {
                var first = true;
                foreach (var line in Lines(result.Rows[number][i]))
                {
                    var name = first ? columns[i].Name : "";
                    text.Append(name).Append(' ', nameWidth - TextWidth.Of(name) + 1).Append(_vertical).Append(' ').Append(line);
                    EndLine(text);
                    first = false;
                }
            }
        }

        return text.ToString();
    }

    private void Row(StringBuilder text, string?[] row, IReadOnlyList<ShownColumn> columns, int[] widths)
    {
        var cells = Array.ConvertAll(row, Lines);
        var height = cells.Length == 0 ? 1 : cells.Max(lines => lines.Length);
        for (var line = 0; line < height; line++)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                var value = line < cells[i].Length ? cells[i][line] : "";
                var missing = widths[i] - TextWidth.Of(value);
                if (i > 0) text.Append(_vertical);
                text.Append(' ', 1 + (columns[i].IsRightAligned ? missing : 0)).Append(value);
                text.Append(' ', 1 + (columns[i].IsRightAligned ? 0 : missing));
            }

            EndLine(text);
        }
    }

    private static void EndLine(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == ' ') text.Length--;
        text.Append('\n');
    }

    private static string[] Lines(string? value) => value is null ? [""] : value.Split('\n');

    private static string Count(int rows) => rows == 1 ? "(1 row)\n" : $"({rows} rows)\n";
}
