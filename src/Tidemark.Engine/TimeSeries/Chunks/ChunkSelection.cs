using Tidemark.Engine.Catalog;
using Tidemark.Engine.TimeSeries.Information;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>The bounds that show_chunks and drop_chunks take: of the time that chunks hold, or of when they were made.</summary>
/// <param name="OlderThan">Chunks that end at or before this.</param>
/// <param name="NewerThan">Chunks that start at or after this.</param>
/// <param name="CreatedBefore">Chunks made before this, in microseconds since 2000-01-01 UTC.</param>
/// <param name="CreatedAfter">Chunks made at this or later.</param>
internal sealed record ChunkSelection(long? OlderThan, long? NewerThan, long? CreatedBefore, long? CreatedAfter)
{
    /// <summary>Whether there is no bound at all.</summary>
    public bool IsUnbounded => this is { OlderThan: null, NewerThan: null, CreatedBefore: null, CreatedAfter: null };

    /// <summary>Whether arguments ask for bounds of time and of creation at once.</summary>
    public static bool IsMixed(Vector olderThan, Vector newerThan, Vector createdBefore, Vector createdAfter) =>
        (!olderThan.IsNull(0) || !newerThan.IsNull(0)) && (!createdBefore.IsNull(0) || !createdAfter.IsNull(0));

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="SqlException">22023 where no chunk can lie within the bounds, or a bound has a type that time cannot be read from.</exception>
    public static ChunkSelection Read(Table table, Vector olderThan, Vector newerThan, Vector createdBefore, Vector createdAfter, FunctionContext context)
    {
        var time = ChunkFacts.DividedTypeOf(table.Hypertable!.TimeDimension, table);
        var selection = new ChunkSelection(
            TimeArgument.Read(olderThan, time, context),
            TimeArgument.Read(newerThan, time, context),
            TimeArgument.Read(createdBefore, SqlTypes.TimestampTz, context),
            TimeArgument.Read(createdAfter, SqlTypes.TimestampTz, context));
        if ((selection.OlderThan ?? long.MaxValue) <= (selection.NewerThan ?? long.MinValue)) throw ChunkErrors.InvalidTimeRange();
        if (selection.CreatedBefore <= selection.CreatedAfter) throw ChunkErrors.InvalidCreationRange();
        return selection;
    }

    /// <summary>The chunks within the bounds, in the order in which they were made.</summary>
    public IEnumerable<Chunk> Of(ChunkIndex chunks) => chunks.All.Where(Contains).OrderBy(c => c.ChunkId);

    private bool Contains(Chunk chunk)
    {
        var (start, end) = chunk.Slices[0];
        return (OlderThan is not { } older || end <= older)
            && (NewerThan is not { } newer || start >= newer)
            && (CreatedBefore is not { } before || chunk.CreationTime < before)
            && (CreatedAfter is not { } after || chunk.CreationTime >= after);
    }
}
