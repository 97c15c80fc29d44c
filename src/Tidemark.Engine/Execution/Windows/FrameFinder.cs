using Tidemark.Engine.Binding;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Finds the frame of each row of sorted partitions.</summary>
internal sealed class FrameFinder
{
    private readonly WindowFrame _frame;
    private readonly SortKey? _key;
    private readonly Vector? _keys;
    private readonly Vector? _startLimits;
    private readonly Vector? _endLimits;
    private readonly long _startOffset;
    private readonly long _endOffset;

    /// <summary>For all rows of a window.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="key">The order's first key, for RANGE with offsets.</param>
    /// <param name="keys">Its values in the order of the rows.</param>
    /// <param name="context">The execution, for the offsets.</param>
    public FrameFinder(WindowFrame frame, SortKey? key, Vector? keys, QueryContext context)
    {
        _frame = frame;
        _key = key;
        _keys = keys;
        var factory = new EvaluatorFactory(context);
        if (frame.Start.Offset is { } start)
        {
            var value = Checked(factory.Create(start).EvaluateConstant(), "starting");
            if (frame.Unit == FrameUnit.Range) _startLimits = RangeLimits.Compute(keys!, value, frame.Start.IsPreceding != key!.Descending, context.Functions.Format);
            else _startOffset = CheckedCount(value, "starting");
        }

        if (frame.End.Offset is { } end)
        {
            var value = Checked(factory.Create(end).EvaluateConstant(), "ending");
            if (frame.Unit == FrameUnit.Range) _endLimits = RangeLimits.Compute(keys!, value, frame.End.IsPreceding != key!.Descending, context.Functions.Format);
            else _endOffset = CheckedCount(value, "ending");
        }
    }

    /// <summary>Fills in the frames of a partition's rows, counted from its first row; an empty frame has an end that is not after its start.</summary>
    /// <param name="first">The partition's first row among all.</param>
    /// <param name="peerStart">The first peer of each row.</param>
    /// <param name="peerEnd">The row after the last peer of each row.</param>
    /// <param name="start">Receives the first row of each frame.</param>
    /// <param name="end">Receives the row after the last of each frame.</param>
    public void Find(int first, ReadOnlySpan<int> peerStart, ReadOnlySpan<int> peerEnd, Span<int> start, Span<int> end)
    {
        var rows = peerStart.Length;
        var groups = _frame.Unit == FrameUnit.Groups ? GroupStarts(peerStart) : null;
        var startAt = 0;
        var endAt = 0;
        var group = -1;
        for (var row = 0; row < rows; row++)
        {
            if (groups is not null && peerStart[row] == row) group++;
            start[row] = _frame.Start switch
            {
                { IsUnbounded: true } => 0,
                { Offset: null } => _frame.Unit == FrameUnit.Rows ? row : peerStart[row],
                _ when _startLimits is not null => startAt = Seek(first, row, rows, startAt, _startLimits, peerStart, isEnd: false),
                var bound when groups is not null => GroupStart(groups, group + Signed(bound, _startOffset), rows),
                var bound => Clamp(row + Signed(bound, _startOffset), rows),
            };
            end[row] = _frame.End switch
            {
                { IsUnbounded: true } => rows,
                { Offset: null } => _frame.Unit == FrameUnit.Rows ? row + 1 : peerEnd[row],
                _ when _endLimits is not null => endAt = Seek(first, row, rows, endAt, _endLimits, peerEnd, isEnd: true),
                var bound when groups is not null => GroupStart(groups, group + Signed(bound, _endOffset) + 1, rows),
                var bound => Clamp(row + Signed(bound, _endOffset) + 1, rows),
            };
        }
    }

    private static long Signed(FrameBound bound, long offset) => bound.IsPreceding ? -offset : offset;

    private static int Clamp(long row, int rows) => (int)Math.Clamp(row, 0, rows);

    private static int GroupStart(List<int> groups, long group, int rows) => group < 0 ? 0 : group >= groups.Count ? rows : groups[(int)group];

    private static List<int> GroupStarts(ReadOnlySpan<int> peerStart)
    {
        var starts = new List<int>();
        for (var row = 0; row < peerStart.Length; row++)
        {
            if (peerStart[row] == row) starts.Add(row);
        }

        return starts;
    }

    // The limits grow with the rows, so the search goes on where it ended for the row before. A null is only near other nulls.
    private int Seek(int first, int row, int rows, int at, Vector limits, ReadOnlySpan<int> peers, bool isEnd)
    {
        var keys = _keys!;
        if (keys.IsNull(first + row)) return peers[row];
        for (; at < rows; at++)
        {
            if (keys.IsNull(first + at))
            {
                if (_key!.NullsFirst) continue;
                break;
            }

            var compared = ValueComparison.Compare(keys, first + at, limits, first + row);
            if (_key!.Descending) compared = -compared;
            if (isEnd ? compared > 0 : compared >= 0) break;
        }

        return at;
    }

    private static Vector Checked(Vector value, string which) => !value.IsNull(0)
        ? value
        : throw new SqlException(new SqlError { State = SqlState.NullValueNotAllowed, Message = $"frame {which} offset must not be null" });

    private static long CheckedCount(Vector value, string which)
    {
        var count = VectorAccess.Get<long>(value, 0);
        if (count >= 0) return Math.Min(count, int.MaxValue);
        throw new SqlException(new SqlError { State = SqlState.InvalidPrecedingOrFollowingSize, Message = $"frame {which} offset must not be negative" });
    }
}
