using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>A column's value in rows that are rewritten, over the columns that the rows had before.</summary>
internal delegate BoundExpression NewValue(Binder binder, ImmutableArray<OutputColumn> before);

/// <summary>
/// A table while one ALTER TABLE changes it. The actions change the draft and note what is to be done with the rows; that is done once, for all actions together.
/// </summary>
internal sealed class TableAlteration
{
    private readonly ImmutableArray<Catalog.Index> _indexesBefore;

    public TableAlteration(Table table, SessionContext session)
    {
        Session = session;
        Before = table;
        Owner = table.Owner;
        Options = table.Options;
        IsUnlogged = table.IsUnlogged;
        Draft = new TableDraft(session, table.QualifiedName, table.Oid) { Hypertable = table.Hypertable };
        Draft.Columns.AddRange(table.Columns);
        Draft.Constraints.AddRange(table.Constraints);
        _indexesBefore = session.Catalog.IndexesOf(table.Oid);
        Draft.Indexes.AddRange(_indexesBefore);
    }

    /// <summary>The session.</summary>
    public SessionContext Session { get; }

    /// <summary>The table as it was.</summary>
    public Table Before { get; }

    /// <summary>The table as it will be.</summary>
    public TableDraft Draft { get; }

    /// <summary>The owner as it will be.</summary>
    public string Owner { get; set; }

    /// <summary>The storage parameters as they will be.</summary>
    public ImmutableDictionary<string, string> Options { get; set; }

    /// <summary>Whether it will say that it is unlogged.</summary>
    public bool IsUnlogged { get; set; }

    /// <summary>By number the columns whose values have to be computed for the rows that are there: then all rows are written anew.</summary>
    public Dictionary<int, NewValue> NewValues { get; } = [];

    /// <summary>By number the new columns that all rows have the same value in: it is written only if the rows are written anew for another column.</summary>
    public Dictionary<int, NewValue> NewDefaults { get; } = [];

    /// <summary>Columns of which no row may have NULL.</summary>
    public HashSet<string> NotNull { get; } = [];

    /// <summary>Checks and foreign keys that the rows must meet.</summary>
    public List<Constraint> Unverified { get; } = [];

    /// <summary>Unique indexes that the rows must meet.</summary>
    public HashSet<uint> UnverifiedIndexes { get; } = [];

    /// <summary>What is done when the table has been put into the catalog.</summary>
    public List<Action<Table>> Afterwards { get; } = [];

    /// <summary>Whether a column divides the hypertable.</summary>
    public bool IsDimension(Column column) => Before.Hypertable?.Dimensions.Any(d => d.Column == column.Number) ?? false;

    /// <summary>Takes an index out.</summary>
    public void DropIndex(uint oid) => Draft.Indexes.RemoveAll(i => i.Oid == oid);

    /// <summary>All actions are applied: changes the rows as far as they need it, checks them, and puts the table into the transaction.</summary>
    public void Complete()
    {
        var transaction = Session.Transaction;
        foreach (var index in _indexesBefore)
        {
            if (!Draft.Indexes.Exists(i => i.Oid == index.Oid)) transaction.Remove(index.Oid);
        }

        // Dependents may have been dropped meanwhile, which touches what the table knows of them only.
        var after = Owners.Give(Before, Owner) with { Columns = [.. Draft.Columns], Constraints = [.. Draft.Constraints], Options = Options, IsUnlogged = IsUnlogged };
        foreach (var index in Draft.Indexes)
        {
            if (index.IsUnique) UniqueKeys.CheckDefinition(index, after);
            if (!_indexesBefore.Contains(index)) transaction.Put(index);
        }

        if (Owner != Before.Owner) Owners.Follow(Before, Owner, Session);
        if (NewValues.Count > 0) after = TableRewrite.Run(this, after);
        transaction.Put(after);
        if (NewValues.Count == 0 && !LayoutIsSame(after)) CreateIndex.Relayout(after, Session);
        Verify(after);
        foreach (var action in Afterwards) action(Session.Catalog.Find<Table>(after.Oid)!);
    }

    private bool LayoutIsSame(Table after)
    {
        var (old, now) = (TableLayout.Of(Before, _indexesBefore), TableLayout.Of(after, [.. Draft.Indexes]));
        return old.Columns.Select(c => (c.ColumnId, c.Type)).SequenceEqual(now.Columns.Select(c => (c.ColumnId, c.Type))) && old.ClusteringKey.SequenceEqual(now.ClusteringKey);
    }

    private void Verify(Table after)
    {
        foreach (var index in Session.Catalog.IndexesOf(after.Oid).Where(i => UnverifiedIndexes.Contains(i.Oid))) UniqueKeys.CheckExistingRows(index, after, Session);
        foreach (var column in after.LiveColumns.Where(c => NotNull.Contains(c.Name))) RowVerification.NotNull(after, column, Session);
        foreach (var constraint in Unverified.Where(c => c.Kind == ConstraintKind.Check)) RowVerification.Check(after, constraint, Session);
        foreach (var constraint in Unverified.Where(c => c.Kind == ConstraintKind.ForeignKey)) RowVerification.ForeignKey(after, constraint, Session);
    }
}
