using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Joins two sides that are sorted by the keys, going through both at once: of the right side only the rows of one key, and those read with them, are kept.</summary>
internal sealed class MergeJoinStream : JoinStream
{
    private readonly MergeJoinNode _node;
    private readonly BatchStream _input;
    private readonly Evaluator[] _keys;
    private readonly Vector[] _values;
    private readonly MergeKeys _left;
    private readonly MergeWindow _window;
    private readonly bool _needsOnePartner;
    private readonly bool _givesLonely;
    private int _length;
    private int _row;

    // The right rows with the key of a left row: from the first to before the end, of which some were given. The end is not known while it is before the first.
    private int _first;
    private int _end;
    private int _next;
    private bool _isPlaced;
    private bool _hasRead;

    public MergeJoinStream(MergeJoinNode node, QueryContext context)
        : base(node.Kind, node.Left.Output, node.Right.Output, node.Residual, context)
    {
        _node = node;
        _keys = new EvaluatorFactory(context).Create(node.LeftKeys);
        _values = new Vector[_keys.Length];
        _left = new MergeKeys([.. _keys.Select(k => k.Type)], node.Descending);
        _needsOnePartner = node.Kind is JoinKind.Semi or JoinKind.Anti && node.Residual is null;
        _givesLonely = node.Kind == JoinKind.Left && node.Residual is null;
        _window = new MergeWindow(node, _givesLonely, context);
        _first = _end = _window.First;
        _input = Operators.Open(node.Left, context);
    }

    /// <inheritdoc />
    protected override Vector[] RightColumns => _window.Columns;

    /// <inheritdoc />
    protected override bool KeepsRightRows => false;

    /// <inheritdoc />
    protected override int RightCount => throw Errors.InternalErrors.Unexpected("a merge join keeps no right rows");

    /// <inheritdoc />
    protected override Batch? NextLeft()
    {
        if (!_hasRead)
        {
            _window.Read(_first);
            _hasRead = true;
        }

        // Behind the last right row nothing is found.
        if (_window.IsComplete && _first == _window.Count && _node.Kind is JoinKind.Inner or JoinKind.Semi) return null;
        return _input.Next();
    }

    /// <inheritdoc />
    protected override void Begin(Batch left)
    {
        for (var k = 0; k < _keys.Length; k++) _values[k] = _keys[k].Evaluate(left);
        _length = left.Length;
        _left.Take(_values, _length);
        _row = 0;
        _isPlaced = false;
    }

    /// <inheritdoc />
    protected override int NextPairs(Span<int> leftRows, Span<int> rightRows)
    {
        while (true)
        {
            var count = _left.HasWords
                ? Match(new WordComparison(_left.Words, _window.Keys.Words), leftRows, rightRows, out var needsMore)
                : Match(new RowComparison(_left.Rows, _window.Keys.Rows), leftRows, rightRows, out needsMore);
            if (count > 0 || !needsMore) return count;
            Context.Functions.ThrowIfCancelled();
            // The rows of the key stay; they are the first ones then.
            var moved = _first - _window.First;
            _window.Read(_first);
            (_first, _end) = (_window.First, _end - moved);
        }
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _input.Dispose();
        _window.Dispose();
    }

    // Gives pairs until there is no more room for them, or until right rows are needed that were not read: pairs name rows by their places, which change then.
    private int Match<TComparison>(TComparison keys, Span<int> leftRows, Span<int> rightRows, out bool needsMore)
        where TComparison : IMergeComparison, allows ref struct
    {
        var count = 0;
        needsMore = false;
        while (_row < _length)
        {
            if (!_isPlaced)
            {
                if (_left.HasNulls && _left.IsNull(_row))
                {
                    if (!TryGiveLonely(leftRows, rightRows, ref count)) return count;
                    _row++;
                    continue;
                }

                if (!TryPlace(keys))
                {
                    needsMore = true;
                    return count;
                }
            }

            if (_next == _end && _first == _end)
            {
                if (!TryGiveLonely(leftRows, rightRows, ref count)) return count;
            }
            else
            {
                while (_next < _end && count < leftRows.Length)
                {
                    leftRows[count] = _row;
                    rightRows[count++] = _next++;
                }

                if (_next < _end) return count;
            }

            _row++;
            _isPlaced = false;
        }

        return count;
    }

    // Finds the right rows with the left row's key; false where others must be read for that.
    private bool TryPlace<TComparison>(TComparison keys)
        where TComparison : IMergeComparison, allows ref struct
    {
        var count = _window.Count;
        if (_end > _first)
        {
            if (keys.Compare(_row, _first) == 0)
            {
                if (!TryEnd(keys)) return false;
                _next = _first;
                return _isPlaced = true;
            }

            _first = _end;
        }

        var compared = -1;
        while (_first < count && (compared = keys.Compare(_row, _first)) > 0) _first++;
        _end = _first;
        if (_first == count && !_window.IsComplete) return false;
        if (_first < count && compared == 0)
        {
            _end = _first + 1;
            if (!TryEnd(keys)) return false;
        }

        _next = _first;
        return _isPlaced = true;
    }

    private bool TryEnd<TComparison>(TComparison keys)
        where TComparison : IMergeComparison, allows ref struct
    {
        if (_needsOnePartner) return true;
        var count = _window.Count;
        while (_end < count && keys.IsSame(_first, _end)) _end++;
        return _end < count || _window.IsComplete;
    }

    private bool TryGiveLonely(Span<int> leftRows, Span<int> rightRows, ref int count)
    {
        if (!_givesLonely) return true;
        if (count == leftRows.Length) return false;
        leftRows[count] = _row;
        rightRows[count++] = 0;
        return true;
    }
}
