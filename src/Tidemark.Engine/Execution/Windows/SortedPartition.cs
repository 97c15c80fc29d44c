using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>One partition of sorted rows with the peers and the frame of each row, all counted from the partition's first row.</summary>
internal sealed class SortedPartition(Vector[] arguments, int[] peerStart, int[] peerEnd, int[] frameStart, int[] frameEnd, FunctionContext context) : WindowPartition
{
    /// <inheritdoc />
    public override int Rows => peerStart.Length;

    /// <inheritdoc />
    public override ReadOnlySpan<Vector> Arguments => arguments;

    /// <inheritdoc />
    public override ReadOnlySpan<int> PeerStart => peerStart;

    /// <inheritdoc />
    public override ReadOnlySpan<int> PeerEnd => peerEnd;

    /// <inheritdoc />
    public override ReadOnlySpan<int> FrameStart => frameStart;

    /// <inheritdoc />
    public override ReadOnlySpan<int> FrameEnd => frameEnd;

    /// <inheritdoc />
    public override FunctionContext Context => context;
}
