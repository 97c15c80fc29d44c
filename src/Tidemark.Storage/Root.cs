using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>
/// One state of the database, immutable: who holds a root sees exactly this state for as long as it likes, without a lock.
/// </summary>
public sealed class Root
{
    internal Root(
        long version,
        ImmutableDictionary<long, ReadOnlyMemory<byte>> metadata,
        ImmutableDictionary<long, ChunkData> chunks,
        ImmutableDictionary<long, long> joined,
        object? companion)
    {
        Version = version;
        Metadata = metadata;
        Chunks = chunks;
        Joined = joined;
        Companion = companion;
    }

    /// <summary>The root of a new database.</summary>
    internal static Root Empty { get; } = new(0, ImmutableDictionary<long, ReadOnlyMemory<byte>>.Empty, ImmutableDictionary<long, ChunkData>.Empty, ImmutableDictionary<long, long>.Empty, null);

    /// <summary>Grows with every published root.</summary>
    public long Version { get; }

    /// <summary>The engine's records by key; storage does not look into them.</summary>
    public ImmutableDictionary<long, ReadOnlyMemory<byte>> Metadata { get; }

    /// <summary>What the engine made of <see cref="Metadata"/>; storage carries it from root to root.</summary>
    public object? Companion { get; }

    /// <summary>The chunks by id.</summary>
    public ImmutableDictionary<long, ChunkData> Chunks { get; }

    /// <summary>
    /// The chunks that joined another since the database was opened, and which: for transactions that began before. It is not on disk, because no transaction outlives the process.
    /// </summary>
    internal ImmutableDictionary<long, long> Joined { get; }

    /// <summary>Whether chunks have joined others since the database was opened.</summary>
    public bool HasJoined => !Joined.IsEmpty;

    /// <summary>Where the rows of a chunk are: in itself, or in the one that it joined.</summary>
    public long PlaceOf(long chunkId)
    {
        while (Joined.TryGetValue(chunkId, out var into)) chunkId = into;
        return chunkId;
    }

    /// <summary>The chunk with this id, or null.</summary>
    public ChunkData? FindChunk(long chunkId) => Chunks.GetValueOrDefault(chunkId);

    /// <summary>Whether <see cref="View"/> of a chunk can be asked for.</summary>
    public bool Knows(long chunkId, Changes overlay) => overlay.Following(this).Of(chunkId) is var own && !own.Dropped && (own.Created || Chunks.ContainsKey(chunkId));

    /// <summary>Whether a chunk's rows are the same as in another root, and lie where they lay.</summary>
    public bool HasSameRows(Root other, long chunkId)
    {
        ImmutableArray<UnitVersion> mine = FindChunk(chunkId)?.Units ?? [];
        ImmutableArray<UnitVersion> others = other.FindChunk(chunkId)?.Units ?? [];
        if (mine.Length != others.Length) return false;
        for (var i = 0; i < mine.Length; i++)
        {
            if (!ReferenceEquals(mine[i].Unit, others[i].Unit) || mine[i].Rows != others[i].Rows || !ReferenceEquals(mine[i].Deletes, others[i].Deletes)) return false;
        }

        return true;
    }

    /// <summary>The same state with another companion.</summary>
    internal Root With(object? companion) => new(Version, Metadata, Chunks, Joined, companion);

    /// <summary>What a statement sees of a chunk: this root's rows and, on top of them, a transaction's own changes.</summary>
    /// <param name="chunkId">A chunk of the root or one that <paramref name="overlay"/> creates.</param>
    /// <param name="overlay">The transaction's changes; null for none.</param>
    /// <exception cref="Errors.SqlException">XX000 when there is no such chunk.</exception>
    public ChunkView View(long chunkId, Changes? overlay = null) => ChunkView.Create(this, chunkId, overlay?.Following(this));
}
