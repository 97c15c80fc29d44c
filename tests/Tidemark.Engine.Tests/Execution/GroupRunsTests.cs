using Tidemark.Types;
using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>Rows that lie sorted by their keys are grouped stretch by stretch, others row by row: both give the same groups.</summary>
public sealed class GroupRunsTests
{
    [Theory]
    [InlineData("k / 3", "int")]
    [InlineData("k::bigint * 1000000007", "bigint")]
    [InlineData("(k % 2)::smallint", "smallint")]
    [InlineData("k > 20", "bool")]
    [InlineData("k / 7.0 - 3", "float8")]
    [InlineData("(k - 20)::real * 0", "float4")]
    [InlineData("'key ' || k / 2", "text")]
    [InlineData("'2024-01-01+00'::timestamptz + k * '7 minutes'::interval", "timestamptz")]
    public void Sorted_rows_give_the_groups_of_scattered_ones(string key, string type)
    {
        const int Seed = 11;
        var random = new Random(Seed);
        var rows = Enumerable.Range(0, 6000).Select(i => (Key: i / 130, Value: random.Next(1000), IsNullKey: i / 300 % 5 == 2, IsNull: random.Next(9) == 0)).ToArray();
        foreach (var hasNulls in new[] { false, true })
        {
            using var database = new TestDatabase(segmentRows: 4000);
            foreach (var table in new[] { "sorted", "scattered" })
            {
                database.CreateTable(table, null, table == "sorted" ? ["g", "n"] : [], ("g", SqlTypes.Int4), ("n", SqlTypes.Int4), ("v", SqlTypes.Float8), ("t", SqlTypes.Text));
                if (table == "scattered") random.Shuffle(rows);
                foreach (var part in rows.Chunk(500))
                {
                    database.Query($"INSERT INTO {table} VALUES " + string.Join(", ", part.Select(r =>
                        $"({(hasNulls && r.IsNullKey ? "NULL" : r.Key)}, {r.Value}, {(hasNulls && r.IsNull ? "NULL" : r.Value / 4.0)}, 't{r.Value % 17}')")));
                }

                database.Store.Checkpoint();
                database.Store.Vacuum([database.Store.Root.Chunks.Keys.Max()], isFull: true);
            }

            foreach (var query in new[]
            {
                "SELECT {0}, count(*), count(v), sum(v), avg(v), min(v), max(n), max(t) FROM {1} AS x GROUP BY 1 ORDER BY 1",
                "SELECT {0}, g > 30, sum(v) FILTER (WHERE n % 3 = 0), count(DISTINCT t), string_agg(t, ',' ORDER BY n, t) FROM {1} AS x GROUP BY 1, 2 ORDER BY 1, 2",
                "SELECT {0}, g / 10, count(*), sum(n) FROM {1} AS x GROUP BY GROUPING SETS ((1), (2), (1, 2), ()) ORDER BY 1, 2, 3",
            })
            {
                var expression = key.Replace("k", "g", StringComparison.Ordinal).Replace("'gey", "'key", StringComparison.Ordinal);
                var (sorted, scattered) = (database.Query(string.Format(null, query, expression, "sorted")), database.Query(string.Format(null, query, expression, "scattered")));
                Assert.True(sorted.SequenceEqual(scattered), $"seed {Seed}, {type}, nulls {hasNulls}: {query}\n{string.Join('\n', sorted)}\nin place of\n{string.Join('\n', scattered)}");
                Assert.NotEmpty(sorted);
            }
        }
    }
}
