using System.Text.Json;
using Spectre.Console;

namespace Tidemark.Tsbs.Scaling;

/// <summary>What one run of the command measured, as a table for people and as JSON for programs.</summary>
internal sealed record HypertableReport(string Target, string? Peer, List<Figure> Figures)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void Write(IAnsiConsole console)
    {
        console.MarkupLineInterpolated($"{Target}");
        if (Peer is not null) console.MarkupLineInterpolated($"{Peer}");
        var table = new Table().Border(TableBorder.Simple).AddColumn("what").AddColumn("unit").AddColumn(new TableColumn("target").RightAligned());
        if (Peer is not null) table.AddColumn(new TableColumn("peer").RightAligned()).AddColumn(new TableColumn("times better").RightAligned());
        foreach (var figure in Figures)
        {
            var format = figure.Unit == "ms" ? "N2" : "N0";
            List<string> cells = [figure.What, figure.Unit, figure.Target.ToString(format)];
            if (Peer is not null) cells.AddRange([figure.Peer?.ToString(format) ?? "", figure.Ratio?.ToString("N2") ?? ""]);
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        console.Write(table);
    }

    public async Task WriteAsync(FileInfo file, CancellationToken cancel)
    {
        await using var stream = file.Create();
        await JsonSerializer.SerializeAsync(stream, this, Options, cancel);
    }
}
