using System.CommandLine;
using Npgsql;
using Spectre.Console;
using Tidemark.Cli.Connections;
using Tidemark.Errors;
using Tidemark.Server;

namespace Tidemark.Cli.Commands;

/// <summary>The command line as a whole: what is wrong with it is said in one line and gives exit code 2, what goes wrong later gives 1.</summary>
internal static class RootCommandLine
{
    /// <summary>The exit code for a command line that cannot be understood.</summary>
    public const int UsageError = 2;

    /// <summary>Runs a command line and gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("Tidemark: a time-series SQL database that speaks PostgreSQL's protocol and TimescaleDB's SQL")
        {
            ServeCommand.Create(),
            SqlCommand.Create(),
            ImportCommand.Create(),
            CheckCommand.Create(),
            DemoCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            var message = parsed.Errors[^1].Message.ReplaceLineEndings(" ");

            // What follows is the name of a .NET type.
            var type = message.IndexOf(" as expected type", StringComparison.Ordinal);
            await Console.Error.WriteLineAsync($"tidemark: {(type < 0 ? message : message[..type])} (see tidemark --help)");
            return UsageError;
        }

        // Files and pipes get neither colours nor line breaks for a terminal's width.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
            AnsiConsole.Profile.Width = 200;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync($"tidemark: {wrong.Message}");
            return UsageError;
        }
        catch (Exception failed) when (failed is ServerStartException or SqlException or SqlFailure or NpgsqlException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"tidemark: {failed.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130; // What shells report for Ctrl+C.
        }
    }
}
