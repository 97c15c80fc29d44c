using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Errors;

namespace Tidemark.Engine.Planning;

/// <content>ASOF JOIN.</content>
internal sealed partial class Lowering
{
    private AsofJoinNode LowerAsof(AsofJoin join)
    {
        var left = Lower(join.Left);
        var right = Lower(join.Right);
        var (ofLeft, ofRight) = (new ExpressionLowering(this, left.Output), new ExpressionLowering(this, right.Output));
        var leftKeys = ImmutableArray.CreateBuilder<BoundExpression>();
        var rightKeys = ImmutableArray.CreateBuilder<BoundExpression>();
        foreach (var key in join.Keys)
        {
            var (a, b) = (key.Arguments[0], key.Arguments[1]);
            if (!TryAlign(ref a, ref b)) throw InternalErrors.NotSupported($"ASOF JOIN by equality of {a.Type.DisplayName} and {b.Type.DisplayName}");
            leftKeys.Add(ofLeft.Visit(a));
            rightKeys.Add(ofRight.Visit(b));
        }

        return new AsofJoinNode(
            join.Kind,
            left,
            right,
            leftKeys.ToImmutable(),
            rightKeys.ToImmutable(),
            ofLeft.Visit(join.LeftOrder),
            ofRight.Visit(join.RightOrder),
            join.Symbol,
            LowerCondition(join.Tolerance, left, right),
            join.Output)
        {
            EstimatedRows = left.EstimatedRows,
        };
    }
}
