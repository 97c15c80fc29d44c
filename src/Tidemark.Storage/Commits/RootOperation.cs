using System.Collections.Immutable;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>One step from a root to the next. What a log record holds is a list of these: a commit and its replay apply the same steps.</summary>
internal abstract record RootOperation;

/// <summary>Puts a metadata record, or removes it (null).</summary>
internal sealed record PutMetadata(long Key, ReadOnlyMemory<byte>? Value) : RootOperation;

/// <summary>Makes a chunk.</summary>
internal sealed record CreateChunk(long ChunkId, ChunkLayout Layout) : RootOperation;

/// <summary>Changes a chunk's layout.</summary>
internal sealed record AlterChunk(long ChunkId, ChunkLayout Layout) : RootOperation;

/// <summary>Removes a chunk.</summary>
internal sealed record DropChunk(long ChunkId) : RootOperation;

/// <summary>Hangs the units of a chunk, as they are, behind those of another and removes the chunk.</summary>
/// <param name="ChunkId">The chunk that goes.</param>
/// <param name="IntoId">The chunk that gets its units; its columns are the same.</param>
internal sealed record JoinChunk(long ChunkId, long IntoId) : RootOperation;

/// <summary>Removes all units of a chunk.</summary>
internal sealed record TruncateChunk(long ChunkId) : RootOperation;

/// <summary>Adds a segment that was written before.</summary>
internal sealed record AddSegment(long ChunkId, SegmentUnit Segment, DeleteSet? Deletes) : RootOperation;

/// <summary>Appends rows to a tail, which is made if the chunk does not have it.</summary>
/// <param name="ChunkId">The chunk.</param>
/// <param name="UnitId">The tail.</param>
/// <param name="Layout">The columns of the rows.</param>
/// <param name="Start">The tail's rows before.</param>
/// <param name="Rows">How many rows are appended.</param>
/// <param name="Columns">Flat columns of that length.</param>
internal sealed record AppendRows(long ChunkId, long UnitId, ChunkLayout Layout, int Start, int Rows, Vector[] Columns) : RootOperation;

/// <summary>Deletes rows of a unit.</summary>
internal sealed record DeleteRows(long ChunkId, long UnitId, DeleteSet Rows) : RootOperation;

/// <summary>Puts segments in the place of units whose live rows they hold; none when there are no live rows.</summary>
/// <param name="ChunkId">The chunk.</param>
/// <param name="UnitIds">The units that go.</param>
/// <param name="Segments">What comes, in the order of rows, with the rows that were deleted while it was written.</param>
internal sealed record ReplaceUnits(long ChunkId, ImmutableArray<long> UnitIds, ImmutableArray<(SegmentUnit Segment, DeleteSet? Deletes)> Segments) : RootOperation;
