using System.Text;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Core.Tests.Types;

/// <summary>
/// Tables of what PostgreSQL 15 answers: one case a line, fields separated by tabs, the answer last, with \t, \n and \\ escaped. An answer that is
/// an error reads <c>!SQLSTATE message</c>, with <c> | detail: ...</c>, <c> | hint: ...</c> and <c> | where: ...</c> where there are any. A line that begins with @ changes
/// a setting for the lines below it, # begins a comment.
/// </summary>
internal static class KnownAnswers
{
    /// <summary>Runs every case of a table and fails with all that differ.</summary>
    public static void Check(string table, Func<string[], FormatSettings, string> answer)
    {
        var settings = FormatSettings.Default;
        var wrong = new List<string>();
        var count = 0;
        using var stream = typeof(KnownAnswers).Assembly.GetManifestResourceStream("KnownAnswers/" + table)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var fields = line.Split('\t').Select(Unescape).ToArray();
            if (line[0] == '@')
            {
                settings = Apply(settings, fields[0], fields[1]);
                continue;
            }

            count++;
            string actual;
            try
            {
                actual = answer(fields[..^1], settings);
            }
            catch (SqlException e)
            {
                actual = Show(e.Error);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                actual = e.ToString();
            }

            if (actual != fields[^1]) wrong.Add($"{table}:{number}: {string.Join(" ; ", fields[..^1])}\n    expected {fields[^1]}\n    actual   {actual}");
        }

        Assert.True(count > 0, $"{table} has no cases");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count} differ\n" + string.Join("\n", wrong.Take(60)));
    }

    public static string Show(SqlError error) =>
        $"!{error.State.Code} {error.Message}" + (error.Detail is null ? "" : " | detail: " + error.Detail) + (error.Hint is null ? "" : " | hint: " + error.Hint)
        + (error.Where is null ? "" : " | where: " + error.Where);

    private static string Unescape(string field) => field.Contains('\\', StringComparison.Ordinal)
        ? field.Replace("\\\\", "\u0001", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Replace('\u0001', '\\')
        : field;

    private static FormatSettings Apply(FormatSettings settings, string name, string value) => name switch
    {
        "@timezone" => settings with { TimeZone = TimeZoneRules.Get(value) },
        "@datestyle" => settings with
        {
            DateStyle = Enum.Parse<DateStyle>(value.Split(", ")[0], ignoreCase: true),
            DateOrder = Enum.Parse<DateOrder>(value.Split(", ")[1], ignoreCase: true),
        },
        "@intervalstyle" => settings with { IntervalStyle = Enum.Parse<IntervalStyle>(value.Replace("_", "", StringComparison.Ordinal), ignoreCase: true) },
        "@extra_float_digits" => settings with { ExtraFloatDigits = int.Parse(value) },
        "@bytea_output" => settings with { ByteaOutput = Enum.Parse<ByteaOutput>(value, ignoreCase: true) },
        _ => throw new InvalidOperationException($"unknown setting {name}"),
    };
}
