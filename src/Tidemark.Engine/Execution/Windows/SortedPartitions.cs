using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Takes partitions from rows that come in order of partition and window: as many as are some rows together, at least one.</summary>
internal sealed class SortedPartitions(WindowNode node, SortedRuns runs, QueryContext context) : IDisposable
{
    private readonly Evaluator[] _partitionBy = new EvaluatorFactory(context).Create(node.PartitionBy);
    private readonly SubBatch _narrowed = new();
    private MemoryShare _memory = new(context.Memory);
    private Batch? _ahead;
    private int _aheadFrom;

    /// <summary>The next partitions; false at the end.</summary>
    public bool TryTake(WindowUnit unit)
    {
        var enough = context.Memory.Guaranteed == 0 ? 256 : 1 << 16;
        var rows = new MaterializedRows(node.Input.Output);
        var keys = new GroupKeys([.. _partitionBy.Select(k => k.Type)], groupsNulls: true);
        var starts = new List<int>();
        var last = -1;
        _memory.Dispose();
        while (true)
        {
            if (_ahead is null)
            {
                _ahead = runs.Next();
                _aheadFrom = 0;
                if (_ahead is null) break;
                context.Functions.ThrowIfCancelled();
            }

            var ids = new int[_ahead.Length];
            keys.Assign(Array.ConvertAll(_partitionBy, k => k.Evaluate(_ahead)), ids);
            // Enough partitions end where the next one begins, which may be in the middle of a batch.
            var end = _aheadFrom;
            for (; end < ids.Length; end++)
            {
                if (ids[end] == last) continue;
                if (rows.Count + end - _aheadFrom >= enough) break;
                starts.Add(rows.Count + end - _aheadFrom);
                last = ids[end];
            }

            if (end > _aheadFrom) rows.Add(_narrowed.Of(_ahead, [.. Enumerable.Range(_aheadFrom, end - _aheadFrom)]));
            // The rows, the functions' results beside them, and five numbers for each.
            _memory.Set((rows.ByteSize * 2) + (rows.Count * 24L));
            if (end < ids.Length)
            {
                _aheadFrom = end;
                break;
            }

            _ahead = null;
        }

        if (rows.Count == 0) return false;
        unit.Take(rows, starts);
        return true;
    }

    /// <inheritdoc />
    public void Dispose() => _memory.Dispose();
}
