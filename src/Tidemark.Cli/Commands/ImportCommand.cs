using System.CommandLine;
using Tidemark.Cli.Connections;
using Tidemark.Cli.Import;
using Tidemark.Cli.Output;

namespace Tidemark.Cli.Commands;

/// <summary><c>tidemark import</c>: a CSV or TSV file into a table.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var connectionOptions = new ConnectionOptions();
        var file = new Argument<FileInfo>("FILE") { Description = "CSV or TSV file, UTF-8" };
        var table = new Option<string>("--table") { Description = "table to load; made when it is missing, with types guessed from the file", HelpName = "NAME", Required = true };
        var delimiter = new Option<string?>("--delimiter") { Description = "one character, or tab [default: guessed]", HelpName = "C" };
        var header = new Option<bool?>("--header") { Description = "whether the first line names the columns [default: guessed]", HelpName = "true|false" };
        var nullText = new Option<string>("--null") { Description = "text that stands for NULL", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var hypertable = new Option<string?>("--hypertable") { Description = "when the table is made, make it a hypertable by this column", HelpName = "COLUMN" };
        var sample = new Option<int>("--sample") { Description = "lines to guess types from", HelpName = "N", DefaultValueFactory = _ => 10_000 };
        var command = new Command("import", "load a CSV or TSV file into a table: all of it or nothing") { file, table, delimiter, header, nullText, hypertable, sample };
        connectionOptions.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var source = parsed.GetRequiredValue(file);
            if (!source.Exists) throw new UsageException($"there is no file {source}");
            var plan = new ImportPlan(
                source,
                parsed.GetRequiredValue(table),
                Delimiter(parsed.GetValue(delimiter)),
                parsed.GetValue(header),
                parsed.GetValue(nullText)!,
                parsed.GetValue(hypertable),
                Math.Max(parsed.GetValue(sample), 2));
            await using var connection = await connectionOptions.OpenAsync(parsed, cancellation);
            try
            {
                var (rows, time) = await new FileImport(connection, plan).RunAsync(cancellation);
                Console.WriteLine($"imported {rows:N0} rows into {plan.Table} in {time.TotalSeconds:N1} s ({rows / Math.Max(time.TotalSeconds, 0.001):N0} rows/s)");
                return 0;
            }
            catch (SqlFailure failed)
            {
                await Console.Error.WriteAsync(ErrorText.Describe(failed.Error with { Position = null }, ""));
                return 1;
            }
        });
        return command;
    }

    private static char? Delimiter(string? text) => text switch
    {
        null => null,
        "tab" or "\\t" => '\t',
        [var c] => c,
        _ => throw new UsageException($"--delimiter takes one character or tab, not \"{text}\""),
    };
}
