using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Lets the first row of each set of equal keys through, as it comes.</summary>
internal sealed class DistinctStream : BatchStream
{
    private readonly BatchStream _input;
    private readonly Evaluator[] _keys;
    private readonly Vector[] _values;
    private readonly GroupKeys _groups;
    private readonly SubBatch _first = new();
    private MemoryShare _memory;
    private int[] _ids = [];
    private int _seen;

    public DistinctStream(DistinctNode node, BatchStream input, QueryContext context)
    {
        _input = input;
        _keys = new EvaluatorFactory(context).Create(node.Keys);
        _values = new Vector[_keys.Length];
        _groups = new GroupKeys([.. _keys.Select(k => k.Type)], groupsNulls: true);
        _memory = new MemoryShare(context.Memory);
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        while (_input.Next() is { } batch)
        {
            var rows = batch.Length;
            if (_ids.Length < rows) _ids = new int[rows];
            for (var i = 0; i < _keys.Length; i++) _values[i] = _keys[i].Evaluate(batch);
            _groups.Assign(_values, _ids.AsSpan(0, rows));
            // Groups are numbered in order of appearance: a row brings a new one when its number is the next.
            var kept = 0;
            for (var row = 0; row < rows; row++)
            {
                if (_ids[row] != _seen) continue;
                _seen++;
                _ids[kept++] = row;
            }

            if (kept == 0) continue;
            _memory.Set(_groups.ByteSize);
            return kept == rows ? batch : _first.Of(batch, _ids.AsSpan(0, kept));
        }

        return null;
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _memory.Dispose();
        _input.Dispose();
    }
}
