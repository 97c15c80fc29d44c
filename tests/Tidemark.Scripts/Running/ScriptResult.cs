using System.Text;
using Tidemark.Scripts.Format;

namespace Tidemark.Scripts.Running;

/// <summary>What a server answered to a script, record by record.</summary>
/// <param name="script">The script.</param>
/// <param name="anyOrder">Whether rows may come in any order where the statement has no ORDER BY, as they do in other ways of carrying it out.</param>
internal sealed class ScriptResult(Script script, bool anyOrder = false)
{
    private readonly Dictionary<ScriptRecord, Outcome> outcomes = [];

    public Script Script => script;

    public IReadOnlyDictionary<ScriptRecord, Outcome> Outcomes => outcomes;

    public IEnumerable<ScriptRecord> Failures => outcomes.Where(pair => !Expected(pair.Key).Accepts(pair.Value)).Select(pair => pair.Key);

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

    private Outcome Expected(ScriptRecord record) =>
        anyOrder && record.Expected is Returns rows && !record.Sql.Contains("ORDER BY", StringComparison.OrdinalIgnoreCase) ? rows with { RowSort = true } : record.Expected;

    private static string Rendered(Outcome outcome) =>
        $"{(outcome is Unrecorded ? "nothing, the record is not recorded" : outcome.Header)}\n{string.Concat(outcome.Section.Select(line => $"    {line}\n"))}";

    private static string Indented(string sql) => string.Concat(sql.Split('\n').Select(line => $"  {line}\n"));
}
