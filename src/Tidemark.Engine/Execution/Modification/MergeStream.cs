using Tidemark.Engine.Planning;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>MERGE: each row of the source does what its WHEN clause says. No target row may be changed twice.</summary>
internal sealed class MergeStream(MergeNode node, QueryContext context) : ModificationStream([], node.Output, context)
{
    private readonly RowChecks _checks = new(node.Table, node.Checks, context);
    private readonly RowTargets _changed = new(node.RowId, node.ChunkOid);
    private readonly RowTargets _updated = new(node.RowId, node.ChunkOid);
    private readonly RowTargets _deleted = new(node.RowId, node.ChunkOid);
    private readonly SubBatch _part = new();
    private readonly Batch _new = new();

    /// <inheritdoc />
    protected override void Execute()
    {
        // All is collected before the first change: the source reads the state from before the statement.
        var memory = new MemoryShare(Context.Memory);
        var updates = new MaterializedRows(node.Source.Output);
        var inserts = new MaterializedRows(node.Source.Output);
        using (var source = OpenSource(node.Source))
        {
            while (source.Next() is { } batch)
            {
                Divide(batch, updates, inserts);
                memory.Set(updates.ByteSize + inserts.ByteSize);
            }
        }

        _updated.Replace(node.Table, Writer, node.ChangesKey ? LockStrength.Update : LockStrength.NoKeyUpdate);
        _deleted.Delete(node.Table, Writer);
        Write(updates, batch => Writer.Update(node.Table, _updated.LocationsOf(batch), _new, keysStay: !node.ChangesKey));
        Write(inserts, _ => Writer.Insert(node.Table, _new));
        memory.Dispose();
    }

    private void Write(MaterializedRows rows, Action<Batch> write)
    {
        using var stream = new MaterializedStream(rows, Context.BatchRows);
        var columns = new Vector[node.NewRow.Length];
        while (stream.Next() is { } batch)
        {
            for (var c = 0; c < columns.Length; c++) columns[c] = batch.Column(node.NewRow[c]);
            _new.Set(columns, batch.Length, null);
            _checks.Test(_new, batch);
            write(batch);
        }
    }

    private void Divide(Batch batch, MaterializedRows updates, MaterializedRows inserts)
    {
        var chosen = new MergeAction[batch.Length];
        foreach (var (when, action) in node.Actions)
        {
            var isFor = new BooleanValues(batch.Column(when));
            for (var row = 0; row < chosen.Length; row++)
            {
                if (!isFor.IsNull(row) && isFor[row]) chosen[row] = action;
            }
        }

        RowsAffected += chosen.Count(a => a != MergeAction.DoNothing);
        if (Rows(batch, chosen, a => a is MergeAction.Update or MergeAction.Delete) is { } changed && _changed.FirstTime(changed)?.Length != changed.Length) throw QueryErrors.MergedTwice();
        if (Rows(batch, chosen, a => a == MergeAction.Delete) is { } deleted) _deleted.FirstTime(deleted);
        if (Rows(batch, chosen, a => a == MergeAction.Insert) is { } inserted) inserts.Add(inserted);
        if (Rows(batch, chosen, a => a == MergeAction.Update) is not { } updated) return;
        _updated.FirstTime(updated);
        updates.Add(updated);
    }

    private Batch? Rows(Batch batch, MergeAction[] chosen, Predicate<MergeAction> wanted)
    {
        var rows = Enumerable.Range(0, chosen.Length).Where(i => wanted(chosen[i])).ToArray();
        return rows.Length == 0 ? null : _part.Of(batch, rows);
    }
}
