using Tidemark.Engine.Planning;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>ON CONFLICT: rows whose key is free are inserted, for others the row that is there is updated or left alone.</summary>
internal sealed class ConflictAction
{
    private readonly InsertNode _node;
    private readonly ConflictPlan _plan;
    private readonly Evaluator[] _updates;
    private readonly Evaluator? _where;
    private readonly (string View, Evaluator Condition)[] _visible;
    private readonly VectorBuilder[] _existing;
    private readonly SubBatch _free = new();
    private readonly SubBatch _held = new();
    private readonly SubBatch _wanted = new();
    private readonly Selection _passed = new();
    private readonly ConflictKeys _keys;

    public ConflictAction(InsertNode node, ConflictPlan plan, QueryContext context)
    {
        _node = node;
        _plan = plan;
        _keys = new ConflictKeys(plan.Keys, context);
        var factory = new EvaluatorFactory(context);
        _updates = factory.Create(plan.Updates);
        _visible = [.. plan.Visible.Select(c => (c.Name, factory.Create(c.Condition)))];
        _where = plan.Where is null ? null : factory.Create(plan.Where);
        _existing = [.. node.Table.LiveColumns.Select(c => VectorBuilder.Create(c.Type))];
    }

    /// <summary>Inserts or updates the rows of a batch; gives how many were.</summary>
    public long Insert(Batch batch, ITableWriter writer, RowChecks checks, Action<Batch> returned)
    {
        var found = new RowLocation[batch.Length];
        var affected = 0L;
        var pending = new int[batch.Length];
        for (var i = 0; i < pending.Length; i++) pending[i] = i;

        // Rows of one batch may have the same key. DO UPDATE refuses to touch a row twice. DO NOTHING inserts the first row of each free key and looks again for the others.
        while (pending.Length > 0)
        {
            var rows = pending.Length == batch.Length ? batch : _held.Of(batch, pending);
            writer.FindConflicts(_node.Table, _plan.Index, rows, forUpdate: _updates.Length > 0, found.AsSpan(0, rows.Length));
            var free = new List<int>();
            var taken = new List<int>();
            var later = new List<int>();
            if (_updates.Length == 0) _keys.Forget();
            var repeats = _keys.Repeats(rows);
            if (_updates.Length > 0 && Array.IndexOf(repeats, true) >= 0) throw SecondTime();
            for (var i = 0; i < rows.Length; i++)
            {
                if (found[i].ChunkOid != 0) taken.Add(i);
                else if (repeats[i]) later.Add(pending[i]);
                else free.Add(pending[i]);
            }

            Batch? inserted = null;
            if (free.Count > 0)
            {
                inserted = _free.Of(batch, free.ToArray());
                writer.InsertFree(_node.Table, _plan.Index, inserted);
                checks.TestViews(inserted, inserted);
                affected += free.Count;
            }

            var changed = taken.Count > 0 && _updates.Length > 0 ? Update(rows, taken, found, writer, checks) : null;
            affected += changed?.Length ?? 0;
            if (!_node.Returning.IsEmpty) Return(inserted, free, changed, taken, returned);

            pending = [.. later];
        }

        return affected;
    }

    // RETURNING's rows come in the order of the rows that were to be inserted.
    private void Return(Batch? inserted, List<int> free, Batch? changed, List<int> taken, Action<Batch> returned)
    {
        if (inserted is null || changed is null)
        {
            if ((inserted ?? changed) is { } one) returned(one);
            return;
        }

        foreach (var builder in _existing) builder.Reset();
        var (i, c) = (0, 0);
        while (i < free.Count || c < taken.Count)
        {
            var isInserted = c == taken.Count || (i < free.Count && free[i] < taken[c]);
            for (var column = 0; column < _existing.Length; column++)
            {
                if (isInserted) _existing[column].AppendRow(inserted.Column(column), i);
                else _existing[column].AppendRow(changed.Column(column), c);
            }

            if (isInserted) i++;
            else c++;
        }

        returned(new Batch([.. _existing.Select(b => b.Build())], free.Count + taken.Count));
    }

    /// <summary>Changes the rows that are there; the rows of <paramref name="taken"/> that the condition leaves out are taken out of it.</summary>
    private Batch? Update(Batch rows, List<int> taken, RowLocation[] found, ITableWriter writer, RowChecks checks)
    {
        var locations = new RowLocation[taken.Count];
        for (var i = 0; i < locations.Length; i++) locations[i] = found[taken[i]];

        foreach (var builder in _existing) builder.Reset();
        writer.Fetch(_node.Table, locations, _existing);
        var excluded = _wanted.Of(rows, taken.ToArray());
        var columns = new Vector[_existing.Length * 2];
        for (var c = 0; c < _existing.Length; c++)
        {
            columns[c] = _existing[c].Build();
            columns[_existing.Length + c] = excluded.Column(c);
        }

        var both = new Batch(columns, locations.Length);
        foreach (var (view, condition) in _visible)
        {
            var isSeen = new BooleanValues(condition.Evaluate(both));
            for (var row = 0; row < both.Length; row++)
            {
                if (isSeen.IsNull(row) || !isSeen[row]) throw new SqlException(new SqlError { State = SqlState.ObjectNotInPrerequisiteState, Message = $"conflicting row is not visible through view \"{view}\"" });
            }
        }

        if (_where is not null)
        {
            _passed.SetWhereTrue(_where.Evaluate(both));
            if (_passed.Count == 0)
            {
                taken.Clear();
                return null;
            }

            for (var i = 0; i < _passed.Count; i++) taken[i] = taken[_passed.Rows[i]];
            taken.RemoveRange(_passed.Count, taken.Count - _passed.Count);
            both.Set(columns, locations.Length, _passed);
            locations = [.. _passed.Rows.ToArray().Select(i => locations[i])];
        }

        var updated = new Vector[_updates.Length];
        for (var c = 0; c < updated.Length; c++) updated[c] = _updates[c].Evaluate(both);
        var changed = new Batch(updated, both.Length);
        checks.Test(changed, changed);
        foreach (var group in locations.GroupBy(l => l.ChunkOid)) writer.Replace(_node.Table, group.Key, [.. group.Select(l => l.RowId)], LockStrength.Update);
        writer.Update(_node.Table, locations, changed, keysStay: false);
        checks.TestViews(changed, changed);
        return changed;
    }

    private static SqlException SecondTime() => new(new SqlError
    {
        State = SqlState.CardinalityViolation,
        Message = "ON CONFLICT DO UPDATE command cannot affect row a second time",
        Hint = "Ensure that no rows proposed for insertion within the same command have duplicate constrained values.",
    });
}
