using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Where DML sends rows: the transaction behind the statement. It routes rows of hypertables to chunks, making those that are missing, and enforces unique constraints.
/// NOT NULL and CHECK are done before. Used by one thread at a time. A statement reads the view from before its own changes.
/// </summary>
internal interface ITableWriter
{
    /// <summary>Appends rows; 23505 where a unique index has a key already, in the table or in the batch.</summary>
    /// <param name="table">The table; of a chunk its hypertable.</param>
    /// <param name="rows">One column for each live column of the table, in attribute order. Copied before the call returns.</param>
    void Insert(Table table, Batch rows);

    /// <summary>As <see cref="Insert"/>, for rows whose keys <see cref="FindConflicts"/> found to be free.</summary>
    /// <param name="table">The table.</param>
    /// <param name="arbiter">The index that was asked; null for all.</param>
    /// <param name="rows">The rows, no two of which have a key of that index in common.</param>
    void InsertFree(Table table, Catalog.Index? arbiter, Batch rows);

    /// <summary>
    /// Deletes rows, all of one chunk or ordinary table, after waiting for others who have them. Deleting a row twice does no harm. Where somebody else has changed one of them meanwhile,
    /// the statement fails or begins again.
    /// </summary>
    /// <param name="table">The table; of a chunk its hypertable.</param>
    /// <param name="chunkOid">The oid of the chunk, or of the ordinary table itself.</param>
    /// <param name="rowIds">Row ids as scans give them.</param>
    void Delete(Table table, uint chunkOid, ReadOnlySpan<long> rowIds);

    /// <summary>Fails with 23514 where a row does not lie in the one chunk that a statement names.</summary>
    /// <param name="table">The hypertable.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="rows">Rows as for <see cref="Insert"/>.</param>
    void RequireWithin(Table table, Chunk chunk, Batch rows);

    /// <summary>The table or chunk that a row belongs into, made where it is missing: errors name it.</summary>
    SchemaObject PlaceOf(Table table, Batch rows, int row);

    /// <summary>Locks rows, all of one chunk or ordinary table, until the transaction ends.</summary>
    /// <param name="table">The table; of a chunk its hypertable.</param>
    /// <param name="chunkOid">The oid of the chunk, or of the ordinary table itself.</param>
    /// <param name="rowIds">Row ids as scans give them.</param>
    /// <param name="strength">How.</param>
    /// <param name="wait">What is done about rows that others have.</param>
    RowLockResult Lock(Table table, uint chunkOid, ReadOnlySpan<long> rowIds, LockStrength strength, LockWaitPolicy wait);

    /// <summary>The statement is to begin again on the newest state, or to fail where its transaction keeps its first snapshot.</summary>
    Exception Conflict();

    /// <summary>Takes out the old versions of rows that <see cref="Update"/> brings the new versions of; called for all of a statement's rows before the first new version comes.</summary>
    /// <param name="table">The table; of a chunk its hypertable.</param>
    /// <param name="chunkOid">The oid of the chunk, or of the ordinary table itself.</param>
    /// <param name="rowIds">Row ids as scans give them.</param>
    /// <param name="strength">NoKeyUpdate when the new versions have the same unique keys, else Update.</param>
    void Replace(Table table, uint chunkOid, ReadOnlySpan<long> rowIds, LockStrength strength);

    /// <summary>Appends the new versions of rows, as <see cref="Insert"/> does; foreign keys are told what became of which row.</summary>
    /// <param name="table">The table; of a chunk its hypertable.</param>
    /// <param name="old">Where the old version of each row lay.</param>
    /// <param name="rows">The new versions, in the same order.</param>
    /// <param name="keysStay">Whether they have the same unique keys.</param>
    void Update(Table table, ReadOnlySpan<RowLocation> old, Batch rows, bool keysStay);

    /// <summary>Finds for each row the row that a unique index holds its key for, the statement's own rows included. Keys that are free cannot be taken by others from then on.</summary>
    /// <param name="table">The table.</param>
    /// <param name="arbiter">The index; null for any unique one.</param>
    /// <param name="rows">Rows as for <see cref="Insert"/>.</param>
    /// <param name="forUpdate">Whether the rows that are found are going to be changed.</param>
    /// <param name="found">For each row where the other one lies; a chunk oid of 0 says that there is none. Rows of the batch are not compared with each other.</param>
    void FindConflicts(Table table, Catalog.Index? arbiter, Batch rows, bool forUpdate, Span<RowLocation> found);

    /// <summary>Reads whole rows by where <see cref="FindConflicts"/> found them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="locations">Where.</param>
    /// <param name="columns">A builder for each live column of the table, in attribute order; one row is appended for each location, in order.</param>
    void Fetch(Table table, ReadOnlySpan<RowLocation> locations, VectorBuilder[] columns);
}

/// <summary>What became of rows that were to be locked.</summary>
internal enum RowLockResult
{
    /// <summary>They are locked, and as they were read.</summary>
    Locked,

    /// <summary>They are locked, but somebody has changed one since it was read.</summary>
    Changed,

    /// <summary>Somebody else has one, and was not to be waited for.</summary>
    Held,
}

/// <summary>Where a row lies.</summary>
/// <param name="ChunkOid">The oid of the chunk or ordinary table.</param>
/// <param name="RowId">Its id there.</param>
internal readonly record struct RowLocation(uint ChunkOid, long RowId);
