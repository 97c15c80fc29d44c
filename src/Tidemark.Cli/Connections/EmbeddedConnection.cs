using System.Text;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Cli.Connections;

/// <summary>A database of a data directory that is open in this process.</summary>
internal sealed class EmbeddedConnection : ISqlConnection
{
    private const int CopyBuffer = 256 * 1024;

    private readonly Instance? _owned;
    private readonly Session _session;
    private readonly string _directory;

    private EmbeddedConnection(Instance? owned, Session session, string directory, string database)
    {
        _owned = owned;
        _session = session;
        _directory = directory;
        Database = database;
        session.OnNotice = notice => OnNotice?.Invoke(notice);
    }

    public string Description => $"{Database} in {_directory}";

    public string Database { get; }

    public Action<SqlError>? OnNotice { get; set; }

    /// <summary>Opens a data directory, which is this process's until the connection is closed.</summary>
    public static EmbeddedConnection Open(string directory, string database, string role)
    {
        var instance = Instance.Open(directory, new InstanceOptions());
        try
        {
            return new EmbeddedConnection(instance, Connect(instance, database, role), directory, database);
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>A connection to a directory that is open already and stays so.</summary>
    public static EmbeddedConnection Over(Instance instance, string directory, string database, string role) =>
        new(null, Connect(instance, database, role), directory, database);

    public Task<QueryResult> RunAsync(string statement, CancellationToken cancellation)
    {
        using var cancel = new RepeatedCancel(_session.Cancel, cancellation);
        try
        {
            var prepared = _session.PrepareScript(statement);
            var result = new QueryResult(null, [], "");
            foreach (var one in prepared) result = Run(one);
            _session.CompleteImplicitTransaction();
            return Task.FromResult(result);
        }
        catch (SqlException failed)
        {
            _session.Abort();
            throw new SqlFailure(failed.Error);
        }
    }

    public async Task CopyInAsync(string copy, Func<Memory<byte>, CancellationToken, ValueTask<int>> read, CancellationToken cancellation)
    {
        using var cancel = new RepeatedCancel(_session.Cancel, cancellation);
        try
        {
            using var portal = _session.Bind(_session.Prepare(copy, [], isNamed: false), []);
            using (var target = portal.OpenCopyIn())
            {
                var buffer = new byte[CopyBuffer];
                while (await read(buffer, cancellation) is > 0 and var length) target.Write(buffer.AsSpan(0, length));
                target.Complete();
            }

            _session.CompleteImplicitTransaction();
        }
        catch (Exception failed)
        {
            _session.Abort();
            if (failed is SqlException error) throw new SqlFailure(error.Error);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        _owned?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Session Connect(Instance instance, string database, string role) =>
        instance.Connect(database, role, new Dictionary<string, string> { ["application_name"] = "tidemark" });

    private QueryResult Run(PreparedStatement statement)
    {
        using var portal = _session.Bind(statement, []);
        switch (portal.Kind)
        {
            case PortalKind.Empty:
                return new QueryResult(null, [], "");
            case PortalKind.CopyIn or PortalKind.CopyOut:
                throw new SqlFailure(InternalErrors.NotSupported("COPY from or to the prompt", hint: "Load a file with tidemark import.").Error);
            case PortalKind.Command:
                portal.Next(int.MaxValue);
                return new QueryResult(null, [], portal.CommandTag);
        }

        var columns = portal.Columns.Select(column => new ShownColumn(column.Name, column.Type.Category == TypeCategory.Numeric)).ToArray();
        var rows = new List<string?[]>();
        while (portal.Next(int.MaxValue) is { } batch) Add(batch, portal.Columns, rows);
        return new QueryResult(columns, rows, portal.CommandTag);
    }

    private void Add(Batch batch, IReadOnlyList<ResultColumn> columns, List<string?[]> rows)
    {
        var first = rows.Count;
        for (var row = 0; row < batch.Length; row++) rows.Add(new string?[columns.Count]);
        for (var column = 0; column < columns.Count; column++)
        {
            var texts = new BytesVectorBuilder(SqlTypes.Text, batch.Length);
            TypeCodec.For(columns[column].Type).FormatText(batch.Column(column), texts, _session.Format);
            var values = (BytesVector)texts.Build();
            for (var row = 0; row < batch.Length; row++)
            {
                if (!values.IsNull(row)) rows[first + row][column] = Encoding.UTF8.GetString(values[row]);
            }
        }
    }
}
