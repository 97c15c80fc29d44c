using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>A chunk that a procedure works on, with its hypertable, locked against everybody else.</summary>
/// <param name="Chunk">The chunk as it is under the lock.</param>
/// <param name="Table">Its hypertable.</param>
/// <param name="Session">The session.</param>
internal sealed record ChunkTarget(Chunk Chunk, Table Table, SessionContext Session)
{
    /// <summary>The chunk that a regclass names.</summary>
    /// <param name="argument">The regclass.</param>
    /// <param name="command">What is done, for read-only transactions.</param>
    /// <param name="context">The session's state.</param>
    /// <param name="missing">The error for something else than a chunk; without one 42704.</param>
    public static ChunkTarget Lock(Vector argument, string command, FunctionContext context, Func<SchemaObject?, SqlException>? missing = null)
    {
        var session = context.Service<SessionContext>();
        session.RequireWritable(command);
        var oid = Arguments.Oid(argument);
        var found = session.Catalog.Find(oid);
        if (found is not Chunk chunk) throw missing?.Invoke(found as SchemaObject) ?? ChunkErrors.NotFound((found as SchemaObject)?.Schema ?? "", found?.Name ?? "");
        session.Lock(chunk.TableOid, TableLockMode.Exclusive);
        chunk = session.Catalog.Find<Chunk>(oid) ?? throw ChunkErrors.NotFound(chunk.Schema, chunk.Name);
        var table = session.Catalog.Find<Table>(chunk.TableOid)!;
        Privileges.RequireHypertableOwner(table, session);
        return new ChunkTarget(chunk, table, session);
    }
}
