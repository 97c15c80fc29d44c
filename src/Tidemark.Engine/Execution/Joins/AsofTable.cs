using System.Runtime.InteropServices;
using Tidemark.Engine.Planning;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>The kept side of an ASOF join: its rows, and for each key their numbers in the order in which the search goes. Of rows with equal order the one that came last is found.</summary>
internal sealed class AsofTable : IDisposable
{
    private readonly string _symbol;
    private readonly Evaluator[] _keys;
    private readonly Evaluator _order;
    private readonly VectorBuilder _orders;
    private MemoryShare _memory;
    private Vector _sortedBy = null!;
    private int[] _starts = [];
    private int[] _rows = [];

    private AsofTable(AsofJoinNode node, QueryContext context)
    {
        _symbol = node.Symbol;
        _keys = new EvaluatorFactory(context).Create(node.RightKeys);
        _order = new EvaluatorFactory(context).Create(node.RightOrder);
        _orders = VectorBuilder.Create(_order.Type);
        Keys = new GroupKeys([.. _keys.Select(k => k.Type)], groupsNulls: false);
        Rows = new MaterializedRows(node.Right.Output);
        _memory = new MemoryShare(context.Memory);
    }

    /// <summary>The keys.</summary>
    public GroupKeys Keys { get; }

    /// <summary>All rows.</summary>
    public MaterializedRows Rows { get; }

    /// <summary>Reads the right side.</summary>
    public static AsofTable Build(AsofJoinNode node, QueryContext context)
    {
        var table = new AsofTable(node, context);
        var groupOf = new List<int>();
        var groups = new int[context.BatchRows];
        var values = new Vector[table._keys.Length];
        using var input = Operators.Open(node.Right, context);
        while (input.Next() is { } batch)
        {
            var rows = batch.Length;
            if (groups.Length < rows) groups = new int[rows];
            for (var k = 0; k < values.Length; k++) values[k] = table._keys[k].Evaluate(batch);
            table.Keys.Assign(values, groups.AsSpan(0, rows));
            groupOf.AddRange(groups.AsSpan(0, rows));
            var order = table._order.Evaluate(batch);
            for (var row = 0; row < rows; row++) table._orders.AppendRow(order, row);
            table.Rows.Add(batch);
            table._memory.Set(table.Rows.ByteSize + table.Keys.ByteSize + table._orders.ByteSize + (table.Rows.Count * 12L));
        }

        table.Arrange(CollectionsMarshal.AsSpan(groupOf));
        return table;
    }

    /// <summary>The nearest row of a key on the side that the join looks to; -1 where there is none.</summary>
    public int Nearest(int group, Vector orders, int row)
    {
        var rows = _rows.AsSpan(_starts[group], _starts[group + 1] - _starts[group]);
        // The number of rows before the value, those equal to it included for >= and for <.
        var withEqual = _symbol is ">=" or "<";
        var (low, high) = (0, rows.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var comparison = Compare(_sortedBy, rows[middle], orders, row);
            if (comparison < 0 || (comparison == 0 && withEqual)) low = middle + 1;
            else high = middle;
        }

        if (_symbol[0] == '>') return low > 0 ? rows[low - 1] : -1;
        if (low == rows.Length) return -1;
        // Of equal ones the last.
        var found = rows[low];
        while (++low < rows.Length && Compare(_sortedBy, rows[low], _sortedBy, found) == 0) found = rows[low];
        return found;
    }

    /// <inheritdoc />
    public void Dispose() => _memory.Dispose();

    // Rows by key, and within a key by order; rows without a key or an order are left out.
    private void Arrange(ReadOnlySpan<int> groupOf)
    {
        _sortedBy = _orders.Build();
        var count = Keys.Count;
        _starts = new int[count + 1];
        for (var row = 0; row < groupOf.Length; row++)
        {
            if (groupOf[row] >= 0 && !_sortedBy.IsNull(row)) _starts[groupOf[row] + 1]++;
        }

        for (var group = 0; group < count; group++) _starts[group + 1] += _starts[group];
        var next = _starts.AsSpan(0, count).ToArray();
        _rows = new int[_starts[count]];
        for (var row = 0; row < groupOf.Length; row++)
        {
            if (groupOf[row] >= 0 && !_sortedBy.IsNull(row)) _rows[next[groupOf[row]]++] = row;
        }

        for (var group = 0; group < count; group++) Sort(_rows.AsSpan(_starts[group], _starts[group + 1] - _starts[group]));
        Keys.Freeze();
        _ = Rows.Columns;
    }

    // Time series mostly come in order.
    private void Sort(Span<int> rows)
    {
        var isSorted = true;
        for (var i = 1; i < rows.Length && isSorted; i++) isSorted = Compare(_sortedBy, rows[i - 1], _sortedBy, rows[i]) <= 0;
        if (!isSorted) rows.Sort((a, b) => Compare(_sortedBy, a, _sortedBy, b) is not 0 and var order ? order : a.CompareTo(b));
    }

    private static int Compare(Vector a, int i, Vector b, int j) =>
        a is FixedVector<long> x && b is FixedVector<long> y ? x.Values[i].CompareTo(y.Values[j]) : ValueComparison.Compare(a, i, b, j);
}
