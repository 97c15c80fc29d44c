using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Planning;

/// <summary>
/// Reads the bounds of time_bucket_gapfill from the conditions that all rows below the grouping meet: comparisons of its time, a plain column, or of time_bucket of it, with what does not
/// depend on the rows: constants, parameters, now(), subqueries.
/// </summary>
internal sealed class GapFillBounds
{
    private readonly HashSet<ColumnId> _inner;
    private readonly BoundExpression _time;
    private readonly List<BoundExpression> _conditions = [];

    /// <summary>Bounds for a call over grouped rows.</summary>
    public GapFillBounds(Relation input, BoundCall call)
    {
        _inner = ColumnSets.OutputOf(input);
        _time = call.Arguments[1];
        Collect(input);
    }

    /// <summary>The bounds of one side.</summary>
    /// <exception cref="SqlException">22023 where there are none, or the time is no column.</exception>
    public ImmutableArray<GapFillBound> Infer(bool isStart)
    {
        if (_time is not BoundColumn) throw GapFillErrors.TimeNotColumn();
        return Find(isStart) is { IsEmpty: false } found ? found : throw GapFillErrors.NoBound(isStart ? "start" : "finish");
    }

    /// <summary>The bounds of one side, if there are any.</summary>
    public ImmutableArray<GapFillBound> Find(bool isStart)
    {
        if (_time is not BoundColumn column) return [];
        var found = ImmutableArray.CreateBuilder<GapFillBound>();
        foreach (var condition in _conditions)
        {
            if (condition is not BoundCall { OperatorName: "<" or "<=" or ">" or ">=", Arguments: [var left, var right] } comparison) continue;
            if (TryMake(column, left, comparison.OperatorName!, right, isStart) is { } bound) found.Add(bound);
            else if (TryMake(column, right, Commuted(comparison.OperatorName!), left, isStart) is { } commuted) found.Add(commuted);
        }

        return found.DrainToImmutable();
    }

    // Conditions of filters and inner joins, down to where rows may be made up or numbered.
    private void Collect(Relation relation)
    {
        switch (relation)
        {
            case Filter filter:
                _conditions.AddRange(Conjunctions.Split(filter.Condition));
                Collect(filter.Input);
                break;
            case Join { Kind: JoinKind.Inner } join:
                _conditions.AddRange(Conjunctions.Split(join.Condition));
                Collect(join.Left);
                Collect(join.Right);
                break;
        }
    }

    private GapFillBound? TryMake(BoundColumn time, BoundExpression tested, string symbol, BoundExpression value, bool isStart)
    {
        if (symbol[0] == '>' != isStart || ColumnSets.Of(value).Overlaps(_inner) || ExpressionVolatility.IsVolatile(value)) return null;
        if (tested is BoundColumn column && column.Id == time.Id)
        {
            return new GapFillBound(symbol is ">" or "<=" ? GapFillBoundKind.After : GapFillBoundKind.Exact, value, null);
        }

        if (tested is not BoundCall { Function: { Name: "time_bucket", Kernel: not IGapFillKernel }, Arguments: [var width, BoundColumn bucketed] } || bucketed.Id != time.Id) return null;
        if (ColumnSets.Of(width).Overlaps(_inner)) return null;
        return symbol switch
        {
            ">" => new GapFillBound(GapFillBoundKind.After, value, null),
            ">=" => new GapFillBound(GapFillBoundKind.Exact, value, null),
            "<" => new GapFillBound(GapFillBoundKind.BucketBefore, value, width),
            _ => new GapFillBound(GapFillBoundKind.BucketUpTo, value, width),
        };
    }

    private static string Commuted(string symbol) => symbol switch
    {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        _ => "<=",
    };
}
