using System.Collections.Immutable;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>Joins: ON, USING and NATURAL.</summary>
internal sealed partial class FromBinder
{
    private BoundFrom BindJoin(JoinTable join)
    {
        var left = Bind(join.Left);

        // The left side is visible to LATERAL items of the right, but may only be used where every right row has a left one.
        SetLateral(left.Visible, only: true, allowed: join.Kind is Syntax.Queries.JoinKind.Inner or Syntax.Queries.JoinKind.Left or Syntax.Queries.JoinKind.Cross);
        var visible = scope.Visible.Count;
        var laterals = scope.LateralReferences;
        scope.Visible.AddRange(left.Visible);
        var right = Bind(join.Right);
        scope.Visible.RemoveRange(visible, scope.Visible.Count - visible);
        var isLateral = scope.LateralReferences > laterals;
        CheckConflicts(left.Visible, right.Visible);
        List<ScopeTable> both = [.. left.Visible, .. right.Visible];

        var kind = join.Kind switch
        {
            Syntax.Queries.JoinKind.Left => JoinKind.Left,
            Syntax.Queries.JoinKind.Right => JoinKind.Right,
            Syntax.Queries.JoinKind.Full => JoinKind.Full,
            _ => JoinKind.Inner,
        };
        if (kind is JoinKind.Left or JoinKind.Full) right.Visible.ForEach(binder.MakeNullable);
        if (kind is JoinKind.Right or JoinKind.Full) left.Visible.ForEach(binder.MakeNullable);
        var merged = MergedNames(join, left.Table, right.Table);
        var (relation, columns, mergedColumns) = merged.Count > 0 || join.IsNatural || !join.Using.IsEmpty
            ? JoinUsing(kind, left, right, merged, isLateral)
            : (JoinOn(kind, left.Relation, right.Relation, join, both, isLateral), [.. left.Table.Columns, .. right.Table.Columns], []);

        if (join.Alias is { Name: { } joinName } && join.Alias.Columns.Count > columns.Length) throw NameErrors.TooManyJoinAliases(joinName, columns.Length, join.Alias.Columns.Count);
        if (join.Alias is { } alias)
        {
            var finished = Finish(relation, alias, "", null, null, visible: columns);
            finished.Table.IsNamedJoin = true;
            return finished;
        }

        foreach (var table in both) table.AreColumnsVisible = false;
        var entry = new ScopeTable { Name = "unnamed_join", Columns = columns, IsJoin = true, IsTableVisible = false };
        scope.Tables.Add(entry);
        OwnMerged(mergedColumns);
        both.Add(entry);
        if (join.UsingAlias is { } usingAlias)
        {
            var named = new ScopeTable { Name = usingAlias, Columns = mergedColumns, IsJoin = true, AreColumnsVisible = false };
            scope.Tables.Add(named);
            both.Add(named);
        }

        return new BoundFrom(relation, entry, both);
    }

    private Join JoinOn(JoinKind kind, Relation left, Relation right, JoinTable join, List<ScopeTable> both, bool isLateral)
    {
        if (join.On is null) return new Join(kind, left, right, null, isLateral);

        // Only the two sides can be seen in ON, not the rest of FROM.
        SetLateral(both, only: false, allowed: true);
        var outer = scope.Visible;
        scope.Visible = both;
        try
        {
            var condition = new ExpressionBinder(binder, scope).BindCondition(join.On, ExpressionKind.JoinCondition);
            return new Join(kind, left, right, condition, isLateral);
        }
        finally
        {
            scope.Visible = outer;
        }
    }

    private static List<(string Name, int Position)> MergedNames(JoinTable join, ScopeTable left, ScopeTable right)
    {
        if (!join.IsNatural) return [.. join.Using.Select(n => (n.Text, n.Position))];
        var names = new List<(string, int)>();
        foreach (var column in left.Columns)
            if (right.Columns.Any(c => c.Name == column.Name) && !names.Contains((column.Name, join.Position)))
                names.Add((column.Name, join.Position));
        return names;
    }

    // Columns of both sides that USING names become one, and stand before the others.
    private (Relation Relation, ImmutableArray<OutputColumn> Columns, ImmutableArray<OutputColumn> Merged) JoinUsing(
        JoinKind kind, BoundFrom left, BoundFrom right, List<(string Name, int Position)> names, bool isLateral)
    {
        var conditions = new List<BoundExpression>();
        var merged = new List<(OutputColumn Column, BoundExpression? Value)>();
        var leftUsed = new List<OutputColumn>();
        var rightUsed = new List<OutputColumn>();
        var seen = new HashSet<string>();
        foreach (var (name, position) in names)
        {
            if (!seen.Add(name)) throw QueryErrors.DuplicateColumn($"column name \"{name}\" appears more than once in USING clause", null);
            var a = Find(left.Table, name, "left");
            var b = Find(right.Table, name, "right");
            leftUsed.Add(a);
            rightUsed.Add(b);
            BoundExpression[] sides = [a.Reference with { Position = position }, b.Reference with { Position = position }];
            var type = binder.Coercion.FindCommonType(sides, "JOIN/USING")!;
            conditions.Add(binder.Operators.Apply(new Syntax.Names.OperatorName("="), sides[0], sides[1], position));
            var l = binder.Coercion.ToCommonType(sides[0], type, "JOIN/USING");
            var r = binder.Coercion.ToCommonType(sides[1], type, "JOIN/USING");
            BoundExpression value = kind switch
            {
                JoinKind.Full => new BoundCoalesce([l, r], type),
                JoinKind.Right => r,
                _ => l,
            };
            merged.Add(value is BoundColumn column
                ? (new OutputColumn(column.Id, name, column.Type), null)
                : (binder.NewColumn(name, type), value));
        }

        var condition = conditions.Count switch
        {
            0 => null,
            1 => conditions[0],
            _ => new BoundLogical(true, [.. conditions]),
        };
        Relation relation = new Join(kind, left.Relation, right.Relation, condition, isLateral);
        var computed = merged.Where(m => m.Value is not null).Select(m => new ProjectItem(m.Value!, m.Column)).ToList();
        if (computed.Count > 0) relation = new Project(relation, [.. relation.Output.Select(c => new ProjectItem(c.Reference, c)), .. computed]);
        var mergedColumns = merged.Select(m => m.Column).ToImmutableArray();
        return (
            relation,
            [.. mergedColumns, .. left.Table.Columns.Where(c => !leftUsed.Contains(c)), .. right.Table.Columns.Where(c => !rightUsed.Contains(c))],
            mergedColumns);
    }

    private void OwnMerged(ImmutableArray<OutputColumn> merged)
    {
        foreach (var column in merged) binder.Own(scope, column);
    }

    private static OutputColumn Find(ScopeTable table, string name, string side)
    {
        var found = table.Columns.Where(c => c.Name == name).ToList();
        return found.Count switch
        {
            0 => throw QueryErrors.UndefinedUsingColumn(name, side),
            1 => found[0],
            _ => throw QueryErrors.AmbiguousUsingColumn(name, side),
        };
    }
}
