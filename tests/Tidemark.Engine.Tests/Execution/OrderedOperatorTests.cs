using System.Globalization;
using Tidemark.Engine.Execution;
using Tidemark.Types;
using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>Operators that make use of the order in which rows lie give what hashing and sorting give.</summary>
public sealed class OrderedOperatorTests
{
    private const string Ordered = "merge_joins,ordered_scans,ordered_groups";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void They_give_what_the_others_give(int seed)
    {
        var random = new Random(seed);
        using var database = new TestDatabase(segmentRows: 40) { BatchRows = seed % 3 == 0 ? 2 : seed % 3 == 1 ? 16 : 2048, OrderedRows = 0 };
        if (seed % 4 == 0) database.Memory = () => new MemoryAccount(0);
        var minus = random.Next(2) == 0 ? "" : "-";
        var type = (new[] { SqlTypes.Int4, SqlTypes.Int8, SqlTypes.Float8, SqlTypes.Text, SqlTypes.Date, SqlTypes.Bool })[random.Next(6)];
        database.CreateTable("l", null, [minus + "k", "m"], ("k", type), ("m", SqlTypes.Int4), ("v", SqlTypes.Int4), ("s", SqlTypes.Text));
        database.CreateTable("r", null, [minus + "k", "m"], ("k", type), ("m", SqlTypes.Int4), ("w", SqlTypes.Int4), ("t", SqlTypes.Text));
        var range = random.Next(2) == 0 ? 6 : 400;
        foreach (var table in new[] { "l", "r" })
        {
            for (var insert = 0; insert < 6; insert++)
            {
                var rows = Enumerable.Range(0, random.Next(1, insert % 2 == 0 ? 120 : 10)).Select(_ => $"({Key()}, {(random.Next(9) == 0 ? "NULL" : random.Next(4))}, {random.Next(100)}, {(random.Next(9) == 0 ? "NULL" : $"'t{random.Next(5)}'")})");
                database.Query($"INSERT INTO {table} VALUES {string.Join(", ", rows)}");
            }
        }

        foreach (var kind in new[] { "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN" })
        {
            foreach (var condition in new[] { "l.k = r.k", "l.m = r.m AND l.k = r.k", "l.k = r.k AND l.v < r.w", "l.k = r.k AND l.v + r.w > 190" })
            {
                Same($"SELECT l.k, l.m, l.v, l.s, r.k, r.m, r.w, r.t FROM l {kind} r ON {condition}", kind != "FULL JOIN" ? "Merge" : null);
                Same($"SELECT l.k, count(*), sum(r.w), min(r.t) FROM l {kind} r ON {condition} WHERE l.v > 20 GROUP BY l.k");
            }
        }

        Same("SELECT * FROM l WHERE EXISTS (SELECT 1 FROM r WHERE r.k = l.k)", "Merge Semi Join");
        Same("SELECT * FROM l WHERE NOT EXISTS (SELECT 1 FROM r WHERE r.k = l.k)", "Merge Anti Join");
        Same("SELECT * FROM l WHERE NOT EXISTS (SELECT 1 FROM r WHERE r.k = l.k AND r.w > l.v)", "Merge Anti Join");
        Same("SELECT k, m, count(*), sum(v), count(DISTINCT s), min(s) FILTER (WHERE v > 50) FROM l GROUP BY m, k", "GroupAggregate");
        Same("SELECT k, string_agg(s, ',' ORDER BY v, s) FROM l GROUP BY k HAVING count(*) > 1", "GroupAggregate");
        Same("SELECT DISTINCT k FROM l", "Unique");
        Same("SELECT DISTINCT m, k FROM r WHERE w > 10", "Unique");
        Same("SELECT a.k, b.k, c.v FROM l a JOIN r b USING (k) JOIN l c USING (k) WHERE a.v < 30 AND b.w < 30 AND c.v < 30");
        Same("SELECT x.k, x.n, y.n FROM (SELECT k, count(*) AS n FROM l GROUP BY k) x JOIN (SELECT k, count(*) AS n FROM r GROUP BY k) y ON x.k = y.k", "Merge Join");
        var direction = minus.Length > 0 ? "DESC" : "";
        foreach (var query in new[]
        {
            $"SELECT k FROM l ORDER BY k {direction}",
            $"SELECT k, m FROM l WHERE v > 30 ORDER BY k {direction}, m",
            $"SELECT m, k FROM l WHERE m = 2 ORDER BY k {direction}",
            $"SELECT l.k, l.m, r.w FROM l JOIN r ON l.k = r.k AND l.m = r.m ORDER BY l.k {direction}, l.m, r.w",
            $"SELECT k, count(*) FROM l GROUP BY k ORDER BY k {direction}",
            $"SELECT k, count(*) FROM l GROUP BY k ORDER BY k {direction} LIMIT 3",
            $"SELECT k, m, count(*) FROM l GROUP BY k, m ORDER BY k {direction}, m OFFSET 2 LIMIT 3",
            $"SELECT DISTINCT k FROM l ORDER BY k {direction} LIMIT 5",
            $"SELECT k, count(*), sum(v) FROM l GROUP BY k ORDER BY k {(direction.Length > 0 ? "" : "DESC")} LIMIT 4",
            $"SELECT l.k, l.m, r.w, c.v FROM l JOIN r ON l.k = r.k AND l.m = r.m JOIN (SELECT k, v FROM l WHERE v < 20) c ON c.k = r.k ORDER BY l.k {direction}, l.m, r.w, c.v",
        })
        {
            var (expected, rows) = (Hashed(query), database.Query(query));
            Assert.True(expected.SequenceEqual(rows), $"seed {seed}, {type}: {query}\n{string.Join(' ', expected)}\n{string.Join(' ', rows)}");
        }

        void Same(string query, string? plan = null)
        {
            // Storage tells 0 and -0 apart, which are equal: what comes behind them need not be in order.
            if (type.Kind == TypeKind.Float8 && query.Contains('m')) plan = null;
            if (plan is not null) Assert.Contains(database.Explain(query), line => line.Contains(plan));
            Assert.True(Hashed(query).Order(StringComparer.Ordinal).SequenceEqual(database.Query(query).Order(StringComparer.Ordinal)), $"seed {seed}: {query}");
        }

        string[] Hashed(string query)
        {
            database.DisabledRules = [.. Ordered.Split(',')];
            var rows = database.Query(query);
            database.DisabledRules = [];
            return rows;
        }

        string Key()
        {
            if (random.Next(10) == 0) return "NULL";
            var number = random.Next(range) - (range / 2);
            return type.Kind switch
            {
                TypeKind.Text => $"'k{number}'",
                TypeKind.Date => $"'2024-01-01'::date + {number}",
                TypeKind.Bool => number % 2 == 0 ? "true" : "false",
                TypeKind.Float8 => random.Next(12) switch { 0 => "'NaN'", _ => (number * 0.25).ToString(CultureInfo.InvariantCulture) },
                _ => number.ToString(CultureInfo.InvariantCulture),
            };
        }
    }

    /// <summary>Rows of one key that fill many batches on both sides, and keys that lie on both sides of a batch's end.</summary>
    [Fact]
    public void Many_rows_of_one_key_are_paired()
    {
        using var database = new TestDatabase(segmentRows: 500) { BatchRows = 16, OrderedRows = 0 };
        database.CreateTable("l", null, ["k"], ("k", SqlTypes.Int4), ("v", SqlTypes.Int4));
        database.CreateTable("r", null, ["k"], ("k", SqlTypes.Int8), ("w", SqlTypes.Int4));
        database.Query("INSERT INTO l SELECT CASE WHEN g < 100 THEN g / 3 WHEN g < 300 THEN 50 ELSE g END, g FROM generate_series(0, 600) g");
        database.Query("INSERT INTO r SELECT CASE WHEN g < 100 THEN g / 2 WHEN g < 350 THEN 50 ELSE g END, g FROM generate_series(0, 700) g");
        Assert.Contains(database.Explain("SELECT * FROM l JOIN r USING (k)"), line => line.Contains("Merge Cond: (k = k)"));
        foreach (var kind in new[] { "JOIN", "LEFT JOIN" })
        {
            var query = $"SELECT count(*), sum(v::bigint * w), min(w), max(v), count(w) FROM l {kind} r USING (k)";
            var merged = database.Query(query);
            database.DisabledRules = ["merge_joins"];
            Assert.Equal(database.Query(query), merged);
            database.DisabledRules = [];
        }
    }

    /// <summary>An operator above that has enough stops the one below: few groups of many are made.</summary>
    [Fact]
    public void Groups_of_sorted_rows_come_before_the_last_row_is_read()
    {
        using var database = new TestDatabase(segmentRows: 20_000);
        database.CreateTable("l", null, ["k"], ("k", SqlTypes.Int4), ("v", SqlTypes.Int4));
        database.Query("INSERT INTO l SELECT g, g FROM generate_series(1, 20000) g");
        database.OrderedRows = 0;
        var plan = database.Explain("SELECT k, count(*) FROM l GROUP BY k LIMIT 3", analyze: true);
        Assert.Contains(plan, line => line.Contains("GroupAggregate"));
        var read = plan.Single(line => line.Contains("Index Scan"));
        Assert.True(int.Parse(read[(read.IndexOf("rows=", StringComparison.Ordinal) + 5)..].Split(' ')[0], CultureInfo.InvariantCulture) < 20_000, read);
    }

    /// <summary>The first groups of an order are whole where the keys have nulls: they are told from the others before the scan is bounded.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(" DESC NULLS LAST")]
    public void First_groups_beside_nulls_are_whole(string direction)
    {
        using var database = new TestDatabase(segmentRows: 100) { BatchRows = 16 };
        database.CreateTable("l", null, ["v"], ("k", SqlTypes.Int8), ("v", SqlTypes.Int4));
        for (var i = 0; i < 3; i++) database.Query("INSERT INTO l SELECT nullif(g % 6, 3) - 3, g FROM generate_series(0, 599) g");
        Assert.Equal(direction.Length == 0 ? ["-3|300", "-2|300", "-1|300"] : ["2|300", "1|300", "-1|300"], database.Query($"SELECT k, count(*) FROM l GROUP BY k ORDER BY k{direction} LIMIT 3"));
    }

    /// <summary>Fewer rows than it pays for are hashed and sorted.</summary>
    [Fact]
    public void Small_tables_are_hashed()
    {
        using var database = new TestDatabase();
        database.CreateTable("l", null, ["k"], ("k", SqlTypes.Int4));
        database.Query("INSERT INTO l SELECT g FROM generate_series(1, 100) g");
        var plan = database.Explain("SELECT a.k, count(*) FROM l a JOIN l b USING (k) GROUP BY a.k ORDER BY a.k");
        Assert.Contains(plan, line => line.Contains("Hash Join"));
        Assert.DoesNotContain(plan, line => line.Contains("Merge") || line.Contains("GroupAggregate") || line.Contains("Index Scan"));
    }
}
