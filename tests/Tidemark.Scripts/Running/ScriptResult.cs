using System.Text;
using Tidemark.Scripts.Format;

namespace Tidemark.Scripts.Running;

/// <summary>What a server answered to a script, record by record.</summary>
internal sealed class ScriptResult(Script script)
{
    private readonly Dictionary<ScriptRecord, Outcome> outcomes = [];

    public Script Script => script;

    public IReadOnlyDictionary<ScriptRecord, Outcome> Outcomes => outcomes;

    public IEnumerable<ScriptRecord> Failures => outcomes.Where(pair => !pair.Key.Expected.Accepts(pair.Value)).Select(pair => pair.Key);

    public void Add(ScriptRecord record, Outcome actual) => outcomes.Add(record, actual);

    /// <summary>All failures with place, SQL, and both outcomes.</summary>
    public string Report(int atMost = int.MaxValue)
    {
        var text = new StringBuilder();
        var failures = Failures.ToArray();
        foreach (var record in failures.Take(atMost))
        {
            text.Append($"{script.Path}:{record.Line}\n{Indented(record.Sql)}");
            text.Append($"  expected: {Rendered(record.Expected)}");
            text.Append($"  actual:   {Rendered(outcomes[record])}");
        }

        if (failures.Length > atMost)
            text.Append($"{script.Path}: {failures.Length - atMost} further failures\n");
        return text.ToString();
    }

    private static string Rendered(Outcome outcome) =>
        $"{(outcome is Unrecorded ? "nothing, the record is not recorded" : outcome.Header)}\n{string.Concat(outcome.Section.Select(line => $"    {line}\n"))}";

    private static string Indented(string sql) => string.Concat(sql.Split('\n').Select(line => $"  {line}\n"));
}
