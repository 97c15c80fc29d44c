using System.Collections.Immutable;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Binding;

/// <summary>A table column that a result column passes on unchanged; zeros for a computed one. Clients are told it with the description of a result.</summary>
internal readonly record struct ColumnOrigin(uint TableOid, short ColumnNumber);

/// <summary>Finds where result columns come from.</summary>
internal static class ColumnOrigins
{
    /// <summary>The origin of each column of a statement's result.</summary>
    public static ImmutableArray<ColumnOrigin> Of(BoundStatement statement)
    {
        if (statement.Output.IsEmpty) return [];
        var origins = new Dictionary<ColumnId, ColumnOrigin>();
        switch (statement)
        {
            case BoundQuery query:
                Collect(query.Relation, origins);
                break;
            case BoundInsert insert:
                AddRow(insert.Table, insert.RowColumns, origins);
                break;
            case BoundUpdate update:
                Collect(update.Source, origins);
                AddRow(update.Table, update.NewRow, origins);
                break;
            case BoundDelete delete:
                Collect(delete.Source, origins);
                break;
        }

        return [.. statement.Output.Select(c => origins.GetValueOrDefault(c.Id))];
    }

    private static void Collect(Relation relation, Dictionary<ColumnId, ColumnOrigin> origins)
    {
        if (relation is TableScan scan)
        {
            foreach (var column in scan.Columns) origins[column.Output.Id] = new ColumnOrigin(scan.Table.Oid, (short)column.Number);
            return;
        }

        foreach (var child in RelationTree.Children(relation)) Collect(child, origins);
    }

    private static void AddRow(Table table, ImmutableArray<OutputColumn> row, Dictionary<ColumnId, ColumnOrigin> origins)
    {
        var index = 0;
        foreach (var column in table.LiveColumns) origins[row[index++].Id] = new ColumnOrigin(table.Oid, (short)column.Number);
    }
}
