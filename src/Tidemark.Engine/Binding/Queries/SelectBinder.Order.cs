using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>ORDER BY, DISTINCT and DISTINCT ON: expressions that may name, number or repeat select items.</summary>
internal sealed partial class SelectBinder
{
    private List<(Target Target, SortItem Item)> BindOrder(IReadOnlyList<SortItem> items)
    {
        var order = new List<(Target, SortItem)>();
        foreach (var item in items)
        {
            var target = FindTarget(item.Value, ExpressionKind.OrderBy);
            target.Expression = binder.Coercion.ResolveUnknown(target.Expression);
            if (!OperatorResolution.CanSort(target.Expression.Type)) throw NameErrors.NoOrderingOperator(target.Expression.Type.DisplayName, item.Value.Start);
            order.Add((target, item));
        }

        return order;
    }

    // Null for no DISTINCT ON.
    private List<Target>? BindDistinct(SelectQuery query, List<(Target Target, SortItem Item)> order)
    {
        if (query.IsDistinct && query.DistinctOn.IsEmpty)
        {
            foreach (var (target, item) in order)
                if (target.IsHidden)
                    throw QueryErrors.InvalidColumnReference("for SELECT DISTINCT, ORDER BY expressions must appear in select list", item.Value.Start);
            foreach (var target in _targets)
            {
                target.Expression = binder.Coercion.ResolveUnknown(target.Expression);
                RequireEquality(target.Expression, target.Position);
            }
        }

        if (query.DistinctOn.IsEmpty) return null;
        var wanted = new List<(Target Target, int Position)>();
        foreach (var expression in query.DistinctOn)
        {
            var target = FindTarget(expression, ExpressionKind.DistinctOn);
            target.Expression = binder.Coercion.ResolveUnknown(target.Expression);
            RequireEquality(target.Expression, expression.Start);
            wanted.Add((target, expression.Start));
        }

        // The rows that DISTINCT ON tells apart must come sorted by its expressions first.
        var ordered = new HashSet<Target>();
        var skipped = false;
        foreach (var (target, _) in order)
        {
            var place = wanted.FindIndex(w => w.Target == target);
            if (place < 0) skipped = true;
            else if (skipped) throw Mismatch(wanted[place].Position);
            else ordered.Add(target);
        }

        foreach (var (target, position) in wanted)
            if (!ordered.Contains(target) && skipped)
                throw Mismatch(position);
        return [.. wanted.Select(w => w.Target).Distinct()];

        static SqlException Mismatch(int position) =>
            QueryErrors.InvalidColumnReference("SELECT DISTINCT ON expressions must match initial ORDER BY expressions", position);
    }

    private static void RequireEquality(BoundExpression expression, int position)
    {
        if (!OperatorResolution.CanCompareForEquality(expression.Type)) throw NameErrors.NoEqualityOperator(expression.Type.DisplayName, position);
    }

    // SQL92's rule first (a name or number of the select list), then SQL99's (any expression).
    private Target FindTarget(Expression expression, ExpressionKind kind) => FindNamedTarget(expression, kind) ?? FindComputedTarget(expression, kind);

    private Target? FindNamedTarget(Expression expression, ExpressionKind kind)
    {
        switch (expression)
        {
            case ColumnReference { Parts.Count: 1 } column:
                // In GROUP BY a column of FROM comes before an alias.
                if (kind == ExpressionKind.GroupBy && ColumnLookup.FindColumn(scope, column.Column, column.Position, isLocal: true) is not null) return null;
                Target? found = null;
                foreach (var target in _targets)
                {
                    if (target.IsHidden || target.Name != column.Column) continue;
                    if (found is not null && !ExpressionComparer.Instance.Equals(found.Expression, target.Expression))
                        throw QueryErrors.AmbiguousSelectAlias(kind.Name(), column.Column, column.Position);
                    found ??= target;
                }

                return found;
            case IntegerLiteral number:
                var visible = _targets.Where(t => !t.IsHidden).ToList();
                return number.Value >= 1 && number.Value <= visible.Count
                    ? visible[(int)number.Value - 1]
                    : throw QueryErrors.PositionNotInSelectList(kind.Name(), number.Value, number.Position);
            case Literal and not TypedLiteral and not BooleanLiteral:
                throw QueryErrors.NonIntegerConstant(kind.Name(), expression.Start);
            default:
                return null;
        }
    }

    private Target FindComputedTarget(Expression expression, ExpressionKind kind)
    {
        var bound = _expressions.Bind(expression, kind);
        foreach (var target in _targets)
            if (ExpressionComparer.Instance.Equals(target.Expression, bound))
                return target;
        var hidden = new Target { Expression = bound, Name = OutputNames.Of(expression), IsHidden = true, Position = expression.Start };
        _targets.Add(hidden);
        return hidden;
    }
}
