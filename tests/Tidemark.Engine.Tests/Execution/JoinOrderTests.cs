using Tidemark.Types;
using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>Joins of several tables are ordered by how many rows the tables have, however they are written.</summary>
public sealed class JoinOrderTests
{
    [Fact]
    public void A_chain_begins_with_the_smallest_table_and_follows_the_conditions()
    {
        using var database = Tables(("a", 5), ("b", 20), ("c", 80), ("d", 320), ("e", 1280));
        const string Conditions = "a.k = b.k AND b.k = c.k AND c.k = d.k AND d.k = e.k";
        foreach (var tables in Permutations(["a", "b", "c", "d", "e"]))
        {
            // Each table is hashed into by the next larger one.
            Assert.Equal(["e", "d", "c", "b", "a"], Scans(database, $"SELECT count(*) FROM {string.Join(", ", tables)} WHERE {Conditions}"));
        }

        Assert.Equal(["5"], database.Query($"SELECT count(*) FROM e, a, d, b, c WHERE {Conditions}"));
    }

    [Fact]
    public void A_star_joins_the_small_dimensions_first()
    {
        using var database = Tables(("fact", 2000), ("a", 5), ("b", 20), ("c", 80), ("d", 320), ("e", 900));
        const string Conditions = "fact.k = a.k AND fact.k = b.k AND fact.k = c.k AND fact.k = d.k AND fact.k = e.k";
        foreach (var tables in new[] { "e, d, c, b, a, fact", "a, e, fact, b, d, c", "fact, c, e, a, d, b" })
        {
            Assert.Equal(["fact", "a", "b", "c", "d", "e"], Scans(database, $"SELECT count(*) FROM {tables} WHERE {Conditions}"));
        }

        // A dimension of which few rows are wanted comes before a smaller one.
        Assert.Equal(["fact", "e", "a", "b", "c", "d"], Scans(database, $"SELECT count(*) FROM d, c, b, a, e, fact WHERE {Conditions} AND e.v = 3"));
    }

    [Fact]
    public void What_no_condition_connects_comes_last()
    {
        using var database = Tables(("a", 5), ("b", 200), ("c", 800), ("d", 9));
        var plan = database.Explain("SELECT count(*) FROM a, d, c, b WHERE b.k = c.k AND a.k = b.k");
        Assert.Contains("Nested Loop", plan.First(l => l.Contains("Join", StringComparison.Ordinal) || l.Contains("Loop", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(2, plan.Count(l => l.Contains("Hash Join", StringComparison.Ordinal)));
        Assert.Equal(["c", "b", "a", "d"], Scans(plan));
        Assert.Equal(["45"], database.Query("SELECT count(*) FROM a, d, c, b WHERE b.k = c.k AND a.k = b.k"));
    }

    [Fact]
    public void Order_changes_no_rows()
    {
        using var database = Tables(("a", 7), ("b", 40), ("c", 90), ("d", 300));
        const string Query = "SELECT a.k, b.v, c.v, d.v FROM d, c JOIN b ON b.v = c.v, a WHERE a.v = d.v AND c.k = d.k AND (a.k < b.k OR b.k IS NULL) ORDER BY 1, 2, 3, 4";
        var ordered = database.Query(Query);
        Assert.NotEmpty(ordered);
        database.DisabledRules = ["order_joins"];
        Assert.Equal(ordered, database.Query(Query));
    }

    private static TestDatabase Tables(params (string Name, int Rows)[] tables)
    {
        var database = new TestDatabase();
        foreach (var (name, rows) in tables)
        {
            database.CreateTable(name, ("k", SqlTypes.Int4), ("v", SqlTypes.Int4));
            database.Query($"INSERT INTO {name} SELECT g, g % 10 FROM generate_series(1, {rows}) g");
        }

        return database;
    }

    private static string[] Scans(TestDatabase database, string sql) => Scans(database.Explain(sql));

    private static string[] Scans(string[] plan) =>
        [.. plan.Where(l => l.Contains("Seq Scan on ", StringComparison.Ordinal)).Select(l => l[(l.IndexOf("Seq Scan on ", StringComparison.Ordinal) + "Seq Scan on ".Length)..].Trim())];

    private static IEnumerable<string[]> Permutations(string[] items)
    {
        if (items.Length == 1)
        {
            yield return items;
            yield break;
        }

        foreach (var first in items)
        {
            foreach (var rest in Permutations([.. items.Where(i => i != first)])) yield return [first, .. rest];
        }
    }
}
