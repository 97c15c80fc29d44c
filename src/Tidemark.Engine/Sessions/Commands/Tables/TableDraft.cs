using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>
/// A table while it is defined or altered: its parts in lists that change, put together at the end. What CREATE TABLE and ALTER TABLE have in common works on it.
/// </summary>
internal sealed class TableDraft(SessionContext session, ObjectName name, uint oid)
{
    /// <summary>The columns' names that every table has already.</summary>
    private static readonly string[] s_systemColumns = ["tableoid", "cmax", "xmax", "cmin", "xmin", "ctid"];

    /// <summary>The session.</summary>
    public SessionContext Session { get; } = session;

    /// <summary>The table's name.</summary>
    public ObjectName Name { get; } = name;

    /// <summary>The table's oid.</summary>
    public uint Oid { get; } = oid;

    /// <summary>All columns ever, in attribute order.</summary>
    public List<Column> Columns { get; } = [];

    /// <summary>The constraints, oldest first.</summary>
    public List<Constraint> Constraints { get; } = [];

    /// <summary>The indexes, new ones included.</summary>
    public List<Catalog.Index> Indexes { get; } = [];

    /// <summary>Whether CREATE TABLE is at work.</summary>
    public bool IsNew { get; init; }

    /// <summary>What makes it a hypertable; null for an ordinary table.</summary>
    public Hypertable? Hypertable { get; init; }

    /// <summary>The columns that are there.</summary>
    public IEnumerable<Column> Live => Columns.Where(c => !c.IsDropped);

    /// <summary>The column of this name, or null.</summary>
    public Column? Find(string column) => Columns.Find(c => !c.IsDropped && c.Name == column);

    /// <summary>The column of this name; 42703 where there is none.</summary>
    public Column Get(string column) => Find(column) ?? throw CatalogErrors.NoColumn(column, Name.Name);

    /// <summary>Changes a column.</summary>
    public void Change(string column, Func<Column, Column> change)
    {
        var at = Columns.FindIndex(c => !c.IsDropped && c.Name == column);
        Columns[at] = change(Columns[at]);
    }

    /// <summary>42701 where a column cannot have this name because the system's columns have it.</summary>
    public static void CheckColumnName(string column)
    {
        if (Array.IndexOf(s_systemColumns, column) >= 0) throw AlterErrors.SystemColumnName(column);
    }

    /// <summary>A name for a constraint without one: <c>table_column_suffix</c>, with a number where that is taken.</summary>
    public string ChooseConstraintName(string columns, string suffix)
    {
        for (var attempt = 0; ; attempt++)
        {
            var chosen = NameResolution.Compose(Name.Name, columns, attempt == 0 ? suffix : $"{suffix}{attempt}");
            if (!Constraints.Exists(c => c.Name == chosen)) return chosen;
        }
    }

    /// <summary>A name for an index without one.</summary>
    public string ChooseIndexName(string columns, string suffix)
    {
        for (var attempt = 0; ; attempt++)
        {
            var chosen = NameResolution.Compose(Name.Name, columns, attempt == 0 ? suffix : $"{suffix}{attempt}");
            if (!Indexes.Exists(i => i.Name == chosen) && Session.Catalog.FindRelation(Name.Schema, chosen) is null) return chosen;
        }
    }

    /// <summary>42710 where the table has a constraint of this name.</summary>
    public void CheckConstraintName(string? constraint)
    {
        if (constraint is not null && Constraints.Exists(c => c.Name == constraint)) throw AlterErrors.ConstraintExists(constraint, Name.Name);
    }

    /// <summary>Where a node stands, for errors.</summary>
    public static int? Place(SyntaxNode node) => node.Position == 0 ? null : node.Position;
}
