using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Makes batches of groups. One stream's.</summary>
internal sealed class GroupEmitter(AggregateNode node)
{
    private readonly Batch _batch = new();
    private readonly VectorBuilder[] _builders = [.. node.Output.Select(c => VectorBuilder.Create(c.Type))];

    /// <summary>The rows of some groups; hold until the next call.</summary>
    public Batch Emit(GroupingSet set, int first, int count)
    {
        foreach (var builder in _builders) builder.Reset();
        var keys = new VectorBuilder[set.KeyIndexes.Length];
        for (var k = 0; k < keys.Length; k++) keys[k] = _builders[set.KeyIndexes[k]];
        set.Keys.Emit(first, count, keys);
        for (var k = 0; k < node.Keys.Length; k++)
        {
            if (set.KeyIndexes.Contains(k)) continue;
            for (var i = 0; i < count; i++) _builders[k].AppendNull();
        }

        for (var c = 0; c < set.Calls.Length; c++) set.Calls[c].Accumulator.Emit(first, count, _builders[node.Keys.Length + c]);
        if (node.HasGroupingId) ((FixedVectorBuilder<int>)_builders[^1]).AppendUninitialized(count).Fill(set.Number);
        var columns = new Vector[_builders.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = _builders[i].Build();
        _batch.Set(columns, count, null);
        return _batch;
    }
}
