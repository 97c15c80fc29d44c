using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>
/// Puts the bodies of SQL functions in place of their calls, so that they are planned with the query: an expression for an expression, a subquery for a body that reads tables, a derived table
/// for a function in FROM. A call stays where that could change what it means: when the body does more than select, when an argument would be evaluated another number of times
/// and that matters, when the function runs with settings or rights of its own, and within itself.
/// </summary>
/// <param name="binder">The statement's binder.</param>
/// <param name="keepsReaders">Whether volatile functions that read tables stay calls, because others may change the tables meanwhile.</param>
internal sealed class RoutineInliner(Binder binder, bool keepsReaders) : ExpressionRewriter
{
    // Nesting beyond this is left to execution: a body may use an argument several times, and so the tree could double with each level.
    private const int MaxDepth = 12;

    // An argument used several times is copied only up to this many nodes.
    private const int MaxCopiedNodes = 24;

    private readonly Stack<uint> _open = [];

    /// <summary>Whether calls stayed, which the session has to run.</summary>
    public bool LeftCalls { get; private set; }

    /// <summary>Whether volatile functions that read tables were put in place.</summary>
    public bool InlinedReaders { get; private set; }

    /// <inheritdoc />
    public override BoundExpression Visit(BoundExpression expression)
    {
        var visited = base.Visit(expression);
        if (visited is not BoundCall call || UserRoutines.SourceOf(call.Function) is not { } source) return visited;
        if (Inline(call, source) is { } inlined) return inlined;
        LeftCalls = true;
        return visited;
    }

    /// <inheritdoc />
    public override Relation Visit(Relation relation)
    {
        var visited = base.Visit(relation);
        switch (visited)
        {
            case FunctionScan { Calls: [var only], Ordinality: null } when UserRoutines.SourceOf(only.Function) is { } source:
                if (Inline(only, source) is { } rows) return rows;
                LeftCalls = true;
                break;
            case FunctionScan scan:
                LeftCalls |= scan.Calls.Any(c => UserRoutines.SourceOf(c.Function) is not null);
                break;
            case ProjectSet set:
                LeftCalls |= set.Calls.Any(c => UserRoutines.SourceOf(c.Function) is not null);
                break;
        }

        return visited;
    }

    private BoundExpression? Inline(BoundCall call, UserRoutine source)
    {
        if (source.Returns.Is(SqlTypes.Void) || Bind(source, call.Arguments, [call.Type]) is not { } body) return null;
        var isValue = body is Project { Input: Values { Rows: [[]] }, Items.Length: 1 };
        var value = isValue
            ? ((Project)body).Items[0].Expression
            : new BoundSubquery(SubqueryKind.Scalar, new Limit(body, Constants.Int8(1), null, []), [], [], null, call.Type);
        if (!isValue && !AllowsReader(source)) return null;
        if (MostVolatile(value) is var volatility && (volatility > source.Volatility || (!isValue && volatility == Volatility.Volatile))) return null;
        if (source.IsStrict && call.Arguments.Length > 0)
        {
            BoundExpression[] tests = [.. call.Arguments.Select((a, i) => new BoundIsNull(new BoundParameter(i, a.Type), false))];
            value = new BoundCase([(tests.Length == 1 ? tests[0] : new BoundLogical(false, [.. tests]), Constants.Null(call.Type))], value, call.Type);
        }

        return CanSubstitute(call.Arguments, e => Count(value, e), isOnce: isValue) ? Within(source, () => Visit(Substitute(value, call.Arguments))) : null;
    }

    private Project? Inline(TableFunctionReference call, UserRoutine source)
    {
        if (!source.ReturnsSet || source.IsStrict || call.Columns.IsEmpty) return null;
        if (Bind(source, call.Arguments, [.. call.Columns.Select(c => c.Type)]) is not { } body) return null;
        if (!AllowsReader(source)) return null;
        if (RelationTree.AnyExpression(body, static e => MostVolatile(e) == Volatility.Volatile)) return null;
        if (!CanSubstitute(call.Arguments, e => RelationCount(body, e), isOnce: false)) return null;
        var rows = Within(source, () => Visit(new Substitution(call.Arguments).Visit(body)));
        return new Project(rows, [.. call.Columns.Select((c, i) => new ProjectItem(rows.Output[i].Reference, c))]);
    }

    private bool AllowsReader(UserRoutine source)
    {
        if (source.Volatility != Volatility.Volatile) return true;
        InlinedReaders = !keepsReaders;
        return !keepsReaders;
    }

    private T Within<T>(UserRoutine source, Func<T> visit)
    {
        _open.Push(source.Oid);
        try
        {
            return visit();
        }
        finally
        {
            _open.Pop();
        }
    }

    // The body as a query with parameters; null where it is something else. What is wrong with it shows when it runs.
    private Relation? Bind(UserRoutine source, ImmutableArray<BoundExpression> arguments, IReadOnlyList<SqlType> columns)
    {
        if (source.IsProcedure || source.IsSecurityDefiner || !source.Settings.IsEmpty || _open.Count >= MaxDepth || _open.Contains(source.Oid)) return null;
        try
        {
            if (RoutineBodies.Parse(source) is not [SelectStatement select]) return null;
            var inner = new Binder(RoutineBodies.Context(binder.Context, source, arguments.Select(a => a.Type)), binder);
            var bound = inner.BindQuery(select.Query);
            if (RequiresExecution(bound.Relation)) return null;
            var body = ((BoundQuery)RoutineBodies.Conform(bound, inner, source, columns)).Relation;
            binder.Accesses.AddRange(inner.Accesses.Select(a => a with { Position = 0 }));
            binder.InlinedRoutines.UnionWith(inner.Functions.UsedRoutines);
            return body;
        }
        catch (SqlException)
        {
            return null;
        }
    }

    private static bool RequiresExecution(Relation relation) =>
        relation is LockRows || (relation is With with && with.Tables.Any(t => t.Modification is not null)) || RelationTree.Children(relation).Any(RequiresExecution);

    // An argument may stand in the body's place of its parameter where it is evaluated once and for all, or where it makes no difference how often.
    private static bool CanSubstitute(ImmutableArray<BoundExpression> arguments, Func<int, int> count, bool isOnce)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is BoundColumn or BoundConstant or BoundParameter) continue;
            var uses = count(i);
            if (MostVolatile(arguments[i]) == Volatility.Volatile && !(isOnce && uses == 1)) return false;
            if (uses > 1 && Nodes(arguments[i]) > MaxCopiedNodes) return false;
        }

        return true;
    }

    private static int Nodes(BoundExpression expression) => ExpressionTree.Any(expression, static e => e is BoundSubquery) ? int.MaxValue : ExpressionTree.Descend(expression).Count();

    private static int Count(BoundExpression expression, int parameter)
    {
        var count = 0;
        ExpressionTree.Any(expression, e =>
        {
            if (e is BoundParameter found && found.Index == parameter) count++;
            return false;
        });
        return count;
    }

    private static int RelationCount(Relation relation, int parameter) =>
        RelationTree.Expressions(relation).Sum(e => Count(e, parameter)) + RelationTree.Children(relation).Sum(c => RelationCount(c, parameter));

    private static Volatility MostVolatile(BoundExpression expression)
    {
        var most = Volatility.Immutable;
        ExpressionTree.Any(expression, e =>
        {
            var own = e switch
            {
                BoundCall call => call.Function.Volatility,
                BoundConversion { Function: { } function } => function.Volatility,
                BoundSubquery subquery => OfSets(subquery.Query),
                _ => Volatility.Immutable,
            };
            if (own > most) most = own;
            return false;
        });
        return most;
    }

    private static Volatility OfSets(Relation relation)
    {
        var own = relation switch
        {
            FunctionScan scan => scan.Calls.Max(c => c.Function.Volatility),
            ProjectSet set => set.Calls.Max(c => c.Function.Volatility),
            Values => Volatility.Immutable,
            TableScan or VirtualScan => Volatility.Stable,
            _ => Volatility.Immutable,
        };
        foreach (var child in RelationTree.Children(relation))
        {
            if (OfSets(child) is var below && below > own) own = below;
        }

        return own;
    }

    private static BoundExpression Substitute(BoundExpression body, ImmutableArray<BoundExpression> arguments) => new Substitution(arguments).Visit(body);

    private sealed class Substitution(ImmutableArray<BoundExpression> arguments) : ExpressionRewriter
    {
        public override BoundExpression Visit(BoundExpression expression) => expression is BoundParameter parameter ? arguments[parameter.Index] : base.Visit(expression);
    }
}
