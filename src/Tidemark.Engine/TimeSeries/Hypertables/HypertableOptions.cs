using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>CREATE TABLE ... WITH (tsdb.hypertable, ...).</summary>
internal sealed class HypertableOptions : ITableOptionHandler
{
    /// <inheritdoc />
    public IReadOnlyList<string> Namespaces => ["timescaledb", "tsdb"];

    /// <inheritdoc />
    public void Created(Table table, IReadOnlyList<Option> options, SessionContext session)
    {
        var values = options.ToDictionary(o => Canonical(o), o => o.Value?.Text ?? "true");
        if (!IsOn(values, "hypertable", false))
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.UndefinedColumn,
                Message = "timescaledb options requires hypertable option",
                Hint = "Use \"timescaledb.hypertable\" to enable creating a hypertable.",
            });
        }

        foreach (var name in new[] { "columnstore", "segmentby", "orderby", "sparse_index" })
        {
            if (values.ContainsKey(name) && (name != "columnstore" || IsOn(values, name, true))) throw InternalErrors.NotSupported($"option timescaledb.{name}");
        }

        HypertableCreation.Convert(table, new HypertableRequest
        {
            TimeColumn = values.GetValueOrDefault("partition_column") ?? ChooseColumn(table, session),
            Interval = type => ChunkIntervals.Parse(values.GetValueOrDefault("chunk_interval"), type, new StatementContext(session)),
            CreateDefaultIndexes = IsOn(values, "create_default_indexes", true),
            ChunkSchema = values.GetValueOrDefault("associated_schema"),
            ChunkPrefix = values.GetValueOrDefault("associated_table_prefix"),
        }, session);
    }

    /// <inheritdoc />
    public void Altered(Table table, IReadOnlyList<Option> options, SessionContext session)
    {
        var hypertable = RequireHypertable(table);
        foreach (var option in options)
        {
            if (Canonical(option) is not "chunk_interval") throw InternalErrors.NotSupported($"ALTER TABLE ... SET ({option.FullName})", option.Position);
            var time = hypertable.TimeDimension;
            var interval = ChunkIntervals.Parse(option.Value?.Text, table.Columns[time.Column - 1].Type, new StatementContext(session));
            session.Transaction.Put(table with { Hypertable = hypertable with { Dimensions = hypertable.Dimensions.SetItem(0, time with { Interval = interval }) } });
        }
    }

    /// <inheritdoc />
    public void Reset(Table table, IReadOnlyList<Option> options, SessionContext session)
    {
        RequireHypertable(table);
        throw InternalErrors.NotSupported($"ALTER TABLE ... RESET ({options[0].FullName})", options[0].Position);
    }

    private static Hypertable RequireHypertable(Table table) => table.Hypertable ?? throw new SqlException(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = "timescaledb table options can only be specified for hypertables",
        Detail = $"{table.Name} is not a hypertable",
    });

    private static string Canonical(Option option) => option.Name switch
    {
        "hypertable" or "chunk_interval" or "create_default_indexes" or "associated_schema" or "associated_table_prefix" => option.Name,
        "partition_column" or "partitioning_column" => "partition_column",
        "columnstore" or "enable_columnstore" or "compress" => "columnstore",
        "segmentby" or "segment_by" or "compress_segmentby" => "segmentby",
        "orderby" or "order_by" or "compress_orderby" => "orderby",
        "sparse_index" or "index" or "compress_index" or "compress_sparse_index" => "sparse_index",
        _ => throw new SqlException(new SqlError
        {
            State = SqlState.InvalidParameterValue,
            Message = $"unrecognized parameter \"{option.FullName}\"",
            Hint = "Valid timescaledb parameters are: hypertable, columnstore, partition_column, chunk_interval, create_default_indexes, associated_schema, associated_table_prefix, orderby, segmentby, compress_index",
        }),
    };

    private static bool IsOn(Dictionary<string, string> values, string name, bool missing) =>
        values.TryGetValue(name, out var value) ? BooleanSetting.Parse(value) ?? throw HypertableErrors.InvalidOption($"tsdb.{name}", value, "bool") : missing;

    private static string ChooseColumn(Table table, SessionContext session)
    {
        var chosen = table.LiveColumns.FirstOrDefault(c => c.Type.Kind is TypeKind.Timestamp or TypeKind.TimestampTz) ?? throw new SqlException(new SqlError
        {
            State = SqlState.UndefinedColumn,
            Message = "partition column could not be determined",
            Hint = "Use \"timescaledb.partition_column\" to specify the column to use as partitioning column.",
        });
        session.Notice(new SqlError
        {
            Severity = Severity.Notice,
            State = SqlState.SuccessfulCompletion,
            Message = $"using column \"{chosen.Name}\" as partitioning column",
            Hint = "Use \"timescaledb.partition_column\" to specify a different column to use as partitioning column.",
        });
        return chosen.Name;
    }
}
