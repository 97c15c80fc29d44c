using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>A hash join whose right side lies on disk in parts: divides the left rows by the same hash and joins part with part. A part that is still too large is divided again.</summary>
internal sealed class SpilledJoin(HashJoinNode node, JoinTable table, BatchStream left, Evaluator[] leftKeys, QueryContext context, int level) : IDisposable
{
    private readonly Stack<(SpillFile? Left, SpillFile? Right)> _parts = [];
    private (SpillFile? Left, SpillFile? Right) _part;
    private HashJoinStream? _join;
    private bool _started;

    /// <summary>The next pairs.</summary>
    public Batch? Next()
    {
        if (!_started) Divide();
        while (true)
        {
            if (_join?.Next() is { } batch) return batch;
            EndPart();
            if (!_parts.TryPop(out _part)) return null;
            _join = HashJoinStream.OfPart(node, Open(_part.Left), Open(_part.Right), context, level + 1);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        EndPart();
        while (_parts.TryPop(out _part)) EndPart();
    }

    private void Divide()
    {
        _started = true;
        using var divided = new SpillPartitions(context, node.Left.Output.Select(c => c.Type), level);
        while (left.Next() is { } batch) divided.Add(batch, Array.ConvertAll(leftKeys, k => k.Evaluate(batch)), null);
        var rights = table.TakeSpilled();
        var lefts = divided.Take();
        if (context.Profile is { } profile) profile.Of(node).Note([(0, divided.Bytes)]);
        for (var i = 0; i < rights.Length; i++)
        {
            _part = (lefts[i], rights[i]);
            var isNeeded = node.Kind switch
            {
                JoinKind.Inner or JoinKind.Semi => _part is { Left: not null, Right: not null },
                JoinKind.Left or JoinKind.Anti => _part.Left is not null,
                JoinKind.Right => _part.Right is not null,
                _ => _part is not { Left: null, Right: null },
            };
            if (isNeeded) _parts.Push(_part);
            else EndPart();
        }

        _part = default;
    }

    private BatchStream Open(SpillFile? file) => file?.Read(context) ?? new EmptyStream();

    private void EndPart()
    {
        _join?.Dispose();
        _join = null;
        _part.Left?.Dispose();
        _part.Right?.Dispose();
        _part = default;
    }
}
