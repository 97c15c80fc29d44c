using Tidemark.Engine.Binding;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// What all joins share: takes candidate pairs of a left batch and kept right rows piece by piece, tests the condition, and gives pairs, or left rows once, or rows without a partner.
/// The derived class says which pairs there are.
/// </summary>
internal abstract class JoinStream : BatchStream
{
    // Who reads coded strings may note something for each value of the dictionary.
    private const int MostCoded = 1 << 16;

    private readonly JoinKind _kind;
    private readonly Evaluator? _condition;
    private readonly int _leftColumns;
    private readonly VectorBuilder[] _builders;
    private readonly Vector[] _columns;
    private readonly Batch _pairs = new();
    private readonly Selection _passed = new();
    private readonly SubBatch _narrowed = new();
    private readonly SubBatch _chosen = new();
    private readonly int[] _leftRows;
    private readonly int[] _rightRows;
    private readonly int[] _survivors;
    private bool[] _matched = [];
    private bool[]? _rightMatched;
    private Batch? _left;
    private int _unmatchedNext = -1;
    private int _rightNext;
    private bool _exhausted;

    protected JoinStream(JoinKind kind, IReadOnlyList<OutputColumn> left, IReadOnlyList<OutputColumn> right, BoundExpression? condition, QueryContext context)
    {
        Context = context;
        _kind = kind;
        _condition = condition is null ? null : new EvaluatorFactory(context).Create(condition);
        _leftColumns = left.Count;
        _builders = [.. left.Concat(right).Select(c => VectorBuilder.Create(c.Type))];
        _columns = new Vector[_builders.Length];
        _leftRows = new int[context.BatchRows];
        _rightRows = new int[context.BatchRows];
        _survivors = new int[context.BatchRows];
    }

    /// <summary>The execution.</summary>
    protected QueryContext Context { get; }

    /// <summary>The next batch of the left side.</summary>
    protected abstract Batch? NextLeft();

    /// <summary>A left batch is to be joined: called before pairs are asked for.</summary>
    protected abstract void Begin(Batch left);

    /// <summary>The next candidate pairs of the present left batch, left rows ascending.</summary>
    /// <param name="leftRows">Receives rows of the left batch.</param>
    /// <param name="rightRows">Receives rows of <see cref="RightColumns"/>.</param>
    /// <returns>How many; 0 when the batch is done.</returns>
    protected abstract int NextPairs(Span<int> leftRows, Span<int> rightRows);

    /// <summary>The right rows that pairs refer to.</summary>
    protected abstract Vector[] RightColumns { get; }

    /// <summary>Whether the right rows stay the same to the end.</summary>
    protected virtual bool KeepsRightRows => true;

    /// <summary>How many right rows there are, for those that no pair met; only asked for right and full joins.</summary>
    protected abstract int RightCount { get; }

    /// <summary>Whether the right side's partnerless rows are given as well.</summary>
    private bool KeepsRight => _kind is JoinKind.Right or JoinKind.Full;

    /// <inheritdoc />
    public override Batch? Next()
    {
        while (!_exhausted)
        {
            if (_left is null && !NextLeftBatch()) break;
            if (_unmatchedNext < 0)
            {
                // The pairs of one batch may be all there are.
                Context.Functions.ThrowIfCancelled();
                var count = NextPairs(_leftRows, _rightRows);
                if (count > 0)
                {
                    if (TakePairs(count) is { } pairs) return pairs;
                    continue;
                }

                _unmatchedNext = 0;
            }

            if (LeftRemainder() is { } remainder) return remainder;
            _left = null;
        }

        _exhausted = true;
        return KeepsRight ? RightRemainder() : null;
    }

    private bool NextLeftBatch()
    {
        _left = NextLeft();
        if (_left is null) return false;
        if (_matched.Length < _left.Length) _matched = new bool[_left.Length];
        _matched.AsSpan(0, _left.Length).Clear();
        _unmatchedNext = -1;
        Begin(_left);
        return true;
    }

    private Batch? TakePairs(int count)
    {
        if (_condition is null && _kind is JoinKind.Semi or JoinKind.Anti)
        {
            for (var i = 0; i < count; i++) _matched[_leftRows[i]] = true;
            return null;
        }

        Gather(_leftRows.AsSpan(0, count), _rightRows.AsSpan(0, count));
        _pairs.Set(_columns, count, null);
        var result = _pairs;
        ReadOnlySpan<int> survivors = default;
        if (_condition is not null)
        {
            _passed.SetWhereTrue(_condition.Evaluate(_pairs));
            if (_passed.Count == 0) return null;
            survivors = _passed.Rows;
            if (survivors.Length < count) result = _narrowed.Of(_pairs, survivors);
        }

        if (_kind != JoinKind.Inner) Mark(count, survivors);
        return _kind is JoinKind.Semi or JoinKind.Anti ? null : result;
    }

    private void Mark(int count, ReadOnlySpan<int> survivors)
    {
        if (_condition is null)
        {
            for (var i = 0; i < count; i++) _survivors[i] = i;
            survivors = _survivors.AsSpan(0, count);
        }

        if (KeepsRight) _rightMatched ??= new bool[RightCount];
        foreach (var i in survivors)
        {
            _matched[_leftRows[i]] = true;
            if (_rightMatched is not null) _rightMatched[_rightRows[i]] = true;
        }
    }

    // Left rows that are given for having, or for not having, a partner.
    private Batch? LeftRemainder()
    {
        if (_kind is JoinKind.Inner or JoinKind.Right) return null;
        var wanted = _kind == JoinKind.Semi;
        var count = 0;
        var left = _left!;
        if (_kind is JoinKind.Semi or JoinKind.Anti)
        {
            if (_unmatchedNext > 0) return null;
            _unmatchedNext = left.Length;
            var rows = new int[left.Length];
            for (var row = 0; row < left.Length; row++)
            {
                if (_matched[row] == wanted) rows[count++] = row;
            }

            return count == 0 ? null : count == left.Length ? left : _chosen.Of(left, rows.AsSpan(0, count));
        }

        for (; _unmatchedNext < left.Length && count < _leftRows.Length; _unmatchedNext++)
        {
            if (!_matched[_unmatchedNext]) _leftRows[count++] = _unmatchedNext;
        }

        if (count == 0) return null;
        for (var c = 0; c < _builders.Length; c++)
        {
            _builders[c].Reset();
            if (c < _leftColumns) _builders[c].AppendGather(left.Column(c), _leftRows.AsSpan(0, count));
            else AppendNulls(_builders[c], count);
            _columns[c] = _builders[c].Build();
        }

        _pairs.Set(_columns, count, null);
        return _pairs;
    }

    private Batch? RightRemainder()
    {
        _rightMatched ??= new bool[RightCount];
        var count = 0;
        for (; _rightNext < _rightMatched.Length && count < _rightRows.Length; _rightNext++)
        {
            if (!_rightMatched[_rightNext]) _rightRows[count++] = _rightNext;
        }

        if (count == 0) return null;
        var right = RightColumns;
        for (var c = 0; c < _builders.Length; c++)
        {
            _builders[c].Reset();
            if (c < _leftColumns) AppendNulls(_builders[c], count);
            else _builders[c].AppendGather(right[c - _leftColumns], _rightRows.AsSpan(0, count));
            _columns[c] = _builders[c].Build();
        }

        _pairs.Set(_columns, count, null);
        return _pairs;
    }

    private void Gather(ReadOnlySpan<int> leftRows, ReadOnlySpan<int> rightRows)
    {
        var right = RightColumns;
        // Where each left row has one partner, as with a foreign key, its columns stay as they are.
        var isWhole = leftRows.Length == _left!.Length && IsIdentity(leftRows);
        int[]? codes = null;
        for (var c = 0; c < _builders.Length; c++)
        {
            if (c < _leftColumns)
            {
                _columns[c] = _left.Column(c);
                if (isWhole) continue;
                _columns[c] = _columns[c] is DictionaryVector { Validity.IsAllValid: true } coded ? Chosen(coded, leftRows) : Gathered(c, _columns[c], leftRows);
                continue;
            }

            _columns[c] = right[c - _leftColumns] switch
            {
                // Strings are not copied: the right rows are their dictionary.
                BytesVector { Validity.IsAllValid: true, Length: <= MostCoded } values when KeepsRightRows => new DictionaryVector(values, codes ??= rightRows.ToArray(), rightRows.Length),
                DictionaryVector { Validity.IsAllValid: true } values => Chosen(values, rightRows),
                var values => Gathered(c, values, rightRows),
            };
        }
    }

    private Vector Gathered(int column, Vector values, ReadOnlySpan<int> rows)
    {
        var builder = _builders[column];
        builder.Reset();
        builder.AppendGather(values, rows);
        return builder.Build();
    }

    private static DictionaryVector Chosen(DictionaryVector values, ReadOnlySpan<int> rows)
    {
        var codes = new int[rows.Length];
        var from = values.Codes;
        for (var i = 0; i < codes.Length; i++) codes[i] = from[rows[i]];
        return new DictionaryVector(values.Dictionary, codes, codes.Length);
    }

    private static bool IsIdentity(ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] != i) return false;
        }

        return true;
    }

    private static void AppendNulls(VectorBuilder builder, int count)
    {
        for (var i = 0; i < count; i++) builder.AppendNull();
    }
}
