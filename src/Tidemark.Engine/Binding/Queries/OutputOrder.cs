using System.Collections.Immutable;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>ORDER BY, LIMIT and OFFSET of VALUES and of set operations, which see the result's columns only.</summary>
internal sealed class OutputOrder(Binder binder, Scope scope)
{
    /// <summary>The relation ordered and limited.</summary>
    public Relation Apply(Relation relation, QueryExpression query, bool isSetOperation)
    {
        var output = relation.Output;
        var keys = query.OrderBy.Select(item => SortKeys.Make(item, Find(item.Value, output, isSetOperation) with { Position = item.Value.Start })).ToImmutableArray();
        if (!keys.IsEmpty) relation = new Sort(relation, keys);
        return binder.BindLimit(relation, query, scope, keys);
    }

    private BoundExpression Find(Expression expression, ImmutableArray<OutputColumn> output, bool isSetOperation)
    {
        switch (expression)
        {
            case ColumnReference { Parts.Count: 1 } column when output.Where(c => c.Name == column.Column).ToList() is { Count: > 0 } named:
                return named.Count == 1 ? named[0].Reference : throw QueryErrors.AmbiguousSelectAlias("ORDER BY", column.Column, column.Position);
            case IntegerLiteral number:
                return number.Value >= 1 && number.Value <= output.Length
                    ? output[(int)number.Value - 1].Reference
                    : throw QueryErrors.PositionNotInSelectList("ORDER BY", number.Value, number.Position);
            case Literal and not TypedLiteral and not BooleanLiteral:
                throw QueryErrors.NonIntegerConstant("ORDER BY", expression.Start);
        }

        var inner = new Scope(scope.Parent) { Kind = ExpressionKind.OrderBy, CommonTables = scope.CommonTables };
        binder.AddTable(inner, new ScopeTable { Name = "*VALUES*", Columns = output });
        var bound = binder.Coercion.ResolveUnknown(new ExpressionBinder(binder, inner).Bind(expression, ExpressionKind.OrderBy));
        if (isSetOperation)
        {
            if (bound is BoundColumn) return bound;
            throw QueryErrors.NotImplemented(
                "invalid UNION/INTERSECT/EXCEPT ORDER BY clause",
                expression.Start,
                "Only result column names can be used, not expressions or functions.",
                "Add the expression/function to every SELECT, or move the UNION into a FROM clause.");
        }

        if (inner.Aggregates.Count > 0 || inner.WindowCalls.Count > 0 || inner.SetCalls.Count > 0)
            throw InternalErrors.NotSupported("an aggregate, window or set-returning function in ORDER BY of VALUES", expression.Start);
        return bound;
    }
}
