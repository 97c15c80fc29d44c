using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>The hashed side of a join: its rows, and for each key the chain of rows that have it. Built by one thread, then read by any number.</summary>
internal sealed class JoinTable : IDisposable
{
    private readonly Evaluator[] _keys;
    private readonly List<int> _first = [];
    private int[] _next = [];
    private MemoryShare _memory;

    private JoinTable(HashJoinNode node, QueryContext context)
    {
        _keys = new EvaluatorFactory(context).Create(node.RightKeys);
        Keys = new GroupKeys([.. _keys.Select(k => k.Type)], groupsNulls: false);
        Rows = new MaterializedRows(node.Right.Output);
        _memory = new MemoryShare(context.Memory);
    }

    /// <summary>The keys; rows with a null in them have no group.</summary>
    public GroupKeys Keys { get; }

    /// <summary>All rows, those with null keys included.</summary>
    public MaterializedRows Rows { get; }

    /// <summary>Reads the right side.</summary>
    public static JoinTable Build(HashJoinNode node, QueryContext context)
    {
        var table = new JoinTable(node, context);
        using var input = Operators.Open(node.Right, context);
        var values = new Vector[table._keys.Length];
        var groups = new int[context.BatchRows];
        while (input.Next() is { } batch)
        {
            var rows = batch.Length;
            if (groups.Length < rows) groups = new int[rows];
            for (var k = 0; k < values.Length; k++) values[k] = table._keys[k].Evaluate(batch);
            table.Keys.Assign(values, groups.AsSpan(0, rows));
            table.Add(batch, groups.AsSpan(0, rows));
            table._memory.Set(table.Rows.ByteSize + table.Keys.ByteSize + (table._next.Length * 4L));
        }

        // From here on other threads read.
        _ = table.Rows.Columns;
        table.Keys.Freeze();
        return table;
    }

    /// <summary>The first row of a key's chain.</summary>
    public int First(int group) => _first[group];

    /// <summary>The row after this one in its chain; -1 at the end.</summary>
    public int Next(int row) => _next[row];

    /// <inheritdoc />
    public void Dispose() => _memory.Dispose();

    private void Add(Batch batch, ReadOnlySpan<int> groups)
    {
        var at = Rows.Count;
        Rows.Add(batch);
        if (_next.Length < Rows.Count) Array.Resize(ref _next, Math.Max(Rows.Count, _next.Length * 2));
        for (var i = 0; i < groups.Length; i++)
        {
            var group = groups[i];
            if (group < 0)
            {
                _next[at + i] = -1;
                continue;
            }

            if (group == _first.Count)
            {
                _first.Add(at + i);
                _next[at + i] = -1;
            }
            else
            {
                // Behind the first row, so that single partners, the usual case, cost nothing.
                var first = _first[group];
                _next[at + i] = _next[first];
                _next[first] = at + i;
            }
        }
    }
}
