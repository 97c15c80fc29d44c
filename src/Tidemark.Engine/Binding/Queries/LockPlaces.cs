using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>Makes the scans behind one FROM item tell where their rows lie, those within its views and subqueries, too.</summary>
/// <param name="binder">The statement's binder.</param>
/// <param name="entry">The FROM item.</param>
/// <param name="words">The clause, for messages.</param>
/// <param name="position">Where the clause names the item; null where it means all.</param>
internal sealed class LockPlaces(Binder binder, ScopeTable entry, string words, int? position) : CarriedColumns
{
    private string? _role = binder.ViewOwner;
    private bool _isInside;

    /// <summary>The scans, with their places.</summary>
    public List<TableScan> Found { get; } = [];

    /// <inheritdoc />
    public override Relation Visit(Relation relation)
    {
        if (!_isInside)
        {
            if (!IsEntry(relation)) return base.Visit(relation);
            _isInside = true;
            var result = VisitItem(relation);
            _isInside = false;
            return result;
        }

        if (binder.ViewRows.TryGetValue(relation, out var view)) return VisitView(relation, view);
        return relation switch
        {
            TableScan scan => Lock(scan),
            Distinct => throw NotAllowed("DISTINCT clause"),
            Aggregate { Keys.IsEmpty: false } => throw NotAllowed("GROUP BY clause"),
            Aggregate => throw NotAllowed("aggregate functions"),
            Window => throw NotAllowed("window functions"),
            ProjectSet => throw NotAllowed("set-returning functions in the target list"),
            SetOperation => throw NotAllowed("UNION/INTERSECT/EXCEPT"),
            _ => base.Visit(relation),
        };
    }

    private Relation VisitItem(Relation relation) => relation switch
    {
        FunctionScan when position is not null => throw QueryErrors.NotImplemented($"{words} cannot be applied to a function", position),
        CommonTableScan when position is not null => throw QueryErrors.NotImplemented($"{words} cannot be applied to a WITH query", position),
        _ => Visit(relation),
    };

    // The rows of a continuous aggregate are kept ones; nobody changes them under a reader.
    private Relation VisitView(Relation relation, View view)
    {
        if (view.Rollup is not null) return relation;
        binder.Accesses.Add(new RelationAccess(view, 'w', _role, null, 0));
        var outer = _role;
        if (!view.IsInvoker) _role = view.Owner;
        var result = base.Visit(relation);
        _role = outer;
        binder.ViewRows[result] = view;
        return result;
    }

    private TableScan Lock(TableScan scan)
    {
        if (scan.Table.Materialized is not null) throw QueryErrors.WrongRelationKind($"cannot lock rows in materialized view \"{scan.Table.Name}\"", 0);
        binder.Accesses.Add(new RelationAccess(scan.Table, 'w', _role, null, 0));
        var placed = scan with { RowId = scan.RowId ?? binder.NewColumn("rowid", Types.SqlTypes.Int8), ChunkOid = scan.ChunkOid ?? binder.NewColumn("tableoid", Types.SqlTypes.Oid) };
        Carried.Add(placed.RowId.Id);
        Carried.Add(placed.ChunkOid.Id);
        Found.Add(placed);
        return placed;
    }

    // An alias gives columns other names, an earlier clause adds places after them.
    private bool IsEntry(Relation relation)
    {
        var (output, columns) = (relation.Output, entry.Columns);
        if (relation is Join or AsofJoin || output.Length < columns.Length) return false;
        for (var i = 0; i < columns.Length; i++)
            if (output[i].Id != columns[i].Id)
                return false;
        return true;
    }

    private SqlException NotAllowed(string obstacle) => QueryErrors.NotImplemented($"{words} is not allowed with {obstacle}", null);
}
