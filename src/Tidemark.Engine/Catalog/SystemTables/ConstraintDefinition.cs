using Tidemark.Engine.Syntax;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>The definition of a constraint, as pg_get_constraintdef prints it.</summary>
internal static class ConstraintDefinition
{
    /// <summary>The definition; null where there is no constraint of this oid.</summary>
    public static string? Of(uint oid, CatalogSnapshot catalog)
    {
        foreach (var table in catalog.Relations.OfType<Table>())
        {
            foreach (var constraint in table.Constraints)
            {
                if (constraint.Oid == oid) return Of(constraint, table);
            }
        }

        return null;
    }

    private static string Of(Constraint constraint, Table table)
    {
        var columns = string.Join(", ", constraint.Columns.Select(c => SyntaxPrinter.QuoteIdentifier(table.Columns[c - 1].Name)));
        return constraint.Kind switch
        {
            ConstraintKind.PrimaryKey => $"PRIMARY KEY ({columns})",
            ConstraintKind.Unique => $"UNIQUE ({columns})",
            ConstraintKind.Check => $"CHECK ({constraint.CheckSql})",
            _ => $"FOREIGN KEY ({columns})",
        };
    }
}
