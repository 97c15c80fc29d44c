using Tidemark.Scripts.Format;

namespace Tidemark.Scripts.Isolation;

/// <summary>
/// Reads and writes files of interleavings. Paragraphs, as in scripts:
/// <code>
/// setup                       SQL before each permutation, on the following lines; teardown likewise, after it
/// session NAME                a session; "step: SQL" on each following line, "setup: SQL" for what it runs first
/// permutation STEP STEP! ...  an order; a step with ! ends by itself, by a timeout, though it waits; after ---- what came of it on PostgreSQL, and after "---- tidemark # reason" what Tidemark gives instead, where that differs
/// </code>
/// </summary>
internal static class InterleavingParser
{
    private const string Dashes = "----";
    private const string TidemarkDashes = "---- tidemark # ";

    public static Interleaving Load(string path)
    {
        var (setup, teardown) = ("", "");
        var sessions = new List<IsolationSession>();
        var permutations = new List<Permutation>();
        foreach (var (line, paragraph) in Paragraphs(File.ReadAllLines(path)))
        {
            var words = paragraph[0].Split(' ', 2);
            var body = string.Join('\n', paragraph[1..]);
            switch (words[0])
            {
                case "setup":
                    setup = body;
                    break;
                case "teardown":
                    teardown = body;
                    break;
                case "session":
                    sessions.Add(Session(words[1], paragraph[1..], path, line));
                    break;
                case "permutation":
                    permutations.Add(Permutation(words[1], paragraph[1..], line));
                    break;
                default:
                    throw new ScriptFormatException(path, line, "a paragraph begins with setup, teardown, session or permutation");
            }
        }

        var known = sessions.SelectMany(s => s.Steps.Keys).ToHashSet();
        foreach (var permutation in permutations)
        {
            if (permutation.Steps.FirstOrDefault(s => !known.Contains(s.TrimEnd('!'))) is { } unknown)
                throw new ScriptFormatException(path, permutation.Line, $"there is no step {unknown}");
        }

        return new Interleaving(path, setup, teardown, sessions, permutations);
    }

    /// <summary>The file with other expectations.</summary>
    /// <param name="file">The file.</param>
    /// <param name="outcomes">What PostgreSQL gave, by permutation.</param>
    public static string Write(Interleaving file, IReadOnlyDictionary<Permutation, IReadOnlyList<string>> outcomes)
    {
        var lines = new List<string>();
        var byLine = file.Permutations.ToDictionary(p => p.Line);
        var source = File.ReadAllLines(file.Path);
        for (var i = 0; i < source.Length; i++)
        {
            lines.Add(source[i]);
            if (!byLine.TryGetValue(i + 1, out var permutation)) continue;
            lines.Add(Dashes);
            lines.AddRange(outcomes[permutation]);
            if (permutation is { Reason: { } reason, Differs: { } differs })
            {
                lines.Add(TidemarkDashes + reason);
                lines.AddRange(differs);
            }

            while (i + 1 < source.Length && source[i + 1].Length > 0) i++;
        }

        return string.Join('\n', lines) + "\n";
    }

    private static IsolationSession Session(string name, string[] lines, string path, int line)
    {
        var setup = "";
        var steps = new Dictionary<string, string>();
        foreach (var step in lines)
        {
            var colon = step.IndexOf(':');
            if (colon < 0) throw new ScriptFormatException(path, line, "a step is \"name: SQL\"");
            var (key, sql) = (step[..colon].Trim(), step[(colon + 1)..].Trim());
            if (key == "setup") setup = sql;
            else steps.Add(key, sql);
        }

        return new IsolationSession(name, setup, steps);
    }

    private static Permutation Permutation(string steps, string[] lines, int line)
    {
        IReadOnlyList<string>? expected = null, differs = null;
        string? reason = null;
        var at = Array.IndexOf(lines, Dashes);
        var own = Array.FindIndex(lines, l => l.StartsWith(TidemarkDashes, StringComparison.Ordinal));
        if (at >= 0) expected = own < 0 ? lines[(at + 1)..] : lines[(at + 1)..own];
        if (own >= 0) (reason, differs) = (lines[own][TidemarkDashes.Length..], lines[(own + 1)..]);
        return new Permutation(line, steps.Split(' ', StringSplitOptions.RemoveEmptyEntries), expected, reason, differs);
    }

    private static IEnumerable<(int Line, string[] Lines)> Paragraphs(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0 || lines[i].StartsWith('#')) continue;
            var begin = i;
            while (i < lines.Length && lines[i].Length > 0) i++;
            yield return (begin + 1, lines[begin..i]);
        }
    }
}
