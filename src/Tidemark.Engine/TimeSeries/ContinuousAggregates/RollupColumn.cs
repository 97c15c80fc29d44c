using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Commands;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>
/// ALTER MATERIALIZED VIEW ... ADD COLUMN name type GENERATED ALWAYS AS (aggregate) STORED: the query gives one column more, and what is kept is computed anew at once, as far as its sources are there.
/// </summary>
internal static class RollupColumn
{
    /// <summary>Adds the column.</summary>
    public static void Add(View view, AddColumnAction action, SessionContext session)
    {
        var (rollup, column) = (view.Rollup!, action.Column);
        if (view.Columns.Any(c => c.Name == column.Name))
        {
            if (!action.IfNotExists) throw AlterErrors.ColumnExists(column.Name, view.Name);
            session.Notice(CatalogErrors.Skipping(SqlState.DuplicateColumn, $"column \"{column.Name}\" of relation \"{view.Name}\" already exists"));
            return;
        }

        if (column.Constraints is not [GeneratedConstraint generated] || column.Type is null) throw RollupErrors.ColumnNotGenerated();
        var table = session.Catalog.Find<Table>(rollup.TableOid)!;
        var direct = session.Catalog.Find<View>(rollup.DirectViewOid)!;
        if (table.LiveColumns.Count() > view.Columns.Length || StoredSql.ParseQuery(direct.Query) is not SelectQuery query)
            throw InternalErrors.NotSupported("ADD COLUMN on a continuous aggregate that does not show its bucket, or of several queries", action.Position);
        var value = StoredSql.ParseExpression($"CAST({SyntaxPrinter.Print(generated.Value)} AS {SyntaxPrinter.Print(column.Type)})");
        var extended = SyntaxPrinter.Print(query with { Items = [.. query.Items, new SelectItem(value, column.Name)] });
        var definition = StoredSql.Unplaced(() => RollupDefinition.Of(StoredSql.ParseQuery(ViewTexts.Resolved(extended, session)), session));
        var added = definition.Columns[^1] with { Name = column.Name };
        session.Lock(table.Oid, TableLockMode.AccessExclusive);
        AlterTable.Alter(table, (AlterTableStatement)SqlParser.Parse($"ALTER TABLE {InternalQuery.Name(table)} ADD COLUMN {SyntaxPrinter.QuoteIdentifier(added.Name)} {added.Type.DisplayName}")[0].Statement, session);
        var text = SyntaxPrinter.Print(definition.Query);
        foreach (var oid in new[] { rollup.PartialViewOid, rollup.DirectViewOid })
        {
            var inner = session.Catalog.Find<View>(oid)!;
            session.Transaction.Put(inner with { Query = text, Columns = inner.Columns.Add(added), DependsOn = definition.DependsOn });
        }

        view = RollupHandler.Shown(view with { Columns = view.Columns.Add(added), Rollup = rollup with { Sources = definition.Sources, KeyColumn = (definition.Key?.Place ?? -1) + 1, Merging = null } }, session);
        session.Transaction.Put(view);
        if (rollup.Merging is { } merging)
        {
            // What waits was aggregated without the column. Kept rows are computed anew below; where there are none yet, their times are marked.
            session.Transaction.DropStorage(merging.StorageId);
            session.Transaction.Touch(view.Oid, Staleness.All);
        }

        if (session.Transaction.RollupStateOf(view.Oid).Watermark is not { } watermark) return;
        RollupRefresh.Run(view, new TimeRange(long.MinValue, watermark), new RefreshOptions { IsForced = true, IsQuiet = true }, session);
    }
}
