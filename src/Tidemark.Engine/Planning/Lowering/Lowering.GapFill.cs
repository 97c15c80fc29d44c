using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <content>Gap filling.</content>
internal sealed partial class Lowering
{
    private GapFillNode LowerGapFill(GapFill gapFill)
    {
        var input = Lower(gapFill.Input);
        var lowering = new ExpressionLowering(this, input.Output);
        var outer = new ExpressionLowering(this, []);
        return new GapFillNode(
            input,
            gapFill.Kernel,
            Place(gapFill.Bucket),
            [.. gapFill.Groups.Select(Place)],
            outer.Visit(gapFill.Width),
            Optional(gapFill.TimeZone, outer),
            [.. gapFill.Starts.Select(Bound)],
            [.. gapFill.Finishes.Select(Bound)],
            [.. gapFill.Fills.Select(f => new GapFillColumn(f.IsInterpolation, Place(f.Value), Optional(f.Previous, lowering), Optional(f.Next, lowering), Optional(f.TreatNullAsMissing, outer)))],
            gapFill.Output)
        {
            EstimatedRows = input.EstimatedRows * 2,
        };

        int Place(BoundColumn column) => ((InputColumn)lowering.Visit(column)).Ordinal;

        GapFillBound Bound(GapFillBound bound) => bound with { Value = outer.Visit(bound.Value), Width = Optional(bound.Width, outer) };

        static BoundExpression? Optional(BoundExpression? expression, ExpressionLowering by) => expression is null ? null : by.Visit(expression);
    }
}
