using System.Collections.Immutable;
using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Groups and aggregates the batches of one worker; the workers are merged at the end. One thread at a time.</summary>
internal sealed class AggregateWorker : IDisposable
{
    private readonly AggregateNode _node;
    private readonly Evaluator[] _keys;
    private readonly Vector[] _keyValues;
    private readonly CallInput[] _inputs;
    private readonly GroupingSet[] _sets;
    private MemoryShare _memory;
    private int[] _groups = [];

    public AggregateWorker(AggregateNode node, QueryContext context)
    {
        _node = node;
        var factory = new EvaluatorFactory(context);
        _keys = factory.Create(node.Keys);
        _keyValues = new Vector[_keys.Length];
        _inputs = [.. node.Calls.Select(c => new CallInput(c, factory))];
        _sets = [.. node.GroupingSets.Select(s => new GroupingSet(s, node, context))];
        _memory = new MemoryShare(context.Memory);
    }

    /// <summary>The groups of each grouping set.</summary>
    public IReadOnlyList<GroupingSet> Sets => _sets;

    /// <summary>Adds a batch's rows.</summary>
    public void Consume(Batch batch)
    {
        var rows = batch.Length;
        for (var k = 0; k < _keys.Length; k++) _keyValues[k] = _keys[k].Evaluate(batch);
        foreach (var input in _inputs) input.Take(batch);
        foreach (var set in _sets)
        {
            if (set.KeyIndexes.IsEmpty)
            {
                for (var c = 0; c < _inputs.Length; c++) set.Calls[c].AddSingle(_inputs[c]);
                continue;
            }

            if (_groups.Length < rows) _groups = new int[rows];
            var groups = _groups.AsSpan(0, rows);
            set.Assign(_keyValues, groups);
            var count = set.Keys.Count;
            for (var c = 0; c < _inputs.Length; c++) set.Calls[c].Add(_inputs[c], groups, count);
        }

        if (_keys.Length > 0 || _node.Calls.Length > 0) _memory.Set(ByteSize);
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
    public void Dispose() => _memory.Dispose();

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

    public GroupingSet(ImmutableArray<int> keyIndexes, AggregateNode node, QueryContext context)
    {
        KeyIndexes = keyIndexes;
        Keys = new GroupKeys([.. keyIndexes.Select(k => node.Keys[k].Type)], groupsNulls: true);
        Calls = [.. node.Calls.Select(c => new CallState(c, context.Functions))];
        _chosen = new Vector[keyIndexes.Length];
        if (keyIndexes.IsEmpty)
        {
            foreach (var call in Calls) call.Accumulator.Resize(1);
        }
    }

    /// <summary>Which of the aggregation's keys it groups by.</summary>
    public ImmutableArray<int> KeyIndexes { get; }

    /// <summary>The groups' numbers.</summary>
    public GroupKeys Keys { get; }

    /// <summary>The aggregates.</summary>
    public CallState[] Calls { get; }

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

    /// <summary>Takes over another worker's groups.</summary>
    public void Merge(GroupingSet other)
    {
        var count = other.Keys.Count;
        if (count == 0) return;
        var map = new int[count];
        var builders = new VectorBuilder[KeyIndexes.Length];
        for (var i = 0; i < builders.Length; i++) builders[i] = other.Keys.CreateBuilder(i, count);
        other.Keys.Emit(0, count, builders);
        Keys.Assign([.. builders.Select(b => b.Build())], map);
        for (var c = 0; c < Calls.Length; c++)
        {
            other.Calls[c].Accumulator.Resize(count);
            Calls[c].Accumulator.Resize(Keys.Count);
            Calls[c].Accumulator.Merge(other.Calls[c].Accumulator, map);
        }
    }
}
