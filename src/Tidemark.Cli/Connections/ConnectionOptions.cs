using System.CommandLine;
using Npgsql;
using Tidemark.Cli.Commands;

namespace Tidemark.Cli.Connections;

/// <summary>The options that say which database a command works on: a data directory, or a server.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "data directory to open in this process, instead of a server", HelpName = "DIR" };
    private readonly Option<string?> _connection = new("--connection") { Description = "server, as an Npgsql connection string (Host=...;Port=...;Username=...)", HelpName = "STRING" };
    private readonly Option<string?> _host = new("--host") { Description = "server's address [default: 127.0.0.1]", HelpName = "ADDRESS" };
    private readonly Option<int?> _port = new("--port") { Description = "server's port [default: 5432]", HelpName = "N" };
    private readonly Option<string> _user = new("--user") { Description = "user; the password comes from TIDEMARK_PASSWORD or PGPASSWORD", HelpName = "NAME", DefaultValueFactory = _ => "postgres" };
    private readonly Option<string> _database = new("--database") { Description = "database", HelpName = "NAME", DefaultValueFactory = _ => "postgres" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_data, _connection, _host, _port, _user, _database]) command.Options.Add(option);
    }

    /// <summary>Connects as the options say.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="database">Another database than the one given.</param>
    public async Task<ISqlConnection> OpenAsync(ParseResult parsed, CancellationToken cancellation, string? database = null)
    {
        var user = parsed.GetValue(_user)!;
        var name = database ?? parsed.GetValue(_database)!;
        var isServer = parsed.GetValue(_connection) is not null || parsed.GetValue(_host) is not null || parsed.GetValue(_port) is not null;
        if (parsed.GetValue(_data) is { } directory)
        {
            if (isServer) throw new UsageException("--data and a server exclude each other");
            if (!Directory.Exists(directory)) throw new UsageException($"there is no data directory {directory}");
            return EmbeddedConnection.Open(directory, name, user);
        }

        var settings = new NpgsqlConnectionStringBuilder(parsed.GetValue(_connection) ?? "");
        if (parsed.GetValue(_host) is { } host) settings.Host = host;
        if (parsed.GetValue(_port) is { } port) settings.Port = port;
        settings.Host ??= "127.0.0.1";
        settings.Username ??= user;
        if (database is not null || settings.Database is null) settings.Database = name;
        settings.Password ??= Environment.GetEnvironmentVariable("TIDEMARK_PASSWORD") ?? Environment.GetEnvironmentVariable("PGPASSWORD");
        return await ServerConnection.OpenAsync(settings.ConnectionString, cancellation);
    }
}
