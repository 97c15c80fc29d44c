using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>
/// Moves conditions as far down as they can go: through projections, below joins to the side that they are about, through grouping by what they are about, into both sides
/// of set operations. On its way it turns outer joins whose filled-up rows a condition drops into inner ones.
/// </summary>
internal sealed class PushFilters : ExpressionRewriter
{
    /// <summary>The rule.</summary>
    public static Relation Apply(Relation relation, PlanningContext context)
    {
        _ = context;
        return new PushFilters().Visit(relation);
    }

    /// <inheritdoc />
    public override Relation Visit(Relation relation) => Push(relation, []);

    private Relation Push(Relation relation, ImmutableArray<BoundExpression> conditions)
    {
        switch (relation)
        {
            case Filter filter:
                return Push(filter.Input, conditions.AddRange(Conjunctions.Split(Visit(filter.Condition))));
            case Project project:
                return PushThrough(project, conditions);
            case Join join:
                return PushIntoJoin(join, conditions);
            case Aggregate aggregate:
                return PushThrough(aggregate, conditions);
            case SetOperation operation:
                return PushThrough(operation, conditions);
            case Sort sort:
                return sort with { Input = Push(sort.Input, conditions), Keys = [.. sort.Keys.Select(Visit)] };
            case ProjectSet set:
                return PushWhere(set, conditions, ColumnSets.OutputOf(set.Input), below => set with { Input = Push(set.Input, below), Calls = Calls(set.Calls) });
            case Window window:
                var partition = window.PartitionBy.OfType<BoundColumn>().Select(c => c.Id).ToHashSet();
                return PushWhere(window, conditions, partition, below => (Window)RelationTree.MapExpressions(window, Visit, input => Push(input, below)));
            case Distinct distinct:
                var keys = distinct.Keys.OfType<BoundColumn>().Select(c => c.Id).ToHashSet();
                return PushWhere(distinct, conditions, keys, below => distinct with { Input = Push(distinct.Input, below), Keys = Visit(distinct.Keys) });
            case AsofJoin asof:
                // What is asked of left rows drops them before; what is asked of right ones must not change which one is nearest.
                return PushWhere(asof, conditions, ColumnSets.OutputOf(asof.Left), below => (AsofJoin)RelationTree.MapExpressions(asof, Visit, side => Push(side, ReferenceEquals(side, asof.Left) ? below : [])));
            case FirstPerGroup first:
                var groups = first.Keys.OfType<BoundColumn>().Select(c => c.Id).ToHashSet();
                return PushWhere(first, conditions, groups, below => (FirstPerGroup)RelationTree.MapExpressions(first, Visit, input => Push(input, below)));
            case With with:
                var inner = (With)base.Visit(with with { Query = Values.SingleRow });
                return inner with { Query = Push(with.Query, conditions) };
            default:
                return Conjunctions.Filter(base.Visit(relation), conditions);
        }
    }

    // Conditions that only read the given columns go below, the others stay above.
    private static Relation PushWhere(Relation relation, ImmutableArray<BoundExpression> conditions, HashSet<ColumnId> columns, Func<ImmutableArray<BoundExpression>, Relation> rebuild)
    {
        var (below, above) = Divide(conditions, c => IsMovable(c) && ColumnSets.IsWithinOrOuter(c, columns, relation));
        return Conjunctions.Filter(rebuild(below), above);
    }

    private Relation PushThrough(Project project, ImmutableArray<BoundExpression> conditions)
    {
        var blocked = project.Items.Where(i => ExpressionVolatility.IsVolatile(i.Expression) || ExpressionVolatility.HasSubquery(i.Expression)).Select(i => i.Output.Id).ToHashSet();
        var (below, above) = Divide(conditions, c => IsMovable(c) && !ColumnSets.Of(c).Overlaps(blocked));
        var substitution = ColumnSubstitution.Of(project.Items);
        var rewritten = project with
        {
            Input = Push(project.Input, [.. below.Select(substitution.Visit)]),
            Items = [.. project.Items.Select(i => i with { Expression = Visit(i.Expression) })],
        };
        return Conjunctions.Filter(rewritten, above);
    }

    private Relation PushThrough(Aggregate aggregate, ImmutableArray<BoundExpression> conditions)
    {
        var grouped = aggregate.GroupingSets is [var all] && all.Length == aggregate.Keys.Length && all.Length > 0;
        // Without keys there is a row even where there is none below: nothing may be dropped there that is to be dropped here.
        if (!grouped) return Conjunctions.Filter(base.Visit(aggregate), conditions);
        var keys = aggregate.Keys.Where(k => !ExpressionVolatility.IsVolatile(k.Expression)).Select(k => k.Output.Id).ToHashSet();
        var substitution = ColumnSubstitution.Of(aggregate.Keys);
        return PushWhere(aggregate, conditions, keys, below => RelationTree.MapExpressions(aggregate, Visit, input => Push(input, [.. below.Select(substitution.Visit)])));
    }

    private Relation PushThrough(SetOperation operation, ImmutableArray<BoundExpression> conditions)
    {
        var (below, above) = Divide(conditions, IsMovable);
        return Conjunctions.Filter(operation with { Left = Push(operation.Left, Renamed(operation.Left)), Right = Push(operation.Right, Renamed(operation.Right)) }, above);

        ImmutableArray<BoundExpression> Renamed(Relation side)
        {
            var columns = new Dictionary<ColumnId, BoundExpression>();
            for (var i = 0; i < operation.Columns.Length; i++) columns[operation.Columns[i].Id] = side.Output[i].Reference;
            var substitution = new ColumnSubstitution(columns);
            return [.. below.Select(substitution.Visit)];
        }
    }

    private Relation PushIntoJoin(Join join, ImmutableArray<BoundExpression> conditions)
    {
        var left = ColumnSets.OutputOf(join.Left);
        var right = ColumnSets.OutputOf(join.Right);
        var kind = Simplify(join.Kind, conditions, left, right);
        var own = Conjunctions.Split(join.Condition is null ? null : Visit(join.Condition));
        var toLeft = ImmutableArray<BoundExpression>.Empty;
        var toRight = ImmutableArray<BoundExpression>.Empty;
        var above = ImmutableArray<BoundExpression>.Empty;
        if (kind == JoinKind.Inner)
        {
            own = own.AddRange(conditions.Where(IsMovable));
            above = [.. conditions.Where(c => !IsMovable(c))];
        }
        else
        {
            // Rows of a kept side are only dropped by WHERE, rows of a filled-up side only by ON.
            var passesLeft = kind is JoinKind.Left or JoinKind.Semi or JoinKind.Anti;
            (var moved, above) = Divide(conditions, c => IsMovable(c) && (passesLeft ? !ColumnSets.Of(c).Overlaps(right) : kind == JoinKind.Right && !ColumnSets.Of(c).Overlaps(left)));
            if (passesLeft) toLeft = moved;
            else toRight = moved;
        }

        if (kind is JoinKind.Inner or JoinKind.Right or JoinKind.Semi)
        {
            (var moved, own) = Divide(own, c => IsMovable(c) && !ColumnSets.Of(c).Overlaps(right));
            toLeft = toLeft.AddRange(moved);
        }

        if (kind is JoinKind.Inner or JoinKind.Left or JoinKind.Semi or JoinKind.Anti)
        {
            (var moved, own) = Divide(own, c => IsMovable(c) && !ColumnSets.Of(c).Overlaps(left));
            toRight = toRight.AddRange(moved);
        }

        var rewritten = join with { Kind = kind, Left = Push(join.Left, toLeft), Right = Push(join.Right, toRight), Condition = Conjunctions.Combine(own) };
        return Conjunctions.Filter(rewritten, above);
    }

    // A condition that no filled-up row meets makes the filling up pointless.
    private static JoinKind Simplify(JoinKind kind, ImmutableArray<BoundExpression> conditions, HashSet<ColumnId> left, HashSet<ColumnId> right)
    {
        var dropsNullRight = kind is JoinKind.Left or JoinKind.Full && conditions.Any(c => NullRejection.Rejects(c, right));
        var dropsNullLeft = kind is JoinKind.Right or JoinKind.Full && conditions.Any(c => NullRejection.Rejects(c, left));
        return kind switch
        {
            JoinKind.Left when dropsNullRight => JoinKind.Inner,
            JoinKind.Right when dropsNullLeft => JoinKind.Inner,
            JoinKind.Full when dropsNullRight && dropsNullLeft => JoinKind.Inner,
            JoinKind.Full when dropsNullRight => JoinKind.Right,
            JoinKind.Full when dropsNullLeft => JoinKind.Left,
            _ => kind,
        };
    }

    private ImmutableArray<TableFunctionReference> Calls(ImmutableArray<TableFunctionReference> calls) => [.. calls.Select(c => c with { Arguments = Visit(c.Arguments) })];

    private static bool IsMovable(BoundExpression condition) => !ExpressionVolatility.IsVolatile(condition);

    private static (ImmutableArray<BoundExpression> Yes, ImmutableArray<BoundExpression> No) Divide(ImmutableArray<BoundExpression> conditions, Func<BoundExpression, bool> test)
    {
        if (conditions.IsEmpty) return ([], []);
        var yes = ImmutableArray.CreateBuilder<BoundExpression>();
        var no = ImmutableArray.CreateBuilder<BoundExpression>();
        foreach (var condition in conditions) (test(condition) ? yes : no).Add(condition);
        return (yes.DrainToImmutable(), no.DrainToImmutable());
    }
}
