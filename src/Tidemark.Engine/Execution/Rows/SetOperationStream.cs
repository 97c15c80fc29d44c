using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>INTERSECT and EXCEPT: counts the right side's rows, then lets left rows through by the counts.</summary>
internal sealed class SetOperationStream : BatchStream
{
    private readonly SetOperationNode _node;
    private readonly QueryContext _context;
    private readonly GroupKeys _groups;
    private readonly SubBatch _passed = new();
    private readonly List<int> _counts = [];
    private BatchStream? _left;
    private MemoryShare _memory;
    private int[] _ids = [];

    public SetOperationStream(SetOperationNode node, QueryContext context)
    {
        _node = node;
        _context = context;
        _groups = new GroupKeys([.. node.Output.Select(c => c.Type)], groupsNulls: true);
        _memory = new MemoryShare(context.Memory);
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (_left is null)
        {
            CountRight();
            _left = Operators.Open(_node.Left, _context);
        }

        while (_left.Next() is { } batch)
        {
            Number(batch);
            var kept = 0;
            for (var row = 0; row < batch.Length; row++)
            {
                if (Passes(_ids[row])) _ids[kept++] = row;
            }

            if (kept > 0) return kept == batch.Length ? batch : _passed.Of(batch, _ids.AsSpan(0, kept));
        }

        return null;
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _left?.Dispose();
        _memory.Dispose();
    }

    private void CountRight()
    {
        using var right = Operators.Open(_node.Right, _context);
        while (right.Next() is { } batch)
        {
            Number(batch);
            for (var row = 0; row < batch.Length; row++) _counts[_ids[row]]++;
        }
    }

    // INTERSECT ALL uses up one right row for each left row, EXCEPT ALL swallows one left row for each right row. Without ALL a row passes once at most:
    // its count is set so that the next one fails.
    private bool Passes(int id)
    {
        var count = _counts[id];
        switch (_node.Kind, _node.IsAll)
        {
            case (SetOperationKind.Intersect, true):
                _counts[id]--;
                return count > 0;
            case (SetOperationKind.Intersect, false):
                _counts[id] = 0;
                return count > 0;
            case (SetOperationKind.Except, true):
                if (count > 0) _counts[id]--;
                return count == 0;
            default:
                _counts[id] = 1;
                return count == 0;
        }
    }

    private void Number(Batch batch)
    {
        var rows = batch.Length;
        if (_ids.Length < rows) _ids = new int[rows];
        var keys = new Vector[batch.ColumnCount];
        for (var i = 0; i < keys.Length; i++) keys[i] = batch.Column(i);
        _groups.Assign(keys, _ids.AsSpan(0, rows));
        while (_counts.Count < _groups.Count) _counts.Add(0);
        _memory.Set(_groups.ByteSize + (_counts.Capacity * 4L));
    }
}
