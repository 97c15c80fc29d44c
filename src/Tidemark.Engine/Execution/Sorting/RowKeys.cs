using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The keys of kept rows, column by column. Rows of different keys over the same columns compare with each other. Rows that are sorted together are sorted by one number each that holds as much of
/// the keys as it can (<see cref="PackedColumn"/>), and those with equal numbers by the rest. One thread at a time.
/// </summary>
internal sealed class RowKeys
{
    private readonly SortedColumn[] _columns;
    private PackedColumn[]? _packed;
    private SortEntry[] _entries = [];
    private SortEntry[] _scratch = [];

    // The first column that the numbers do not decide.
    private int _rest;

    private RowKeys(SortedColumn[] columns, int rows)
    {
        _columns = columns;
        Rows = rows;
    }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>The keys of rows; hold as long as the columns.</summary>
    public static RowKeys Create(ReadOnlySpan<Vector> columns, int rows, IReadOnlyList<SortColumnKey> keys)
    {
        var picked = new SortedColumn[keys.Count];
        for (var k = 0; k < picked.Length; k++) picked[k] = new SortedColumn(columns[keys[k].Column], keys[k]);
        return new RowKeys(picked, rows);
    }

    /// <summary>Compares a row with a row of other keys over the same columns.</summary>
    public int Compare(int row, RowKeys other, int otherRow) => Compare(row, other, otherRow, 0);

    /// <summary>The rows' numbers in order; rows with equal keys stay in their order.</summary>
    public int[] Order()
    {
        var order = new int[Rows];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Sort(order);
        return order;
    }

    /// <summary>Sorts some of the rows.</summary>
    /// <param name="rows">Their numbers, ascending; become the same in order.</param>
    public void Sort(Span<int> rows)
    {
        Pack();
        if (_entries.Length < rows.Length)
        {
            _entries = new SortEntry[rows.Length];
            _scratch = new SortEntry[rows.Length];
        }

        var entries = _entries.AsSpan(0, rows.Length);
        for (var i = 0; i < entries.Length; i++) entries[i] = new SortEntry(0, rows[i]);
        var room = 64;
        foreach (var column in _packed!)
        {
            column.Append(entries, room);
            room -= Math.Min(room, column.Bits);
        }

        entries = RadixSort.Sort(entries, _scratch.AsSpan(0, rows.Length));
        if (_rest < _columns.Length) SortEqual(entries);
        for (var i = 0; i < entries.Length; i++) rows[i] = entries[i].Row;
    }

    private int Compare(int row, RowKeys other, int otherRow, int from)
    {
        for (var k = from; k < _columns.Length; k++)
        {
            var compared = _columns[k].Compare(row, other._columns[k], otherRow);
            if (compared != 0) return compared;
        }

        return 0;
    }

    private void SortEqual(Span<SortEntry> entries)
    {
        for (var first = 0; first < entries.Length;)
        {
            var end = first + 1;
            while (end < entries.Length && entries[end].Key == entries[first].Key) end++;
            if (end - first > 1) entries[first..end].Sort((a, b) => Compare(a.Row, this, b.Row, _rest) is var compared and not 0 ? compared : a.Row.CompareTo(b.Row));
            first = end;
        }
    }

    private void Pack()
    {
        if (_packed is not null) return;
        var packed = new List<PackedColumn>();
        var room = 64;
        for (_rest = 0; _rest < _columns.Length && room > 0; _rest++)
        {
            var column = _columns[_rest].Pack(Rows);
            packed.Add(column);
            if (column.Bits > room || !column.IsExact) break;
            room -= column.Bits;
        }

        _packed = [.. packed];
    }
}
