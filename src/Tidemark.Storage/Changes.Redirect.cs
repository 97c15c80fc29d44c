using System.Collections.Immutable;
using Tidemark.Errors;

namespace Tidemark.Storage;

/// <content>Rows that turn out to belong to another chunk.</content>
public sealed partial class Changes
{
    // These changes as the root with these joins has them: what is asked for most is the last one.
    private Followed? _followed;

    /// <summary>
    /// Sends the rows of a chunk that these changes create to another chunk instead, and forgets the created one: for two transactions that made a chunk for the same rows,
    /// of which the later to commit finds the other's.
    /// </summary>
    /// <param name="fromId">A chunk that these changes create.</param>
    /// <param name="toId">A chunk with the same columns.</param>
    public Changes RedirectChunk(long fromId, long toId)
    {
        if (!Of(fromId).Created) throw InternalErrors.Unexpected($"chunk {fromId} was to be redirected but is not new");
        return Move(fromId, toId);
    }

    /// <summary>
    /// Puts a chunk's rows into another and removes the chunk. Nothing is read or written: what holds the rows changes hands as it is when the changes are committed, with what others have put there and deleted until then.
    /// Transactions that have changed the chunk and commit later follow its rows.
    /// </summary>
    /// <param name="fromId">The chunk that goes.</param>
    /// <param name="toId">A chunk with the same columns.</param>
    public Changes JoinChunk(long fromId, long toId)
    {
        var from = Of(fromId);
        if (from.Created) return RedirectChunk(fromId, toId);
        if (from.Dropped) throw UnknownChunk(fromId);
        var moved = Move(fromId, toId);
        if (from.Truncated) return moved.With(fromId, new ChunkChanges { Dropped = true });
        var to = moved.Of(toId);
        return moved.With(toId, to with { Joining = to.Joining.AddRange(from.Joining).Add(fromId) });
    }

    /// <summary>The same changes where a root has the rows: what concerns rows of chunks that have joined others since concerns those.</summary>
    public Changes Following(Root root)
    {
        var joined = root.Joined;
        if (joined.IsEmpty || Chunks.IsEmpty) return this;
        if (_followed is { } known && ReferenceEquals(known.Joined, joined)) return known.Result;
        var followed = this;
        foreach (var (chunkId, own) in Chunks)
        {
            // DDL on a chunk that is gone is for the commit to refuse.
            if (root.PlaceOf(chunkId) is var place && place != chunkId && own is { Created: false, Dropped: false, Truncated: false, Layout: null }) followed = followed.Move(chunkId, place);
        }

        _followed = new Followed(joined, followed);
        return followed;
    }

    // What is done to the rows of one chunk is done to those of another.
    private Changes Move(long fromId, long toId)
    {
        var (from, to) = (Of(fromId), Of(toId));
        var deleted = to.Deleted;
        foreach (var (unit, rows) in from.Deleted) deleted = deleted.SetItem(unit, DeleteSet.Union(deleted.GetValueOrDefault(unit), rows)!);
        var chunks = Chunks.Remove(fromId);
        return new Changes(Scope, Metadata, from.Own.IsEmpty && from.Deleted.IsEmpty ? chunks : chunks.SetItem(toId, to with { Own = to.Own.AddRange(from.Own), Deleted = deleted }));
    }

    private sealed record Followed(ImmutableDictionary<long, long> Joined, Changes Result);
}
