using Tidemark.Cli.Connections;
using Tidemark.Cli.Output;

namespace Tidemark.Cli.Prompt;

/// <summary>The backslash commands: questions to pg_catalog under short names, and the shell's own switches.</summary>
internal static class MetaCommands
{
    private const string Help = """
        \d              tables, views, indexes and sequences
        \d NAME         columns and indexes of a table
        \dt \dv \di \dn tables, views, indexes, schemas
        \l              databases
        \c NAME         go to another database
        \x              one value a line, on and off
        \timing         time of each statement, on and off
        \i FILE         run a file
        \?              this help
        \q              leave
        A statement ends with a semicolon and may take several lines. Ctrl+C cancels it.
        """;

    private const string Relations = """
        SELECT n.nspname AS "Schema", c.relname AS "Name",
          CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' ELSE c.relkind::text END AS "Type",
          pg_get_userbyid(c.relowner) AS "Owner"
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^_timescaledb' AND c.relkind IN (KINDS)
        ORDER BY 1, 2
        """;

    private const string Columns = """
        SELECT a.attname AS "Column", format_type(a.atttypid, a.atttypmod) AS "Type", CASE WHEN a.attnotnull THEN 'not null' ELSE '' END AS "Nullable",
          pg_get_expr(d.adbin, d.adrelid) AS "Default"
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = 'NAME'::regclass AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
        """;

    private const string Indexes = """
        SELECT c.relname AS "Index", pg_get_indexdef(i.indexrelid) AS "Definition"
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = 'NAME'::regclass
        ORDER BY 1
        """;

    /// <summary>Runs a command.</summary>
    /// <param name="line">The command from its backslash on.</param>
    /// <param name="shell">The shell.</param>
    /// <returns>Whether it could be done.</returns>
    public static async Task<bool> RunAsync(string line, Shell shell)
    {
        var space = line.IndexOf(' ');
        var command = (space < 0 ? line : line[..space]).TrimEnd(';');
        var argument = space < 0 ? "" : line[space..].Trim().TrimEnd(';');
        try
        {
            return await RunAsync(command, argument, shell);
        }
        catch (SqlFailure failed)
        {
            await Console.Error.WriteAsync(ErrorText.Describe(failed.Error with { Position = null }, ""));
            return false;
        }
    }

    private static async Task<bool> RunAsync(string command, string argument, Shell shell)
    {
        switch (command)
        {
            case "\\q":
                shell.IsDone = true;
                break;
            case "\\?" or "\\h" or "\\help":
                Console.WriteLine(Help);
                break;
            case "\\x":
                shell.IsExpanded = Switch(argument, shell.IsExpanded);
                Console.WriteLine($"Expanded display is {(shell.IsExpanded ? "on" : "off")}.");
                break;
            case "\\timing":
                shell.IsTiming = Switch(argument, shell.IsTiming);
                Console.WriteLine($"Timing is {(shell.IsTiming ? "on" : "off")}.");
                break;
            case "\\d" when argument.Length > 0:
                await DescribeAsync(argument.Replace("'", "''"), shell);
                break;
            case "\\d":
                await shell.ShowAsync("List of relations", Relations.Replace("KINDS", "'r', 'v', 'm', 'S'"));
                break;
            case "\\dt":
                await shell.ShowAsync("List of relations", Relations.Replace("KINDS", "'r'"));
                break;
            case "\\dv":
                await shell.ShowAsync("List of relations", Relations.Replace("KINDS", "'v', 'm'"));
                break;
            case "\\di":
                await shell.ShowAsync("List of relations", Relations.Replace("KINDS", "'i'"));
                break;
            case "\\dn":
                await shell.ShowAsync("List of schemas", "SELECT nspname AS \"Name\", pg_get_userbyid(nspowner) AS \"Owner\" FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1");
                break;
            case "\\l":
                await shell.ShowAsync("List of databases", "SELECT datname AS \"Name\", pg_get_userbyid(datdba) AS \"Owner\" FROM pg_database ORDER BY 1");
                break;
            case "\\c" or "\\connect" when argument.Length > 0:
                await shell.ReconnectAsync(argument.Trim('"'));
                break;
            case "\\i" when argument.Length > 0:
                return await RunFileAsync(argument, shell);
            default:
                await Console.Error.WriteLineAsync($"invalid command {command}; \\? for help");
                return false;
        }

        return true;
    }

    private static async Task DescribeAsync(string name, Shell shell)
    {
        await shell.ShowAsync($"Table \"{name}\"", Columns.Replace("NAME", name));
        var indexes = await shell.Connection.RunAsync(Indexes.Replace("NAME", name), CancellationToken.None);
        if (indexes.Rows.Count > 0) await shell.ShowAsync("", Indexes.Replace("NAME", name));
    }

    private static async Task<bool> RunFileAsync(string path, Shell shell)
    {
        try
        {
            using var file = File.OpenText(path);
            return await shell.RunScriptAsync(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{path}: {unreadable.Message}");
            return false;
        }
    }

    private static bool Switch(string argument, bool present) => argument switch
    {
        "on" => true,
        "off" => false,
        _ => !present,
    };
}
