namespace Tidemark.Scripts.Format;

/// <summary>
/// Reads sqllogictest files in this project's dialect; README.md beside the scripts describes it.
/// </summary>
internal sealed class ScriptParser
{
    private const string Dashes = "----";

    private readonly string path;
    private readonly string[] lines;
    private readonly List<ScriptRecord> records = [];
    private List<EngineCondition> conditions = [];
    private string connection = ScriptRecord.DefaultConnection;
    private int position;

    private ScriptParser(string path, string[] lines)
    {
        this.path = path;
        this.lines = lines;
    }

    public static Script Parse(string path, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        // The line after the last newline is none.
        if (lines[^1].Length == 0)
            lines = lines[..^1];
        var parser = new ScriptParser(path, lines);
        parser.ParseAll();
        return new Script(path, lines, parser.records);
    }

    private void ParseAll()
    {
        while (position < lines.Length)
        {
            var line = lines[position];
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
            {
                position++;
                continue;
            }

            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words[0])
            {
                case "skipif" or "onlyif":
                    conditions.Add(new EngineCondition(words[0] == "onlyif", ParseEngine(words)));
                    position++;
                    break;
                case "connection":
                    connection = words.Length == 2 ? words[1] : throw Error("a connection has one name");
                    position++;
                    break;
                case "restart":
                    Add(position, position + 1, position + 1, position + 1, new Completes("", []), isRestart: true);
                    position++;
                    break;
                case "statement" or "query":
                    ParseRecord(position + 1, ParseHeader(line, words));
                    break;
                default:
                    ParseRecord(position, new Unrecorded());
                    break;
            }
        }

        if (conditions.Count > 0 || connection != ScriptRecord.DefaultConnection)
            throw Error("a condition or a connection without a record after it");
    }

    private void ParseRecord(int sqlStart, Outcome header)
    {
        var start = position;
        var sqlEnd = sqlStart;
        while (sqlEnd < lines.Length && lines[sqlEnd].Length > 0 && lines[sqlEnd] != Dashes)
            sqlEnd++;
        if (sqlEnd == sqlStart)
            throw Error("a record without SQL");

        var end = sqlEnd;
        string[] section = [];
        if (end < lines.Length && lines[end] == Dashes)
        {
            end++;
            while (end < lines.Length && lines[end].Length > 0)
                end++;
            section = lines[(sqlEnd + 1)..end];
        }

        Add(start, sqlStart, sqlEnd, end, WithSection(header, section));
        position = end;
    }

    private void Add(int start, int sqlStart, int sqlEnd, int end, Outcome expected, bool isRestart = false)
    {
        records.Add(new ScriptRecord
        {
            Start = start,
            SqlStart = sqlStart,
            SqlEnd = sqlEnd,
            End = end,
            Sql = string.Join('\n', lines[sqlStart..sqlEnd]),
            Expected = expected,
            Connection = connection,
            Conditions = conditions,
            IsRestart = isRestart,
        });
        conditions = [];
        connection = ScriptRecord.DefaultConnection;
    }

    private Outcome ParseHeader(string line, string[] words) => words switch
    {
        ["statement"] => new Unrecorded(),
        ["statement", "ok", ..] => new Completes(After(line, words, 2), []),
        ["statement", "error"] => throw Error("an expected error needs its SQLSTATE and message"),
        ["statement", "error", { Length: 5 } sqlState, ..] => new Fails(sqlState, After(line, words, 3), []),
        ["query"] => new Returns(RowSort: false, "", []),
        ["query", "rowsort"] => new Returns(RowSort: true, "", []),
        _ => throw Error($"not a header: {line}"),
    };

    private static Outcome WithSection(Outcome header, string[] section) => header switch
    {
        Completes completes => completes with { Notices = section },
        Fails fails => fails with { Fields = section },
        Returns returns when section.Length > 0 => returns with { Columns = section[0], Rows = section[1..] },
        _ => header,
    };

    /// <summary>What follows the first words, spaces and all.</summary>
    private static string After(string line, string[] words, int count)
    {
        var at = 0;
        foreach (var word in words.Take(count))
            at = line.IndexOf(word, at, StringComparison.Ordinal) + word.Length;
        return line[at..].TrimStart(' ');
    }

    private Engine ParseEngine(string[] words) =>
        words.Length > 1 && Enum.TryParse<Engine>(words[1], ignoreCase: true, out var engine) && (words.Length == 2 || words[2].StartsWith('#'))
            ? engine
            : throw Error("a condition names tidemark, postgres or timescale, and may give its reason after a #");

    private ScriptFormatException Error(string message) => new(path, Math.Min(position + 1, lines.Length), message);
}
