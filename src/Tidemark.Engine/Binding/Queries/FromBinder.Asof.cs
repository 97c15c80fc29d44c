using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>ASOF JOIN: equalities, one inequality, perhaps conditions on the right side, and how far apart the two may lie.</summary>
internal sealed partial class FromBinder
{
    private BoundFrom BindAsof(AsofJoinTable asof)
    {
        var left = Bind(asof.Left);
        SetLateral(left.Visible, only: true, allowed: false);
        var visible = scope.Visible.Count;
        scope.Visible.AddRange(left.Visible);
        var right = Bind(asof.Right);
        scope.Visible.RemoveRange(visible, scope.Visible.Count - visible);
        CheckConflicts(left.Visible, right.Visible);
        List<ScopeTable> both = [.. left.Visible, .. right.Visible];
        SetLateral(both, only: false, allowed: true);
        var outer = scope.Visible;
        scope.Visible = both;
        AsofJoin relation;
        try
        {
            relation = BindAsof(asof, left.Relation, right.Relation);
        }
        finally
        {
            scope.Visible = outer;
        }

        var columns = left.Table.Columns.AddRange(right.Table.Columns);
        if (asof.Alias is { } alias) return Finish(relation, alias, "", null, null, visible: columns);
        foreach (var table in both) table.AreColumnsVisible = false;
        var entry = new ScopeTable { Name = "unnamed_join", Columns = columns, IsJoin = true, IsTableVisible = false };
        scope.Tables.Add(entry);
        both.Add(entry);
        return new BoundFrom(relation, entry, both);
    }

    private AsofJoin BindAsof(AsofJoinTable asof, Relation left, Relation right)
    {
        var expressions = new ExpressionBinder(binder, scope);
        var condition = expressions.BindCondition(asof.On, ExpressionKind.JoinCondition);
        var leftColumns = left.Output.Select(c => c.Id).ToHashSet();
        var rightColumns = right.Output.Select(c => c.Id).ToHashSet();
        var keys = new List<BoundCall>();
        var filters = new List<BoundExpression>();
        (BoundExpression Left, BoundExpression Right, string Symbol)? order = null;
        foreach (var part in Parts(condition))
        {
            var (readsLeft, readsRight) = (Reads(part, leftColumns), Reads(part, rightColumns));
            if (!readsLeft)
            {
                filters.Add(part);
                continue;
            }

            if (part is not BoundCall { OperatorName: { } symbol, Arguments: [var a, var b] } call || !readsRight) throw QueryErrors.AsofCondition(asof.On.Position);
            var isStraight = Reads(a, leftColumns) && !Reads(a, rightColumns) && Reads(b, rightColumns) && !Reads(b, leftColumns);
            var isCrossed = Reads(a, rightColumns) && !Reads(a, leftColumns) && Reads(b, leftColumns) && !Reads(b, rightColumns);
            if (!isStraight && !isCrossed) throw QueryErrors.AsofCondition(asof.On.Position);
            if (symbol == "=")
            {
                keys.Add(isStraight ? call : call with { Arguments = [b, a] });
                continue;
            }

            if (symbol is not ("<" or "<=" or ">" or ">=") || order is not null) throw QueryErrors.AsofCondition(asof.On.Position);
            order = isStraight ? (a, b, symbol) : (b, a, Commuted(symbol));
        }

        if (order is not { } found) throw QueryErrors.AsofCondition(asof.On.Position);
        BoundExpression[] sides = [found.Left, found.Right];
        var type = binder.Coercion.FindCommonType(sides, "ASOF JOIN")!;
        var tolerance = asof.Tolerance is null ? null : BindTolerance(asof, expressions, found.Left, found.Right, found.Symbol);
        return new AsofJoin(
            asof.IsLeft ? JoinKind.Left : JoinKind.Inner,
            left,
            filters.Count == 0 ? right : new Filter(right, filters.Count == 1 ? filters[0] : new BoundLogical(true, [.. filters])),
            [.. keys],
            binder.Coercion.ToCommonType(found.Left, type, "ASOF JOIN"),
            binder.Coercion.ToCommonType(found.Right, type, "ASOF JOIN"),
            found.Symbol,
            tolerance);
    }

    // right >= left - tolerance where the right one lies before, right <= left + tolerance where it lies behind.
    private BoundCall BindTolerance(AsofJoinTable asof, ExpressionBinder expressions, BoundExpression left, BoundExpression right, string symbol)
    {
        var position = asof.Tolerance!.Position;
        var distance = expressions.Bind(asof.Tolerance, ExpressionKind.JoinCondition);
        if (ExpressionTree.Any(distance, static e => e is BoundColumn)) throw QueryErrors.AsofTolerance(position);
        // An untyped literal is an interval beside times, else of the type of the numbers.
        if (distance.Type.Is(SqlTypes.Unknown) && left.Type.Kind is TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Date or TypeKind.Time)
            distance = binder.Coercion.Coerce(distance, SqlTypes.Interval, Catalog.CastContext.Implicit);
        var isBefore = symbol[0] == '>';
        var limit = binder.Operators.Apply(new OperatorName(isBefore ? "-" : "+"), left, distance, position);
        return binder.Operators.Apply(new OperatorName(isBefore ? ">=" : "<="), right, limit, position);
    }

    private static IEnumerable<BoundExpression> Parts(BoundExpression condition) =>
        condition is BoundLogical { IsAnd: true } and ? and.Operands.SelectMany(Parts) : [condition];

    private static bool Reads(BoundExpression expression, HashSet<ColumnId> columns) =>
        ExpressionTree.Any(expression, e => e is BoundColumn column && columns.Contains(column.Id));

    private static string Commuted(string symbol) => symbol switch
    {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        _ => "<=",
    };
}
