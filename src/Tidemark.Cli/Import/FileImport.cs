using System.Text;
using System.Text.RegularExpressions;
using Tidemark.Cli.Connections;
using Tidemark.Cli.Output;
using Tidemark.Errors;

namespace Tidemark.Cli.Import;

/// <summary>What to import and how.</summary>
/// <param name="File">The file.</param>
/// <param name="Table">The table, as SQL writes it.</param>
/// <param name="Delimiter">Null to guess.</param>
/// <param name="HasHeader">Null to guess.</param>
/// <param name="Null">The text that stands for NULL.</param>
/// <param name="TimeColumn">The column to make a hypertable by, when the table is made.</param>
/// <param name="SampleRows">How many records the types are guessed from.</param>
internal sealed record ImportPlan(FileInfo File, string Table, char? Delimiter, bool? HasHeader, string Null, string? TimeColumn, int SampleRows);

/// <summary>Loads a CSV or TSV file over COPY, making the table when it is missing, in one transaction: all of the file, or nothing and no table.</summary>
internal sealed partial class FileImport(ISqlConnection connection, ImportPlan plan)
{
    /// <summary>Runs the import; gives the number of rows and the time.</summary>
    /// <exception cref="SqlFailure">A line does not fit, or the database refused.</exception>
    public async Task<(long Rows, TimeSpan Time)> RunAsync(CancellationToken cancellation)
    {
        using var sampled = new StreamReader(plan.File.OpenRead(), Encoding.UTF8);
        var sample = DelimitedSample.Read(sampled, plan.Delimiter, plan.SampleRows);
        var hasHeader = plan.HasHeader ?? sample.LooksLikeHeader;
        var names = ColumnNames(sample.Records[0], hasHeader);
        await connection.RunAsync("BEGIN", cancellation);
        try
        {
            if (!await ExistsAsync(cancellation)) await CreateAsync(sample, hasHeader, names, cancellation);
            var columns = hasHeader ? $" ({string.Join(", ", names.Select(Quote))})" : "";
            var delimiter = sample.Delimiter == '\t' ? "E'\\t'" : $"'{sample.Delimiter}'";
            var copy = $"COPY {plan.Table}{columns} FROM STDIN (FORMAT csv, HEADER {(hasHeader ? "true" : "false")}, DELIMITER {delimiter}, NULL '{plan.Null.Replace("'", "''")}')";
            var result = await CopyAsync(copy, hasHeader, cancellation);
            await connection.RunAsync("COMMIT", cancellation);
            return result;
        }
        catch (SqlFailure)
        {
            await connection.RunAsync("ROLLBACK", CancellationToken.None);
            throw;
        }
    }

    private async Task<bool> ExistsAsync(CancellationToken cancellation)
    {
        try
        {
            await connection.RunAsync($"SELECT 1 FROM {plan.Table} LIMIT 0", cancellation);
            return true;
        }
        catch (SqlFailure missing) when (missing.Error.State == SqlState.UndefinedTable)
        {
            await connection.RunAsync("ROLLBACK", cancellation);
            await connection.RunAsync("BEGIN", cancellation);
            return false;
        }
    }

    private async Task CreateAsync(DelimitedSample sample, bool hasHeader, string[] names, CancellationToken cancellation)
    {
        var rows = sample.Records.Skip(hasHeader ? 1 : 0).ToList();
        var definitions = names.Select((name, i) => $"{Quote(name)} {ColumnGuess.Of(rows.Select(row => Cell(row, i))).Type}").ToList();
        var definition = $"CREATE TABLE {plan.Table} ({string.Join(", ", definitions)})";
        await connection.RunAsync(definition, cancellation);
        Console.WriteLine(definition);
        if (plan.TimeColumn is null) return;
        await connection.RunAsync($"SELECT create_hypertable('{plan.Table.Replace("'", "''")}', '{plan.TimeColumn.Replace("'", "''")}')", cancellation);
    }

    private string Cell(string[] row, int index) => index >= row.Length || row[index] == plan.Null ? "" : row[index];

    private async Task<(long Rows, TimeSpan Time)> CopyAsync(string copy, bool hasHeader, CancellationToken cancellation)
    {
        await using var file = new FileStream(plan.File.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        SkipByteOrderMark(file);
        var counter = new RowCounter();
        var rows = hasHeader ? -1L : 0L;
        var time = await LoadProgress.RunAsync(plan.File.Name, file.Length, progress => connection.CopyInAsync(
            copy,
            async (buffer, stop) =>
            {
                var length = await file.ReadAsync(buffer, stop);
                var ended = counter.Count(buffer.Span[..length]);
                rows += ended;
                progress.Advance(length, ended);
                return length;
            },
            cancellation));
        return (rows + counter.CountLast(), time);
    }

    private static void SkipByteOrderMark(FileStream file)
    {
        Span<byte> start = stackalloc byte[3];
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (length < start.Length || !start.SequenceEqual(Encoding.UTF8.Preamble)) file.Position = 0;
    }

    // Names that SQL takes without quotes: what is not a letter or digit becomes an underscore.
    private static string[] ColumnNames(string[] first, bool hasHeader)
    {
        var names = new string[first.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var name = hasHeader ? NotInName().Replace(first[i].Trim().ToLowerInvariant(), "_").Trim('_') : "";
            if (name.Length == 0) name = $"column{i + 1}";
            if (char.IsAsciiDigit(name[0])) name = "_" + name;
            names[i] = name;
        }

        return names;
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex NotInName();
}
