using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The keys of kept rows, column by column. Rows of different keys over the same columns compare with each other. Rows that are sorted together are sorted by one number each that holds as much of
/// the keys as it can (<see cref="PackedColumn"/>), and those with equal numbers by the rest. One thread at a time.
/// </summary>
internal sealed class RowKeys
{
    // Rows that are sorted or merged between two looks whether the statement was cancelled.
    private const int Unwatched = 1 << 16;

    private readonly SortedColumn[] _columns;
    private PackedColumn[]? _packed;
    private SortEntry[] _entries = [];
    private SortEntry[] _scratch = [];
    private readonly Comparison<SortEntry> _compareRest;

    // The first column that the numbers do not decide.
    private int _rest;

    private RowKeys(SortedColumn[] columns, int rows)
    {
        _columns = columns;
        _compareRest = CompareRest;
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

    /// <summary>The rows' numbers in order; rows with equal keys stay in their order. Fails when the statement was cancelled.</summary>
    public int[] Order(FunctionContext context)
    {
        var order = new int[Rows];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Sort(order, context);
        return order;
    }

    /// <summary>The numbers of the rows at some places of the order, in order. Fails when the statement was cancelled.</summary>
    /// <param name="from">The first place.</param>
    /// <param name="to">The place behind the last.</param>
    /// <param name="context">The statement.</param>
    public int[] Order(int from, int to, FunctionContext context)
    {
        if (from >= to) return [];
        var entries = AllEntries(context);
        var sorted = Sorted(new SortBuckets(entries).Take(entries, from, to, _scratch, out var before), _entries, context);
        var order = new int[to - from];
        for (var i = 0; i < order.Length; i++) order[i] = sorted[from - before + i].Row;
        return order;
    }

    /// <summary>The numbers of the first rows of the order, the last of them at the end and the others in no order, equal ones among them ascending. Fails when the statement was cancelled.</summary>
    /// <param name="wanted">How many: at least one, at most all.</param>
    /// <param name="context">The statement.</param>
    public int[] First(int wanted, FunctionContext context)
    {
        var entries = AllEntries(context);
        var buckets = new SortBuckets(entries);
        var first = new int[wanted];
        buckets.TakeBefore(entries, wanted - 1, first);
        var last = Sorted(buckets.Take(entries, wanted - 1, wanted, _scratch, out var before), _entries, context);
        for (var i = before; i < wanted; i++) first[i] = last[i - before].Row;
        return first;
    }

    /// <summary>Sorts some of the rows. Fails when the statement was cancelled.</summary>
    /// <param name="rows">Their numbers, ascending; become the same in order.</param>
    /// <param name="context">The statement.</param>
    public void Sort(Span<int> rows, FunctionContext context)
    {
        var entries = Entries(rows.Length, context);
        for (var i = 0; i < entries.Length; i++) entries[i] = new SortEntry(0, rows[i]);
        Number(entries);
        entries = Sorted(entries, _scratch, context);
        for (var i = 0; i < entries.Length; i++) rows[i] = entries[i].Row;
    }

    // Room for entries, and as much of scratch.
    private Span<SortEntry> Entries(int count, FunctionContext context)
    {
        context.ThrowIfCancelled();
        if (_entries.Length < count)
        {
            _entries = GC.AllocateUninitializedArray<SortEntry>(count);
            _scratch = GC.AllocateUninitializedArray<SortEntry>(count);
        }

        return _entries.AsSpan(0, count);
    }

    private Span<SortEntry> AllEntries(FunctionContext context)
    {
        var entries = Entries(Rows, context);
        for (var i = 0; i < entries.Length; i++) entries[i] = new SortEntry(0, i);
        Number(entries);
        return entries;
    }

    // Gives the entries what they are sorted by first.
    private void Number(Span<SortEntry> entries)
    {
        Pack();
        var room = 64;
        foreach (var column in _packed!)
        {
            column.Append(entries, room);
            room -= Math.Min(room, column.Bits);
        }

    }

    // The entries in order, in one of the two places; the other is lost.
    private Span<SortEntry> Sorted(Span<SortEntry> entries, Span<SortEntry> scratch, FunctionContext context)
    {
        scratch = scratch[..entries.Length];
        var sorted = RadixSort.Sort(entries, scratch);
        if (_rest < _columns.Length) SortEqual(sorted, sorted == scratch ? entries : scratch, context);
        return sorted;
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

    private void SortEqual(Span<SortEntry> entries, Span<SortEntry> scratch, FunctionContext context)
    {
        var unwatched = 0;
        for (var first = 0; first < entries.Length;)
        {
            var end = first + 1;
            while (end < entries.Length && entries[end].Key == entries[first].Key) end++;
            if (end - first > 1) SortByRest(entries[first..end], scratch, context);
            unwatched += end - first;
            first = end;
            if (unwatched < Unwatched) continue;
            unwatched = 0;
            context.ThrowIfCancelled();
        }
    }

    // Pieces are sorted, then merged: what compares must not fail, and what sorts a long span does not look up.
    private void SortByRest(Span<SortEntry> entries, Span<SortEntry> scratch, FunctionContext context)
    {
        for (var first = 0; first < entries.Length; first += Unwatched)
        {
            if (first > 0) context.ThrowIfCancelled();
            entries.Slice(first, Math.Min(Unwatched, entries.Length - first)).Sort(_compareRest);
        }

        var from = entries;
        var to = scratch[..entries.Length];
        for (var width = Unwatched; width < entries.Length && width > 0; width *= 2)
        {
            for (var first = 0; first < from.Length; first += 2 * width)
            {
                var middle = Math.Min(first + width, from.Length);
                var end = Math.Min(middle + width, from.Length);
                Merge(from[first..middle], from[middle..end], to[first..end], context);
            }

            var merged = to;
            to = from;
            from = merged;
        }

        if (from != entries) from.CopyTo(entries);
    }

    private void Merge(ReadOnlySpan<SortEntry> left, ReadOnlySpan<SortEntry> right, Span<SortEntry> to, FunctionContext context)
    {
        var (l, r) = (0, 0);
        for (var at = 0; at < to.Length; at++)
        {
            if ((at & (Unwatched - 1)) == 0) context.ThrowIfCancelled();
            to[at] = r == right.Length || (l < left.Length && CompareRest(left[l], right[r]) <= 0) ? left[l++] : right[r++];
        }
    }

    private int CompareRest(SortEntry a, SortEntry b) => Compare(a.Row, this, b.Row, _rest) is var compared and not 0 ? compared : a.Row.CompareTo(b.Row);

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
