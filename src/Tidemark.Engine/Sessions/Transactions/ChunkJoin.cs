namespace Tidemark.Engine.Sessions.Transactions;

/// <summary>
/// A small chunk that is to lie in the converted one before it. That is done by the commit, under the commit lock, as the newest catalog has them: the one gets the other's range, and what holds the rows changes hands.
/// So nobody is kept out, however long the transaction takes.
/// </summary>
/// <param name="ChunkOid">The chunk that goes.</param>
/// <param name="IntoOid">The chunk that gets its rows and its range.</param>
internal sealed record ChunkJoin(uint ChunkOid, uint IntoOid);
