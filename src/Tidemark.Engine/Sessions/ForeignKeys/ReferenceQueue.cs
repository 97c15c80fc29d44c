using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;
using ReferentialAction = Tidemark.Engine.Catalog.ReferentialAction;

namespace Tidemark.Engine.Sessions.ForeignKeys;

/// <summary>
/// What one statement did to keys that foreign keys and deferrable unique constraints are about. It notes distinct keys while rows are written, and looks at them when the statement has made its changes, all keys of a foreign key
/// together. Tables without foreign keys cost one look at the catalog a batch.
/// </summary>
internal sealed class ReferenceQueue(SessionContext session)
{
    private readonly Dictionary<uint, (ReferenceCheck Check, PendingKeys Keys)> _pointing = [];
    private readonly List<Removal> _removals = [];
    private readonly Dictionary<uint, (Table Table, Constraint Key, PendingKeys Keys)> _shared = [];
    private SqlException? _mixed;

    /// <summary>Rows got keys under a deferrable unique constraint, which other rows may have until the statement has made all of its changes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="constraint">The constraint.</param>
    /// <param name="keys">The keys.</param>
    public void Keyed(Table table, Constraint constraint, KeyRows keys)
    {
        if (!_shared.TryGetValue(constraint.Oid, out var known))
            _shared[constraint.Oid] = known = (table, constraint, new PendingKeys([.. keys.Keys.Select(k => k.Type)], [], groupsNulls: session.Catalog.Find<Catalog.Index>(constraint.IndexOid)?.NullsNotDistinct == true));
        known.Keys.Add(keys.Keys, keys.Length, null);
    }

    /// <summary>Rows were inserted.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">One column for each live column.</param>
    public void Inserted(Table table, Batch rows)
    {
        table = Newest(table);
        foreach (var key in table.ForeignKeys) Point(table, key, ColumnsOf(table, key.Columns, rows), rows.Length, null);
    }

    /// <summary>Rows are going to be deleted.</summary>
    /// <param name="table">The table.</param>
    /// <param name="view">The view that the row ids are of.</param>
    /// <param name="rowIds">The rows.</param>
    public void Deleting(Table table, ChunkView view, ReadOnlySpan<long> rowIds)
    {
        if (rowIds.IsEmpty || !session.Catalog.IsReferenced(table.Oid)) return;
        foreach (var (referring, key) in session.Catalog.ReferencesTo(table.Oid)) Remove(referring, key, isUpdate: false).Add(OldRows.Read(view, rowIds, key.ReferencedColumns), rowIds.Length, null);
    }

    /// <summary>Whether updates of a table have to be told.</summary>
    public bool Concerns(Table table) => Newest(table).ForeignKeys.Any() || session.Catalog.IsReferenced(table.Oid);

    /// <summary>Rows were updated.</summary>
    /// <param name="table">The table.</param>
    /// <param name="old">Some old columns of the rows.</param>
    /// <param name="oldColumns">Their numbers.</param>
    /// <param name="rows">The new rows, one column for each live column.</param>
    public void Updated(Table table, Vector[] old, IReadOnlyList<int> oldColumns, Batch rows)
    {
        table = Newest(table);
        foreach (var key in table.ForeignKeys)
        {
            var now = ColumnsOf(table, key.Columns, rows);
            Point(table, key, now, rows.Length, Differ(Choose(old, oldColumns, key.Columns), now, rows.Length));
        }

        foreach (var (referring, key) in session.Catalog.ReferencesTo(table.Oid))
        {
            var before = Choose(old, oldColumns, key.ReferencedColumns);
            var now = ColumnsOf(table, key.ReferencedColumns, rows);
            if (Differ(before, now, rows.Length) is { } changed && Array.IndexOf(changed, true) >= 0) Remove(referring, key, isUpdate: true).Add([.. before, .. now], rows.Length, changed);
        }
    }

    /// <summary>The columns whose old values <see cref="Updated"/> needs.</summary>
    public IReadOnlyList<int> ConcernedColumns(Table table) =>
        [.. Newest(table).ForeignKeys.SelectMany(k => k.Columns).Concat(session.Catalog.ReferencesTo(table.Oid).SelectMany(r => r.Constraint.ReferencedColumns)).Distinct()];

    /// <summary>The statement has made its changes: carries out the actions that follow from them, and tests what immediate constraints demand.</summary>
    public void Complete()
    {
        if (_mixed is not null) throw _mixed;
        var tests = new List<(ReferenceCheck Check, Vector[] Keys)>();
        while (_removals.Count > 0)
        {
            // Actions bring further removals, which come behind.
            var removal = _removals[0];
            _removals.RemoveAt(0);
            Carry(removal, tests);
        }

        foreach (var (check, keys) in tests) check.RequireUnreferenced(keys, isStrict: false);
        foreach (var (check, keys) in _pointing.Values.ToList())
        {
            if (keys.Count == 0) continue;
            var values = keys.Take();
            if (DeferredReferences.IsDeferred(check.Key, session)) session.Transaction.Defer(new DeferredKeys(check.Table.Oid, check.Key.Oid, IsRemoval: false, values));
            else check.RequirePresent(values);
        }

        _pointing.Clear();
        foreach (var (table, key, pending) in _shared.Values.ToList())
        {
            if (pending.Count == 0) continue;
            var values = pending.Take();
            if (DeferredReferences.IsDeferred(key, session)) session.Transaction.Defer(new DeferredKeys(table.Oid, key.Oid, IsRemoval: false, values));
            else UniqueCheck.RefuseShared(session, table, key, values);
        }

        _shared.Clear();
        if (_mixed is not null) throw _mixed;
    }

    private void Carry(Removal removal, List<(ReferenceCheck Check, Vector[] Keys)> tests)
    {
        if (removal.Keys.Count == 0) return;
        var (check, key) = (removal.Check, removal.Check.Key);
        var all = removal.Keys.Take();
        var keys = all[..key.Columns.Length];
        var action = removal.IsUpdate ? key.OnUpdate : key.OnDelete;
        switch (action)
        {
            case ReferentialAction.NoAction when DeferredReferences.IsDeferred(key, session):
                session.Transaction.Defer(new DeferredKeys(check.Table.Oid, key.Oid, IsRemoval: true, keys));
                break;
            case ReferentialAction.NoAction:
                tests.Add((check, keys));
                break;
            case ReferentialAction.Restrict:
                check.RequireUnreferenced(keys, isStrict: true);
                break;
            default:
                var pointed = check.Pointed(keys);
                if (pointed.Length == 0) break;
                RequireWritable(check.Table);
                ReferentialActions.Run(check, action, PendingKeys.Gather(all, pointed), removal.IsUpdate, this, session);

                // Where the default is the very key that went, the rows are unchanged and nothing else would notice.
                if (action == ReferentialAction.SetDefault) tests.Add((check, PendingKeys.Gather(keys, pointed)));
                break;
        }
    }

    // With one snapshot for the whole transaction rows that it does not show cannot be changed: whoever wrote them was first.
    private void RequireWritable(Table table)
    {
        if (session.Transaction.Isolation >= Syntax.Statements.IsolationLevel.RepeatableRead && session.Transaction.Root != session.Database.Store.Root
            && TableStorage.Of(table, session.Catalog).Any(id => session.Transaction.Root.FindChunk(id) != session.Database.Store.Root.FindChunk(id)))
        {
            throw StorageErrors.ConcurrentUpdate();
        }
    }

    private void Point(Table table, Constraint key, Vector[] values, int rows, bool[]? isWanted)
    {
        if (key.MatchesFully && _mixed is null && MixedRow(values, rows, isWanted) is { } row)
            _mixed = ForeignKeyViolations.NotPresent(table, key, session.Catalog.Find<Table>(key.ReferencedTable)!, values, row, session);
        if (!_pointing.TryGetValue(key.Oid, out var pending))
        {
            var check = new ReferenceCheck(session, table, key);
            _pointing[key.Oid] = pending = (check, new PendingKeys(check.Types, []));
        }

        pending.Keys.Add(values, rows, isWanted);
    }

    private PendingKeys Remove(Table referring, Constraint key, bool isUpdate)
    {
        var known = _removals.Find(r => r.Check.Key.Oid == key.Oid && r.IsUpdate == isUpdate);
        if (known is not null) return known.Keys;
        var check = new ReferenceCheck(session, referring, key);
        known = new Removal(check, isUpdate, new PendingKeys(check.ReferencedTypes, isUpdate ? check.ReferencedTypes : []));
        _removals.Add(known);
        return known.Keys;
    }

    // The statement may have been planned before a constraint was added; the catalog knows all.
    private Table Newest(Table table) => session.Catalog.Find<Table>(table.Oid) ?? table;

    private static Vector[] ColumnsOf(Table table, IReadOnlyList<int> columns, Batch rows)
    {
        var live = table.LiveColumns.ToList();
        return [.. columns.Select(number => rows.Column(live.FindIndex(c => c.Number == number)))];
    }

    private static Vector[] Choose(Vector[] values, IReadOnlyList<int> numbers, IReadOnlyList<int> wanted)
    {
        var result = new Vector[wanted.Count];
        for (var i = 0; i < result.Length; i++) result[i] = values[IndexOf(numbers, wanted[i])];
        return result;
    }

    private static int IndexOf(IReadOnlyList<int> numbers, int number)
    {
        for (var i = 0; i < numbers.Count; i++)
        {
            if (numbers[i] == number) return i;
        }

        return -1;
    }

    private static bool[] Differ(Vector[] before, Vector[] now, int rows)
    {
        var differ = new bool[rows];
        for (var i = 0; i < before.Length; i++)
        {
            for (var row = 0; row < rows; row++)
            {
                var isNull = before[i].IsNull(row);
                differ[row] |= isNull != now[i].IsNull(row) || (!isNull && !ValueComparison.AreEqual(before[i], row, now[i], row));
            }
        }

        return differ;
    }

    private static int? MixedRow(Vector[] values, int rows, bool[]? isWanted)
    {
        for (var row = 0; row < rows; row++)
        {
            if (isWanted is not null && !isWanted[row]) continue;
            var nulls = values.Count(v => v.IsNull(row));
            if (nulls > 0 && nulls < values.Length) return row;
        }

        return null;
    }

    private sealed record Removal(ReferenceCheck Check, bool IsUpdate, PendingKeys Keys);
}
