using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>
/// Puts a common table that is read once into the place where it is read, and drops one that is not read, as PostgreSQL does: not recursive ones, not those that change rows or call
/// volatile functions, and not where MATERIALIZED was written.
/// </summary>
internal sealed class InlineCommonTables : RelationRewriter
{
    /// <summary>The rule.</summary>
    public static Relation Apply(Relation relation, PlanningContext context)
    {
        _ = context;
        return new InlineCommonTables().Visit(relation);
    }

    /// <inheritdoc />
    protected override Relation Rewrite(Relation relation)
    {
        if (relation is not With with) return relation;
        var tables = with.Tables;
        var query = with.Query;
        for (var i = tables.Length - 1; i >= 0; i--)
        {
            var table = tables[i];
            if (table.RecursiveTerm is not null || table.Modification is not null || table.IsMaterialized == true) continue;
            var uses = CountScans(query, table.Id) + tables.Skip(i + 1).Sum(t => CountScans(t, table.Id));
            if (uses > 1 || (uses == 1 && RelationTree.AnyExpression(table.Query, ExpressionVolatility.IsVolatile))) continue;
            if (uses == 1)
            {
                var replacement = new ScanReplacement(table);
                query = replacement.Visit(query);
                for (var later = i + 1; later < tables.Length; later++) tables = tables.SetItem(later, replacement.Visit(tables[later]));
            }

            tables = tables.RemoveAt(i);
        }

        if (tables.Length == with.Tables.Length) return with;
        return tables.IsEmpty ? query : new With(tables, query);
    }

    // What a modification reads beside its source runs once for each row.
    private static int CountScans(CommonTable table, int id) => table.Modification is { } modification
        ? CountScans(ColumnSets.ModificationSource(modification), id) + (2 * KeptCommonTables.OthersOf(modification).Sum(e => CountScans(e, id)))
        : CountScans(table.Query, id) + (table.RecursiveTerm is null ? 0 : 2 * CountScans(table.RecursiveTerm, id));

    private static int CountScans(Relation relation, int id)
    {
        if (relation is CommonTableScan scan) return scan.Id == id ? 1 : 0;
        var count = 0;
        foreach (var child in RelationTree.Children(relation)) count += CountScans(child, id);
        foreach (var expression in RelationTree.Expressions(relation)) count += CountScans(expression, id);
        return count;
    }

    private static int CountScans(BoundExpression expression, int id)
    {
        // A subquery may run many times: inlining a table into one counts as reading it often, unless nothing but the subquery's own rows decide it.
        var count = expression is BoundSubquery subquery ? CountScans(subquery.Query, id) * (ColumnSets.FreeOf(subquery.Query).Count > 0 ? 2 : 1) : 0;
        foreach (var child in PlanExpressionTree.Children(expression)) count += CountScans(child, id);
        return count;
    }

    private sealed class ScanReplacement(CommonTable table) : RelationRewriter
    {
        public CommonTable Visit(CommonTable other) => other with
        {
            Query = Visit(other.Query),
            RecursiveTerm = other.RecursiveTerm is null ? null : Visit(other.RecursiveTerm),
            Modification = other.Modification?.MapRelations(Visit),
        };

        protected override Relation Rewrite(Relation relation)
        {
            if (relation is not CommonTableScan scan || scan.Id != table.Id) return relation;
            var items = ImmutableArray.CreateBuilder<ProjectItem>(scan.Columns.Length);
            for (var i = 0; i < scan.Columns.Length; i++) items.Add(new ProjectItem(table.Query.Output[i].Reference, scan.Columns[i]));
            return new Project(table.Query, items.MoveToImmutable());
        }
    }
}
