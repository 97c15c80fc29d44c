using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Gives the first rows as they come, and does not ask its input for more than it needs.</summary>
internal sealed class LimitStream : BatchStream
{
    private readonly BatchStream _input;
    private readonly Evaluator[] _tieKeys;
    private readonly GroupKeys? _ties;
    private readonly SubBatch _part = new();
    private long _skip;
    private long _left;
    private int _lastGroup = -1;

    public LimitStream(LimitNode node, QueryContext context)
    {
        (_left, _skip) = LimitBounds.Evaluate(node.Count, node.Offset, context);
        _tieKeys = new EvaluatorFactory(context).Create(node.TieKeys);
        if (_tieKeys.Length > 0) _ties = new GroupKeys([.. _tieKeys.Select(k => k.Type)], groupsNulls: true);
        _input = _left == 0 ? new EmptyStream() : Operators.Open(node.Input, context);
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        while (_left > 0)
        {
            if (_input.Next() is not { } batch) return null;
            if (_skip >= batch.Length)
            {
                _skip -= batch.Length;
                continue;
            }

            var start = (int)_skip;
            _skip = 0;
            var count = (int)Math.Min(_left, batch.Length - start);
            _left -= count;
            if (_left == 0 && _ties is not null) count = start + count < batch.Length ? count + CountTies(batch, start + count) : RememberLast(batch, count);
            return start == 0 && count == batch.Length ? batch : Range(batch, start, count);
        }

        return _lastGroup < 0 ? null : NextTies();
    }

    /// <inheritdoc />
    protected override void Close() => _input.Dispose();

    private Batch? NextTies()
    {
        if (_input.Next() is not { } batch) return null;
        var groups = GroupsOf(batch);
        var count = 0;
        while (count < groups.Length && groups[count] == _lastGroup) count++;
        if (count < groups.Length) _lastGroup = -1;
        return count == 0 ? null : Range(batch, 0, count);
    }

    private int CountTies(Batch batch, int end)
    {
        var groups = GroupsOf(batch);
        var count = 0;
        while (end + count < groups.Length && groups[end + count] == groups[end - 1]) count++;
        if (end + count == groups.Length) _lastGroup = groups[^1];
        return count;
    }

    private int RememberLast(Batch batch, int count)
    {
        _lastGroup = GroupsOf(batch)[^1];
        return count;
    }

    private int[] GroupsOf(Batch batch)
    {
        var keys = new Vector[_tieKeys.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = _tieKeys[i].Evaluate(batch);
        var groups = new int[batch.Length];
        _ties!.Assign(keys, groups);
        return groups;
    }

    private Batch Range(Batch batch, int start, int count)
    {
        var rows = new int[count];
        for (var i = 0; i < count; i++) rows[i] = start + i;
        return _part.Of(batch, rows);
    }
}

/// <summary>The values of LIMIT and OFFSET.</summary>
internal static class LimitBounds
{
    /// <summary>How many rows come out after how many are skipped; <see cref="long.MaxValue"/> for all.</summary>
    public static (long Count, long Offset) Evaluate(BoundExpression? count, BoundExpression? offset, QueryContext context)
    {
        var factory = new EvaluatorFactory(context);
        var left = Value(count, factory) ?? long.MaxValue;
        if (left < 0) throw Negative(SqlState.InvalidRowCountInLimitClause, "LIMIT");
        var skip = Value(offset, factory) ?? 0;
        if (skip < 0) throw Negative(SqlState.InvalidRowCountInResultOffsetClause, "OFFSET");
        return (left, skip);
    }

    private static long? Value(BoundExpression? expression, EvaluatorFactory factory)
    {
        if (expression is null) return null;
        var value = factory.Create(expression).EvaluateConstant();
        return value.IsNull(0) ? null : VectorAccess.Get<long>(value, 0);
    }

    private static SqlException Negative(SqlState state, string clause) => new(new SqlError { State = state, Message = $"{clause} must not be negative" });
}
