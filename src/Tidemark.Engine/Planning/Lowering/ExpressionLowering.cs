using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>Puts places in the input in the place of column ids, and plans into subqueries. Columns that the input does not have stay: they are outer ones.</summary>
internal sealed class ExpressionLowering : ExpressionRewriter
{
    private readonly Lowering _lowering;
    private readonly Dictionary<ColumnId, int> _places = [];

    public ExpressionLowering(Lowering lowering, ImmutableArray<OutputColumn> input)
    {
        _lowering = lowering;
        for (var i = 0; i < input.Length; i++) _places.TryAdd(input[i].Id, i);
    }

    /// <inheritdoc />
    public override BoundExpression Visit(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundColumn column:
                return _places.TryGetValue(column.Id, out var place) ? new InputColumn(place, column.Type, column.Name) : column;
            case BoundSubquery subquery:
                return new PlannedSubquery(
                    subquery.Kind,
                    _lowering.Lower(subquery.Query),
                    Correlations(subquery.Query),
                    Visit(subquery.Operands),
                    subquery.Comparisons,
                    subquery.OperatorName,
                    subquery.Type);
            case WidenedNumber widened:
                return widened with { Operand = Visit(widened.Operand) };
            default:
                return VisitChildren(expression);
        }
    }

    /// <summary>The input's columns that a relation refers to from within.</summary>
    public ImmutableArray<Correlation> Correlations(Relation inner)
    {
        var result = ImmutableArray.CreateBuilder<Correlation>();
        foreach (var column in OuterReferences.Of(inner))
        {
            if (_places.TryGetValue(column.Id, out var place)) result.Add(new Correlation(column.Id, new InputColumn(place, column.Type, column.Name)));
        }

        return result.DrainToImmutable();
    }
}

/// <summary>Finds the references of a relation to outer columns.</summary>
internal static class OuterReferences
{
    /// <summary>One reference for each outer column.</summary>
    public static IEnumerable<BoundColumn> Of(Relation relation)
    {
        var free = ColumnSets.FreeOf(relation);
        if (free.Count == 0) return [];
        var found = new Dictionary<ColumnId, BoundColumn>();
        Collect(relation, free, found);
        return found.Values;
    }

    private static void Collect(Relation relation, HashSet<ColumnId> free, Dictionary<ColumnId, BoundColumn> found)
    {
        foreach (var expression in RelationTree.Expressions(relation)) Collect(expression, free, found);
        foreach (var child in RelationTree.Children(relation)) Collect(child, free, found);
    }

    private static void Collect(BoundExpression expression, HashSet<ColumnId> free, Dictionary<ColumnId, BoundColumn> found)
    {
        if (expression is BoundColumn column && free.Contains(column.Id)) found.TryAdd(column.Id, column);
        if (expression is BoundSubquery subquery) Collect(subquery.Query, free, found);
        foreach (var child in PlanExpressionTree.Children(expression)) Collect(child, free, found);
    }
}
