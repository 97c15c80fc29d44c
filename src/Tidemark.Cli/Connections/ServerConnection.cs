using Npgsql;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Cli.Connections;

/// <summary>A database behind a socket, asked through Npgsql. All results come in text form, as the server writes them.</summary>
internal sealed class ServerConnection : ISqlConnection
{
    private const int CopyBuffer = 128 * 1024;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;

    private ServerConnection(NpgsqlDataSource source, NpgsqlConnection connection)
    {
        _source = source;
        _connection = connection;
        connection.Notice += (_, e) => OnNotice?.Invoke(SqlFailure.From(e.Notice));
    }

    public string Description => $"{_connection.Database} on {_connection.Host}:{_connection.Port} (server {_connection.ServerVersion})";

    public string Database => _connection.Database;

    public Action<SqlError>? OnNotice { get; set; }

    /// <summary>Connects.</summary>
    /// <exception cref="SqlFailure">The server refused.</exception>
    /// <exception cref="NpgsqlException">There is no server.</exception>
    public static async Task<ServerConnection> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            CommandTimeout = 0,
            IncludeErrorDetail = true,
            ApplicationName = "tidemark",
        };
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);

        // Text needs no knowledge of types.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        var source = builder.Build();
        try
        {
            return new ServerConnection(source, await source.OpenConnectionAsync(cancellation));
        }
        catch (PostgresException refused)
        {
            await source.DisposeAsync();
            throw SqlFailure.From(refused);
        }
    }

    public async Task<QueryResult> RunAsync(string statement, CancellationToken cancellation)
    {
        try
        {
            await using var command = new NpgsqlCommand(statement, _connection) { AllResultTypesAreUnknown = true };
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            if (reader.FieldCount == 0) return new QueryResult(null, [], Tag(statement, reader.RecordsAffected));
            var columns = new ShownColumn[reader.FieldCount];
            for (var i = 0; i < columns.Length; i++) columns[i] = new ShownColumn(reader.GetName(i), IsNumber(reader.GetDataTypeOID(i)));
            var rows = new List<string?[]>();
            while (await reader.ReadAsync(cancellation))
            {
                var row = new string?[columns.Length];
                for (var i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : reader.GetString(i);
                rows.Add(row);
            }

            return new QueryResult(columns, rows, $"SELECT {rows.Count}");
        }
        catch (PostgresException failed)
        {
            throw SqlFailure.From(failed);
        }
    }

    public async Task CopyInAsync(string copy, Func<Memory<byte>, CancellationToken, ValueTask<int>> read, CancellationToken cancellation)
    {
        try
        {
            // The writer is a StreamWriter; its stream takes the bytes as they are.
            var writer = (StreamWriter)await _connection.BeginTextImportAsync(copy, cancellation);
            await using (writer)
            {
                var buffer = new byte[CopyBuffer];
                while (await read(buffer, cancellation) is > 0 and var length) await writer.BaseStream.WriteAsync(buffer.AsMemory(0, length), cancellation);
            }
        }
        catch (PostgresException failed)
        {
            throw SqlFailure.From(failed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    private static bool IsNumber(uint oid) => SqlTypes.FromOid(oid)?.Category == TypeCategory.Numeric;

    // Npgsql tells how many rows a statement changed, not its tag.
    private static string Tag(string statement, int rows)
    {
        var words = statement.Split([' ', '\t', '\r', '\n', '(', ';'], 4, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return "";
        var verb = words[0].ToUpperInvariant();
        return verb switch
        {
            "INSERT" => $"INSERT 0 {Math.Max(rows, 0)}",
            "UPDATE" or "DELETE" or "MERGE" => $"{verb} {Math.Max(rows, 0)}",
            "CREATE" or "DROP" or "ALTER" when words.Length > 1 => $"{verb} {words[1].ToUpperInvariant()}",
            _ => verb,
        };
    }
}
