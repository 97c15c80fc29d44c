using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Windows: the WINDOW clause, OVER, frames.</summary>
internal sealed partial class SelectBinder
{
    /// <summary>One window with the calls over it, while the query around it is built.</summary>
    private sealed class BoundWindow
    {
        public required ImmutableArray<BoundExpression> PartitionBy { get; set; }

        public required ImmutableArray<SortKey> OrderBy { get; set; }

        public required WindowFrame Frame { get; set; }

        public List<WindowItem> Calls { get; } = [];

        public Window Over(Relation input) => new Window(input, PartitionBy, OrderBy, Frame, [.. Calls]);

        public void Rewrite(ExpressionRewriter rewriter)
        {
            PartitionBy = rewriter.Visit(PartitionBy);
            OrderBy = [.. OrderBy.Select(rewriter.Visit)];
            for (var i = 0; i < Calls.Count; i++)
            {
                Calls[i] = Calls[i] with
                {
                    Arguments = rewriter.Visit(Calls[i].Arguments),
                    Aggregate = Calls[i].Aggregate is { } aggregate ? rewriter.Visit(aggregate) : null,
                };
            }
        }

        public bool IsSame(BoundWindow other) =>
            PartitionBy.SequenceEqual(other.PartitionBy, ExpressionComparer.Instance)
            && OrderBy.Length == other.OrderBy.Length
            && OrderBy.Zip(other.OrderBy).All(p => p.First.Descending == p.Second.Descending && p.First.NullsFirst == p.Second.NullsFirst
                && ExpressionComparer.Instance.Equals(p.First.Expression, p.Second.Expression))
            && Frame.Unit == other.Frame.Unit && Frame.Exclusion == other.Frame.Exclusion
            && IsSame(Frame.Start, other.Frame.Start) && IsSame(Frame.End, other.Frame.End);

        private static bool IsSame(FrameBound a, FrameBound b) =>
            a.IsUnbounded == b.IsUnbounded && a.IsPreceding == b.IsPreceding && ExpressionComparer.Instance.Equals(a.Offset, b.Offset);
    }

    private List<BoundWindow> BindWindows()
    {
        var named = new Dictionary<string, (BoundWindow Window, bool HasFrame)>();
        foreach (var definition in scope.Windows)
        {
            if (named.ContainsKey(definition.Name)) throw QueryErrors.Windowing($"window \"{definition.Name}\" is already defined", definition.Position);
            named.Add(definition.Name, (BindWindow(definition.Specification, named), definition.Specification.Frame is not null));
        }

        var windows = new List<BoundWindow>();
        foreach (var call in scope.WindowCalls)
        {
            var window = call.Over switch
            {
                NamedWindowReference reference => named.TryGetValue(reference.Name, out var found)
                    ? found.Window
                    : throw NameErrors.WindowDoesNotExist(reference.Name, reference.Position),
                WindowSpecification specification => BindWindow(specification, named),
                _ => throw InternalErrors.Unexpected("a window reference of unknown kind"),
            };
            var known = windows.Find(w => w.IsSame(window));
            if (known is null)
            {
                known = new BoundWindow { PartitionBy = window.PartitionBy, OrderBy = window.OrderBy, Frame = window.Frame };
                windows.Add(known);
            }

            known.Calls.Add(call.Item);
        }

        return windows;
    }

    private BoundWindow BindWindow(WindowSpecification specification, Dictionary<string, (BoundWindow Window, bool HasFrame)> named)
    {
        BoundWindow? basis = null;
        if (specification.BaseWindow is { } name)
        {
            if (!named.TryGetValue(name, out var found)) throw NameErrors.WindowDoesNotExist(name, specification.Position);
            basis = found.Window;
            if (!specification.PartitionBy.IsEmpty) throw QueryErrors.Windowing($"cannot override PARTITION BY clause of window \"{name}\"", specification.Position);
            if (!specification.OrderBy.IsEmpty && !basis.OrderBy.IsEmpty) throw QueryErrors.Windowing($"cannot override ORDER BY clause of window \"{name}\"", specification.Position);
            if (found.HasFrame)
            {
                var isBare = specification.OrderBy.IsEmpty && specification.Frame is null;
                throw QueryErrors.Windowing(
                    $"cannot copy window \"{name}\" because it has a frame clause", specification.Position, isBare ? "Omit the parentheses in this OVER clause." : null);
            }
        }

        var partition = specification.PartitionBy.Select(e => BindWindowKey(e, ExpressionKind.WindowPartition)).ToImmutableArray();
        foreach (var (key, written) in partition.Zip(specification.PartitionBy)) RequireEquality(key, written.Start);
        var order = specification.OrderBy.Select(i => SortKeys.Make(i, BindWindowKey(i.Value, ExpressionKind.WindowOrder))).ToImmutableArray();
        if (basis is not null)
        {
            partition = basis.PartitionBy;
            if (order.IsEmpty) order = basis.OrderBy;
        }

        return new BoundWindow { PartitionBy = partition, OrderBy = order, Frame = BindFrame(specification.Frame, order, specification.Position) };
    }

    // Window definitions know expressions only, not names or numbers of select items.
    private BoundExpression BindWindowKey(Syntax.Expressions.Expression expression, ExpressionKind kind) =>
        binder.Coercion.ResolveUnknown(_expressions.Bind(expression, kind));

    private WindowFrame BindFrame(Syntax.Expressions.WindowFrame? frame, ImmutableArray<SortKey> order, int position)
    {
        var currentRow = new FrameBound(false, false, null);
        if (frame is null) return new WindowFrame(FrameUnit.Range, new FrameBound(true, true, null), currentRow, FrameExclusion.NoOthers);

        var from = frame.From;
        var to = frame.To;
        CheckFrame(frame);
        if (frame.Unit == Syntax.Expressions.FrameUnit.Groups && order.IsEmpty) throw QueryErrors.Windowing("GROUPS mode requires an ORDER BY clause", position);
        if (frame.Unit == Syntax.Expressions.FrameUnit.Range && (from.Offset ?? to?.Offset) is not null && order.Length != 1)
            throw QueryErrors.Windowing("RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column", position);
        return new WindowFrame(
            (FrameUnit)frame.Unit, BindBound(from, frame.Unit, order), to is null ? currentRow : BindBound(to, frame.Unit, order), (FrameExclusion)frame.Exclusion);
    }

    private static void CheckFrame(Syntax.Expressions.WindowFrame frame)
    {
        var (from, to) = (frame.From.Kind, frame.To?.Kind ?? FrameBoundKind.CurrentRow);
        var message = (from, to) switch
        {
            (FrameBoundKind.UnboundedFollowing, _) => "frame start cannot be UNBOUNDED FOLLOWING",
            (_, FrameBoundKind.UnboundedPreceding) => "frame end cannot be UNBOUNDED PRECEDING",
            (FrameBoundKind.Following, FrameBoundKind.CurrentRow) when frame.To is null => "frame starting from following row cannot end with current row",
            (FrameBoundKind.CurrentRow, FrameBoundKind.Preceding) => "frame starting from current row cannot have preceding rows",
            (FrameBoundKind.Following, FrameBoundKind.Preceding or FrameBoundKind.CurrentRow) => "frame starting from following row cannot have preceding rows",
            _ => null,
        };
        if (message is not null) throw QueryErrors.Windowing(message, frame.Position);
    }

    private FrameBound BindBound(Syntax.Expressions.FrameBound bound, Syntax.Expressions.FrameUnit unit, ImmutableArray<SortKey> order)
    {
        var isPreceding = bound.Kind is FrameBoundKind.UnboundedPreceding or FrameBoundKind.Preceding;
        if (bound.Kind is FrameBoundKind.UnboundedPreceding or FrameBoundKind.UnboundedFollowing) return new FrameBound(true, isPreceding, null);
        if (bound.Offset is not { } offset) return new FrameBound(false, false, null);

        var kind = unit switch
        {
            Syntax.Expressions.FrameUnit.Rows => ExpressionKind.WindowRows,
            Syntax.Expressions.FrameUnit.Range => ExpressionKind.WindowRange,
            _ => ExpressionKind.WindowGroups,
        };
        var value = _expressions.Bind(offset, kind);
        var word = unit.ToString().ToUpperInvariant();
        var typed = unit == Syntax.Expressions.FrameUnit.Range
            ? RangeOffset(value, order[0].Expression.Type)
            : binder.Coercion.ToType(value, SqlTypes.Int8, word);
        if (ExpressionTree.Any(typed, e => e is BoundColumn column && binder.OwnerOf(column.Id) == scope)) throw QueryErrors.MustNotContainVariables(word, typed.Position);
        return new FrameBound(false, isPreceding, typed);
    }

    // The types for which PostgreSQL has in_range support, and the type of the offset that each key takes.
    private BoundExpression RangeOffset(BoundExpression value, SqlType key)
    {
        var wanted = Coercion.BaseOf(key).Kind switch
        {
            TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8 => SqlTypes.Int8,
            TypeKind.Float4 or TypeKind.Float8 => SqlTypes.Float8,
            TypeKind.Numeric => SqlTypes.Numeric,
            TypeKind.Date or TypeKind.Time or TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Interval => SqlTypes.Interval,
            _ => throw QueryErrors.NotImplemented($"RANGE with offset PRECEDING/FOLLOWING is not supported for column type {key.DisplayName}", value.Position),
        };
        return binder.Coercion.CanCoerce(value.Type, wanted, CastContext.Implicit)
            ? binder.Coercion.Coerce(value, wanted, CastContext.Implicit)
            : throw QueryErrors.NotImplemented(
                $"RANGE with offset PRECEDING/FOLLOWING is not supported for column type {key.DisplayName} and offset type {value.Type.DisplayName}",
                value.Position,
                hint: "Cast the offset value to an appropriate type.");
    }
}
