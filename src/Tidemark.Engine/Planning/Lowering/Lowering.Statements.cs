using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Planning;

/// <content>Statements.</content>
internal sealed partial class Lowering
{
    /// <summary>The plan of a statement.</summary>
    public PlanNode LowerStatement(BoundStatement statement) => statement switch
    {
        BoundQuery s => Lower(s.Relation),
        BoundInsert s => LowerInsert(s),
        BoundUpdate s => LowerUpdate(s),
        BoundDelete s => LowerDelete(s),
        BoundMerge s => LowerMerge(s),
        _ => throw InternalErrors.Unexpected($"no plan for {statement.GetType().Name}"),
    };

    /// <summary>The tables that the plan changes or locks rows of, each once for each.</summary>
    public ImmutableArray<PlanTarget> Targets => [.. _targets.Distinct()];

    private readonly List<PlanTarget> _targets = [];

    private LockRowsNode LowerLocks(LockRows locks, BoundExpression? most, BoundExpression? skipped)
    {
        var input = Lower(locks.Input);
        foreach (var rowLock in locks.Locks) _targets.Add(new PlanTarget(rowLock.Table, IsChanged: false));

        // The places are the last columns of the input, so that the others keep theirs.
        return new LockRowsNode(
            input,
            [.. locks.Locks.Select(l => new RowLockPlan(l.Table, PlaceOf(l.RowId, input), PlaceOf(l.ChunkOid, input), l.Strength, l.Wait))],
            most,
            skipped,
            [.. input.Output.Where(c => !locks.Locks.Any(l => l.RowId.Id == c.Id || l.ChunkOid.Id == c.Id))])
        {
            EstimatedRows = input.EstimatedRows,
        };
    }

    private InsertNode LowerInsert(BoundInsert insert)
    {
        _targets.Add(new PlanTarget(insert.Table, IsChanged: true));
        var row = new ExpressionLowering(this, insert.RowColumns);
        return new InsertNode(
            insert.Table,
            Lower(insert.Source),
            insert.OnConflict is null ? null : LowerConflict(insert.OnConflict, insert.Table),
            [.. insert.Returning.Select(r => row.Visit(r.Expression))],
            LowerChecks(insert.Checks, row),
            insert.Output)
        { Chunk = insert.Chunk };
    }

    private ConflictPlan LowerConflict(BoundOnConflict conflict, Table table)
    {
        var both = new ExpressionLowering(this, [.. conflict.Existing, .. conflict.Excluded]);
        var updates = ImmutableArray<BoundExpression>.Empty;
        if (!conflict.Assignments.IsEmpty)
        {
            var live = table.LiveColumns.ToArray();
            updates = [.. live.Select((column, place) => conflict.Assignments.FirstOrDefault(a => a.Column == column.Number) is { Value: { } value }
                ? both.Visit(value)
                : new InputColumn(place, column.Type, column.Name))];
        }

        var proposed = new ExpressionLowering(this, conflict.Excluded);
        var keys = conflict.Keys.Select(k => k with { Elements = [.. k.Elements.Select(proposed.Visit)], Condition = k.Condition is null ? null : proposed.Visit(k.Condition) });
        return new ConflictPlan(conflict.Index, [.. keys], updates, conflict.Where is null ? null : both.Visit(conflict.Where)) { Visible = LowerChecks(conflict.Visible, both) };
    }

    private UpdateNode LowerUpdate(BoundUpdate update)
    {
        _targets.Add(new PlanTarget(update.Table, IsChanged: true));
        var source = Lower(update.Source);
        var lowering = new ExpressionLowering(this, source.Output);
        return new UpdateNode(
            update.Table,
            source,
            PlaceOf(update.RowId, source),
            PlaceOf(update.ChunkOid, source),
            [.. update.NewRow.Select(c => PlaceOf(c, source))],
            [.. update.Returning.Select(r => lowering.Visit(r.Expression))],
            update.ChangesKey,
            LowerChecks(update.Checks, lowering),
            update.Output)
        { Chunk = update.Chunk };
    }

    private MergeNode LowerMerge(BoundMerge merge)
    {
        _targets.Add(new PlanTarget(merge.Table, IsChanged: true));
        var source = Lower(merge.Source);
        return new MergeNode(
            merge.Table,
            source,
            PlaceOf(merge.RowId, source),
            PlaceOf(merge.ChunkOid, source),
            [.. merge.NewRow.Select(c => PlaceOf(c, source))],
            [.. merge.Actions.Select(a => (PlaceOf(a.When, source), a.Action))],
            merge.ChangesKey,
            LowerChecks(merge.Checks, new ExpressionLowering(this, source.Output)),
            merge.Output);
    }

    private DeleteNode LowerDelete(BoundDelete delete)
    {
        _targets.Add(new PlanTarget(delete.Table, IsChanged: true));
        var source = Lower(delete.Source);
        var lowering = new ExpressionLowering(this, source.Output);
        return new DeleteNode(
            delete.Table,
            source,
            PlaceOf(delete.RowId, source),
            PlaceOf(delete.ChunkOid, source),
            [.. delete.Returning.Select(r => lowering.Visit(r.Expression))],
            delete.Output);
    }

    private static ImmutableArray<BoundCheck> LowerChecks(ImmutableArray<BoundCheck> checks, ExpressionLowering lowering) =>
        [.. checks.Select(c => c with { Condition = lowering.Visit(c.Condition) })];

    private static int PlaceOf(OutputColumn column, PlanNode source)
    {
        for (var i = 0; i < source.Output.Length; i++)
        {
            if (source.Output[i].Id == column.Id) return i;
        }

        throw InternalErrors.Unexpected($"the source does not produce {column.Name} {column.Id}");
    }
}
