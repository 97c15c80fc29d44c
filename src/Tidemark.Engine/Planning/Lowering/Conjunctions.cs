using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Types;

namespace Tidemark.Engine.Planning;

/// <summary>Conditions as lists of conditions that must all hold.</summary>
internal static class Conjunctions
{
    /// <summary>The parts of a condition, ANDs within ANDs taken apart.</summary>
    public static ImmutableArray<BoundExpression> Split(BoundExpression? condition)
    {
        if (condition is null) return [];
        var parts = ImmutableArray.CreateBuilder<BoundExpression>();
        Add(condition, parts);
        return parts.DrainToImmutable();
    }

    /// <summary>One condition out of several; null out of none.</summary>
    public static BoundExpression? Combine(IReadOnlyList<BoundExpression> parts) => parts.Count switch
    {
        0 => null,
        1 => parts[0],
        _ => new BoundLogical(true, [.. parts]),
    };

    /// <summary>The relation with conditions on top, or the relation itself for none.</summary>
    public static Relation Filter(Relation input, IReadOnlyList<BoundExpression> parts) =>
        Combine(parts) is { } condition ? new Filter(input, condition) : input;

    private static void Add(BoundExpression condition, ImmutableArray<BoundExpression>.Builder parts)
    {
        switch (condition)
        {
            case BoundLogical { IsAnd: true } and:
                foreach (var operand in and.Operands) Add(operand, parts);
                break;
            case BoundConstant { IsNull: false } constant when constant.Type.Is(SqlTypes.Bool) && Vectors.VectorAccess.Get<bool>(constant.Value, 0):
                break;
            default:
                parts.Add(condition);
                break;
        }
    }
}
