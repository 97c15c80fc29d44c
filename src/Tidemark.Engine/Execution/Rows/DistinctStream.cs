using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Lets the first row of each set of equal keys through, as it comes. Where memory is short, keys that it does not know are put on disk and come at the end, part by part; of sorted rows,
/// among which equal ones are neighbours, it forgets the keys that are over.
/// </summary>
internal sealed class DistinctStream : BatchStream
{
    // As many keys of sorted rows as stay in the processor's cache.
    private const int FewKeys = 4096;

    private readonly DistinctNode _node;
    private readonly QueryContext _context;
    private readonly Evaluator[] _keys;
    private readonly Vector[] _values;
    private readonly SubBatch _first = new();
    private readonly bool _isSorted;
    private readonly Stack<(SpillFile Rows, int Level)> _pending = [];
    private BatchStream _input;
    private SpillFile? _part;
    private GroupKeys _groups;
    private SpillPartitions? _spilled;
    private GroupProbe? _probe;
    private MemoryShare _memory;
    private int[] _ids = [];
    private int _seen;
    private int _level;

    public DistinctStream(DistinctNode node, BatchStream input, QueryContext context)
    {
        _node = node;
        _context = context;
        _input = input;
        _keys = new EvaluatorFactory(context).Create(node.Keys);
        _values = new Vector[_keys.Length];
        _groups = NewGroups();
        _memory = new MemoryShare(context.Memory);
        _isSorted = node.IsOrdered;
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        do
        {
            while (_input.Next() is { } batch)
            {
                if (Pass(batch) is { } passed) return passed;
            }
        }
        while (NextPart());

        return null;
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _memory.Dispose();
        _input.Dispose();
        _part?.Dispose();
        _spilled?.Dispose();
        foreach (var pending in _pending) pending.Rows.Dispose();
    }

    private Batch? Pass(Batch batch)
    {
        var rows = batch.Length;
        if (_ids.Length < rows) _ids = new int[rows];
        for (var i = 0; i < _keys.Length; i++) _values[i] = _keys[i].Evaluate(batch);
        if (_spilled is not null)
        {
            PutAside(batch);
            return null;
        }

        _groups.Assign(_values, _ids.AsSpan(0, rows));
        // Groups are numbered in order of appearance: a row brings a new one when its number is the next.
        var kept = 0;
        for (var row = 0; row < rows; row++)
        {
            if (_ids[row] != _seen) continue;
            _seen++;
            _ids[kept++] = row;
        }

        if (kept == 0) return null;
        if (_isSorted && _seen >= FewKeys) Relieve(rows);
        else if (_level >= SpillPartitions.DeepestLevel) _memory.Set(_groups.ByteSize);
        else if (!_context.Fits(ref _memory, _groups.ByteSize)) Relieve(rows);
        return kept == rows ? batch : _first.Of(batch, _ids.AsSpan(0, kept));
    }

    private void Relieve(int rows)
    {
        if (_isSorted)
        {
            _groups = NewGroups();
            _memory.Dispose();
            _groups.Assign(Array.ConvertAll(_values, v => v.Slice(rows - 1, 1)), new int[1]);
            _seen = 1;
            return;
        }

        _groups.Freeze();
        _probe = new GroupProbe(_keys.Length);
        _spilled = new SpillPartitions(_context, _node.Input.Output.Select(c => c.Type), _level);
    }

    private void PutAside(Batch batch)
    {
        _groups.Find(_values, _ids.AsSpan(0, batch.Length), _probe!);
        var unknown = new List<int>();
        for (var row = 0; row < batch.Length; row++)
        {
            if (_ids[row] < 0) unknown.Add(row);
        }

        if (unknown.Count > 0) _spilled!.Add(batch, _values, [.. unknown]);
    }

    private bool NextPart()
    {
        if (_spilled is not null)
        {
            foreach (var file in _spilled.Take())
            {
                if (file is not null) _pending.Push((file, _level + 1));
            }

            if (_context.Profile is { } profile) profile.Of(_node).Note([(_memory.Peak, _spilled.Bytes)], SpillPartitions.Count + 1);
            _spilled = null;
        }

        if (!_pending.TryPop(out var next)) return false;
        _input.Dispose();
        _part?.Dispose();
        (_part, _level) = next;
        _input = _part.Read(_context);
        _groups = NewGroups();
        _seen = 0;
        _memory.Dispose();
        return true;
    }

    private GroupKeys NewGroups() => new([.. _keys.Select(k => k.Type)], groupsNulls: true);
}
