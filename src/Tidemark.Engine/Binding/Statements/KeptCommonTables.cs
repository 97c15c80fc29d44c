namespace Tidemark.Engine.Binding;

/// <summary>Common tables that a statement reads outside of its source, in RETURNING or ON CONFLICT: they are computed as tables, and not put into the place where the source reads them.</summary>
internal static class KeptCommonTables
{
    /// <summary>The statement with those tables marked.</summary>
    public static BoundStatement Mark(BoundStatement statement) => statement.MapRelations(source => Mark(source, OthersOf(statement)));

    private static Relation Mark(Relation source, IEnumerable<BoundExpression> others)
    {
        if (source is not With with) return source;
        var read = others.SelectMany(ExpressionTree.Descend).OfType<BoundSubquery>().SelectMany(s => ScansIn(s.Query)).ToHashSet();
        return read.Count == 0 ? source : with with { Tables = [.. with.Tables.Select(t => read.Contains(t.Id) ? t with { IsMaterialized = true } : t)] };
    }

    /// <summary>What a statement computes beside its source.</summary>
    public static IEnumerable<BoundExpression> OthersOf(BoundStatement statement) => statement switch
    {
        BoundInsert s => [.. s.Returning.Select(r => r.Expression), .. OthersOf(s.OnConflict)],
        BoundUpdate s => s.Returning.Select(r => r.Expression),
        BoundDelete s => s.Returning.Select(r => r.Expression),
        _ => [],
    };

    private static IEnumerable<BoundExpression> OthersOf(BoundOnConflict? conflict)
    {
        if (conflict is null) yield break;
        foreach (var (_, value) in conflict.Assignments) yield return value;
        if (conflict.Where is not null) yield return conflict.Where;
    }

    private static IEnumerable<int> ScansIn(Relation relation) => relation is CommonTableScan scan
        ? [scan.Id]
        : RelationTree.Children(relation).SelectMany(ScansIn)
            .Concat(RelationTree.Expressions(relation).SelectMany(ExpressionTree.Descend).OfType<BoundSubquery>().SelectMany(s => ScansIn(s.Query)));
}
