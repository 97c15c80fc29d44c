using System.Text;

namespace Tidemark.Scripts.Format;

/// <summary>Writes a script with other outcomes than it had; everything else stays as it is, letter for letter.</summary>
internal static class ScriptWriter
{
    /// <param name="outcomes">By record; a record that is not among them keeps what it expects.</param>
    public static string Write(Script script, IReadOnlyDictionary<ScriptRecord, Outcome> outcomes)
    {
        var text = new StringBuilder();
        var next = 0;
        foreach (var record in script.Records)
        {
            if (!outcomes.TryGetValue(record, out var outcome))
                continue;

            Append(text, script, next, record.Start);
            text.Append(outcome.Header).Append('\n');
            Append(text, script, record.SqlStart, record.SqlEnd);
            if (outcome.Section.Count > 0)
            {
                text.Append("----\n");
                foreach (var line in outcome.Section)
                    text.Append(line).Append('\n');
            }

            next = record.End;
        }

        Append(text, script, next, script.Lines.Count);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Script script, int start, int end)
    {
        for (var i = start; i < end; i++)
            text.Append(script.Lines[i]).Append('\n');
    }
}
