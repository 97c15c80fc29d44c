namespace Tidemark.Engine.Binding;

/// <summary>
/// Whether two relations that were bound one by one say the same, names of columns included. Columns that arise in them correspond by place. Made for one comparison.
/// </summary>
/// <param name="outer">Says whether columns of the queries around correspond; null where only equal ids do.</param>
internal sealed class RelationComparer(Func<ColumnId, ColumnId, bool>? outer)
{
    private readonly Dictionary<ColumnId, ColumnId> _columns = [];
    private readonly Dictionary<int, int> _commonTables = [];

    /// <summary>Whether they say the same.</summary>
    public bool Equals(Relation x, Relation y)
    {
        if (ReferenceEquals(x, y)) return true;
        if (x.GetType() != y.GetType() || x.Output.Length != y.Output.Length || !HeadsEqual(x, y)) return false;

        // What stands below comes first, and from left to right: its columns are known then to what reads them.
        var (below, otherBelow) = (RelationTree.Children(x), RelationTree.Children(y));
        if (below.Length != otherBelow.Length || !below.Zip(otherBelow).All(p => Equals(p.First, p.Second))) return false;
        foreach (var (a, b) in x.Output.Zip(y.Output))
        {
            if (a.Name != b.Name || !a.Type.Equals(b.Type)) return false;
            _columns[a.Id] = b.Id;
        }

        var comparer = new ExpressionComparer(Correspond);
        return RelationTree.Expressions(x).SequenceEqual(RelationTree.Expressions(y), comparer);
    }

    private bool Correspond(ColumnId x, ColumnId y) => _columns.TryGetValue(x, out var known) ? known == y : x == y || outer?.Invoke(x, y) == true;

    // What a relation says besides its inputs, its columns and its expressions.
    private bool HeadsEqual(Relation x, Relation y) => (x, y) switch
    {
        (TableScan a, TableScan b) => a.Table.Oid == b.Table.Oid && a.Chunk?.Oid == b.Chunk?.Oid && a.Alias == b.Alias && a.Columns.Select(c => c.Number).SequenceEqual(b.Columns.Select(c => c.Number)),
        (VirtualScan a, VirtualScan b) => a.Table.Oid == b.Table.Oid && a.Alias == b.Alias,
        (FunctionScan a, FunctionScan b) => SameCalls(a.Calls, b.Calls) && a.Ordinality is null == b.Ordinality is null,
        (Values a, Values b) => a.Rows.Length == b.Rows.Length,
        (CommonTableScan a, CommonTableScan b) => a.Id == b.Id || (_commonTables.TryGetValue(a.Id, out var id) && id == b.Id),
        (Filter, Filter) or (Project, Project) => true,
        (ProjectSet a, ProjectSet b) => SameCalls(a.Calls, b.Calls),
        (LockRows a, LockRows b) => a.Locks.Select(l => (l.Strength, l.Wait)).SequenceEqual(b.Locks.Select(l => (l.Strength, l.Wait))),
        (Join a, Join b) => a.Kind == b.Kind && a.IsLateral == b.IsLateral,
        (AsofJoin a, AsofJoin b) => a.Kind == b.Kind && a.Symbol == b.Symbol && a.Keys.Length == b.Keys.Length,
        (Aggregate a, Aggregate b) => a.Keys.Length == b.Keys.Length && a.GroupingSets.Length == b.GroupingSets.Length
            && a.GroupingSets.Zip(b.GroupingSets).All(p => p.First.SequenceEqual(p.Second)),
        (Window a, Window b) => a.PartitionBy.Length == b.PartitionBy.Length && SameOrder(a.OrderBy, b.OrderBy) && SameFrame(a.Frame, b.Frame)
            && a.Calls.Select(c => c.Function).SequenceEqual(b.Calls.Select(c => c.Function)),
        (Sort a, Sort b) => SameOrder(a.Keys, b.Keys),
        (Limit a, Limit b) => a.Count is null == b.Count is null && a.Offset is null == b.Offset is null && SameOrder(a.TieKeys, b.TieKeys),
        (Distinct a, Distinct b) => a.Keys.Length == b.Keys.Length,
        (SetOperation a, SetOperation b) => a.Kind == b.Kind && a.IsAll == b.IsAll,
        (With a, With b) => a.Tables.Length == b.Tables.Length && a.Tables.Zip(b.Tables).All(p => SameHead(p.First, p.Second)),
        _ => false,
    };

    private bool SameHead(CommonTable a, CommonTable b)
    {
        _commonTables[a.Id] = b.Id;
        return a.Name == b.Name && a.IsUnionAll == b.IsUnionAll && a.IsMaterialized == b.IsMaterialized && a.RecursiveTerm is null == b.RecursiveTerm is null
            && a.Modification is null && b.Modification is null;
    }

    private static bool SameCalls(IEnumerable<TableFunctionReference> a, IEnumerable<TableFunctionReference> b) =>
        a.Select(c => (c.Function, c.Arguments.Length)).SequenceEqual(b.Select(c => (c.Function, c.Arguments.Length)));

    private static bool SameOrder(IEnumerable<SortKey> a, IEnumerable<SortKey> b) =>
        a.Select(k => (k.Descending, k.NullsFirst)).SequenceEqual(b.Select(k => (k.Descending, k.NullsFirst)));

    private static bool SameFrame(WindowFrame a, WindowFrame b) =>
        a.Unit == b.Unit && a.Exclusion == b.Exclusion && SameBound(a.Start, b.Start) && SameBound(a.End, b.End);

    private static bool SameBound(FrameBound a, FrameBound b) => a.IsUnbounded == b.IsUnbounded && a.IsPreceding == b.IsPreceding && a.Offset is null == b.Offset is null;
}
