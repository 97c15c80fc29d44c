using System.Collections.Immutable;
using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Groups and aggregates the batches of one worker; the workers are merged at the end. One thread at a time.
/// When memory is short it takes no new groups any more (<see cref="Freeze"/>): rows of the groups it has are aggregated, the others go to disk and are grouped later, part by part.
/// </summary>
internal sealed class AggregateWorker : IDisposable
{
    private readonly AggregateNode _node;
    private readonly QueryContext _context;
    private readonly Evaluator[] _keys;
    private readonly Vector[] _keyValues;
    private readonly CallInput[] _inputs;
    private readonly GroupingSet[] _sets;
    private readonly SubBatch _known = new();
    private readonly GroupRuns _runs;
    private readonly int _level;
    private MemoryShare _memory;
    private int[] _groups = [];
    private bool _isFrozen;

    /// <param name="node">The aggregation.</param>
    /// <param name="context">The execution.</param>
    /// <param name="only">The one grouping set that rows from disk belong to; null for all.</param>
    /// <param name="level">How often the rows were divided on disk before.</param>
    public AggregateWorker(AggregateNode node, QueryContext context, int? only = null, int level = 0)
    {
        _node = node;
        _context = context;
        _level = level;
        var factory = new EvaluatorFactory(context);
        _keys = factory.Create(node.Keys);
        _keyValues = new Vector[_keys.Length];
        _runs = new GroupRuns(_keys.Length);
        _inputs = [.. node.Calls.Select(c => new CallInput(c, factory))];
        _sets = [.. node.GroupingSets.Select((s, i) => (Set: s, Number: i)).Where(s => only is null || s.Number == only).Select(s => new GroupingSet(s.Set, s.Number, node, context))];
        _memory = new MemoryShare(context.Memory);
    }

    /// <summary>The groups of each grouping set.</summary>
    public IReadOnlyList<GroupingSet> Sets => _sets;

    /// <summary>Whether more memory would be needed than there is: the worker is to be frozen.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The most memory that was held at once.</summary>
    public long PeakMemory => _memory.Peak;

    /// <summary>Adds a batch's rows.</summary>
    public void Consume(Batch batch)
    {
        for (var k = 0; k < _keys.Length; k++) _keyValues[k] = _keys[k].Evaluate(batch);
        foreach (var input in _inputs) input.Take(batch);
        var frozen = false;
        var hasRuns = !_isFrozen && _keys.Length > 0 && _runs.TryFind(_keyValues, batch.Length);
        foreach (var set in _sets)
        {
            if (set.KeyIndexes.IsEmpty)
            {
                for (var c = 0; c < _inputs.Length; c++) set.Calls[c].AddSingle(_inputs[c]);
                continue;
            }

            if (_isFrozen)
            {
                frozen = true;
                continue;
            }

            if (hasRuns)
            {
                AddRuns(set, batch.Length);
                continue;
            }

            var groups = Groups(batch.Length);
            set.Assign(_keyValues, groups);
            Add(set, groups);
        }

        if (frozen) ConsumeFrozen(batch);
        if (_keys.Length == 0 && _node.Calls.Length == 0) return;
        if (_isFrozen || _level >= SpillPartitions.DeepestLevel || _keys.Length == 0) _memory.Set(ByteSize);
        else IsOver = !_context.Fits(ref _memory, ByteSize);
    }

    /// <summary>Takes no new groups from now on.</summary>
    public void Freeze()
    {
        _isFrozen = true;
        IsOver = false;
        foreach (var set in _sets) set.Freeze(_context, _node, _level);
    }

    /// <summary>Takes over another worker's groups.</summary>
    public void Merge(AggregateWorker other)
    {
        for (var s = 0; s < _sets.Length; s++) _sets[s].Merge(other._sets[s]);
        _memory.Set(ByteSize);
    }

    /// <summary>All rows were added.</summary>
    public void Finish()
    {
        foreach (var set in _sets)
        {
            foreach (var call in set.Calls) call.Finish(set.Keys.Count);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _memory.Dispose();
        foreach (var set in _sets)
        {
            set.Keys.Release();
            foreach (var call in set.Calls) call.Accumulator.Release();
            set.Spilled?.Dispose();
        }
    }

    private void ConsumeFrozen(Batch batch)
    {
        foreach (var set in _sets)
        {
            if (set.KeyIndexes.IsEmpty) continue;
            for (var k = 0; k < _keys.Length; k++) _keyValues[k] = _keys[k].Evaluate(batch);
            var groups = Groups(batch.Length);
            var (known, count) = set.Find(_keyValues, groups, batch);
            if (count == 0) continue;
            var rows = count == batch.Length ? batch : _known.Of(batch, known.AsSpan(0, count));
            for (var i = 0; i < count; i++) groups[i] = groups[known[i]];
            foreach (var input in _inputs) input.Take(rows);
            Add(set, groups[..count]);
        }
    }

    private void Add(GroupingSet set, Span<int> groups)
    {
        var count = set.Keys.Count;
        for (var c = 0; c < _inputs.Length; c++) set.Calls[c].Add(_inputs[c], groups, count);
    }

    private void AddRuns(GroupingSet set, int rows)
    {
        set.Assign(_runs.Keys(), _runs.Groups);
        var count = set.Keys.Count;
        var isSpread = false;
        var groups = Groups(rows);
        for (var c = 0; c < _inputs.Length; c++)
        {
            if (_inputs[c].IsWhole && set.Calls[c].TakesRuns)
            {
                set.Calls[c].AddRuns(_inputs[c], _runs, count);
                continue;
            }

            if (!isSpread) _runs.Spread(groups);
            isSpread = true;
            set.Calls[c].Add(_inputs[c], groups, count);
        }
    }

    private Span<int> Groups(int rows)
    {
        if (_groups.Length < rows) _groups = new int[rows];
        return _groups.AsSpan(0, rows);
    }

    private long ByteSize
    {
        get
        {
            var bytes = 0L;
            foreach (var set in _sets) bytes += set.ByteSize;
            return bytes;
        }
    }
}

/// <summary>The groups of one grouping set.</summary>
internal sealed class GroupingSet
{
    private readonly Vector[] _chosen;
    private GroupProbe? _probe;
    private int[] _known = [];

    public GroupingSet(ImmutableArray<int> keyIndexes, int number, AggregateNode node, QueryContext context)
    {
        Number = number;
        KeyIndexes = keyIndexes;
        Keys = new GroupKeys([.. keyIndexes.Select(k => node.Keys[k].Type)], groupsNulls: true);
        Calls = [.. node.Calls.Select(c => new CallState(c, context.Functions))];
        _chosen = new Vector[keyIndexes.Length];
        if (keyIndexes.IsEmpty)
        {
            foreach (var call in Calls) call.Accumulator.Resize(1);
        }
    }

    /// <summary>Which of the aggregation's grouping sets it is.</summary>
    public int Number { get; }

    /// <summary>Which of the aggregation's keys it groups by.</summary>
    public ImmutableArray<int> KeyIndexes { get; }

    /// <summary>The groups' numbers.</summary>
    public GroupKeys Keys { get; }

    /// <summary>The aggregates.</summary>
    public CallState[] Calls { get; }

    /// <summary>The input's rows whose groups are not here, once the set is frozen.</summary>
    public SpillPartitions? Spilled { get; private set; }

    /// <summary>Bytes held.</summary>
    public long ByteSize
    {
        get
        {
            var bytes = Keys.ByteSize;
            foreach (var call in Calls) bytes += call.ByteSize;
            return bytes;
        }
    }

    /// <summary>The group of each row, given the values of all keys.</summary>
    public void Assign(ReadOnlySpan<Vector> keys, Span<int> groups)
    {
        for (var i = 0; i < _chosen.Length; i++) _chosen[i] = keys[KeyIndexes[i]];
        Keys.Assign(_chosen, groups);
    }

    /// <summary>From now on rows of new groups go to disk.</summary>
    public void Freeze(QueryContext context, AggregateNode node, int level)
    {
        if (KeyIndexes.IsEmpty) return;
        Keys.Freeze();
        _probe = new GroupProbe(KeyIndexes.Length);
        Spilled = new SpillPartitions(context, node.Input.Output.Select(c => c.Type), level);
    }

    /// <summary>The group of each row of a frozen set, -1 for rows that went to disk, and the rows that have one.</summary>
    public (int[] Known, int Count) Find(ReadOnlySpan<Vector> keys, Span<int> groups, Batch batch)
    {
        for (var i = 0; i < _chosen.Length; i++) _chosen[i] = keys[KeyIndexes[i]];
        Keys.Find(_chosen, groups, _probe!);
        if (_known.Length < groups.Length) _known = new int[groups.Length];
        var count = 0;
        var unknown = new List<int>();
        for (var row = 0; row < groups.Length; row++)
        {
            if (groups[row] >= 0) _known[count++] = row;
            else unknown.Add(row);
        }

        if (unknown.Count > 0) Spilled!.Add(batch, _chosen, [.. unknown]);
        return (_known, count);
    }

    /// <summary>Takes over another worker's groups.</summary>
    public void Merge(GroupingSet other)
    {
        var count = other.Keys.Count;
        if (count == 0) return;
        var map = new int[count];
        var builders = new VectorBuilder[KeyIndexes.Length];
        for (var i = 0; i < builders.Length; i++) builders[i] = other.Keys.CreateBuilder(i, Math.Min(count, Batch.DefaultRows));
        for (var start = 0; start < count; start += Batch.DefaultRows)
        {
            var some = map.AsSpan(start, Math.Min(Batch.DefaultRows, count - start));
            foreach (var builder in builders) builder.Reset();
            other.Keys.Emit(start, some.Length, builders);
            for (var i = 0; i < builders.Length; i++) _chosen[i] = builders[i].Build();
            Keys.Assign(_chosen, some);
        }

        for (var c = 0; c < Calls.Length; c++) Calls[c].Merge(other.Calls[c], map, Keys.Count);
    }
}
