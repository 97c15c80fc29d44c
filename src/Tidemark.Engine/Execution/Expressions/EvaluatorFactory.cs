using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Errors;

namespace Tidemark.Engine.Execution;

/// <summary>Makes evaluators of a plan's expressions for one stream.</summary>
internal sealed class EvaluatorFactory(QueryContext context)
{
    /// <summary>Evaluators for several expressions.</summary>
    public Evaluator[] Create(ImmutableArray<BoundExpression> expressions)
    {
        if (expressions.IsEmpty) return [];
        var result = new Evaluator[expressions.Length];
        for (var i = 0; i < result.Length; i++) result[i] = Create(expressions[i]);
        return result;
    }

    /// <summary>Evaluators for conditions that rows are tested by.</summary>
    public Evaluator[] CreateConditions(ImmutableArray<BoundExpression> conditions) => [.. conditions.Select(c => CodedConditionEvaluator.Wrap(c, Create(c)))];

    /// <summary>An evaluator for an expression.</summary>
    public Evaluator Create(BoundExpression expression)
    {
        switch (expression)
        {
            case InputColumn column: return new ColumnEvaluator(column.Ordinal, column.Type);
            case BoundConstant constant: return new ConstantEvaluator(constant.Value, constant.Type);
            case BoundParameter parameter: return new ConstantEvaluator(context.Parameters[parameter.Index], parameter.Type);
            case BoundColumn outer when context.Outer is { } row: return new ConstantEvaluator(row.Find(outer.Id), outer.Type);
            case BoundColumn column: throw InternalErrors.Unexpected($"column {column.Name} {column.Id} is not produced below");
        }

        var evaluator = CreateComposite(expression);
        return evaluator.IsConstant ? new OnceEvaluator(evaluator) : evaluator;
    }

    private Evaluator CreateComposite(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundCall call:
                return new CallEvaluator(call.Function, Create(call.Arguments), call.Type, context.Functions);
            case BoundConversion { Kind: ConversionKind.Relabel } conversion:
                return new RelabelEvaluator(Create(conversion.Operand), conversion.Type);
            case BoundConversion conversion:
                return ConversionEvaluator.Create(conversion, Create(conversion.Operand), context.Functions);
            case BoundDomain domain:
                return new DomainEvaluator(domain, Create(domain.Operand), this);
            case BoundLogical logical:
                return new LogicalEvaluator(logical.IsAnd, Create(logical.Operands));
            case BoundNot not:
                return new NotEvaluator(Create(not.Operand));
            case BoundIsNull test:
                return new IsNullEvaluator(Create(test.Operand), test.IsNegated);
            case BoundBooleanTest test:
                return new BooleanTestEvaluator(Create(test.Operand), test.Expected, test.IsNegated);
            case BoundDistinctFrom distinct:
                return new DistinctFromEvaluator(Create(distinct.Left), Create(distinct.Right), distinct.Equality, distinct.IsNegated, context.Functions);
            case BoundCase choice:
                return new CaseEvaluator(
                    [.. choice.Branches.Select(b => Create(b.Condition))],
                    [.. choice.Branches.Select(b => Create(b.Result))],
                    choice.Else is null ? null : Create(choice.Else),
                    choice.Type);
            case BoundCoalesce coalesce:
                return new CoalesceEvaluator(Create(coalesce.Operands), coalesce.Type);
            case BoundNullIf nullIf:
                return new NullIfEvaluator(Create(nullIf.Left), Create(nullIf.Right), nullIf.Equality, nullIf.Type, context.Functions);
            case BoundExtreme extreme:
                return new ExtremeEvaluator(extreme.IsGreatest, Create(extreme.Operands), extreme.Type);
            case BoundInList list:
                var members = Create(list.Values);
                return Array.TrueForAll(members, m => m.IsConstant)
                    ? new InSetEvaluator(Create(list.Operand), members, list.IsNegated)
                    : new InListEvaluator(Create(list.Operand), members, list.Equality, list.IsNegated, context.Functions);
            case BoundArrayComparison comparison:
                return new ArrayComparisonEvaluator(comparison, Create(comparison.Operand), Create(comparison.Array), context.Functions);
            case BoundArray array:
                return new ArrayEvaluator(Create(array.Elements), array.Type);
            case BoundSubscript { Indexes: var indexes } subscript when indexes.Any(i => i.IsSlice):
                return new SliceEvaluator(Create(subscript.Operand), [.. indexes.Select(i => (Optional(i.Lower), Optional(i.Upper), i.IsSlice))], subscript.Type);
            case BoundSubscript subscript:
                return new ElementEvaluator(Create(subscript.Operand), [.. subscript.Indexes.Select(i => Create((i.Upper ?? i.Lower)!))], subscript.Type);
            case BoundRow row:
                return new RowEvaluator(Create(row.Fields), row.Type);
            case BoundField field:
                return new FieldEvaluator(Create(field.Operand), field.Index, field.Type);
            case WidenedNumber widened:
                return new WideningEvaluator(Create(widened.Operand), widened.Type);
            case PlannedSubquery subquery:
                return SubqueryEvaluator.Create(subquery, Create(subquery.Operands), this, context);
            default:
                throw InternalErrors.NotSupported($"evaluating {expression.GetType().Name}");
        }
    }

    private Evaluator? Optional(BoundExpression? expression) => expression is null ? null : Create(expression);
}
