using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>add_dimension in both forms, set_chunk_time_interval, set_partitioning_interval and set_number_partitions.</summary>
internal static class DimensionRoutines
{
    private const int MaxPartitions = short.MaxValue;

    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        routines.Add(new TableFunction
        {
            Schema = "public",
            Name = "add_dimension",
            Parameters = [new(SqlTypes.RegClass, "hypertable"), new(DimensionInfo.Type, "dimension"), new(SqlTypes.Bool, "if_not_exists", "false")],
            Result = SqlTypes.Record,
            Columns = [new("dimension_id", SqlTypes.Int4), new("created", SqlTypes.Bool)],
            IsStrict = false,
            ReturnsOneRow = true,
            Volatility = Volatility.Volatile,
            Invoke = AddFromInfo,
        });
        routines.Add(new TableFunction
        {
            Schema = "public",
            Name = "add_dimension",
            Parameters =
            [
                new(SqlTypes.RegClass, "hypertable"), new(SqlTypes.Name, "column_name"), new(SqlTypes.Int4, "number_partitions", "NULL"),
                new(SqlTypes.AnyElement, "chunk_time_interval", "NULL::bigint"), new(SqlTypes.RegProc, "partitioning_func", "NULL"), new(SqlTypes.Bool, "if_not_exists", "false"),
            ],
            Result = SqlTypes.Record,
            Columns = [new("dimension_id", SqlTypes.Int4), new("schema_name", SqlTypes.Name), new("table_name", SqlTypes.Name), new("column_name", SqlTypes.Name), new("created", SqlTypes.Bool)],
            IsStrict = false,
            ReturnsOneRow = true,
            Volatility = Volatility.Volatile,
            Invoke = AddFromNames,
        });
        foreach (var name in new[] { "set_chunk_time_interval", "set_partitioning_interval" })
        {
            var interval = name == "set_chunk_time_interval" ? "chunk_time_interval" : "partition_interval";
            routines.Add(Void(name, [new(SqlTypes.RegClass, "hypertable"), new(SqlTypes.AnyElement, interval), new(SqlTypes.Name, "dimension_name", "NULL")], SetInterval));
        }

        routines.Add(Void("set_number_partitions", [new(SqlTypes.RegClass, "hypertable"), new(SqlTypes.Int4, "number_partitions"), new(SqlTypes.Name, "dimension_name", "NULL")], SetPartitions));
    }

    private static ScalarFunction Void(string name, System.Collections.Immutable.ImmutableArray<RoutineParameter> parameters, Action<Vector[], FunctionContext> function) => new()
    {
        Schema = "public",
        Name = name,
        Parameters = parameters,
        Result = SqlTypes.Void,
        IsStrict = false,
        Volatility = Volatility.Volatile,
        Kernel = AdministrativeKernel.Void(function),
    };

    private static IEnumerable<Batch> AddFromInfo(TableFunctionCall call)
    {
        var (arguments, context) = (call.Arguments, call.Context);
        if (arguments[0].IsNull(0)) throw HypertableErrors.InvalidRelationOid();
        var table = Arguments.OnlyHypertable(arguments[0], context);
        if (arguments[1].IsNull(0)) throw HypertableErrors.CannotBeNull("dimension");
        var info = DimensionInfo.Read(arguments[1], 0);
        if (!info.IsHash && info.Interval is null && table.FindColumn(info.Column) is not null) throw HypertableErrors.NeitherPartitionsNorInterval();
        var (dimension, created) = Add(table, info.Column, info.IsHash ? info.Partitions : null, type => ChunkIntervals.ParseDescribed(info.Interval, type, context), info.FunctionOid(context), Arguments.Flag(arguments[2], false), context);
        yield return OneRow.Of(call.Columns, dimension.Id, created);
    }

    private static IEnumerable<Batch> AddFromNames(TableFunctionCall call)
    {
        var (arguments, context) = (call.Arguments, call.Context);
        var table = Arguments.OnlyHypertable(arguments[0], context);
        var column = Arguments.Text(arguments[1]) ?? throw HypertableErrors.CannotBeNull("column_name");
        var partitions = Arguments.Int(arguments[2]);
        var interval = arguments[3];
        if (partitions is not null && !interval.IsNull(0)) throw HypertableErrors.PartitionsAndInterval();
        if (table.FindColumn(column) is not null && partitions is null && interval.IsNull(0)) throw HypertableErrors.NeitherPartitionsNorInterval();
        var (dimension, created) = Add(table, column, partitions, type => ChunkIntervals.Read(interval, type, context), Arguments.Oid(arguments[4]), Arguments.Flag(arguments[5], false), context);
        yield return OneRow.Of(call.Columns, dimension.Id, table.Schema, table.Name, column, created);
    }

    private static (Dimension Dimension, bool Created) Add(Table table, string name, int? partitions, Func<SqlType, long> interval, uint function, bool ifNotExists, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        table = HypertableChange.Lock(table, "add_dimension", session);
        var hypertable = table.Hypertable!;
        var column = table.FindColumn(name) ?? throw CatalogErrors.NoColumn(name);
        if (hypertable.Dimensions.FirstOrDefault(d => d.Column == column.Number) is { } existing)
        {
            var error = HypertableErrors.DuplicateDimension(name);
            if (!ifNotExists) throw error;
            context.Notice(new SqlError { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"{error.Error.Message}, skipping" });
            return (existing, false);
        }

        var dimension = Make(column, partitions, interval, function, session) with { Id = session.Database.NextDimensionId() };
        var changed = table with { Hypertable = hypertable with { Dimensions = hypertable.Dimensions.Add(dimension) } };
        if (partitions is null) changed = changed with { Columns = changed.Columns.Replace(column, column with { IsNotNull = true }) };
        foreach (var index in session.Catalog.IndexesOf(table.Oid).Where(i => i.IsUnique)) Sessions.Commands.UniqueKeys.CheckDefinition(index, changed);
        session.Transaction.Put(changed);

        // What is there already may hold any value of the new dimension.
        foreach (var chunk in session.Catalog.ChunksOf(table.Oid).All)
        {
            session.Transaction.Put(chunk with { Slices = chunk.Slices.Add(new DimensionSlice(long.MinValue, long.MaxValue)) });
        }

        return (dimension, true);
    }

    /// <summary>A dimension over a column: by hash where partitions are given, else by ranges. Who keeps it numbers it, so that a refused one takes no number.</summary>
    public static Dimension Make(Column column, int? partitions, Func<SqlType, long> interval, uint function, SessionContext session)
    {
        if (column.GeneratedSql is not null) throw HypertableErrors.GeneratedDimension();
        if (partitions is { } count)
        {
            if (count is < 1 or > MaxPartitions) throw HypertableErrors.InvalidPartitions(column.Name);
            if (function != 0 && FindFunction(function, session) is not { Parameters: [{ Type.Kind: TypeKind.AnyElement }], Result.Kind: TypeKind.Int4, Volatility: Volatility.Immutable })
                throw HypertableErrors.InvalidPartitioningFunction(isHash: true);
            return new Dimension { Id = 0, Column = column.Number, Partitions = count, PartitioningFunction = function, FunctionType = function == 0 ? null : SqlTypes.Int4 };
        }

        if (function != 0)
        {
            var routine = FindFunction(function, session);
            if (routine is not { Parameters.Length: 1, Volatility: Volatility.Immutable } || !(routine.Parameters[0].Type.Is(column.Type.WithModifier(-1)) || routine.Parameters[0].Type.Kind == TypeKind.AnyElement)
                || !(ChunkIntervals.IsTime(routine.Result) || ChunkIntervals.IsInteger(routine.Result)))
            {
                throw HypertableErrors.InvalidPartitioningFunction(isHash: false);
            }

            return new Dimension { Id = 0, Column = column.Number, Interval = interval(routine.Result), PartitioningFunction = function, FunctionType = routine.Result };
        }

        if (!ChunkIntervals.IsTime(column.Type) && !ChunkIntervals.IsInteger(column.Type)) throw HypertableErrors.InvalidDimensionType(column.Name);
        return new Dimension { Id = 0, Column = column.Number, Interval = interval(column.Type) };
    }

    private static Routine? FindFunction(uint oid, SessionContext session) =>
        session.Catalog.Find<UserRoutine>(oid) is { } own ? UserRoutines.Of(own, session.Catalog) : Builtins.Routines.Find(oid);

    private static void SetInterval(Vector[] arguments, FunctionContext context)
    {
        if (arguments[0].IsNull(0)) throw HypertableErrors.CannotBeNull("hypertable");
        var session = context.Service<SessionContext>();
        var table = HypertableChange.Lock(Arguments.Hypertable(arguments[0], context), "set_chunk_time_interval", session);
        if (arguments[1].IsNull(0)) throw HypertableErrors.IntervalRequired();
        var dimension = HypertableChange.Find(table, Arguments.Text(arguments[2]), isHash: false);
        HypertableChange.Replace(table, dimension, dimension with { Interval = ChunkIntervals.Read(arguments[1], dimension.FunctionType ?? table.Columns[dimension.Column - 1].Type, context) }, session);
    }

    private static void SetPartitions(Vector[] arguments, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        var table = HypertableChange.Lock(Arguments.OnlyHypertable(arguments[0], context), "set_number_partitions", session);
        if (Arguments.Int(arguments[1]) is not ({ } partitions and >= 1 and <= MaxPartitions)) throw HypertableErrors.InvalidPartitionCount();
        var dimension = HypertableChange.Find(table, Arguments.Text(arguments[2]), isHash: true);
        HypertableChange.Replace(table, dimension, dimension with { Partitions = partitions }, session);
    }
}
