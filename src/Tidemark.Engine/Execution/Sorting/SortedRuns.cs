using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Gives the rows of several sorted runs as one sorted stream: the runs stand in a heap by their next rows. Owns the runs.</summary>
internal sealed class SortedRuns : IDisposable
{
    // So many rows of one run before the next of another are taken together; where there are fewer, so many rows are merged one by one before it is tried again.
    private const int Stretch = 32;
    private const int Merged = 256;

    private readonly SortedRun[] _runs;
    private readonly int _batchRows;
    private readonly Batch _batch = new();
    private readonly VectorBuilder[] _builders;
    private readonly VectorBuilder[] _parts;
    private readonly Vector[] _result;
    private readonly int[] _next;
    private readonly int[] _taken;
    private readonly int[] _source;
    private readonly int[] _places;
    private readonly int[] _heap;
    private int _open;
    private bool _started;

    /// <summary>Merges runs.</summary>
    /// <param name="runs">The runs, none begun.</param>
    /// <param name="types">The columns to give: the first ones of the runs.</param>
    /// <param name="batchRows">Rows of a batch.</param>
    public SortedRuns(SortedRun[] runs, IEnumerable<SqlType> types, int batchRows)
    {
        _runs = runs;
        _batchRows = batchRows;
        _builders = [.. types.Select(t => VectorBuilder.Create(t))];
        _parts = [.. _builders.Select(b => VectorBuilder.Create(b.Type))];
        _result = new Vector[_builders.Length];
        _next = new int[runs.Length];
        _taken = new int[runs.Length];
        _heap = new int[runs.Length];
        _source = new int[batchRows];
        _places = new int[batchRows];
    }

    /// <summary>The next rows in order.</summary>
    public Batch? Next()
    {
        if (!_started) Start();
        if (_open == 0) return null;
        foreach (var builder in _builders) builder.Reset();
        var count = 0;
        while (count < _batchRows && _open > 0)
        {
            var wanted = _batchRows - count;
            if (_open == 1) count += TakeTop(Math.Min(wanted, _runs[_heap[0]].Count - _next[_heap[0]]));
            else if (Leading(wanted) is > 0 and var leading) count += TakeTop(leading);
            else count += TakeMerged(Math.Min(wanted, Merged));
        }

        for (var c = 0; c < _result.Length; c++) _result[c] = _builders[c].Build();
        _batch.Set(_result, count, null);
        return _batch;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var run in _runs) run.Dispose();
    }

    private void Start()
    {
        _started = true;
        for (var r = 0; r < _runs.Length; r++)
        {
            if (_runs[r].MoveNext()) _heap[_open++] = r;
        }

        for (var at = (_open / 2) - 1; at >= 0; at--) Sink(at);
    }

    // How many rows of the first run's block come before the next row of every other, at most so many; 0 where it is not a stretch of them.
    private int Leading(int wanted)
    {
        var first = _heap[0];
        var second = _open > 2 && Precedes(_heap[2], _heap[1]) ? _heap[2] : _heap[1];
        var rows = Math.Min(wanted, _runs[first].Count - _next[first]);
        if (rows < Stretch || !PrecedesAt(Stretch - 1)) return 0;
        var (before, behind) = (Stretch - 1, rows);
        for (var step = Stretch; before + step < behind; step *= 2)
        {
            if (PrecedesAt(before + step)) before += step;
            else behind = before + step;
        }

        while (behind - before > 1)
        {
            var middle = (before + behind) >>> 1;
            if (PrecedesAt(middle)) before = middle;
            else behind = middle;
        }

        return before + 1;

        bool PrecedesAt(int ahead)
        {
            var (left, right) = (_runs[first], _runs[second]);
            var compared = left.Keys.Compare(left.Order[_next[first] + ahead], right.Keys, right.Order[_next[second]]);
            return compared < 0 || (compared == 0 && first < second);
        }
    }

    // The next rows of the first run, which nothing has to be compared for.
    private int TakeTop(int count)
    {
        var r = _heap[0];
        var run = _runs[r];
        for (var c = 0; c < _builders.Length; c++) _builders[c].AppendGather(run.Columns[c], run.Order.AsSpan(_next[r], count));
        _next[r] += count;
        if (_next[r] == run.Count) Advance();
        else if (_open > 1) Sink(0);
        return count;
    }

    // Takes rows until enough are there or a run's block is used up: then what was taken is put into place, because the block goes.
    private int TakeMerged(int wanted)
    {
        Array.Clear(_taken);
        var count = 0;
        while (count < wanted)
        {
            var r = _heap[0];
            _source[count++] = r;
            _taken[r]++;
            if (_next[r] + _taken[r] == _runs[r].Count) break;
            Sink(0);
        }

        Assemble(count);
        if (_next[_heap[0]] == _runs[_heap[0]].Count) Advance();
        return count;
    }

    private void Advance()
    {
        var r = _heap[0];
        _next[r] = 0;
        if (!_runs[r].MoveNext()) _heap[0] = _heap[--_open];
        if (_open > 1) Sink(0);
    }

    private void Sink(int at)
    {
        var run = _heap[at];
        while ((2 * at) + 1 < _open)
        {
            var child = (2 * at) + 1;
            if (child + 1 < _open && Precedes(_heap[child + 1], _heap[child])) child++;
            if (!Precedes(_heap[child], run)) break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = run;
    }

    private bool Precedes(int a, int b)
    {
        var (left, right) = (_runs[a], _runs[b]);
        var compared = left.Keys.Compare(left.Order[_next[a] + _taken[a]], right.Keys, right.Order[_next[b] + _taken[b]]);
        return compared < 0 || (compared == 0 && a < b);
    }

    // The rows taken of each run are gathered run by run, then put into their places.
    private void Assemble(int count)
    {
        Span<int> offsets = _runs.Length <= 64 ? stackalloc int[64] : new int[_runs.Length];
        for (var r = 1; r < _runs.Length; r++) offsets[r] = offsets[r - 1] + _taken[r - 1];
        for (var i = 0; i < count; i++) _places[i] = offsets[_source[i]]++;
        for (var c = 0; c < _builders.Length; c++)
        {
            var parts = _parts[c];
            parts.Reset();
            for (var r = 0; r < _runs.Length; r++)
            {
                if (_taken[r] > 0) parts.AppendGather(_runs[r].Columns[c], _runs[r].Order.AsSpan(_next[r], _taken[r]));
            }

            _builders[c].AppendGather(parts.Build(), _places.AsSpan(0, count));
        }

        for (var r = 0; r < _runs.Length; r++)
        {
            _next[r] += _taken[r];
            _taken[r] = 0;
        }
    }
}
