using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>freeze_chunk and unfreeze_chunk: a frozen chunk refuses every change of its rows, and is passed over when chunks are dropped by age.</summary>
internal static class FrozenChunks
{
    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        Function(routines, "freeze_chunk", isFrozen: true);
        Function(routines, "unfreeze_chunk", isFrozen: false);
    }

    private static void Function(RoutineCatalogBuilder routines, string name, bool isFrozen) => routines.Add(new ScalarFunction
    {
        Schema = "_timescaledb_functions",
        Name = name,
        Parameters = [new(SqlTypes.RegClass, "chunk")],
        Result = SqlTypes.Bool,
        IsStrict = false,
        Volatility = Volatility.Volatile,
        Kernel = new AdministrativeKernel((arguments, result, context) =>
        {
            Set(arguments[0], isFrozen, name, context.Service<SessionContext>());
            ((FixedVectorBuilder<bool>)result).Append(true);
        }),
    });

    // Who writes to the hypertable has to have ended, so that nothing comes into the chunk that was begun before.
    private static void Set(Vector argument, bool isFrozen, string command, SessionContext session)
    {
        session.RequireWritable($"{command}()");
        var oid = argument.IsNull(0) ? 0 : Arguments.Oid(argument);
        if (oid == 0) throw ColumnstoreErrors.InvalidOid();
        var found = session.Catalog.Find(oid);
        if (found is not Chunk chunk) throw ChunkErrors.NotFound((found as SchemaObject)?.Schema ?? "", found?.Name ?? "");
        session.Lock(chunk.TableOid, TableLockMode.Exclusive);
        chunk = session.Catalog.Find<Chunk>(oid) ?? throw ChunkErrors.NotFound(chunk.Schema, chunk.Name);
        if (chunk.IsFrozen != isFrozen) session.Transaction.Put(chunk with { IsFrozen = isFrozen });
    }
}
