namespace Tidemark.Storage;

/// <summary>The cursors of a merge as a binary heap, the one with the least next row on top.</summary>
internal sealed class MergeHeap(int capacity)
{
    private readonly MergeCursor[] _cursors = new MergeCursor[capacity];

    public int Count { get; private set; }

    public MergeCursor Top => _cursors[0];

    public void Add(MergeCursor cursor)
    {
        var at = Count++;
        while (at > 0 && IsBefore(cursor, _cursors[(at - 1) / 2]))
        {
            _cursors[at] = _cursors[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _cursors[at] = cursor;
    }

    /// <summary>The top has moved on: it finds its new place.</summary>
    public void Sink()
    {
        var cursor = _cursors[0];
        var at = 0;
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= Count) break;
            if (child + 1 < Count && IsBefore(_cursors[child + 1], _cursors[child])) child++;
            if (!IsBefore(_cursors[child], cursor)) break;
            _cursors[at] = _cursors[child];
            at = child;
        }

        _cursors[at] = cursor;
    }

    /// <summary>The top has no more rows.</summary>
    public void Remove()
    {
        _cursors[0] = _cursors[--Count];
        if (Count > 0) Sink();
    }

    /// <summary>How many rows of the top's batch come before the next row of every other cursor: at least one. By galloping, so that long runs cost few comparisons.</summary>
    public int TopRun()
    {
        var top = _cursors[0];
        if (Count == 1) return top.Left;
        var next = Count == 2 || IsBefore(_cursors[1], _cursors[2]) ? _cursors[1] : _cursors[2];
        // Rows [0, inside) come before, row [outside) does not.
        var (inside, step) = (1, 1);
        while (inside + step <= top.Left && ComesBefore(top, top.Row + inside + step - 1, next)) (inside, step) = (inside + step, step * 2);
        var outside = Math.Min(inside + step - 1, top.Left);
        while (inside < outside)
        {
            var middle = (inside + outside + 1) / 2;
            if (ComesBefore(top, top.Row + middle - 1, next)) inside = middle;
            else outside = middle - 1;
        }

        return inside;
    }

    private static bool IsBefore(MergeCursor a, MergeCursor b) => ComesBefore(a, a.Row, b);

    private static bool ComesBefore(MergeCursor cursor, int row, MergeCursor other)
    {
        var order = cursor.Keys.Compare(row, other.Keys, other.Row);
        return order < 0 || (order == 0 && cursor.Index < other.Index);
    }
}
