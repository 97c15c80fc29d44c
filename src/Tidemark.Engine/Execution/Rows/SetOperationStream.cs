using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// INTERSECT and EXCEPT: counts the right side's rows, then lets left rows through by the counts. Where memory is short for the right side, both sides are divided on disk; where it is
/// for the left rows that EXCEPT has let through, those that it does not know are.
/// </summary>
internal sealed class SetOperationStream : BatchStream
{
    private readonly SetOperationNode _node;
    private readonly QueryContext _context;
    private readonly GroupProbe _probe;
    private readonly SubBatch _passed = new();
    private readonly List<long> _counts = [];
    private readonly Vector[] _keys;
    private readonly int _level;
    private readonly Func<BatchStream> _openLeft;
    private readonly Func<BatchStream> _openRight;
    private readonly Stack<(SpillFile? Left, SpillFile? Right)> _parts = [];
    private (SpillFile? Left, SpillFile? Right) _part;
    private SetOperationStream? _inner;
    private SpillPartitions? _rightSpilled;
    private SpillPartitions? _leftSpilled;
    private BatchStream? _left;
    private GroupKeys _groups;
    private MemoryShare _memory;
    private int[] _ids = [];
    private bool _isDivided;

    public SetOperationStream(SetOperationNode node, QueryContext context)
        : this(node, context, () => Operators.Open(node.Left, context), () => Operators.Open(node.Right, context), 0)
    {
    }

    // Of a part, right rows have their count behind their columns.
    private SetOperationStream(SetOperationNode node, QueryContext context, Func<BatchStream> left, Func<BatchStream> right, int level)
    {
        _node = node;
        _context = context;
        _openLeft = left;
        _openRight = right;
        _level = level;
        _keys = new Vector[node.Output.Length];
        _groups = NewGroups();
        _probe = new GroupProbe(node.Output.Length);
        _memory = new MemoryShare(context.Memory);
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (_left is null)
        {
            CountRight();
            _left = _openLeft();
        }

        if (_rightSpilled is not null && !_isDivided) DivideLeft();
        while (!_isDivided)
        {
            if (_left.Next() is not { } batch)
            {
                TakeLeftParts();
                break;
            }

            var kept = Take(batch);
            if (kept > 0) return kept == batch.Length ? batch : _passed.Of(batch, _ids.AsSpan(0, kept));
        }

        return NextOfParts();
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _left?.Dispose();
        _memory.Dispose();
        _leftSpilled?.Dispose();
        _rightSpilled?.Dispose();
        EndPart();
        while (_parts.TryPop(out _part)) EndPart();
    }

    private bool CanSpill => _level == 0 || (_level < SpillPartitions.DeepestLevel && _groups.Count > SpillPartitions.SmallPart);

    private void CountRight()
    {
        using var right = _openRight();
        while (right.Next() is { } batch)
        {
            if (_rightSpilled is not null)
            {
                PutRight(batch, null);
                continue;
            }

            Number(batch);
            var counts = batch.ColumnCount > _keys.Length ? ((FixedVector<long>)batch.Column(_keys.Length)).Values : default;
            for (var row = 0; row < batch.Length; row++) _counts[_ids[row]] += counts.IsEmpty ? 1 : counts[row];
            if (!Fits()) SpillRight();
        }
    }

    private void SpillRight()
    {
        _rightSpilled = new SpillPartitions(_context, _node.Output.Select(c => c.Type).Append(SqlTypes.Int8), _level);
        for (var start = 0; start < _groups.Count; start += Batch.DefaultRows)
        {
            var rows = Math.Min(Batch.DefaultRows, _groups.Count - start);
            var builders = new VectorBuilder[_keys.Length];
            for (var i = 0; i < builders.Length; i++) builders[i] = _groups.CreateBuilder(i, rows);
            _groups.Emit(start, rows, builders);
            var batch = new Batch([.. builders.Select(b => b.Build())], rows);
            PutRight(batch, [.. _counts.Skip(start).Take(rows)]);
        }

        _groups = NewGroups();
        _counts.Clear();
        _counts.Capacity = 0;
        _memory.Dispose();
    }

    private void PutRight(Batch batch, long[]? counts)
    {
        Vector[] columns = [.. Enumerable.Range(0, batch.ColumnCount).Select(batch.Column)];
        if (columns.Length == _keys.Length)
        {
            if (counts is null)
            {
                counts = new long[batch.Length];
                counts.AsSpan().Fill(1);
            }

            columns = [.. columns, new FixedVector<long>(SqlTypes.Int8, counts, batch.Length)];
        }

        var counted = new Batch(columns, batch.Length);
        _rightSpilled!.Add(counted, columns.AsSpan(0, _keys.Length), null);
    }

    private void DivideLeft()
    {
        _isDivided = true;
        using var divided = new SpillPartitions(_context, _node.Output.Select(c => c.Type), _level);
        while (_left!.Next() is { } batch)
        {
            TakeKeys(batch);
            divided.Add(batch, _keys, null);
        }

        var rights = _rightSpilled!.Take();
        var lefts = divided.Take();
        for (var i = 0; i < lefts.Length; i++)
        {
            _part = (lefts[i], rights[i]);
            if (_part.Left is null) EndPart();
            else _parts.Push(_part);
        }

        _part = default;
        if (_context.Profile is { } profile) profile.Of(_node).Note([(_memory.Peak, divided.Bytes + _rightSpilled.Bytes)], SpillPartitions.Count);
    }

    private void TakeLeftParts()
    {
        _isDivided = true;
        if (_leftSpilled is null) return;
        foreach (var file in _leftSpilled.Take())
        {
            if (file is not null) _parts.Push((file, null));
        }
    }

    private Batch? NextOfParts()
    {
        while (true)
        {
            if (_inner?.Next() is { } batch) return batch;
            EndPart();
            if (!_parts.TryPop(out _part)) return null;
            var (left, right) = _part;
            _inner = new SetOperationStream(_node, _context, () => left!.Read(_context), () => right?.Read(_context) ?? new EmptyStream(), _level + 1);
        }
    }

    private void EndPart()
    {
        _inner?.Dispose();
        _inner = null;
        _part.Left?.Dispose();
        _part.Right?.Dispose();
        _part = default;
    }

    // The left rows that pass, at the beginning of _ids.
    private int Take(Batch batch)
    {
        // Only EXCEPT must know what it has let through.
        if (_node is { Kind: SetOperationKind.Except, IsAll: false } && _leftSpilled is null)
        {
            Number(batch);
            if (!Fits()) _leftSpilled = new SpillPartitions(_context, _node.Output.Select(c => c.Type), _level);
        }
        else
        {
            TakeKeys(batch);
            _groups.Find(_keys, _ids.AsSpan(0, batch.Length), _probe);
        }

        if (_leftSpilled is not null)
        {
            var unknown = new List<int>();
            for (var row = 0; row < batch.Length; row++)
            {
                if (_ids[row] < 0) unknown.Add(row);
            }

            if (unknown.Count > 0) _leftSpilled.Add(batch, _keys, [.. unknown]);
        }

        var kept = 0;
        for (var row = 0; row < batch.Length; row++)
        {
            if (Passes(_ids[row])) _ids[kept++] = row;
        }

        return kept;
    }

    // INTERSECT ALL uses up one right row for each left row, EXCEPT ALL swallows one left row for each right row. Without ALL a row passes once at most:
    // its count is set so that the next one fails.
    private bool Passes(int id)
    {
        if (id < 0) return _node is { Kind: SetOperationKind.Except, IsAll: true };
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

    private bool Fits()
    {
        var bytes = _groups.ByteSize + (_counts.Capacity * 8L);
        if (CanSpill) return _context.Fits(ref _memory, bytes);
        _memory.Set(bytes);
        return true;
    }

    private GroupKeys NewGroups() => new([.. _node.Output.Select(c => c.Type)], groupsNulls: true);

    private void TakeKeys(Batch batch)
    {
        if (_ids.Length < batch.Length) _ids = new int[batch.Length];
        for (var i = 0; i < _keys.Length; i++) _keys[i] = batch.Column(i);
    }

    private void Number(Batch batch)
    {
        TakeKeys(batch);
        _groups.Assign(_keys, _ids.AsSpan(0, batch.Length));
        while (_counts.Count < _groups.Count) _counts.Add(0);
    }
}
