using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>Which columns views read.</summary>
internal static class ViewColumns
{
    /// <summary>The views that read a column of a table themselves, oldest first.</summary>
    public static IEnumerable<StoredQuery> ReadersOf(Table table, int column, SessionContext session)
    {
        foreach (var view in StoredQuery.All(session.Catalog).Where(v => v.DependsOn.Contains(table.Oid)))
        {
            if (Reads(view, table, column, session)) yield return view;
        }
    }

    private static bool Reads(StoredQuery view, Table table, int column, SessionContext session)
    {
        var binder = session.NewBinder();
        var root = binder.BindQuery(StoredSql.ParseQuery(view.Query)).Relation;
        var read = root.Output.Select(c => c.Id).ToHashSet();
        var wanted = new HashSet<ColumnId>();
        Walk(root);
        return wanted.Overlaps(read);

        void Walk(Relation relation)
        {
            if (relation is TableScan scan && scan.Table.Oid == table.Oid) wanted.UnionWith(scan.Columns.Where(c => c.Number == column).Select(c => c.Output.Id));
            foreach (var expression in RelationTree.Expressions(relation)) Visit(expression);

            // What another view reads is not read by this one.
            foreach (var child in RelationTree.Children(relation).Where(c => !binder.ViewRows.ContainsKey(c))) Walk(child);
        }

        void Visit(BoundExpression root)
        {
            foreach (var expression in ExpressionTree.Descend(root))
            {
                if (expression is BoundColumn found) read.Add(found.Id);
                if (expression is BoundSubquery subquery && !binder.ViewRows.ContainsKey(subquery.Query)) Walk(subquery.Query);
            }
        }
    }
}
