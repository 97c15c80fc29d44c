using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Sessions.Analysis;

namespace Tidemark.Engine.Sessions.Rollups;

/// <summary>A session's plans that aggregate late rows and combine them with kept ones, each made once as long as what it was made of stays the same.</summary>
internal sealed class RollupPlans(SessionContext session)
{
    private readonly Dictionary<uint, Made> _late = [];
    private readonly Dictionary<uint, Made> _combined = [];

    /// <summary>The plan that makes rows, in the form of kept ones, of rows of the source alone.</summary>
    /// <param name="view">The aggregate.</param>
    /// <param name="source">Its source.</param>
    public (Plan Plan, GivenRows Rows) OfLate(View view, Table source)
    {
        // The query may be written anew where a name changes.
        var query = session.Catalog.Find(view.Rollup!.PartialViewOid);
        if (_late.TryGetValue(view.Oid, out var made) && made.IsOf(view, source, query)) return (made.Plan, made.Rows);
        var rows = new GivenRows(source.Name, source.LiveColumns.Select(c => new TableFunctionColumn(c.Name, c.Type)));
        var plan = StoredSql.Unplaced(() => Plans.Make(new Binder(Binders.ContextOf(session, Builtins.VirtualTables, ParameterTypes.None, readsKeptOnly: true)).BindLateRows(view, rows.Relation), session));
        _late[view.Oid] = new Made(view, source, query, plan, rows);
        return (plan, rows);
    }

    /// <summary>The plan that makes one row of several with the same keys, in the form of kept rows.</summary>
    /// <param name="view">The aggregate.</param>
    /// <param name="kept">The hypertable that keeps its rows.</param>
    public (Plan Plan, GivenRows Rows) OfCombination(View view, Table kept)
    {
        if (_combined.TryGetValue(view.Oid, out var made) && made.IsOf(view, kept, null)) return (made.Plan, made.Rows);
        var rows = new GivenRows("kept", kept.StoredColumns.Select((c, i) => new TableFunctionColumn($"c{i + 1}", c.Type)));
        var plan = Plans.Make(Combine(view.Rollup!.Merging!.Combination, rows, session), session);
        _combined[view.Oid] = new Made(view, kept, null, plan, rows);
        return (plan, rows);
    }

    /// <summary>The query that combines rows, bound.</summary>
    public static BoundQuery Combine(string combination, GivenRows rows, SessionContext session) =>
        StoredSql.Unplaced(() => new Binder(Binders.ContextOf(session, new VirtualTables([rows.Relation]), ParameterTypes.None)).BindQuery(StoredSql.ParseQuery(combination)));

    private sealed record Made(View View, Table Table, CatalogObject? Query, Plan Plan, GivenRows Rows)
    {
        public bool IsOf(View view, Table table, CatalogObject? query) => ReferenceEquals(View, view) && ReferenceEquals(Table, table) && ReferenceEquals(Query, query);
    }
}
