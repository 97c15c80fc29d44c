using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Gives the rows of several sorted runs as one sorted stream.</summary>
internal sealed class SortedRuns(SortedRuns.Run[] runs, int columns, int batchRows, MemoryShare[] memory) : IDisposable
{
    private readonly Batch _batch = new();
    private readonly VectorBuilder?[] _builders = new VectorBuilder?[columns];
    private readonly VectorBuilder?[] _parts = new VectorBuilder?[columns];
    private readonly int[] _next = new int[runs.Length];
    private readonly int[] _taken = new int[runs.Length];
    private readonly int[] _source = new int[batchRows];

    /// <summary>One sorted run.</summary>
    /// <param name="Rows">Its rows, in any order.</param>
    /// <param name="Keys">Their keys.</param>
    /// <param name="Order">The rows' numbers in order.</param>
    internal sealed record Run(MaterializedRows Rows, SortKeys Keys, int[] Order);

    /// <summary>The next rows in order.</summary>
    public Batch? Next()
    {
        if (runs.Length == 1) return NextOfOne(runs[0]);
        var count = 0;
        Array.Clear(_taken);
        for (; count < batchRows; count++)
        {
            var best = -1;
            for (var r = 0; r < runs.Length; r++)
            {
                if (_next[r] + _taken[r] < runs[r].Order.Length && (best < 0 || Precedes(r, best))) best = r;
            }

            if (best < 0) break;
            _source[count] = best;
            _taken[best]++;
        }

        if (count == 0) return null;
        Assemble(count);
        return _batch;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (ref var share in memory.AsSpan()) share.Dispose();
    }

    private bool Precedes(int a, int b) =>
        runs[a].Keys.Compare(runs[a].Order[_next[a] + _taken[a]], runs[b].Keys, runs[b].Order[_next[b] + _taken[b]]) < 0;

    private Batch? NextOfOne(Run run)
    {
        var count = Math.Min(batchRows, run.Order.Length - _next[0]);
        if (count == 0) return null;
        var rows = run.Order.AsSpan(_next[0], count);
        _next[0] += count;
        var all = run.Rows.Columns;
        var result = new Vector[columns];
        for (var c = 0; c < columns; c++)
        {
            var builder = _builders[c] ??= VectorBuilder.Create(all[c].Type, count);
            builder.Reset();
            builder.AppendGather(all[c], rows);
            result[c] = builder.Build();
        }

        _batch.Set(result, count, null);
        return _batch;
    }

    // The rows taken of each run are gathered run by run, then put into their places.
    private void Assemble(int count)
    {
        var places = new int[count];
        var offsets = new int[runs.Length];
        for (var r = 1; r < runs.Length; r++) offsets[r] = offsets[r - 1] + _taken[r - 1];
        for (var i = 0; i < count; i++) places[i] = offsets[_source[i]]++;
        var result = new Vector[columns];
        for (var c = 0; c < columns; c++)
        {
            var type = runs[0].Rows.Columns[c].Type;
            var parts = _parts[c] ??= VectorBuilder.Create(type, count);
            var builder = _builders[c] ??= VectorBuilder.Create(type, count);
            parts.Reset();
            for (var r = 0; r < runs.Length; r++) parts.AppendGather(runs[r].Rows.Columns[c], runs[r].Order.AsSpan(_next[r], _taken[r]));
            builder.Reset();
            builder.AppendGather(parts.Build(), places);
            result[c] = builder.Build();
        }

        for (var r = 0; r < runs.Length; r++) _next[r] += _taken[r];
        _batch.Set(result, count, null);
    }
}
