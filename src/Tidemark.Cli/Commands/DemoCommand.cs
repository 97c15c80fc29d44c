using System.CommandLine;
using Tidemark.Cli.Demo;
using Tidemark.Cli.Serving;
using Tidemark.Server;

namespace Tidemark.Cli.Commands;

/// <summary><c>tidemark demo</c>: a server with a month of readings, the usual questions and their answers.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "data directory to use and keep [default: a temporary one]", HelpName = "DIR" };
        var port = new Option<int>("--port") { Description = "port of PostgreSQL's protocol [default: a free one]", HelpName = "N" };
        var exit = new Option<bool>("--exit") { Description = "end after the queries instead of serving until Ctrl+C" };
        var command = new Command("demo", "start a server, load a month of readings of 500 sensors, run the usual queries, and serve until Ctrl+C") { data, port, exit };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(data), parsed.GetValue(port), parsed.GetValue(exit), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? kept, int port, bool exit, CancellationToken cancellation)
    {
        var directory = kept ?? Directory.CreateTempSubdirectory("tidemark-demo-").FullName;
        try
        {
            using var stop = new StopSignal();
            await using var server = new TidemarkServer(new ServerOptions { DataDirectory = directory, Port = port, HttpPort = 0 });
            await server.StartAsync(cancellation);
            Console.WriteLine($"ready for connections on {server.EndPoint} (data in {directory})");
            var demo = new DemoRun(server, directory);
            using var interrupted = new CancellationTokenSource();
            _ = stop.Requested.ContinueWith(_ => interrupted.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await demo.LoadAsync(interrupted.Token);
            await demo.AskAsync(interrupted.Token);
            demo.Explain();
            if (!exit)
            {
                Console.WriteLine("Serving until Ctrl+C.");
                await stop.Requested;
            }

            await server.StopAsync();
            return 0;
        }
        finally
        {
            if (kept is null) Directory.Delete(directory, recursive: true);
        }
    }
}
