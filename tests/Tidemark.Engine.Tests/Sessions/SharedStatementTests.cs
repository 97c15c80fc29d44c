using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Xunit;

namespace Tidemark.Engine.Tests.Sessions;

/// <summary>Texts that differ in their constants share a plan, and answer as if they did not.</summary>
public sealed class SharedStatementTests : IDisposable
{
    private const string Schema =
        """
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE DOMAIN small AS integer CHECK (VALUE < 10);
        CREATE TABLE t (id integer PRIMARY KEY, s smallint, b bigint, n numeric(8,2), r real, f double precision, name text, v varchar(5), c char(4), d date, ts timestamptz, m mood, x small, ok boolean, j jsonb, a integer[]);
        INSERT INTO t SELECT g, g, g * 1000000000::bigint, g / 4.0, g / 10.0, g / 10.0, 'name ' || g, 'v' || g, 'c' || g, date '2024-01-01' + g, timestamptz '2024-01-01 00:00Z' + g * interval '1 hour',
            (CASE WHEN g % 2 = 0 THEN 'sad' ELSE 'ok' END)::mood, g % 10, g % 3 = 0, jsonb_build_object('g', g), ARRAY[g, g + 1] FROM generate_series(1, 60) g
        """;

    private readonly SessionBench _bench = new();

    public SharedStatementTests() => SessionBench.Run(_bench.Open(), Schema);

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("SELECT * FROM t WHERE id = {0}", "5", "6", "700", "0", "3000000000", "99999999999999999999", "7.0", "7.5", "-5", "'8'", "'x'", "' 9 '")]
    [InlineData("SELECT id FROM t WHERE s = {0}", "5", "6", "100000", "'7'", "'100000'", "7.0")]
    [InlineData("SELECT id FROM t WHERE b < {0}", "5", "2000000000", "3000000000", "4000000000", "99999999999999999999")]
    [InlineData("SELECT id FROM t WHERE {0} > n", "1", "2", "0.75", "1.00", "'1.5'", "'NaN'", "1e0")]
    [InlineData("SELECT id FROM t WHERE r = {0}", "1", "0.5", "0.1", "0.2", "'0.1'", "'0.2'", "'zero'")]
    [InlineData("SELECT id FROM t WHERE f >= {0} ORDER BY id DESC", "5", "5.5", "5.9", "'5.9'", "'Infinity'")]
    [InlineData("SELECT id FROM t WHERE name = {0}", "'name 5'", "'name 6'", "'it''s'", "E'name\\x207'", "$$name 8$$", "5", "'name 9 '")]
    [InlineData("SELECT id FROM t WHERE v = {0} OR c = {0}", "'v5'", "'v6'", "'c7'", "'c8  '", "'c9    '")]
    [InlineData("SELECT id FROM t WHERE d > {0} AND id < 30", "'2024-01-20'", "'2024-01-25'", "'Jan 26 2024'", "'2024-02-31'", "'infinity'", "'-infinity'", "20240120")]
    [InlineData("SELECT id FROM t WHERE ts BETWEEN {0} AND '2024-01-01 12:00'", "'2024-01-01 10:00'", "'2024-01-01 11:00+00'", "'now'", "'epoch'", "'noon'")]
    [InlineData("SELECT id FROM t WHERE m = {0}", "'sad'", "'ok'", "'glad'")]
    [InlineData("SELECT id FROM t WHERE x = {0}", "5", "6", "12", "'7'", "'12'")]
    [InlineData("SELECT id FROM t WHERE ok = {0} LIMIT 3", "'t'", "'f'", "'yes'", "'maybe'", "1")]
    [InlineData("SELECT id FROM t WHERE j = {0}", "'{\"g\": 5}'", "'{\"g\":6}'", "'{'")]
    [InlineData("SELECT id, -id FROM t WHERE id < 4 ORDER BY {0}", "1", "2", "1", "3", "'x'")]
    [InlineData("SELECT id FROM t WHERE id > 10 ORDER BY id LIMIT {0}", "1", "2", "3", "-1", "'4'", "1.6")]
    [InlineData("SELECT s % {0}, count(*), max(id) FROM t WHERE id <= 40 GROUP BY 1 ORDER BY 1", "2", "3", "4", "0")]
    [InlineData("SELECT s % 3, count(*) FROM t GROUP BY s % {0} ORDER BY 1", "3", "3", "4")]
    [InlineData("SELECT id, {0} FROM t WHERE id = 5", "1", "2", "'a'", "'b'", "2.5")]
    [InlineData("SELECT id FROM t WHERE id IN (1, {0}, 3)", "2", "4", "4000000000", "5.0", "'6'", "'x'")]
    [InlineData("SELECT a.id FROM t a JOIN t b ON a.id = b.id WHERE b.name = {0}", "'name 5'", "'name 6'", "'name 7'")]
    [InlineData("SELECT r FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS r FROM t) u WHERE r <= {0}", "1", "2", "3")]
    [InlineData("INSERT INTO t (id, s, n, v, d) VALUES ({0}, 1, 1.005, 'a', '2024-01-01') RETURNING *", "100", "101", "102", "100", "'103'", "104.4", "3000000000", "'x'")]
    [InlineData("INSERT INTO t (id, s) VALUES ((SELECT max(id) + 1 FROM t), {0}) RETURNING s", "1", "2", "32767", "32768", "'5'", "'32768'", "1.5")]
    [InlineData("INSERT INTO t (id, n) VALUES ((SELECT max(id) + 1 FROM t), {0}) RETURNING n", "1", "2.345", "'3.456'", "1234567", "1e9", "'x'")]
    [InlineData("INSERT INTO t (id, v) VALUES ((SELECT max(id) + 1 FROM t), {0}) RETURNING v", "'1'", "'12345'", "'12345  '", "'123456'", "1", "12345678")]
    [InlineData("UPDATE t SET s = {0} WHERE id = 7 RETURNING s", "1", "2", "'3'", "40000", "'40000'", "1.5")]
    [InlineData("UPDATE t SET b = b + {0}, f = f * 2 WHERE id = 8 RETURNING b, f", "1", "2", "'3'", "3000000000", "0.5", "9223372036854775807")]
    [InlineData("UPDATE t SET x = {0} WHERE id = 9 RETURNING x", "1", "2", "10", "'3'", "'11'")]
    [InlineData("UPDATE t SET a[2] = {0}, j['g'] = '7' WHERE id = 10 RETURNING a, j", "1", "2", "'3'", "'x'", "4.5", "5000000000")]
    [InlineData("DELETE FROM t WHERE id = {0} RETURNING name", "50", "51", "51", "'52'", "'x'")]
    public void A_shared_text_answers_like_one_by_itself(string text, params string[] constants)
    {
        var (sharing, other) = (_bench.Open(), new SessionBench());
        using (other)
        {
            SessionBench.Run(other.Open(), Schema);
            for (var round = 0; round < 2; round++)
            {
                foreach (var constant in constants)
                {
                    // A round of "  " before the text moves all positions.
                    var sql = new string(' ', round * 2) + string.Format(System.Globalization.CultureInfo.InvariantCulture, text, constant);
                    Assert.Equal(Answer(other.Open(), sql), Answer(sharing, sql));
                }
            }
        }
    }

    [Theory]
    [InlineData("SELECT * FROM t WHERE id = {0}", "1", "2", "3")]
    [InlineData("SELECT name, ts FROM t WHERE name = {0} AND ts > '2024-01-01' LIMIT 10;", "'a'", "''", "'it''s'")]
    [InlineData("INSERT INTO t (id, n) VALUES ({0}, 2.5)", "1000", "1001", "1002")]
    [InlineData("UPDATE t SET b = b + {0} WHERE id = 5", "1", "2", "3")]
    [InlineData("DELETE FROM t WHERE id = {0}", "70", "71", "72")]
    public void Texts_that_differ_in_constants_share_an_analysis(string text, params string[] constants)
    {
        var session = _bench.Open();
        var analyses = new List<object?>();
        foreach (var constant in constants)
        {
            var sql = string.Format(System.Globalization.CultureInfo.InvariantCulture, text, constant);
            var statement = session.Prepare(sql, [], isNamed: false);
            Assert.Equal(sql.TrimEnd(';'), statement.Text);
            Assert.Empty(statement.ParameterTypes);
            analyses.Add(statement.Analyze());
            session.CompleteImplicitTransaction();
        }

        Assert.NotSame(analyses[0], analyses[1]);
        Assert.Same(analyses[1], analyses[2]);
    }

    [Fact]
    public void A_shared_analysis_follows_changes_of_the_catalog_and_of_settings()
    {
        var session = _bench.Open();
        for (var i = 1; i <= 3; i++) Assert.Equal($"name {i}", Answer(session, $"SELECT name FROM t WHERE id = {i}"));
        SessionBench.Run(session, "ALTER TABLE t ALTER name TYPE integer USING 7");
        Assert.Equal("7", Answer(session, "SELECT name FROM t WHERE id = 4"));
        SessionBench.Run(session, "ALTER TABLE t RENAME id TO key");
        Assert.StartsWith("42703", Answer(session, "SELECT name FROM t WHERE id = 5"), StringComparison.Ordinal);
        SessionBench.Run(session, "ALTER TABLE t RENAME key TO id");
        Assert.Equal("7", Answer(session, "SELECT name FROM t WHERE id = 6"));
        for (var i = 1; i <= 3; i++) Assert.Equal("1", Answer(session, $"SELECT count(*) FROM t WHERE ts = '2024-01-01 0{i}:00'"));
        SessionBench.Run(session, "SET TimeZone = 'Europe/Berlin'");
        Assert.Equal("0", Answer(session, "SELECT count(*) FROM t WHERE ts = '2024-01-01 01:00'"));
        Assert.Equal("1", Answer(session, "SELECT count(*) FROM t WHERE ts = '2024-01-01 02:00'"));
    }

    // An error that needs no position may come when the text is analysed or when it runs.
    private static string Answer(Session session, string sql)
    {
        try
        {
            session.Prepare(sql, [], isNamed: false);
            session.CompleteImplicitTransaction();
        }
        catch (SqlException error)
        {
            session.Abort();
            return $"{error.Error.State} {error.Error.Message}{(error.Error.Detail is { } detail ? $" | {detail}" : "")}{(error.Error.Position is { } position ? $" at {position}" : "")}";
        }

        return SessionBench.Run(session, sql);
    }
}
