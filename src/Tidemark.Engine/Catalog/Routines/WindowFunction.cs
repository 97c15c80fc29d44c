using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>A function that only makes sense over a window: row_number, rank, lag, ... Aggregates serve as window functions by themselves.</summary>
internal sealed class WindowFunction : Routine
{
    /// <summary>Whether the result is one more than the number of rows before the row, or before its peers: row_number and rank.</summary>
    public bool CountsRowsBefore { get; init; }

    /// <summary>Whether the peers and the frame of a row matter to it.</summary>
    public bool NeedsFrame { get; init; } = true;

    /// <summary>Computes the results of one whole partition, in its order.</summary>
    public required Action<WindowPartition, VectorBuilder> Compute { get; init; }
}

/// <summary>One sorted partition, as a window function sees it.</summary>
internal abstract class WindowPartition
{
    /// <summary>Rows in the partition.</summary>
    public abstract int Rows { get; }

    /// <summary>The argument columns over the whole partition.</summary>
    public abstract ReadOnlySpan<Vector> Arguments { get; }

    /// <summary>For each row the first row that ORDER BY does not tell from it.</summary>
    public abstract ReadOnlySpan<int> PeerStart { get; }

    /// <summary>For each row the row after the last one that ORDER BY does not tell from it.</summary>
    public abstract ReadOnlySpan<int> PeerEnd { get; }

    /// <summary>For each row the first row of its frame.</summary>
    public abstract ReadOnlySpan<int> FrameStart { get; }

    /// <summary>For each row the row after the last of its frame.</summary>
    public abstract ReadOnlySpan<int> FrameEnd { get; }

    /// <summary>The <paramref name="n"/>th row of a row's frame, from 0, without those that EXCLUDE leaves out; -1 where the frame has none.</summary>
    public abstract long FrameRow(int row, long n);

    /// <summary>The last row of a row's frame, without those that EXCLUDE leaves out; -1 where the frame has none.</summary>
    public abstract long LastFrameRow(int row);

    /// <summary>The session's state.</summary>
    public abstract FunctionContext Context { get; }
}
