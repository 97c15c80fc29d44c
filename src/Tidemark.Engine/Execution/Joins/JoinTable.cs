using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The hashed side of a join: its rows, and for each key the chain of rows that have it. Built by one thread, then read by any number.
/// Where memory is short its rows are divided on disk instead (<see cref="TakeSpilled"/>), and the join is carried out part by part.
/// </summary>
internal sealed class JoinTable : IDisposable
{
    private readonly QueryContext _context;
    private readonly Evaluator[] _keys;
    private readonly List<int> _first = [];
    private readonly int _level;
    private int[] _next = [];
    private MemoryShare _memory;
    private SpillPartitions? _spilled;

    private JoinTable(HashJoinNode node, QueryContext context, int level)
    {
        _context = context;
        _level = level;
        _keys = new EvaluatorFactory(context).Create(node.RightKeys);
        Keys = new GroupKeys([.. _keys.Select(k => k.Type)], groupsNulls: false);
        Rows = new MaterializedRows(node.Right.Output);
        _memory = new MemoryShare(context.Memory);
    }

    /// <summary>The keys; rows with a null in them have no group.</summary>
    public GroupKeys Keys { get; private set; }

    /// <summary>All rows, those with null keys included.</summary>
    public MaterializedRows Rows { get; private set; }

    /// <summary>Whether the rows are on disk and not here.</summary>
    public bool IsSpilled => _spilled is not null;

    /// <summary>The most memory that was held at once.</summary>
    public long PeakMemory => _memory.Peak;

    /// <summary>Bytes on disk.</summary>
    public long DiskBytes => _spilled?.Bytes ?? 0;

    /// <summary>Reads the right side.</summary>
    /// <param name="node">The join.</param>
    /// <param name="input">The right side; disposed.</param>
    /// <param name="context">The execution.</param>
    /// <param name="level">How often the rows were divided on disk before.</param>
    public static JoinTable Build(HashJoinNode node, BatchStream input, QueryContext context, int level)
    {
        var table = new JoinTable(node, context, level);
        try
        {
            using (input)
            {
                while (input.Next() is { } batch) table.Add(node, batch);
            }
        }
        catch
        {
            table.Dispose();
            throw;
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

    /// <summary>The files with the rows; who takes them disposes them.</summary>
    public SpillFile?[] TakeSpilled() => _spilled!.Take();

    /// <inheritdoc />
    public void Dispose()
    {
        _memory.Dispose();
        _spilled?.Dispose();
    }

    private void Add(HashJoinNode node, Batch batch)
    {
        var values = Array.ConvertAll(_keys, k => k.Evaluate(batch));
        if (_spilled is not null)
        {
            _spilled.Add(batch, values, null);
            return;
        }

        var groups = new int[batch.Length];
        Keys.Assign(values, groups);
        Add(batch, groups);
        var bytes = Rows.ByteSize + Keys.ByteSize + (_next.Length * 4L) + (_first.Capacity * 4L);
        if (_level >= SpillPartitions.DeepestLevel || (_level > 0 && Rows.Count <= SpillPartitions.SmallPart)) _memory.Set(bytes);
        else if (!_context.Fits(ref _memory, bytes)) Spill(node);
    }

    private void Spill(HashJoinNode node)
    {
        _spilled = new SpillPartitions(_context, node.Right.Output.Select(c => c.Type), _level);
        using (var rows = new MaterializedStream(Rows, Batch.DefaultRows))
        {
            while (rows.Next() is { } batch) _spilled.Add(batch, Array.ConvertAll(_keys, k => k.Evaluate(batch)), null);
        }

        Rows = new MaterializedRows(node.Right.Output);
        Keys = new GroupKeys([.. _keys.Select(k => k.Type)], groupsNulls: false);
        _next = [];
        _first.Clear();
        _first.Capacity = 0;
        _memory.Dispose();
    }

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
