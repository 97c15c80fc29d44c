using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Engine.Syntax;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.ForeignKeys;

/// <summary>The errors of foreign keys, with the keys at fault.</summary>
internal static class ForeignKeyViolations
{
    /// <summary>A row points at nothing.</summary>
    /// <param name="table">The referring table.</param>
    /// <param name="key">The foreign key.</param>
    /// <param name="referenced">The table that it points at.</param>
    /// <param name="values">The key's columns.</param>
    /// <param name="row">The row at fault.</param>
    /// <param name="session">The session.</param>
    /// <param name="isNew">Whether the foreign key is new, rather than the row.</param>
    public static SqlException NotPresent(Table table, Constraint key, Table referenced, ReadOnlySpan<Vector> values, int row, SessionContext session, bool isNew = false)
    {
        if (IsPartlyNull(values, row)) return ForeignKeyErrors.NotPresent(table.Schema, table.Name, key.Name, "MATCH FULL does not allow mixing of null and nonnull key values.");
        var place = isNew ? table : PlaceOf(table, key, values, row, session);
        return ForeignKeyErrors.NotPresent(place.Schema, place.Name, key.Name, $"{Describe(key.Columns, table, values, row, session)} is not present in table \"{referenced.Name}\".");
    }

    /// <summary>A row that goes, or changes its key, is pointed at.</summary>
    public static SqlException StillReferenced(Table table, Constraint key, Table referenced, ReadOnlySpan<Vector> values, int row, SessionContext session) => ForeignKeyErrors.StillReferenced(
        referenced.Name,
        table.Schema,
        table.Name,
        key.Name,
        $"{Describe(key.ReferencedColumns, referenced, values, row, session)} is still referenced from table \"{table.Name}\".");

    // Of a hypertable the chunk is at fault.
    private static SchemaObject PlaceOf(Table table, Constraint key, ReadOnlySpan<Vector> values, int row, SessionContext session)
    {
        if (table.Hypertable is null) return table;
        var conditions = new string[values.Length];
        for (var i = 0; i < conditions.Length; i++)
            conditions[i] = $"{SyntaxPrinter.QuoteIdentifier(table.Columns[key.Columns[i] - 1].Name)} = {SyntaxPrinter.QuoteLiteral(KeyText.Value(values[i], row, session))}";
        return InternalQuery.FindPlace(table, string.Join(" AND ", conditions), session) ?? table;
    }

    private static bool IsPartlyNull(ReadOnlySpan<Vector> values, int row)
    {
        foreach (var value in values)
        {
            if (value.IsNull(row)) return true;
        }

        return false;
    }

    private static string Describe(IEnumerable<int> columns, Table table, ReadOnlySpan<Vector> values, int row, SessionContext session)
    {
        var texts = new string[values.Length];
        for (var i = 0; i < texts.Length; i++) texts[i] = KeyText.Value(values[i], row, session);
        return $"Key ({string.Join(", ", columns.Select(c => table.Columns[c - 1].Name))})=({string.Join(", ", texts)})";
    }
}
