using Tidemark.Errors;

namespace Tidemark.Storage;

/// <content>Rows that turn out to belong to another chunk.</content>
public sealed partial class Changes
{
    /// <summary>
    /// Sends the rows of a chunk that these changes create to another chunk instead, and forgets the created one: for two transactions that made a chunk for the same rows,
    /// of which the later to commit finds the other's.
    /// </summary>
    /// <param name="fromId">A chunk that these changes create.</param>
    /// <param name="toId">A chunk with the same columns.</param>
    public Changes RedirectChunk(long fromId, long toId)
    {
        var from = Of(fromId);
        if (!from.Created) throw InternalErrors.Unexpected($"chunk {fromId} was to be redirected but is not new");
        var to = Of(toId);
        return With(toId, to with { Own = to.Own.AddRange(from.Own) }).DropChunk(fromId);
    }
}
