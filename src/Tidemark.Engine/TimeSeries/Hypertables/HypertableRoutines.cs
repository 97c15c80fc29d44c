using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>create_hypertable in both forms, by_range and by_hash.</summary>
internal static class HypertableRoutines
{
    private static readonly TableFunctionColumn HypertableId = new("hypertable_id", SqlTypes.Int4);
    private static readonly TableFunctionColumn Created = new("created", SqlTypes.Bool);

    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        routines.Add(new TableFunction
        {
            Schema = "public",
            Name = "create_hypertable",
            Parameters =
            [
                new(SqlTypes.RegClass, "relation"), new(DimensionInfo.Type, "dimension"), new(SqlTypes.Bool, "create_default_indexes", "true"),
                new(SqlTypes.Bool, "if_not_exists", "false"), new(SqlTypes.Bool, "migrate_data", "false"),
            ],
            Result = SqlTypes.Record,
            Columns = [HypertableId, Created],
            IsStrict = false,
            ReturnsOneRow = true,
            Volatility = Volatility.Volatile,
            Invoke = CreateFromDimension,
        });
        routines.Add(new TableFunction
        {
            Schema = "public",
            Name = "create_hypertable",
            Parameters =
            [
                new(SqlTypes.RegClass, "relation"), new(SqlTypes.Name, "time_column_name"), new(SqlTypes.Name, "partitioning_column", "NULL"),
                new(SqlTypes.Int4, "number_partitions", "NULL"), new(SqlTypes.Name, "associated_schema_name", "NULL"), new(SqlTypes.Name, "associated_table_prefix", "NULL"),
                new(SqlTypes.AnyElement, "chunk_time_interval", "NULL::bigint"), new(SqlTypes.Bool, "create_default_indexes", "true"),
                new(SqlTypes.Bool, "if_not_exists", "false"), new(SqlTypes.RegProc, "partitioning_func", "NULL"), new(SqlTypes.Bool, "migrate_data", "false"),
                new(SqlTypes.RegProc, "time_partitioning_func", "NULL"),
            ],
            Result = SqlTypes.Record,
            Columns = [HypertableId, new("schema_name", SqlTypes.Name), new("table_name", SqlTypes.Name), Created],
            IsStrict = false,
            ReturnsOneRow = true,
            Volatility = Volatility.Volatile,
            Invoke = CreateFromNames,
        });
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "by_range",
            Parameters = [new(SqlTypes.Name, "column_name"), new(SqlTypes.AnyElement, "partition_interval", "NULL::bigint"), new(SqlTypes.RegProc, "partition_func", "NULL")],
            Result = DimensionInfo.Type,
            IsStrict = false,
            Kernel = new DimensionKernel(isHash: false),
        });
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "by_hash",
            Parameters = [new(SqlTypes.Name, "column_name"), new(SqlTypes.Int4, "number_partitions"), new(SqlTypes.RegProc, "partition_func", "NULL")],
            Result = DimensionInfo.Type,
            IsStrict = false,
            Kernel = new DimensionKernel(isHash: true),
        });
    }

    private static Table FindTable(Vector relation, FunctionContext context)
    {
        if (relation.IsNull(0)) throw HypertableErrors.CannotBeNull("relation");
        return context.Catalog.Find((uint)VectorAccess.Get<long>(relation, 0)) switch
        {
            Table table => table,
            _ => throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = "invalid relation type" }),
        };
    }

    private static IEnumerable<Batch> CreateFromDimension(TableFunctionCall call)
    {
        var arguments = call.Arguments;
        var table = FindTable(arguments[0], call.Context);
        if (arguments[1].IsNull(0)) throw HypertableErrors.CannotBeNull("dimension");
        var dimension = DimensionInfo.Read(arguments[1], 0);
        if (dimension.IsHash) throw HypertableErrors.ClosedPrimaryDimension();
        var (converted, created) = Create(table, Arguments.Flag(arguments[3], false), new HypertableRequest
        {
            TimeColumn = dimension.Column,
            Interval = type => ChunkIntervals.ParseDescribed(dimension.Interval, type, call.Context),
            TimeFunction = dimension.FunctionOid(call.Context),
            CreateDefaultIndexes = Arguments.Flag(arguments[2], true),
            MigrateData = Arguments.Flag(arguments[4], false),
            WarnsOfTypes = true,
        }, call.Context);
        yield return OneRow.Of(call.Columns, converted.Hypertable!.Id, created);
    }

    private static IEnumerable<Batch> CreateFromNames(TableFunctionCall call)
    {
        var arguments = call.Arguments;
        var table = FindTable(arguments[0], call.Context);
        if (arguments[1].IsNull(0)) throw HypertableErrors.CannotBeNull("partition column");
        var interval = arguments[6];
        var (converted, created) = Create(table, Arguments.Flag(arguments[8], false), new HypertableRequest
        {
            TimeColumn = Arguments.Text(arguments[1])!,
            Interval = type => ChunkIntervals.Read(interval, type, call.Context),
            TimeFunction = Arguments.Oid(arguments[11]),
            SpaceFunction = Arguments.Oid(arguments[9]),
            SpaceColumn = Arguments.Text(arguments[2]),
            Partitions = Arguments.Int(arguments[3]),
            ChunkSchema = Arguments.Text(arguments[4]),
            ChunkPrefix = Arguments.Text(arguments[5]),
            CreateDefaultIndexes = Arguments.Flag(arguments[7], true),
            MigrateData = Arguments.Flag(arguments[10], false),
            WarnsOfTypes = true,
        }, call.Context);
        yield return OneRow.Of(call.Columns, converted.Hypertable!.Id, converted.Schema, converted.Name, created);
    }

    private static (Table Table, bool Created) Create(Table table, bool ifNotExists, HypertableRequest request, FunctionContext context)
    {
        if (table.Hypertable is null || !ifNotExists) return (HypertableCreation.Convert(table, request, context.Service<SessionContext>()), true);
        context.Notice(HypertableErrors.AlreadyHypertable(table.Name).Error with { Severity = Severity.Notice, Message = $"table \"{table.Name}\" is already a hypertable, skipping" });
        return (table, false);
    }

    private sealed class DimensionKernel(bool isHash) : ScalarKernel
    {
        public override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
        {
            var target = (BytesVectorBuilder)result;
            for (var row = 0; row < rows; row++)
            {
                if (arguments[0].IsNull(row)) throw HypertableErrors.CannotBeNull("column_name");
                var function = arguments[2].IsNull(row) ? null : DimensionInfo.TextOf(arguments[2].Slice(row, 1), context);
                var column = Encoding.UTF8.GetString(VectorAccess.GetBytes(arguments[0], row));
                var info = isHash
                    ? new DimensionInfo(column, true, null, arguments[1].IsNull(row) ? 0 : VectorAccess.Get<int>(arguments[1], row), function)
                    : new DimensionInfo(column, false, arguments[1].IsNull(row) ? null : DimensionInfo.TextOf(arguments[1].Slice(row, 1), context), 0, function);
                target.Append(info.ToBytes());
            }

            return target.Build();
        }
    }
}
