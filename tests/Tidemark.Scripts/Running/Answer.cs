using Tidemark.Scripts.Format;
using Tidemark.Testing.Wire;

namespace Tidemark.Scripts.Running;

/// <summary>Puts what a server answered into the words of a script.</summary>
internal static class Answer
{
    /// <param name="rowSort">How the record sorts its rows, in case there are any.</param>
    public static Outcome Of(WireResponse response, bool rowSort)
    {
        if (response.Error is { } error)
            // Lines of scripts have no blanks at their end; one of TimescaleDB's messages has.
            return new Fails(error.SqlState, Escape(error.Message).TrimEnd(), [.. Fields(error)]);

        if (response.Results is [{ Columns: { } columns } only])
        {
            var header = columns.Count == 0 ? "(no columns)" : string.Join('|', columns.Select(column => $"{Escape(column.Name)} {TypeNames.Of(column.TypeOid)}"));
            return new Returns(rowSort, header, [.. only.Rows.Select(row => row.Length == 0 ? "(no columns)" : string.Join('|', row.Select(Value)))]);
        }

        return new Completes(
            string.Join("; ", response.Results.Select(result => result.Tag)),
            [.. response.Notices.Where(notice => notice.Severity is "NOTICE" or "WARNING" or "INFO" && !IsNoise(notice)).Select(notice => $"{notice.Severity}: {Escape(notice.Message)}")]);
    }

    // The WebAssembly build of TimescaleDB says of rollbacks which transaction they abort, by a number that is another one each time.
    private static bool IsNoise(WireNotice notice) => notice.Message.StartsWith("# 1743: aborting transaction ", StringComparison.Ordinal);

    private static IEnumerable<string> Fields(WireNotice error)
    {
        if (error.Detail is { } detail)
            yield return $"DETAIL: {Escape(detail)}";
        if (error.Hint is { } hint)
            yield return $"HINT: {Escape(hint)}";
        if (error.Position is { } position)
            yield return $"POSITION: {position}";
    }

    private static string Value(string? value) => value switch
    {
        null => "NULL",
        "" => "(empty)",
        _ => Escape(value),
    };

    /// <summary>A value stays on its line.</summary>
    private static string Escape(string text) => text.Replace("\n", "\\n").Replace("\r", "\\r");
}
