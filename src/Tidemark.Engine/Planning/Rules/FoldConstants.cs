using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Planning;

/// <summary>
/// Computes calls of immutable functions over constants, and simplifies AND, OR, NOT and CASE by what is constant in them. A call that fails is left as it is: it may stand
/// where no row ever gets.
/// </summary>
internal sealed class FoldConstants : ExpressionRewriter
{
    private readonly PlanningContext _context;

    private FoldConstants(PlanningContext context) => _context = context;

    /// <summary>The rule.</summary>
    public static Relation Apply(Relation relation, PlanningContext context) => new FoldConstants(context).Visit(relation);

    /// <inheritdoc />
    public override BoundExpression Visit(BoundExpression expression)
    {
        var rewritten = VisitChildren(expression);
        return rewritten switch
        {
            BoundCall call => Fold(call),
            BoundConversion { Kind: ConversionKind.Relabel, Operand: BoundConstant constant } relabel => constant with { Type = relabel.Type, Value = constant.Value.As(relabel.Type) },
            BoundLogical logical => Simplify(logical),
            BoundNot { Operand: BoundConstant constant } => constant.IsNull ? constant : Constants.Bool(!IsTrue(constant)),
            BoundCase choice => Simplify(choice),
            BoundIsNull { Operand: BoundConstant constant } test => Constants.Bool(constant.IsNull != test.IsNegated),
            _ => rewritten,
        };
    }

    private BoundExpression Fold(BoundCall call)
    {
        var function = call.Function;
        if (function.Volatility != Volatility.Immutable) return call;
        foreach (var argument in call.Arguments)
        {
            if (argument is not BoundConstant) return call;
        }

        try
        {
            var arguments = call.Arguments.Select(a => (Vector)new ConstantVector(((BoundConstant)a).Value, 1)).ToArray();
            var result = VectorBuilder.Create(call.Type, 1);
            var value = function.Kernel.Invoke(arguments, 1, result, _context.Functions);
            var folded = VectorBuilder.Create(call.Type, 1);
            folded.AppendRow(value, 0);
            return new BoundConstant(call.Type, folded.Detach()) { Position = call.Position };
        }
        catch (SqlException)
        {
            return call;
        }
    }

    private static BoundExpression Simplify(BoundLogical logical)
    {
        var kept = logical.Operands;
        for (var i = kept.Length - 1; i >= 0; i--)
        {
            if (kept[i] is not BoundConstant { IsNull: false } constant) continue;
            // What stands before a deciding constant might fail, but SQL does not promise that it is evaluated.
            if (IsTrue(constant) != logical.IsAnd) return constant;
            kept = kept.RemoveAt(i);
        }

        return kept.Length switch
        {
            0 => Constants.Bool(logical.IsAnd),
            1 => kept[0],
            _ => kept.Length == logical.Operands.Length ? logical : logical with { Operands = kept },
        };
    }

    private static BoundExpression Simplify(BoundCase choice)
    {
        var branches = choice.Branches;
        for (var i = 0; i < branches.Length; i++)
        {
            if (branches[i].Condition is not BoundConstant condition) continue;
            if (IsTrue(condition)) return i == 0 ? branches[0].Result : choice with { Branches = branches[..i], Else = branches[i].Result };
            branches = branches.RemoveAt(i--);
        }

        if (branches.Length == choice.Branches.Length) return choice;
        if (branches.IsEmpty) return choice.Else ?? Constants.Null(choice.Type);
        return choice with { Branches = branches };
    }

    private static bool IsTrue(BoundConstant constant) => !constant.IsNull && VectorAccess.Get<bool>(constant.Value, 0);
}
