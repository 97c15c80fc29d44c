using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>Rows as they are stored: with nulls in the columns that storage alone knows.</summary>
internal static class StoredRows
{
    /// <summary>The rows with all stored columns.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">One column for each live column of the table, or for each stored one.</param>
    public static Batch Of(Table table, Batch rows)
    {
        // Nearly all tables have live columns alone.
        if (rows.ColumnCount >= table.Columns.Length) return rows;
        var stored = table.StoredColumns.ToList();
        if (rows.ColumnCount == stored.Count) return rows;
        var columns = new Vector[stored.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            if (i < rows.ColumnCount)
            {
                columns[i] = rows.Column(i);
                continue;
            }

            var nulls = VectorBuilder.Create(stored[i].Type, rows.Length);
            for (var row = 0; row < rows.Length; row++) nulls.AppendNull();
            columns[i] = nulls.Detach();
        }

        return new Batch(columns, rows.Length);
    }
}
