using Tidemark.Engine.Execution;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>Queries that want more memory than there is: what can go to disk does, what cannot fails alone.</summary>
public sealed class MemoryTests
{
    private const string Rows = "FROM generate_series(1, 40000) g";

    // Each holds some megabytes where it is not bounded.
    public static TheoryData<string> Spilling =>
    [
        $"SELECT count(*), sum(n) FROM (SELECT g, count(*) AS n {Rows} GROUP BY g, g::text || ' and more of it') s",
        $"SELECT count(*) FROM (SELECT DISTINCT g::text || ' and more of it' AS t {Rows}) s",
        $"SELECT count(*), sum(g * n) FROM (SELECT g, row_number() OVER (PARTITION BY g % 300 ORDER BY g DESC) AS n {Rows}) s",
        $"SELECT count(*), sum(g - n) FROM (SELECT g, lag(g) OVER (PARTITION BY g % 2, g % 5000 ORDER BY g) AS n {Rows}) s",
        $"SELECT min(n), max(n), sum(g * n) FROM (SELECT g, ntile(7) OVER (PARTITION BY CASE WHEN g < 20000 THEN 1 ELSE g END ORDER BY -g) AS n {Rows}) s",
        $"SELECT g, g::text || ' and more of it' {Rows} ORDER BY g % 1000 DESC, 2 LIMIT 3 OFFSET 30000",
        $"SELECT count(*), sum(a.g - b.g) FROM (SELECT g {Rows}) a JOIN (SELECT g, g::text AS t {Rows}) b ON a.g = b.g + 7",
        $"SELECT count(*) FROM (SELECT g::text AS t {Rows} EXCEPT SELECT (g * 2)::text {Rows}) s",
        $"SELECT count(*), sum(b.g * x), max(b.t) FROM (VALUES (1), (2), (50000)) a (x) JOIN (SELECT g, g::text || ' and more of it' AS t {Rows}) b ON a.x < b.g AND length(b.t) > a.x",
        $"SELECT count(*), count(b.g), sum(x) FROM (VALUES (1), (2), (50000)) a (x) LEFT JOIN (SELECT g, g::text || ' and more of it' AS t {Rows}) b ON a.x < b.g AND length(b.t) > a.x",
        $"SELECT x FROM generate_series(39998, 40003) x WHERE NOT EXISTS (SELECT FROM (SELECT g, g::text || ' and more of it' AS t {Rows}) b WHERE b.g > x)",
        $"SELECT count(*), sum(b.g), max(b.t) FROM (VALUES (1), (2)) a (x) LEFT JOIN LATERAL (SELECT g + a.x AS g, g::text || ' and more of it' AS t {Rows}) b ON length(b.t) > a.x",
        $"SELECT sum(g), sum(n) FROM (SELECT g, sum(g) OVER (ORDER BY g % 100, g) AS n {Rows}) s",
    ];

    public static TheoryData<string> Failing =>
    [
        "SELECT max(n) FROM (SELECT count(t) OVER (ORDER BY g) AS n FROM (SELECT 1 AS g, g::text || ' and more of it' AS t FROM generate_series(1, 200000) g) s) s",
        "SELECT length(string_agg(g::text, ' and more of it ')) FROM generate_series(1, 400000) g",
        "SELECT cardinality(array_agg(g::text || ' and more of it')) FROM generate_series(1, 200000) g",
    ];

    [Theory]
    [MemberData(nameof(Spilling))]
    public void What_can_go_to_disk_gives_the_same_with_little_memory(string sql)
    {
        using var database = new TestDatabase();
        var expected = database.Query(sql);
        foreach (var limit in new[] { 0L, 64 << 10 })
        {
            database.Memory = () => new MemoryAccount(limit, 4 << 20);
            Assert.Equal(expected, database.Query(sql));
        }
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public void What_cannot_fails_alone(string sql)
    {
        using var database = new TestDatabase { Memory = () => new MemoryAccount(64 << 10, 2 << 20) };
        database.CreateTable("t", ("k", SqlTypes.Int4));
        database.Query("INSERT INTO t SELECT g FROM generate_series(1, 5000) g");
        var other = database.Context(null, [], null);
        using var stream = Operators.Open(database.Plan("SELECT k FROM t ORDER BY k DESC", []).Root, other);
        Assert.Equal(5000, VectorAccess.Get<int>(stream.Next()!.Column(0), 0));
        var failed = Assert.Throws<SqlException>(() => database.Query(sql));
        Assert.Equal(SqlState.OutOfMemory, failed.State);
        var rows = 0;
        while (stream.Next() is { } batch) rows += batch.Length;
        Assert.True(rows is > 0 and < 5000);
        Assert.Equal(["5000"], database.Query("SELECT count(*) FROM t"));
    }
}
