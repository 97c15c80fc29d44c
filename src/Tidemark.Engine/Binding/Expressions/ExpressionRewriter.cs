using System.Collections.Immutable;

namespace Tidemark.Engine.Binding;

/// <summary>
/// Rebuilds bound expressions, and the relations of their subqueries, from the leaves up. A node without change below it is returned as it is, so that what does
/// not change is shared. Override <see cref="Visit(BoundExpression)"/> to replace nodes.
/// </summary>
internal abstract class ExpressionRewriter
{
    /// <summary>The expression in place of this one; by default the same over rewritten children.</summary>
    public virtual BoundExpression Visit(BoundExpression expression) => VisitChildren(expression);

    /// <summary>The relation in place of a subquery's; by default the same over rewritten expressions.</summary>
    public virtual Relation Visit(Relation relation) => RelationTree.MapExpressions(relation, Visit, Visit);

    /// <summary>The same node over rewritten children.</summary>
    protected BoundExpression VisitChildren(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundCall e:
                return Visit(e.Arguments) is var arguments && arguments == e.Arguments ? e : e with { Arguments = arguments };
            case BoundConversion e:
                return Visit(e.Operand) is var operand && ReferenceEquals(operand, e.Operand) ? e : e with { Operand = operand };
            case BoundDomain e:
                return Visit(e.Operand) is var based && ReferenceEquals(based, e.Operand) ? e : e with { Operand = based };
            case BoundLogical e:
                return Visit(e.Operands) is var operands && operands == e.Operands ? e : e with { Operands = operands };
            case BoundNot e:
                return Visit(e.Operand) is var negated && ReferenceEquals(negated, e.Operand) ? e : e with { Operand = negated };
            case BoundIsNull e:
                return Visit(e.Operand) is var tested && ReferenceEquals(tested, e.Operand) ? e : e with { Operand = tested };
            case BoundBooleanTest e:
                return Visit(e.Operand) is var truth && ReferenceEquals(truth, e.Operand) ? e : e with { Operand = truth };
            case BoundDistinctFrom e:
                return e with { Left = Visit(e.Left), Right = Visit(e.Right) };
            case BoundCase e:
                return e with
                {
                    Branches = [.. e.Branches.Select(b => (Visit(b.Condition), Visit(b.Result)))],
                    Else = e.Else is null ? null : Visit(e.Else),
                };
            case BoundCoalesce e:
                return Visit(e.Operands) is var alternatives && alternatives == e.Operands ? e : e with { Operands = alternatives };
            case BoundNullIf e:
                return e with { Left = Visit(e.Left), Right = Visit(e.Right) };
            case BoundExtreme e:
                return Visit(e.Operands) is var compared && compared == e.Operands ? e : e with { Operands = compared };
            case BoundInList e:
                return e with { Operand = Visit(e.Operand), Values = Visit(e.Values) };
            case BoundArrayComparison e:
                return e with { Operand = Visit(e.Operand), Array = Visit(e.Array) };
            case BoundArray e:
                return Visit(e.Elements) is var elements && elements == e.Elements ? e : e with { Elements = elements };
            case BoundSubscript e:
                return e with
                {
                    Operand = Visit(e.Operand),
                    Indexes = [.. e.Indexes.Select(i => (i.Lower is null ? null : Visit(i.Lower), i.Upper is null ? null : Visit(i.Upper), i.IsSlice))],
                };
            case BoundRow e:
                return Visit(e.Fields) is var fields && fields == e.Fields ? e : e with { Fields = fields };
            case BoundField e:
                return Visit(e.Operand) is var row && ReferenceEquals(row, e.Operand) ? e : e with { Operand = row };
            case BoundAggregate e:
                return Visit(e);
            case BoundSubquery e:
                var query = Visit(e.Query);
                var left = Visit(e.Operands);
                return ReferenceEquals(query, e.Query) && left == e.Operands ? e : e with { Query = query, Operands = left };
            default:
                return expression;
        }
    }

    /// <summary>The aggregate over rewritten arguments, order and filter.</summary>
    public BoundAggregate Visit(BoundAggregate aggregate) => aggregate with
    {
        Arguments = Visit(aggregate.Arguments),
        OrderBy = [.. aggregate.OrderBy.Select(Visit)],
        Filter = aggregate.Filter is null ? null : Visit(aggregate.Filter),
    };

    /// <summary>The key over a rewritten expression.</summary>
    public SortKey Visit(SortKey key) => Visit(key.Expression) is var expression && ReferenceEquals(expression, key.Expression) ? key : key with { Expression = expression };

    /// <summary>All rewritten; the same array where nothing changed.</summary>
    public ImmutableArray<BoundExpression> Visit(ImmutableArray<BoundExpression> expressions)
    {
        ImmutableArray<BoundExpression>.Builder? changed = null;
        for (var i = 0; i < expressions.Length; i++)
        {
            var rewritten = Visit(expressions[i]);
            if (changed is null && !ReferenceEquals(rewritten, expressions[i]))
            {
                changed = ImmutableArray.CreateBuilder<BoundExpression>(expressions.Length);
                changed.AddRange(expressions, i);
            }

            changed?.Add(rewritten);
        }

        return changed?.MoveToImmutable() ?? expressions;
    }
}
