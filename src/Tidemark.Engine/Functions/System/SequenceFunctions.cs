using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>nextval, currval, setval and lastval; and the one row that a sequence is when it is read as a table.</summary>
internal static class SequenceFunctions
{
    public static void Register(Declarations declare)
    {
        declare.Map<long, long>("nextval", [SqlTypes.RegClass], SqlTypes.Int8, static (oid, c) => c.Service<ISequences>().Next(Find(oid, c)), Volatility.Volatile);
        declare.Map<long, long>("currval", [SqlTypes.RegClass], SqlTypes.Int8, static (oid, c) => c.Service<ISequences>().Current(Find(oid, c)), Volatility.Volatile);
        declare.Map("lastval", [], SqlTypes.Int8, static c => c.Service<ISequences>().Last(), Volatility.Volatile);
        declare.Map<long, long, long>("setval", [SqlTypes.RegClass, SqlTypes.Int8], SqlTypes.Int8, static (oid, value, c) => Set(oid, value, true, c), Volatility.Volatile);
        declare.Map<long, long, bool, long>("setval", [SqlTypes.RegClass, SqlTypes.Int8, SqlTypes.Bool], SqlTypes.Int8, Set, Volatility.Volatile);
        declare.Add(new TableFunction
        {
            Name = "tidemark_sequence_row",
            Parameters = [new RoutineParameter(SqlTypes.RegClass)],
            Result = SqlTypes.Record,
            Columns = [new TableFunctionColumn("last_value", SqlTypes.Int8), new TableFunctionColumn("log_cnt", SqlTypes.Int8), new TableFunctionColumn("is_called", SqlTypes.Bool)],
            Invoke = Stand,
            Volatility = Volatility.Volatile,
            ReturnsOneRow = true,
        });
        declare.Add(new TableFunction
        {
            Name = "pg_sequence_parameters",
            Parameters = [new RoutineParameter(SqlTypes.Oid, "sequence_oid")],
            Result = SqlTypes.Record,
            Columns =
            [
                new("start_value", SqlTypes.Int8), new("minimum_value", SqlTypes.Int8), new("maximum_value", SqlTypes.Int8), new("increment", SqlTypes.Int8),
                new("cycle_option", SqlTypes.Bool), new("cache_size", SqlTypes.Int8), new("data_type", SqlTypes.Oid),
            ],
            Invoke = Definition,
            Volatility = Volatility.Stable,
            ReturnsOneRow = true,
        });
    }

    private static IEnumerable<Batch> Definition(TableFunctionCall call)
    {
        var sequence = Find(VectorAccess.Get<long>(call.Arguments[0], 0), call.Context);
        return Rows.Pieces(
            call,
            [
                Number(sequence.Start), Number(sequence.Minimum), Number(sequence.Maximum), Number(sequence.Increment),
                new FixedVector<bool>(SqlTypes.Bool, [sequence.Cycles], 1), Number(1), new FixedVector<long>(SqlTypes.Oid, [SqlTypes.FromName(sequence.TypeName)!.Oid], 1),
            ],
            1);

        static FixedVector<long> Number(long value) => new(SqlTypes.Int8, [value], 1);
    }

    private static IEnumerable<Batch> Stand(TableFunctionCall call)
    {
        var oid = VectorAccess.Get<long>(call.Arguments[0], 0);
        var (value, reserved, isCalled) = call.Context.Service<ISequences>().Stand(Find(oid, call.Context));
        return Rows.Pieces(call, [new FixedVector<long>(SqlTypes.Int8, [value], 1), new FixedVector<long>(SqlTypes.Int8, [reserved], 1), new FixedVector<bool>(SqlTypes.Bool, [isCalled], 1)], 1);
    }

    private static long Set(long oid, long value, bool isCalled, FunctionContext context)
    {
        context.Service<ISequences>().Set(Find(oid, context), value, isCalled);
        return value;
    }

    private static Sequence Find(long oid, FunctionContext context) => context.Catalog.Find((uint)oid) switch
    {
        Sequence sequence => sequence,
        SchemaObject other => throw CatalogErrors.WrongKind(other.Name, "a sequence"),
        _ => throw CatalogErrors.NoObject("relation with OID", oid.ToString()),
    };
}
