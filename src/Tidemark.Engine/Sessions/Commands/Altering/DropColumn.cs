using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>
/// DROP COLUMN. The column's number stays taken, so that values of it which lie in storage are never read again; they go when the rows are written anew.
/// </summary>
internal static class DropColumn
{
    public static void Apply(DropColumnAction action, TableAlteration table)
    {
        var draft = table.Draft;
        if (draft.Find(action.Column) is not { } column)
        {
            if (!action.IfExists) throw CatalogErrors.NoColumn(action.Column, draft.Name.Name);
            table.Session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"column \"{action.Column}\" of relation \"{draft.Name.Name}\" does not exist"));
            return;
        }

        if (table.IsDimension(column)) throw AlterErrors.PartitionKeyColumn();
        if (IsColumnstoreKey(column, table)) throw ColumnstoreErrors.CannotDropColumn();
        var what = Dependencies.Describe(table.Before, column, table.Session);
        Dependencies.Drop(what, [.. DependentsOf(column, what, table)], action.Cascade, table.Session);
        Drop(column, table);
    }

    // Chunks are segmented or ordered by it, those that are converted or those to come.
    private static bool IsColumnstoreKey(Column column, TableAlteration table)
    {
        if (table.Before.Hypertable?.Columnstore is not { IsEnabled: true } settings) return false;
        return (settings.SegmentBy?.Contains(column.Number) ?? false) || (settings.OrderBy?.Any(o => o.Column == column.Number) ?? false)
            || table.Session.Catalog.ChunksOf(table.Before.Oid).All.Any(c => c.Columnstore?.KeyColumns.Contains(column.Number) ?? false);
    }

    private static IEnumerable<Dependent> DependentsOf(Column column, string what, TableAlteration table)
    {
        var session = table.Session;
        foreach (var generated in table.Draft.Live.Where(c => c.GeneratedSql is not null && c.Number != column.Number).ToList())
        {
            if (StoredExpressions.UsedBy(generated.GeneratedSql!, table.Draft.Name, table.Draft.Live, session).Exists(c => c.Number == column.Number))
                yield return new Dependent(Dependencies.Describe(table.Before, generated, session), what, () => Drop(generated, table));
        }

        foreach (var (referring, constraint) in session.Catalog.ReferencesTo(table.Before.Oid).Where(r => r.Constraint.ReferencedColumns.Contains(column.Number)).ToList())
        {
            if (referring.Oid == table.Before.Oid) table.Draft.Constraints.RemoveAll(c => c.Oid == constraint.Oid);
            else yield return Dependencies.ForeignKey(referring, constraint, what, session);
        }

        var dropped = new HashSet<uint>();
        foreach (var view in ViewColumns.ReadersOf(table.Before, column.Number, session).ToList())
        {
            foreach (var dependent in Dependencies.View(view.Owner, what, session, dropped)) yield return dependent;
        }

        foreach (var sequence in SequencesOf(column, table))
        {
            foreach (var dependent in Dependencies.Of(sequence, session, [table.Before.Oid])) yield return dependent;
        }
    }

    private static void Drop(Column column, TableAlteration table)
    {
        var draft = table.Draft;
        if (draft.Columns[column.Number - 1].IsDropped) return;
        foreach (var index in draft.Indexes.Where(i => Reads(i, column, table)).ToList())
        {
            foreach (var (referring, constraint) in table.Session.Catalog.ReferencesTo(table.Before.Oid).Where(r => r.Constraint.ReferencedIndex == index.Oid && r.Table.Oid == table.Before.Oid).ToList())
            {
                draft.Constraints.RemoveAll(c => c.Oid == constraint.Oid);
            }

            draft.Constraints.RemoveAll(c => c.IndexOid == index.Oid);
            table.DropIndex(index.Oid);
        }

        draft.Constraints.RemoveAll(c => c.Columns.Contains(column.Number));
        foreach (var sequence in SequencesOf(column, table)) table.Session.Transaction.Remove(sequence.Oid);
        table.NewValues.Remove(column.Number);
        draft.Columns[column.Number - 1] = new Column { Number = column.Number, Name = $"........pg.dropped.{column.Number}........", Type = column.Type, IsDropped = true };
    }

    private static bool Reads(Catalog.Index index, Column column, TableAlteration table)
    {
        if (index.Keys.Any(k => k.Column == column.Number) || index.Included.Contains(column.Number)) return true;
        return index.Keys.Select(k => k.ExpressionSql).Append(index.WhereSql).OfType<string>()
            .Any(sql => StoredExpressions.UsedBy(sql, table.Draft.Name, table.Draft.Live, table.Session).Exists(c => c.Number == column.Number));
    }

    private static List<Sequence> SequencesOf(Column column, TableAlteration table) =>
        [.. table.Session.Catalog.Relations.OfType<Sequence>().Where(s => s.OwnerTable == table.Before.Oid && s.OwnerColumn == column.Number)];
}
