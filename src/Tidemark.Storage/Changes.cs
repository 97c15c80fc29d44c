using System.Collections.Immutable;
using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>
/// What a transaction wants to change: an overlay on a root. Immutable, so that a savepoint is a remembered reference; every method gives the
/// changes with one more. One thread at a time may derive from the changes of one transaction.
/// <see cref="Store.Begin"/> makes the first, and exactly one of <see cref="Store.Commit"/> and <see cref="Store.Rollback"/> ends it.
/// </summary>
public sealed partial class Changes
{
    private Changes(TransactionScope scope, ImmutableDictionary<long, ReadOnlyMemory<byte>?> metadata, ImmutableDictionary<long, ChunkChanges> chunks)
    {
        Scope = scope;
        Metadata = metadata;
        Chunks = chunks;
    }

    /// <summary>True when nothing is changed.</summary>
    public bool IsEmpty => Metadata.IsEmpty && Chunks.IsEmpty;

    /// <summary>The metadata records that are put (a value) or removed (null).</summary>
    public ImmutableDictionary<long, ReadOnlyMemory<byte>?> Metadata { get; }

    /// <summary>The chunks whose rows, or existence, are changed.</summary>
    public IEnumerable<long> ChangedChunks => Chunks.Keys;

    internal TransactionScope Scope { get; }

    internal ImmutableDictionary<long, ChunkChanges> Chunks { get; }

    internal static Changes Begin(TransactionScope scope) =>
        new(scope, ImmutableDictionary<long, ReadOnlyMemory<byte>?>.Empty, ImmutableDictionary<long, ChunkChanges>.Empty);

    /// <summary>The record as this transaction sees it; null when there is none.</summary>
    public ReadOnlyMemory<byte>? FindMetadata(Root root, long key) =>
        Metadata.TryGetValue(key, out var own) ? own : root.Metadata.TryGetValue(key, out var value) ? value : (ReadOnlyMemory<byte>?)null;

    /// <summary>Puts a metadata record in the place of one with the same key. The bytes may not change afterwards.</summary>
    public Changes PutMetadata(long key, ReadOnlyMemory<byte> value) => new(Scope, Metadata.SetItem(key, value), Chunks);

    /// <summary>Removes a metadata record.</summary>
    public Changes RemoveMetadata(long key) => new(Scope, Metadata.SetItem(key, null), Chunks);

    /// <summary>Makes a chunk.</summary>
    /// <param name="chunkId">An id that no chunk has or had; the engine hands them out.</param>
    /// <param name="layout">Its columns and clustering key.</param>
    public Changes CreateChunk(long chunkId, ChunkLayout layout) => With(chunkId, new ChunkChanges { Created = true, Layout = layout });

    /// <summary>Gives a chunk other columns or another clustering key. Rows that exist keep their columns by id; new columns show their <see cref="ColumnLayout.Missing"/> value in them.</summary>
    public Changes AlterChunk(long chunkId, ChunkLayout layout) => With(chunkId, Of(chunkId) with { Layout = layout });

    /// <summary>Removes a chunk and its rows.</summary>
    public Changes DropChunk(long chunkId) =>
        Of(chunkId).Created ? new Changes(Scope, Metadata, Chunks.Remove(chunkId)) : With(chunkId, new ChunkChanges { Dropped = true });

    /// <summary>Removes all rows of a chunk.</summary>
    public Changes TruncateChunk(long chunkId)
    {
        var own = Of(chunkId);
        return With(chunkId, new ChunkChanges { Created = own.Created, Truncated = true, Layout = own.Layout });
    }

    /// <summary>Whether rows of a chunk are added or deleted, or the chunk is new.</summary>
    public bool HasRowsOf(long chunkId) => Of(chunkId) is var own && (own.Created || own.Truncated || !own.Own.IsEmpty || !own.Deleted.IsEmpty);

    internal ChunkLayout LayoutOf(Root root, long chunkId) => LayoutOf(Of(chunkId), root, chunkId);

    internal ChunkChanges Of(long chunkId) => Chunks.GetValueOrDefault(chunkId, ChunkChanges.None);

    internal static SqlException UnknownChunk(long chunkId) => InternalErrors.Unexpected($"chunk {chunkId} does not exist");

    /// <summary>The same changes with private rows kept differently.</summary>
    internal Changes WithOwn(long chunkId, ImmutableArray<UnitVersion> own) => With(chunkId, Of(chunkId) with { Own = own });

    private static ChunkLayout LayoutOf(ChunkChanges own, Root root, long chunkId) => own.Layout ?? root.FindChunk(chunkId)?.Layout ?? throw UnknownChunk(chunkId);

    private Changes With(long chunkId, ChunkChanges own) => new(Scope, Metadata, Chunks.SetItem(chunkId, own));
}
