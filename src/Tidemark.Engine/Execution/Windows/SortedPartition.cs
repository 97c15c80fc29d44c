using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>One partition of sorted rows with the peers and the frame of each row, all counted from the partition's first row.</summary>
internal sealed class SortedPartition(Vector[] arguments, int rows, int[] peerStart, int[] peerEnd, int[] frameStart, int[] frameEnd, FrameExclusion exclusion, FunctionContext context) : WindowPartition
{
    /// <inheritdoc />
    public override int Rows => rows;

    /// <inheritdoc />
    public override ReadOnlySpan<Vector> Arguments => arguments;

    /// <inheritdoc />
    public override ReadOnlySpan<int> PeerStart => peerStart.AsSpan(0, rows);

    /// <inheritdoc />
    public override ReadOnlySpan<int> PeerEnd => peerEnd.AsSpan(0, rows);

    /// <inheritdoc />
    public override ReadOnlySpan<int> FrameStart => frameStart.AsSpan(0, rows);

    /// <inheritdoc />
    public override ReadOnlySpan<int> FrameEnd => frameEnd.AsSpan(0, rows);

    /// <inheritdoc />
    public override FunctionContext Context => context;

    /// <inheritdoc />
    public override long FrameRow(int row, long n)
    {
        var (start, end) = (frameStart[row], frameEnd[row]);
        if (exclusion == FrameExclusion.NoOthers) return start + n < end ? start + n : -1;
        var (left, right) = Excluded(row);
        var before = Math.Max(0, Math.Min(end, left) - start);
        if (n < before) return start + n;
        n -= before;
        if (KeepsItself(row) && n-- == 0) return row;
        start = Math.Max(start, right);
        return start + n < end ? start + n : -1;
    }

    /// <inheritdoc />
    public override long LastFrameRow(int row)
    {
        var (start, end) = (frameStart[row], frameEnd[row]);
        if (end <= start) return -1;
        if (exclusion == FrameExclusion.NoOthers) return end - 1;
        var (left, right) = Excluded(row);
        if (end > right && end > start) return end - 1;
        if (KeepsItself(row)) return row;
        end = Math.Min(end, left);
        return end > start ? end - 1 : -1;
    }

    private (int Start, int End) Excluded(int row) => exclusion == FrameExclusion.CurrentRow ? (row, row + 1) : (peerStart[row], peerEnd[row]);

    private bool KeepsItself(int row) => exclusion == FrameExclusion.Ties && row >= frameStart[row] && row < frameEnd[row];
}
