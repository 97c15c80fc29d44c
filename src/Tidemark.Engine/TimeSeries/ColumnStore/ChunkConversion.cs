using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>
/// Moves a chunk into the column store or out of it. Catalog and order of rows change with the session's transaction. The rows that are committed are sorted and encoded at once: that changes nothing of what the
/// chunk holds, so nobody waits for it but other conversions and DDL of the hypertable, and a transaction that fails leaves rows in an order that background merging undoes. Rows that are not committed yet follow in
/// the background.
/// </summary>
internal static class ChunkConversion
{
    /// <summary>Converts a chunk; brings one that is converted up to date.</summary>
    /// <param name="oid">The chunk.</param>
    /// <param name="isRequired">Whether it is an error that there is nothing to do; else it is a notice.</param>
    /// <param name="recompress">Whether a converted chunk takes the hypertable's present settings.</param>
    /// <param name="command">The function's name, for read-only transactions.</param>
    /// <param name="session">The session.</param>
    /// <returns>The chunk that has the rows then: the one before it where small chunks are put together.</returns>
    public static uint ToColumnstore(uint oid, bool isRequired, bool recompress, string command, SessionContext session)
    {
        session.RequireWritable($"{command}()");
        var (chunk, table) = Lock(oid, session);
        Privileges.RequireHypertableOwner(table, session);
        if (!table.Hypertable!.HasColumnstore) throw ColumnstoreErrors.NotEnabled(table.Name);
        if (session.Transaction.JoinOf(chunk.Oid) is { } first)
        {
            TellConverted(chunk, isRequired, session);
            return first;
        }

        var converted = chunk.Columnstore;
        if (chunk.IsFrozen && (converted is null || recompress || !IsSettled(chunk, session))) throw ChunkErrors.NotPermittedOnFrozen(command, chunk.Name);
        if (converted is null || recompress)
        {
            var settings = ColumnstoreDefaults.Of(table, session.Catalog.IndexesOf(table.Oid), converted?.CompanionId ?? 0);
            if (converted is null && ChunkRollup.TryJoin(chunk, table, settings, session) is { } joined) return joined;
            if (converted is null || !converted.HasSettingsOf(settings))
            {
                Convert(chunk, settings with { CompanionId = session.Database.NextChunkId() }, table, session);
                return chunk.Oid;
            }
        }

        if (!IsSettled(chunk, session))
        {
            Convert(chunk, converted, table, session);
            return chunk.Oid;
        }

        TellConverted(chunk, isRequired, session);
        return chunk.Oid;
    }

    /// <summary>Writes all rows of a converted chunk anew, by the settings that it was converted with.</summary>
    /// <param name="oid">The chunk.</param>
    /// <param name="command">The function's name, for read-only transactions.</param>
    /// <param name="session">The session.</param>
    public static void Rebuild(uint oid, string command, SessionContext session)
    {
        session.RequireWritable($"{command}()");
        var (chunk, table) = Lock(oid, session);
        if (chunk.Columnstore is not { } converted) throw new SqlException(ColumnstoreErrors.NotConverted(chunk.Name, isError: true));
        if (chunk.IsFrozen) throw ChunkErrors.NotPermittedOnFrozen(command, chunk.Name);
        Convert(chunk, converted, table, session, isRebuilt: true);
    }

    /// <summary>Takes a chunk out of the column store: its rows get the order of the indexes back, in the background.</summary>
    /// <param name="oid">The chunk.</param>
    /// <param name="isRequired">Whether it is an error that there is nothing to do; else it is a notice.</param>
    /// <param name="command">The function's name, for read-only transactions.</param>
    /// <param name="session">The session.</param>
    /// <returns>False when it was not in the column store.</returns>
    public static bool ToRowstore(uint oid, bool isRequired, string command, SessionContext session)
    {
        session.RequireWritable($"{command}()");
        var (chunk, table) = Lock(oid, session);
        Privileges.RequireHypertableOwner(table, session);
        if (!table.Hypertable!.HasColumnstore) throw ColumnstoreErrors.Missing();
        if (session.Transaction.Unjoin(chunk.Oid)) return true;
        if (chunk.Columnstore is null)
        {
            var notice = ColumnstoreErrors.NotConverted(chunk.Name, isRequired);
            if (isRequired) throw new SqlException(notice);
            session.Notice(notice);
            return false;
        }

        if (chunk.IsFrozen) throw ChunkErrors.NotPermittedOnFrozen(command, chunk.Name);
        session.Transaction.Put(chunk with { Columnstore = null });
        session.Transaction.AlterStorage(chunk.StorageId, TableLayout.Of(table, session.Catalog.IndexesOf(table.Oid)));
        return true;
    }

    /// <summary>Whether all rows of a converted chunk are in the one run that conversion makes.</summary>
    public static bool IsSettled(Chunk chunk, SessionContext session) =>
        !session.Transaction.HasChangesOf(chunk.StorageId) && (session.Database.FiguresOf(chunk.StorageId)?.IsSettled ?? true);

    private static void TellConverted(Chunk chunk, bool isRequired, SessionContext session)
    {
        var notice = ColumnstoreErrors.AlreadyConverted(chunk.Name, isRequired);
        if (isRequired) throw new SqlException(notice);
        session.Notice(notice);
    }

    private static void Convert(Chunk chunk, ChunkColumnstore settings, Table table, SessionContext session, bool isRebuilt = false)
    {
        var store = session.Database.Store;
        var before = session.Transaction.View(chunk.StorageId).ByteSize;
        var layout = TableLayout.Of(table, session.Catalog.IndexesOf(table.Oid), settings);
        try
        {
            store.ConvertToColumnstore(chunk.StorageId, layout, isRebuilt, session.Cancellation);
        }
        catch (OperationCanceledException)
        {
            throw session.CancellationError();
        }

        var isWhole = !session.Transaction.HasChangesOf(chunk.StorageId);
        var after = session.Database.SizeOf(chunk.StorageId);
        // What was folded in took its room before, too.
        if (chunk.Columnstore is { BytesAfter: { } known } earlier) before = earlier.BytesBefore + Math.Max(0, before - known);
        session.Transaction.AlterStorage(chunk.StorageId, layout);
        session.Transaction.Put(chunk with { Columnstore = settings with { BytesBefore = before, BytesAfter = isWhole ? after : null } });
    }

    // DDL, and other conversions of the hypertable, wait for the end of the transaction; reading and writing do not.
    private static (Chunk Chunk, Table Table) Lock(uint oid, SessionContext session)
    {
        if (oid == 0) throw ColumnstoreErrors.InvalidOid();
        var found = session.Catalog.Find(oid);
        if (found is not Chunk chunk) throw ChunkErrors.NotFound((found as SchemaObject)?.Schema ?? "", found?.Name ?? "");
        session.Lock(chunk.TableOid, TableLockMode.ShareUpdateExclusive);
        chunk = session.Catalog.Find<Chunk>(oid) ?? throw ChunkErrors.NotFound(chunk.Schema, chunk.Name);
        return (chunk, session.Catalog.Find<Table>(chunk.TableOid)!);
    }
}
