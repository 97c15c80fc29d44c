using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>Which columns relations and expressions refer to. Ids are unique within a statement, so a column that is referred to and not produced is an outer one.</summary>
internal static class ColumnSets
{
    /// <summary>The columns that an expression refers to, those inside of subqueries included that the subquery does not produce.</summary>
    public static HashSet<ColumnId> Of(BoundExpression expression)
    {
        var columns = new HashSet<ColumnId>();
        Add(expression, columns);
        return columns;
    }

    /// <summary>The outer columns that a relation refers to.</summary>
    public static HashSet<ColumnId> FreeOf(Relation relation)
    {
        var referred = new HashSet<ColumnId>();
        var produced = new HashSet<ColumnId>();
        Collect(relation, referred, produced);
        referred.ExceptWith(produced);
        return referred;
    }

    /// <summary>Whether all columns of the expression are among the given ones.</summary>
    public static bool IsWithin(BoundExpression expression, IReadOnlySet<ColumnId> columns) => Of(expression).IsSubsetOf(columns);

    /// <summary>Whether of a relation's columns the expression only reads the given ones; what it reads besides is an outer query's.</summary>
    public static bool IsWithinOrOuter(BoundExpression expression, IReadOnlySet<ColumnId> columns, Relation relation)
    {
        var read = Of(expression);
        foreach (var column in relation.Output)
        {
            if (read.Contains(column.Id) && !columns.Contains(column.Id)) return false;
        }

        return true;
    }

    /// <summary>The ids of the columns that a relation produces.</summary>
    public static HashSet<ColumnId> OutputOf(Relation relation)
    {
        var ids = new HashSet<ColumnId>();
        foreach (var column in relation.Output) ids.Add(column.Id);
        return ids;
    }

    /// <summary>Adds the columns that an expression refers to.</summary>
    public static void Add(BoundExpression expression, HashSet<ColumnId> columns)
    {
        if (expression is BoundColumn column) columns.Add(column.Id);
        if (expression is BoundSubquery subquery) columns.UnionWith(FreeOf(subquery.Query));
        foreach (var child in PlanExpressionTree.Children(expression)) Add(child, columns);
    }

    private static void Collect(Relation relation, HashSet<ColumnId> referred, HashSet<ColumnId> produced)
    {
        foreach (var column in relation.Output) produced.Add(column.Id);
        foreach (var expression in RelationTree.Expressions(relation)) Add(expression, referred);
        foreach (var child in RelationTree.Children(relation)) Collect(child, referred, produced);
        if (relation is With with)
        {
            foreach (var table in with.Tables)
            {
                if (table.Modification is { } modification) Collect(ModificationSource(modification), referred, produced);
            }
        }
    }

    /// <summary>The relation that a modifying statement takes its rows from.</summary>
    public static Relation ModificationSource(BoundStatement statement) => statement switch
    {
        BoundInsert s => s.Source,
        BoundUpdate s => s.Source,
        BoundMerge s => s.Source,
        BoundDelete s => s.Source,
        BoundQuery s => s.Relation,
        _ => throw Errors.InternalErrors.Unexpected($"{statement.GetType().Name} has no source"),
    };
}
