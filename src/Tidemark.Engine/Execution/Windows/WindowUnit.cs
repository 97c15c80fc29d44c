using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Some whole partitions, their rows one partition after the other in the order of the window. One a worker, used again for the next ones.</summary>
internal sealed class WindowUnit
{
    private readonly VectorBuilder[] _columns;
    private readonly VectorBuilder[] _arranged;
    private readonly List<int> _starts = [];
    private int[] _rows = [];

    public WindowUnit(WindowNode node)
    {
        _columns = [.. node.Input.Output.Select(c => VectorBuilder.Create(c.Type))];
        _arranged = [.. node.Input.Output.Select(c => VectorBuilder.Create(c.Type))];
        Columns = new Vector[_columns.Length];
    }

    /// <summary>The input's columns; hold until the next partitions are taken.</summary>
    public Vector[] Columns { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; private set; }

    /// <summary>Where each partition begins, and at last where the last one ends.</summary>
    public IReadOnlyList<int> Starts => _starts;

    /// <summary>Bytes held.</summary>
    public long ByteSize => _columns.Sum(c => c.ByteSize) + _arranged.Sum(c => c.ByteSize) + (_rows.Length * 4L);

    /// <summary>Takes partitions of what workers collected, and sorts each.</summary>
    public void Take(WindowRows[] parts, int first, int end, FunctionContext context)
    {
        Begin();
        Rows = parts.Sum(p => p.RowsOf(first, end).Length);
        if (_rows.Length < Rows) _rows = new int[Rows];
        Place(parts, first, end);
        var rows = _rows.AsSpan(0, Rows);
        var keys = parts[0].OrderKeys;
        if (keys.Count > 0)
        {
            var sorted = RowKeys.Create(KeyColumns(parts, first, end), Rows, [.. keys.Select((k, i) => k with { Column = i })]);
            for (var p = 0; p + 1 < _starts.Count; p++) sorted.Sort(rows[_starts[p].._starts[p + 1]], context);
        }

        if (parts is [var only])
        {
            // One step: the rows' numbers in the part instead of in the unit.
            var places = only.RowsOf(first, end);
            for (var i = 0; i < rows.Length; i++) rows[i] = places[rows[i]];
            for (var c = 0; c < Columns.Length; c++)
            {
                _columns[c].AppendGather(only.Columns[c], rows);
                Columns[c] = _columns[c].Build();
            }

            return;
        }

        for (var c = 0; c < Columns.Length; c++)
        {
            Gather(parts, c, first, end, _arranged[c]);
            _columns[c].AppendGather(_arranged[c].Build(), rows);
            Columns[c] = _columns[c].Build();
        }
    }

    /// <summary>Takes rows that are in order already.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="starts">Where partitions begin.</param>
    public void Take(MaterializedRows rows, IEnumerable<int> starts)
    {
        Begin();
        _starts.AddRange(starts);
        _starts.Add(rows.Count);
        rows.Columns.CopyTo(Columns, 0);
        Rows = rows.Count;
    }

    private void Begin()
    {
        _starts.Clear();
        foreach (var builder in _columns) builder.Reset();
        foreach (var builder in _arranged) builder.Reset();
    }

    // The unit has the rows of one part after those of the other; here they come together by partition.
    private void Place(WindowRows[] parts, int first, int end)
    {
        var next = new int[parts.Length];
        for (var p = 1; p < next.Length; p++) next[p] = next[p - 1] + parts[p - 1].RowsOf(first, end).Length;
        var at = 0;
        for (var partition = first; partition < end; partition++)
        {
            _starts.Add(at);
            for (var p = 0; p < parts.Length; p++)
            {
                for (var left = parts[p].CountOf(partition); left > 0; left--) _rows[at++] = next[p]++;
            }
        }

        _starts.Add(at);
    }

    private static Vector[] KeyColumns(WindowRows[] parts, int first, int end)
    {
        var keys = parts[0].OrderKeys;
        var columns = new Vector[keys.Count];
        for (var k = 0; k < columns.Length; k++)
        {
            SqlType type = parts[0].Columns[keys[k].Column].Type;
            var builder = VectorBuilder.Create(type);
            Gather(parts, keys[k].Column, first, end, builder);
            columns[k] = builder.Detach();
        }

        return columns;
    }

    private static void Gather(WindowRows[] parts, int column, int first, int end, VectorBuilder target)
    {
        foreach (var part in parts)
        {
            var rows = part.RowsOf(first, end);
            if (rows.Length > 0) target.AppendGather(part.Columns[column], rows);
        }
    }
}
