using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.TimeSeries.ColumnStore;
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
        ColumnstoreOptions.RequireDistinct(options, Canonical);
        var values = options.ToDictionary(o => Canonical(o), o => o.Value?.Text ?? "true");
        var createsIndexes = IsOn(values, "create_default_indexes", true);
        foreach (var option in options)
        {
            if (option.Value is null && Canonical(option) is "partition_column" or "chunk_interval" or "associated_schema" or "associated_table_prefix") throw ColumnstoreErrors.ValueMissing(option.FullName);
        }

        var columnstore = ColumnstoreOptions.Read(options, session);
        if (!IsOn(values, "hypertable", false))
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.UndefinedColumn,
                Message = "timescaledb options requires hypertable option",
                Hint = "Use \"timescaledb.hypertable\" to enable creating a hypertable.",
            });
        }

        table = HypertableCreation.Convert(table, new HypertableRequest
        {
            TimeColumn = values.GetValueOrDefault("partition_column") ?? ChooseColumn(table, session),
            Interval = type => ChunkIntervals.ParseOption(values.GetValueOrDefault("chunk_interval"), type, new StatementContext(session)),
            CreateDefaultIndexes = createsIndexes,
            ChunkSchema = values.GetValueOrDefault("associated_schema"),
            ChunkPrefix = values.GetValueOrDefault("associated_table_prefix"),
        }, session);
        if (columnstore.IsEnabled != false) PolicyRoutines.AddDefault(columnstore.Apply(table, session), session);
    }

    /// <inheritdoc />
    public void Altered(Table table, IReadOnlyList<Option> options, SessionContext session)
    {
        var hypertable = RequireHypertable(table);
        ColumnstoreOptions.RequireDistinct(options, static o => ColumnstoreOptions.Canonical(o.Name) ?? o.Name);
        foreach (var option in options)
        {
            if (ColumnstoreOptions.Canonical(option.Name) is not null) continue;
            if (option.Name != "chunk_interval") throw ColumnstoreOptions.Unknown(option);
            var time = hypertable.TimeDimension;
            if (option.Value is null) throw ColumnstoreErrors.ValueMissing(option.FullName);
            var interval = ChunkIntervals.ParseOption(option.Value.Text, table.Columns[time.Column - 1].Type, new StatementContext(session));
            hypertable = hypertable with { Dimensions = hypertable.Dimensions.SetItem(0, time with { Interval = interval }) };
            table = table with { Hypertable = hypertable };
            session.Transaction.Put(table);
        }

        var columnstore = ColumnstoreOptions.Read(options, session);
        if (!columnstore.IsEmpty) columnstore.Apply(table, session);
    }

    /// <inheritdoc />
    public void Reset(Table table, IReadOnlyList<Option> options, SessionContext session)
    {
        RequireHypertable(table);
        ColumnstoreOptions.Reset(table, options, session);
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
        _ when ColumnstoreOptions.Canonical(option.Name) is { } name and not "compress_chunk_interval" => name,
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
