using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Planning;

/// <summary>
/// Finds the queries that are grouped by time_bucket_gapfill, and puts the filling of gaps between their grouping, with HAVING, and what is computed of the groups. It is done before any
/// rule, because bounds are read from the query's own WHERE, and it is no rule, because without it the query would mean something else.
/// </summary>
internal sealed class PlanGapFills : RelationRewriter
{
    private readonly PlanningContext _context;

    private PlanGapFills(PlanningContext context) => _context = context;

    /// <summary>The relation with gaps filled where it is asked for.</summary>
    public static Relation Apply(Relation relation, PlanningContext context) => new PlanGapFills(context).Visit(relation);

    /// <inheritdoc />
    protected override Relation Rewrite(Relation relation)
    {
        if (relation is not Project project || FindGrouping(project.Input) is not { } aggregate) return relation;
        aggregate = Reinterpret(aggregate, out var replaced);
        if (replaced is not null) project = (Project)Rebase(project, replaced, aggregate);
        var calls = aggregate.Keys.Where(k => k.Expression is BoundCall { Function.Kernel: IGapFillKernel }).ToList();
        if (calls.Count == 0)
        {
            if (aggregate.Keys.Any(k => ExpressionTree.Any(k.Expression, IsGapFill))) throw GapFillErrors.NotTopLevel();
            return relation;
        }

        if (calls.Count > 1 || ((BoundCall)calls[0].Expression).Arguments.Any(a => ExpressionTree.Any(a, IsGapFill))) throw GapFillErrors.Multiple();
        var fills = new FillCalls(_context);
        var items = project.Items.Select(i => i with { Expression = fills.Visit(i.Expression) }).ToImmutableArray();
        var above = Replace(project.Input, fills, out var grouped);
        var gapFill = Fill(aggregate, calls[0], grouped, fills);
        return new Project(above is null ? gapFill : Rebase(above, grouped, gapFill), items);
    }

    // time_bucket_gapfill(width, ts, 'start', 'finish') of untyped literals resolves to the form with a time zone; where the zone begins with a digit, it is a time.
    private Aggregate Reinterpret(Aggregate aggregate, out Aggregate? replaced)
    {
        replaced = null;
        for (var i = 0; i < aggregate.Keys.Length; i++)
        {
            if (aggregate.Keys[i].Expression is not BoundCall { Function.Kernel: IGapFillKernel { TimeZoneArgument: 2 }, Arguments: [var width, var time, BoundConstant { IsNull: false } zone, var start, BoundConstant { IsNull: true }] } call) continue;
            if (!char.IsAsciiDigit(Constants.TextOf(zone).FirstOrDefault())) continue;
            var plain = _context.Functions.Routines.Find(call.Function.Name).OfType<ScalarFunction>()
                .First(f => f.Parameters.Length == 4 && f.Parameters[0].Type.Is(width.Type) && f.Parameters[1].Type.Is(time.Type));
            var first = new BoundConversion(zone, time.Type, ConversionKind.Text, null, IsExplicit: false);
            replaced = aggregate;
            aggregate = aggregate with { Keys = aggregate.Keys.SetItem(i, aggregate.Keys[i] with { Expression = call with { Function = plain, Arguments = [width, time, first, start] } }) };
        }

        return aggregate;
    }

    private static bool IsGapFill(BoundExpression expression) => expression is BoundCall { Function.Kernel: IGapFillKernel };

    // The grouping that a select list is computed of: below sets, windows and HAVING.
    private static Aggregate? FindGrouping(Relation relation) => relation switch
    {
        Aggregate aggregate => aggregate,
        Filter { Input: Aggregate aggregate } => aggregate,
        Window window => FindGrouping(window.Input),
        ProjectSet set => FindGrouping(set.Input),
        _ => null,
    };

    // Windows and sets with the fills replaced in them; null where there are none. Grouped is what lies below.
    private static Relation? Replace(Relation relation, FillCalls fills, out Relation grouped)
    {
        if (relation is not (Window or ProjectSet))
        {
            grouped = relation;
            return null;
        }

        Relation? below = null;
        Relation? found = null;
        var replaced = RelationTree.MapExpressions(relation, fills.Visit, input =>
        {
            below = Replace(input, fills, out found) ?? input;
            return below;
        });
        grouped = found!;
        return replaced;
    }

    private static Relation Rebase(Relation relation, Relation from, Relation to) =>
        ReferenceEquals(relation, from) ? to : RelationTree.MapExpressions(relation, static e => e, input => Rebase(input, from, to));

    private static GapFill Fill(Aggregate aggregate, ProjectItem key, Relation grouped, FillCalls fills)
    {
        var call = (BoundCall)key.Expression;
        var kernel = (IGapFillKernel)call.Function.Kernel;
        var inner = ColumnSets.OutputOf(aggregate.Input);
        var zone = kernel.TimeZoneArgument < 0 ? null : call.Arguments[kernel.TimeZoneArgument];
        RequireSimple(call.Arguments[0], inner, "bucket_width");
        if (zone is not null) RequireSimple(zone, inner, "timezone");
        var bounds = new GapFillBounds(aggregate.Input, call);
        var starts = Given(call.Arguments[^2], inner, bounds, isStart: true) ?? bounds.Infer(isStart: true);
        var finishes = Given(call.Arguments[^1], inner, bounds, isStart: false) ?? bounds.Infer(isStart: false);

        var bucket = key.Output.Reference;
        var groups = aggregate.Keys.Where(k => !ReferenceEquals(k, key)).Select(k => k.Output.Reference).ToList();
        if (aggregate.GroupingId is { } id) groups.Add(id.Reference);
        var computed = fills.Values.Where(v => v.Expression is not BoundColumn).ToList();
        if (computed.Count > 0) grouped = new Project(grouped, [.. grouped.Output.Select(c => new ProjectItem(c.Reference, c)), .. computed]);
        var sorted = new Sort(grouped, [.. groups.Append(bucket).Select(c => new SortKey(c, false, false))]);
        return new GapFill(sorted, kernel, bucket, [.. groups], call.Arguments[0], zone, starts, finishes, [.. fills.Items]);
    }

    // What is given may be null, once it has a value: then it counts as not given.
    private static ImmutableArray<GapFillBound>? Given(BoundExpression argument, HashSet<ColumnId> inner, GapFillBounds bounds, bool isStart)
    {
        if (argument is BoundConstant { IsNull: true }) return null;
        RequireSimple(argument, inner, isStart ? "start" : "finish");
        var given = new GapFillBound(GapFillBoundKind.Given, argument, null);
        return argument is BoundConstant ? [given] : [given, .. bounds.Find(isStart)];
    }

    private static void RequireSimple(BoundExpression argument, HashSet<ColumnId> inner, string name)
    {
        if (ColumnSets.Of(argument).Overlaps(inner)) throw GapFillErrors.NotSimple(name);
    }

    /// <summary>Takes the calls of locf and interpolate out of expressions and leaves columns in their place.</summary>
    private sealed class FillCalls(PlanningContext context) : ExpressionRewriter
    {
        public List<GapFillItem> Items { get; } = [];

        /// <summary>What is filled up.</summary>
        public List<ProjectItem> Values { get; } = [];

        public override Relation Visit(Relation relation) => relation;

        public override BoundExpression Visit(BoundExpression expression)
        {
            if (expression is not BoundCall { Function.Kernel: IFillKernel kernel } call) return VisitChildren(expression);
            var value = call.Arguments[0];
            if (ExpressionTree.Any(value, static e => e is BoundCall { Function.Kernel: IFillKernel })) throw GapFillErrors.NestedFill();
            var column = value is BoundColumn plain ? new OutputColumn(plain.Id, plain.Name, plain.Type) : new OutputColumn(context.NewColumn(), call.Function.Name, value.Type);
            Values.Add(new ProjectItem(value, column));
            var output = new OutputColumn(context.NewColumn(), call.Function.Name, call.Type);
            Items.Add(new GapFillItem(
                kernel.IsInterpolation,
                column.Reference,
                Lookup(call.Arguments[1]),
                kernel.IsInterpolation ? Lookup(call.Arguments[2]) : null,
                kernel.IsInterpolation ? null : call.Arguments[2],
                output));
            return output.Reference;
        }

        private static BoundExpression? Lookup(BoundExpression argument) => argument is BoundConstant { IsNull: true } ? null : argument;
    }
}
