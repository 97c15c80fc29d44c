using System.CommandLine;
using Tidemark.Cli.Connections;
using Tidemark.Cli.Prompt;

namespace Tidemark.Cli.Commands;

/// <summary><c>tidemark sql</c>: a prompt, or the statements of <c>-c</c> and <c>-f</c>.</summary>
internal static class SqlCommand
{
    public static Command Create()
    {
        var connectionOptions = new ConnectionOptions();
        var statements = new Option<string[]>("--command", "-c") { Description = "run these statements and leave; may be repeated", HelpName = "SQL" };
        var files = new Option<FileInfo[]>("--file", "-f") { Description = "run the statements of this file and leave; may be repeated", HelpName = "FILE" };
        var expanded = new Option<bool>("--expanded", "-x") { Description = "show one value a line" };
        var timing = new Option<bool>("--timing") { Description = "show the time of each statement" };
        var command = new Command("sql", "ask a server, or a data directory that no server has open: a prompt with history, or statements from the command line") { statements, files, expanded, timing };
        connectionOptions.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var connection = await connectionOptions.OpenAsync(parsed, cancellation);
            await using var shell = new Shell(connection, database => connectionOptions.OpenAsync(parsed, CancellationToken.None, database))
            {
                IsExpanded = parsed.GetValue(expanded),
                IsTiming = parsed.GetValue(timing),
            };
            var texts = parsed.GetValue(statements) ?? [];
            var scripts = parsed.GetValue(files) ?? [];
            foreach (var text in texts)
            {
                if (!await shell.RunScriptAsync(new StringReader(text))) return 1;
            }

            foreach (var script in scripts)
            {
                using var reader = script.OpenText();
                if (!await shell.RunScriptAsync(reader)) return 1;
            }

            if (texts.Length == 0 && scripts.Length == 0) await shell.RunInteractiveAsync();
            return 0;
        });
        return command;
    }
}
