using System.Text;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>Rows of text, for commands that tell something.</summary>
internal static class TextRows
{
    /// <summary>A batch of text columns.</summary>
    /// <param name="rows">At least one row; all of the same length.</param>
    public static Batch Of(IReadOnlyList<string[]> rows)
    {
        var columns = new Vector[rows[0].Length];
        for (var column = 0; column < columns.Length; column++)
        {
            var builder = new BytesVectorBuilder(SqlTypes.Text, rows.Count);
            foreach (var row in rows) builder.Append(Encoding.UTF8.GetBytes(row[column]));
            columns[column] = builder.Detach();
        }

        return new Batch(columns, rows.Count);
    }
}
