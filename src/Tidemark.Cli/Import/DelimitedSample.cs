using System.Text;

namespace Tidemark.Cli.Import;

/// <summary>The first records of a CSV or TSV file (RFC 4180: quoted values may hold delimiters, doubled quotes and line breaks), and what they tell about it.</summary>
internal sealed class DelimitedSample
{
    private DelimitedSample(char delimiter, IReadOnlyList<string[]> records)
    {
        Delimiter = delimiter;
        Records = records;
    }

    public char Delimiter { get; }

    /// <summary>The records; a heading is the first.</summary>
    public IReadOnlyList<string[]> Records { get; }

    /// <summary>Whether the first record looks like a heading: every cell is a name, and below it there is something else.</summary>
    public bool LooksLikeHeader
    {
        get
        {
            var first = Records[0];
            if (first.Any(cell => string.IsNullOrWhiteSpace(cell) || ColumnGuess.Of([cell]).Type != "text")) return false;
            return first.Distinct(StringComparer.OrdinalIgnoreCase).Count() == first.Length;
        }
    }

    /// <summary>Reads the beginning of a file.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="delimiter">The delimiter; null to guess it from the first line.</param>
    /// <param name="count">How many records to read.</param>
    /// <exception cref="InvalidDataException">The file is empty.</exception>
    public static DelimitedSample Read(TextReader reader, char? delimiter, int count)
    {
        var records = new List<string[]>();
        var line = reader.ReadLine() ?? throw new InvalidDataException("the file is empty");
        var separator = delimiter ?? Guess(line);
        while (line is not null && records.Count < count)
        {
            // A quote that is open at the end of the line means that the value goes on.
            while (line.Count(c => c == '"') % 2 == 1 && reader.ReadLine() is { } next) line += "\n" + next;
            if (line.Length > 0) records.Add(Split(line, separator));
            line = reader.ReadLine();
        }

        return records.Count > 0 ? new DelimitedSample(separator, records) : throw new InvalidDataException("the file is empty");
    }

    private static char Guess(string line)
    {
        char[] candidates = ['\t', ',', ';', '|'];
        return candidates.MaxBy(candidate => line.Count(c => c == candidate)) is var best && line.Contains(best) ? best : ',';
    }

    private static string[] Split(string line, char delimiter)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c == delimiter && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString());
        return [.. cells];
    }
}
