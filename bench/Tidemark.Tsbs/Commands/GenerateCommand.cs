using System.CommandLine;
using Tidemark.Tsbs.Data;

namespace Tidemark.Tsbs.Commands;

/// <summary>Writes a data set as files in COPY's text form, one a table.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var command = new Command("generate", "write the data set as files in COPY's text form");
        var workloadOptions = new WorkloadOptions();
        var output = new Option<DirectoryInfo>("--output")
        {
            Description = "directory for cpu.tsv, or tags.tsv, readings.tsv and diagnostics.tsv",
            DefaultValueFactory = _ => new DirectoryInfo("."),
        };
        workloadOptions.AddTo(command);
        command.Options.Add(output);
        command.SetAction(async (parsed, cancel) =>
        {
            var workload = workloadOptions.Read(parsed);
            var directory = parsed.GetRequiredValue(output);
            directory.Create();
            if (workload.Set == DataSet.Iot)
            {
                await using var tags = Open(directory, "tags");
                foreach (var truck in Truck.All(workload))
                    await tags.WriteAsync(truck.Render(), cancel);
            }

            foreach (var table in TableData.Of(workload))
            {
                await using var file = Open(directory, table.Name);
                await WriteAsync(table.Part(0, 1), file, cancel);
            }
        });
        return command;
    }

    private static FileStream Open(DirectoryInfo directory, string table) => File.Create(Path.Combine(directory.FullName, $"{table}.tsv"));

    private static async Task WriteAsync(RowSource source, FileStream file, CancellationToken cancel)
    {
        var buffer = new byte[256 * 1024];
        while (true)
        {
            var length = source.Fill(buffer, int.MaxValue, out var rows);
            if (rows == 0)
                return;
            await file.WriteAsync(buffer.AsMemory(0, length), cancel);
        }
    }
}
