using System.Collections.Immutable;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>CASE, COALESCE, NULLIF, GREATEST and LEAST.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundCase BindCase(CaseExpression e)
    {
        var sets = scope.SetCalls.Count;
        var operand = e.Operand is null ? null : Coercion.ResolveUnknown(Bind(e.Operand));
        var conditions = new List<BoundExpression>();
        var results = new List<BoundExpression>();
        foreach (var branch in e.Branches)
        {
            var condition = Bind(branch.Condition);
            conditions.Add(operand is null
                ? Coercion.ToBoolean(condition, "CASE/WHEN")
                : ApplyToBoolean("=", operand, condition, branch.Position, "CASE/WHEN"));
            results.Add(Bind(branch.Result));
        }

        // PostgreSQL looks at ELSE first, and a missing one is a NULL.
        var otherwise = e.Else is null ? Constants.Null(SqlTypes.Unknown) : Bind(e.Else);
        ForbidNewSets(sets, "CASE");
        var type = Coercion.FindCommonType([otherwise, .. results], "CASE")!;
        return new BoundCase(
            [.. conditions.Zip(results, (c, r) => (c, Coercion.ToCommonType(r, type, "CASE/WHEN")))],
            e.Else is null ? null : Coercion.ToCommonType(otherwise, type, "CASE/ELSE"),
            type);
    }

    private BoundCoalesce BindCoalesce(CoalesceExpression e)
    {
        var sets = scope.SetCalls.Count;
        var operands = Unify(BindAll(e.Arguments), "COALESCE", out var type);
        ForbidNewSets(sets, "COALESCE");
        return new BoundCoalesce(operands, type);
    }

    private BoundExtreme BindExtreme(GreatestLeastExpression e)
    {
        var operands = Unify(BindAll(e.Arguments), e.IsGreatest ? "GREATEST" : "LEAST", out var type);
        if (!OperatorResolution.CanSort(type)) throw NameErrors.NoComparisonFunction(type.DisplayName, e.Position);
        return new BoundExtreme(e.IsGreatest, operands, type);
    }

    private BoundNullIf BindNullIf(NullIfExpression e)
    {
        var equality = Apply("=", Bind(e.Left), Bind(e.Right), e.Position);
        if (!equality.Type.Is(SqlTypes.Bool)) throw TypeErrors.RequiresBooleanOperator("NULLIF", e.Position);
        return new BoundNullIf(equality.Arguments[0], equality.Arguments[1], equality.Function, equality.Arguments[0].Type);
    }

    private ImmutableArray<BoundExpression> Unify(ImmutableArray<BoundExpression> operands, string construct, out SqlType type)
    {
        var common = Coercion.FindCommonType(operands, construct)!;
        type = common;
        return [.. operands.Select(o => Coercion.ToCommonType(o, common, construct))];
    }

    private void ForbidNewSets(int before, string construct)
    {
        if (scope.SetCalls.Count > before)
            throw QueryErrors.SetNotAllowed(construct, scope.LastSetPosition, "You might be able to move the set-returning function into a LATERAL FROM item.");
    }
}
