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
        _ => throw InternalErrors.Unexpected($"no plan for {statement.GetType().Name}"),
    };

    private InsertNode LowerInsert(BoundInsert insert)
    {
        var row = new ExpressionLowering(this, insert.RowColumns);
        return new InsertNode(
            insert.Table,
            Lower(insert.Source),
            insert.OnConflict is null ? null : LowerConflict(insert.OnConflict, insert.Table),
            [.. insert.Returning.Select(r => row.Visit(r.Expression))],
            LowerChecks(insert.Checks, row),
            insert.Output) { Chunk = insert.Chunk };
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
        return new ConflictPlan(conflict.Index, [.. keys], updates, conflict.Where is null ? null : both.Visit(conflict.Where));
    }

    private UpdateNode LowerUpdate(BoundUpdate update)
    {
        var source = Lower(update.Source);
        var lowering = new ExpressionLowering(this, source.Output);
        return new UpdateNode(
            update.Table,
            source,
            PlaceOf(update.RowId, source),
            PlaceOf(update.ChunkOid, source),
            [.. update.NewRow.Select(c => PlaceOf(c, source))],
            [.. update.Returning.Select(r => lowering.Visit(r.Expression))],
            LowerChecks(update.Checks, lowering),
            update.Output) { Chunk = update.Chunk };
    }

    private DeleteNode LowerDelete(BoundDelete delete)
    {
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
