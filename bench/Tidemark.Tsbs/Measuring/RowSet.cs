using System.Globalization;
using Npgsql;

namespace Tidemark.Tsbs.Measuring;

/// <summary>A whole result in the server's own text form, for comparison with another server's.</summary>
internal sealed class RowSet
{
    private const double Tolerance = 1e-9;
    private const uint Float4Oid = 700;
    private const uint Float8Oid = 701;

    private readonly uint[] types;
    private readonly List<string?[]> rows;

    private RowSet(uint[] types, List<string?[]> rows)
    {
        this.types = types;
        this.rows = rows;
    }

    public static async Task<RowSet> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var types = new uint[reader.FieldCount];
        for (var i = 0; i < types.Length; i++)
            types[i] = reader.GetDataTypeOID(i);
        var rows = new List<string?[]>();
        while (await reader.ReadAsync(cancel))
        {
            var row = new string?[types.Length];
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : reader.GetString(i);
            rows.Add(row);
        }

        return new RowSet(types, rows);
    }

    /// <summary>Says where the two differ; empty when they do not. Floats may differ by a relative 1e-9.</summary>
    /// <param name="ordered">Whether the order of rows counts.</param>
    public static string Compare(RowSet left, RowSet right, bool ordered)
    {
        if (!left.types.AsSpan().SequenceEqual(right.types))
            return $"column types differ: {string.Join(", ", left.types)} and {string.Join(", ", right.types)}";
        if (left.rows.Count != right.rows.Count)
            return $"{left.rows.Count} rows and {right.rows.Count} rows";

        var (lefts, rights) = ordered ? (left.rows, right.rows) : (left.Sorted(), right.Sorted());
        for (var row = 0; row < lefts.Count; row++)
        {
            for (var column = 0; column < left.types.Length; column++)
            {
                var (l, r) = (lefts[row][column], rights[row][column]);
                if (l != r && !(left.IsFloat(column) && Close(l, r)))
                    return $"row {row + 1}, column {column + 1}: {l ?? "NULL"} and {r ?? "NULL"}";
            }
        }

        return "";
    }

    /// <summary>Exact columns first, so that floats that differ in their last digits cannot change the order of rows that have a key.</summary>
    private List<string?[]> Sorted()
    {
        var columns = Enumerable.Range(0, types.Length).OrderBy(IsFloat).ToArray();
        var sorted = new List<string?[]>(rows);
        sorted.Sort((a, b) =>
        {
            foreach (var column in columns)
            {
                var order = string.CompareOrdinal(a[column], b[column]);
                if (order != 0)
                    return order;
            }

            return 0;
        });
        return sorted;
    }

    private bool IsFloat(int column) => types[column] is Float4Oid or Float8Oid;

    private static bool Close(string? left, string? right)
    {
        if (left is null || right is null)
            return false;
        var l = double.Parse(left, CultureInfo.InvariantCulture);
        var r = double.Parse(right, CultureInfo.InvariantCulture);
        return Math.Abs(l - r) <= Tolerance * Math.Max(Math.Abs(l), Math.Abs(r));
    }
}
