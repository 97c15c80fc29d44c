using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>compress_chunk, decompress_chunk and their newer names, the procedures convert_to_columnstore, convert_to_rowstore and recompress_chunk.</summary>
internal static class ConversionRoutines
{
    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        RegisterMaintenance(routines);
        Function(routines, "compress_chunk", [new(SqlTypes.Bool, "if_not_compressed", "true"), new(SqlTypes.Bool, "recompress", "false")], static (arguments, session) =>
            ToColumnstore(arguments, "compress_chunk", session));
        Function(routines, "decompress_chunk", [new(SqlTypes.Bool, "if_compressed", "true")], static (arguments, session) =>
            !arguments[0].IsNull(0) && ChunkConversion.ToRowstore(Arguments.Oid(arguments[0]), !Arguments.Flag(arguments[1], true), "decompress_chunk", session) ? Arguments.Oid(arguments[0]) : null);
        Procedure(routines, "convert_to_columnstore", [new(SqlTypes.Bool, "if_not_columnstore", "true"), new(SqlTypes.Bool, "recompress", "false")],
            static (arguments, session) => ToColumnstore(arguments, "convert_to_columnstore", session));
        Procedure(routines, "convert_to_rowstore", [new(SqlTypes.Bool, "if_columnstore", "true")],
            static (arguments, session) => ChunkConversion.ToRowstore(Arguments.Oid(arguments[0]), !Arguments.Flag(arguments[1], true), "convert_to_rowstore", session));
        Procedure(routines, "recompress_chunk", [new(SqlTypes.Bool, "if_not_compressed", "true")], static (arguments, session) =>
        {
            session.Notice(Errors.ColumnstoreErrors.RecompressIsDeprecated());
            ChunkConversion.ToColumnstore(Arguments.Oid(arguments[0]), !Arguments.Flag(arguments[1], true), false, "recompress_chunk", session);
        });
    }

    // Newer releases of TimescaleDB have these two; what they mend is written with each conversion here.
    private static void RegisterMaintenance(RoutineCatalogBuilder routines)
    {
        routines.Add(new Procedure
        {
            Schema = "_timescaledb_functions",
            Name = "rebuild_columnstore",
            Parameters = [new(SqlTypes.RegClass, "chunk")],
            Result = SqlTypes.Void,
            Volatility = Volatility.Volatile,
            Invoke = static (arguments, context) => ChunkConversion.Rebuild(Arguments.Oid(arguments[0]), "rebuild_columnstore", context.Service<SessionContext>()),
        });
        routines.Add(new ScalarFunction
        {
            Schema = "_timescaledb_functions",
            Name = "rebuild_sparse_index",
            Parameters = [new(SqlTypes.RegClass, "chunk"), new(SqlTypes.Bool, "force", "false")],
            Result = SqlTypes.Void,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = AdministrativeKernel.Void(static (arguments, context) =>
            {
                var session = context.Service<SessionContext>();
                if (Arguments.Flag(arguments[1], false)) ChunkConversion.Rebuild(Arguments.Oid(arguments[0]), "rebuild_sparse_index", session);
                else ChunkConversion.ToColumnstore(Arguments.Oid(arguments[0]), false, false, "rebuild_sparse_index", session);
            }),
        });
    }

    private static uint ToColumnstore(IReadOnlyList<Vector> arguments, string command, SessionContext session) =>
        ChunkConversion.ToColumnstore(Arguments.Oid(arguments[0]), !Arguments.Flag(arguments[1], true), Arguments.Flag(arguments[2], false), command, session);

    // Gives the chunk, or null where the call says that there was nothing to do.
    private static void Function(RoutineCatalogBuilder routines, string name, RoutineParameter[] options, Func<Vector[], SessionContext, uint?> function) => routines.Add(new ScalarFunction
    {
        Schema = "public",
        Name = name,
        Parameters = [new(SqlTypes.RegClass, "uncompressed_chunk"), .. options],
        Result = SqlTypes.RegClass,
        IsStrict = false,
        Volatility = Volatility.Volatile,
        Kernel = new AdministrativeKernel((arguments, result, context) =>
        {
            if (function(arguments, context.Service<SessionContext>()) is { } chunk) ((FixedVectorBuilder<long>)result).Append(chunk);
            else result.AppendNull();
        }),
    });

    private static void Procedure(RoutineCatalogBuilder routines, string name, RoutineParameter[] options, Action<IReadOnlyList<Vector>, SessionContext> procedure) => routines.Add(new Procedure
    {
        Schema = "public",
        Name = name,
        Parameters = [new(SqlTypes.RegClass, "chunk"), .. options],
        Result = SqlTypes.Void,
        Volatility = Volatility.Volatile,
        Invoke = (arguments, context) => procedure(arguments, context.Service<SessionContext>()),
    });
}
