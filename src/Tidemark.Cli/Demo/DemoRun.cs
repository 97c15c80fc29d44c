using System.Diagnostics;
using Spectre.Console;
using Tidemark.Cli.Connections;
using Tidemark.Cli.Output;
using Tidemark.Errors;
using Tidemark.Server;

namespace Tidemark.Cli.Demo;

/// <summary>The demo on a server that runs already: load, ask, and say how to connect.</summary>
internal sealed class DemoRun(TidemarkServer server, string directory)
{
    private const int ShownRows = 8;

    private readonly TableDrawing _drawing = new(!Console.IsOutputRedirected);

    /// <summary>Loads the month of readings, unless the directory has one.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await using var connection = EmbeddedConnection.Over(server.Instance, directory, "postgres", "postgres");
        if (await IsLoadedAsync(connection, cancellation))
        {
            AnsiConsole.MarkupLine("The directory has the readings already.");
            return;
        }

        foreach (var statement in DemoQueries.Schema) await connection.RunAsync(statement, cancellation);
        var sensors = DemoData.SensorRows();
        await connection.CopyInAsync("COPY sensors FROM STDIN", (buffer, _) => ValueTask.FromResult(Take(ref sensors, buffer.Span)), cancellation);

        var now = DateTime.UtcNow;
        var data = new DemoData(now.AddTicks(-(now.Ticks % TimeSpan.FromMinutes(DemoData.Minutes).Ticks)));
        AnsiConsole.MarkupLineInterpolated($"Loading {DemoData.Days} days of readings of {DemoData.Sensors} sensors, one every {DemoData.Minutes} minutes:");
        var time = await LoadProgress.RunAsync("readings", DemoData.Rows, progress => connection.CopyInAsync(
            "COPY readings FROM STDIN",
            (buffer, _) =>
            {
                var length = data.Fill(buffer.Span, out var rows);
                progress.Advance(rows, rows);
                return ValueTask.FromResult(length);
            },
            cancellation));
        AnsiConsole.MarkupLineInterpolated($"[green]{DemoData.Rows:N0} rows in {time.TotalSeconds:N1} s ({DemoData.Rows / time.TotalSeconds:N0} rows/s), on disk[/]");
    }

    /// <summary>Asks the questions over a connection as any client has it, and shows the answers and their times.</summary>
    public async Task AskAsync(CancellationToken cancellation)
    {
        await using var connection = await ServerConnection.OpenAsync($"{ConnectionString};Database=postgres", cancellation);
        foreach (var query in DemoQueries.All)
        {
            AnsiConsole.WriteLine();
            AnsiConsole.MarkupLineInterpolated($"[bold yellow]{query.Title}[/]");
            AnsiConsole.WriteLine($"{query.Sql};");
            try
            {
                await AskAsync(connection, query, cancellation);
            }
            catch (SqlFailure failed)
            {
                AnsiConsole.MarkupLineInterpolated($"[red]{ErrorText.Describe(failed.Error, query.Sql)}[/]");
            }
        }
    }

    /// <summary>Says how to connect.</summary>
    public void Explain()
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLine("[bold yellow]Connect with[/]");
        Console.WriteLine($"  psql            psql -h {server.EndPoint.Address} -p {server.EndPoint.Port} -U postgres");
        Console.WriteLine($"  Npgsql          {ConnectionString};Database=postgres");
        Console.WriteLine($"  psycopg         postgresql://postgres@{server.EndPoint}/postgres");
        Console.WriteLine($"  this command    tidemark sql --port {server.EndPoint.Port}");
        if (server.HttpEndPoint is { } http) Console.WriteLine($"  metrics         http://{http}/metrics");
    }

    private string ConnectionString => $"Host={server.EndPoint.Address};Port={server.EndPoint.Port};Username=postgres";

    private static async Task<bool> IsLoadedAsync(EmbeddedConnection connection, CancellationToken cancellation)
    {
        try
        {
            var found = await connection.RunAsync("SELECT 1 FROM readings LIMIT 1", cancellation);
            return found.Rows.Count > 0;
        }
        catch (SqlFailure missing) when (missing.Error.State == SqlState.UndefinedTable)
        {
            return false;
        }
    }

    private static int Take(ref byte[] rest, Span<byte> target)
    {
        var length = Math.Min(rest.Length, target.Length);
        rest.AsSpan(0, length).CopyTo(target);
        rest = rest[length..];
        return length;
    }

    private async Task AskAsync(ServerConnection connection, DemoQuery query, CancellationToken cancellation)
    {
        // The first run finds cold code and an empty cache; the second is what an application sees.
        var first = Stopwatch.GetTimestamp();
        await connection.RunAsync(query.Sql, cancellation);
        var second = Stopwatch.GetTimestamp();
        var result = await connection.RunAsync(query.Sql, cancellation);
        var warm = Stopwatch.GetElapsedTime(second);
        var shown = result with { Rows = [.. result.Rows.Take(ShownRows)] };
        var table = _drawing.Table(shown);
        Console.Write(table[..(table.TrimEnd('\n').LastIndexOf('\n') + 1)]);
        var more = result.Rows.Count > ShownRows ? $" (the first {ShownRows} shown)" : "";
        AnsiConsole.MarkupLineInterpolated(
            $"[green]{result.Rows.Count:N0} {(result.Rows.Count == 1 ? "row" : "rows")}{more} in {warm.TotalMilliseconds:N1} ms[/] [grey](first run {Stopwatch.GetElapsedTime(first, second).TotalMilliseconds:N1} ms)[/]");
    }
}
