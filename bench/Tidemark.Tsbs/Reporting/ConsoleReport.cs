using Spectre.Console;
using Tidemark.Tsbs.Data;
using Tidemark.Tsbs.Measuring;

namespace Tidemark.Tsbs.Reporting;

/// <summary>The report as tables for people.</summary>
internal static class ConsoleReport
{
    public static void Write(IAnsiConsole console, Report report)
    {
        var workload = report.Workload;
        var series = workload.Set == DataSet.Cpu ? "hosts" : "trucks";
        console.MarkupLineInterpolated(
            $"TSBS {workload.Set}: {workload.Scale} {series}, {workload.Hours} h, every {workload.IntervalSeconds} s, seed {workload.Seed}, {workload.Rows:N0} rows a table");
        foreach (var server in Servers(report))
            console.MarkupLineInterpolated($"{server.Name}: {server.Version}");

        if (Servers(report).Any(server => server.Loads.Count > 0))
            console.Write(Loads(report));
        if (report.Queries.Count > 0)
            console.Write(Queries(report));
        if (Servers(report).Any(server => server.Roundtrips is not null))
            console.Write(Rates(report));

        foreach (var query in report.Queries)
        {
            if (query.TargetError is not null)
                console.MarkupLineInterpolated($"[red]{query.Query} on {report.Target.Name}: {query.TargetError}[/]");
            if (query.PeerError is not null)
                console.MarkupLineInterpolated($"[red]{query.Query} on {report.Peer?.Name}: {query.PeerError}[/]");
            if (!string.IsNullOrEmpty(query.Difference))
                console.MarkupLineInterpolated($"[red]{query.Query}: {query.Difference}[/]");
        }
    }

    private static Table Loads(Report report)
    {
        var table = Titled("Load", "server", "table", "rows", "seconds", "rows/s", "bytes/row", "to columns, s", "rows/s", "bytes/row in columns");
        foreach (var server in Servers(report))
        {
            foreach (var load in server.Loads)
            {
                table.AddRow(server.Name, load.Table, $"{load.Rows:N0}", $"{load.Seconds:N1}", $"{load.RowsPerSecond:N0}",
                    Number(load.BytesPerRow, "N2"), Number(load.CompressSeconds, "N1"), Number(load.CompressedRowsPerSecond, "N0"), Number(load.CompressedBytesPerRow, "N2"));
            }

            if (server.DirectoryBytes is { } bytes && server.Loads.Count > 0)
                table.AddRow(server.Name, "all files", "", "", "", $"{(double)bytes / server.Loads.Sum(load => load.Rows):N2}", "", "", "");
        }

        return table;
    }

    private static Table Queries(Report report)
    {
        var peer = report.Peer is not null;
        var table = Titled("Queries", "query", "rows", $"{report.Target.Name}, median ms", "p95 ms");
        var (targetTime, peerTime) = (report.Queries.Exists(query => query.Target?.ProcessorMs is not null), report.Queries.Exists(query => query.Peer?.ProcessorMs is not null));
        if (targetTime)
            table.AddColumn(new TableColumn("processor ms").RightAligned());
        if (peerTime)
            table.AddColumn(new TableColumn("peer's processor ms").RightAligned());
        if (peer)
        {
            foreach (var title in (string[])[$"{report.Peer!.Name}, median ms", "p95 ms", "times faster", "same rows"])
                table.AddColumn(new TableColumn(title).RightAligned());
        }

        foreach (var query in report.Queries)
        {
            List<string> cells =
            [
                query.Query, $"{(query.Target ?? query.Peer)?.Rows:N0}",
                query.TargetError is null ? Number(query.Target?.MedianMs, "N2") : "error", Number(query.Target?.P95Ms, "N2"),
            ];
            if (targetTime)
                cells.Add(Number(query.Target?.ProcessorMs, "N1"));
            if (peerTime)
                cells.Add(Number(query.Peer?.ProcessorMs, "N1"));
            if (peer)
            {
                cells.AddRange([query.PeerError is null ? Number(query.Peer?.MedianMs, "N2") : "error", Number(query.Peer?.P95Ms, "N2"),
                    Number(query.Ratio, "N2"), query.Difference switch { null => "", "" => "yes", _ => "NO" }]);
            }

            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        List<string> means = ["geometric mean", "", Number(report.TargetGeometricMeanMs, "N2"), ""];
        if (targetTime)
            means.Add(Number(QueryMeasurement.GeometricMean(report.Queries.Select(query => query.Target?.ProcessorMs)), "N1"));
        if (peerTime)
            means.Add(Number(QueryMeasurement.GeometricMean(report.Queries.Select(query => query.Peer?.ProcessorMs)), "N1"));
        if (peer)
            means.AddRange([Number(report.PeerGeometricMeanMs, "N2"), "", Number(report.GeometricMeanRatio, "N2"), ""]);
        table.AddEmptyRow();
        table.AddRow([.. means]);
        return table;
    }

    private static Table Rates(Report report)
    {
        var table = Titled("Per second", "what", report.Target.Name);
        if (report.Peer is not null)
        {
            table.AddColumn(new TableColumn(report.Peer.Name).RightAligned());
            table.AddColumn(new TableColumn("times faster").RightAligned());
        }

        Add("SELECT 1", rates => rates.SelectPerSecond);
        Add("SELECT 1, prepared", rates => rates.PreparedSelectPerSecond);
        Add("commits of one row, one client", rates => rates.CommitsPerSecond);
        Add("commits of one row, eight clients", rates => rates.CommitsPerSecondOfEight);
        return table;

        void Add(string what, Func<Roundtrips, double> rate)
        {
            var (target, peer) = (RateOf(report.Target), RateOf(report.Peer));
            List<string> cells = [what, Number(target, "N0")];
            if (report.Peer is not null)
                cells.AddRange([Number(peer, "N0"), Number(target / peer, "N2")]);
            table.AddRow([.. cells]);

            double? RateOf(ServerReport? server) => server?.Roundtrips is { } rates ? rate(rates) : null;
        }
    }

    private static Table Titled(string title, string first, params string[] others)
    {
        var table = new Table().Title(title).Border(TableBorder.Simple);
        table.AddColumn(first);
        foreach (var name in others)
            table.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned());
        return table;
    }

    private static IEnumerable<ServerReport> Servers(Report report) => report.Peer is null ? [report.Target] : [report.Target, report.Peer];

    private static string Number(double? value, string format) => value?.ToString(format) ?? "";
}
