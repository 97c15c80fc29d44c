using Xunit;

namespace Tidemark.Engine.Tests.Binding;

/// <summary>Names, type oids and modifiers of result columns, as PostgreSQL 15 describes them over the same tables.</summary>
public sealed class ResultColumnTests : BindingTest
{
    private const string Recorded = """
        SELECT true, 1, 1::int8, 2147483648, 1.5, 'a', NULL
            ?column? 16, ?column? 23, int8 20, ?column? 20, ?column? 1700, ?column? 25, ?column? 25
        SELECT date '2020-01-01', interval '1 day', '1'::int4 + 1
            date 1082, interval 1186, ?column? 23
        SELECT (SELECT 5 AS five), ARRAY[1], EXISTS(SELECT 1)
            five 23, array 1007, exists 16
        SELECT CASE WHEN true THEN 1 ELSE 2.5 END, COALESCE(1, 2), NULLIF(1, 2)
            case 1700, coalesce 23, nullif 23
        SELECT CASE WHEN true THEN 1 ELSE device_id END FROM readings
            device_id 23
        SELECT GREATEST(1, 2.5), LEAST(1, 2)
            greatest 1700, least 23
        SELECT count(*), sum(device_id), min(time), max(note), sum(value) FROM readings
            count 20, sum 20, min 1184, max 25, sum 701
        SELECT count(DISTINCT device_id) FROM readings
            count 20
        SELECT 1 + 2.5, 1::int2 + 1, 1::int8 + 1, 1 + 1.5::float8, 1.5 + 1::float4
            ?column? 1700, ?column? 23, ?column? 20, ?column? 701, ?column? 701
        SELECT value > 1 AND device_id = 2, NOT true FROM readings
            ?column? 16, ?column? 16
        SELECT device_id, amount, amount + 1 FROM readings
            device_id 23, amount 1700:655366, ?column? 1700
        SELECT r.* FROM readings r
            time 1184, device_id 23, value 701, note 25, amount 1700:655366
        SELECT name || 'x' FROM devices
            ?column? 25
        SELECT time - time, time + interval '1 hour' FROM readings
            ?column? 1186, ?column? 1184
        SELECT '1' || '2', 1 / 2, 1 % 2, 2 ^ 3
            ?column? 25, ?column? 23, ?column? 23, ?column? 701
        SELECT 1 UNION SELECT 2.5
            ?column? 1700
        SELECT NULL UNION SELECT 1
            ?column? 23
        SELECT 'a' UNION SELECT 'b'
            ?column? 25
        VALUES (1, 'a'), (2.5, NULL)
            column1 1700, column2 25
        SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v(x)
            x 23, column2 25
        SELECT x.id, y.* FROM devices x JOIN devices y USING (id)
            id 23, id 23, name 1043:24, site 25, tags 1009, meta 3802
        SELECT * FROM devices x JOIN devices y USING (id, name)
            id 23, name 1043:24, site 25, tags 1009, meta 3802, site 25, tags 1009, meta 3802
        SELECT id FROM devices x FULL JOIN (SELECT 1::int8 AS id) y USING (id)
            id 20
        SELECT * FROM devices NATURAL JOIN (SELECT 1 AS id, 'a' AS other) y
            id 23, name 1043:24, site 25, tags 1009, meta 3802, other 25
        SELECT ARRAY[1, 2.5], ARRAY['a', 'b'], ARRAY[[1],[2]], (ARRAY[1,2])[1], (ARRAY[1,2])[1:2]
            array 1231, array 1009, array 1007, array 23, array 1007
        SELECT tags[1], tags[1:2] FROM devices
            tags 25, tags 1009
        SELECT 1 = ANY (ARRAY[1,2]), 1 IN (1, 2), 1 IN (1, 2.5), 1 NOT IN (1, 2), 1 IN (SELECT 1)
            ?column? 16, ?column? 16, ?column? 16, ?column? 16, ?column? 16
        SELECT 1 BETWEEN 0 AND 2, 'a' LIKE 'b', 1 IS NULL, true IS NOT TRUE, 1 IS DISTINCT FROM 2
            ?column? 16, ?column? 16, ?column? 16, ?column? 16, ?column? 16
        SELECT 1::numeric(5,2), 'a'::varchar(3), 'a'::char(2), 1::text, now()::timestamp(3)
            numeric 1700:327686, varchar 1043:7, bpchar 1042:6, text 25, now 1114:3
        SELECT sum(value) OVER (PARTITION BY device_id) FROM readings
            sum 701
        SELECT * FROM readings r, LATERAL (SELECT r.value + 1 AS v) x
            time 1184, device_id 23, value 701, note 25, amount 1700:655366, v 701
        SELECT device_id AS d, count(*) AS n FROM readings GROUP BY d ORDER BY n DESC
            d 23, n 20
        WITH a AS (SELECT 1 AS x) SELECT x, a.x FROM a
            x 23, x 23
        WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t
            n 23
        SELECT '{}'::jsonb, meta FROM devices
            jsonb 3802, meta 3802
        SELECT -1, +1, - (1), -1.5, 1 - -1
            ?column? 23, ?column? 23, ?column? 23, ?column? 1700, ?column? 23
        SELECT 5::float4, 1e3, 1::bool
            float4 700, ?column? 1700, bool 16
        INSERT INTO devices (id, name) VALUES (1, 'a') RETURNING *, id + 1 AS next
            id 23, name 1043:24, site 25, tags 1009, meta 3802, next 23
        DELETE FROM devices WHERE id = 1 RETURNING id
            id 23
        UPDATE devices SET site = 'x' WHERE id = 1 RETURNING site, name
            site 25, name 1043:24
        SELECT 1 ORDER BY 1 LIMIT 1 OFFSET 0
            ?column? 23
        SELECT (1, 2) < (1, 3), ROW(1, 2) = ROW(1, 2)
            ?column? 16, ?column? 16
        SELECT device_id FROM readings GROUP BY GROUPING SETS ((device_id), ())
            device_id 23
        SELECT grouping(device_id), device_id FROM readings GROUP BY ROLLUP (device_id)
            grouping 23, device_id 23
        """;

    public static TheoryData<string, string> Cases => Recordings.Parse(Recorded);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Columns_are_those_of_PostgreSQL(string sql, string expected) => Assert.Equal(expected, string.Join(
        ", ", Bind(sql).Output.Select(c => $"{c.Name} {c.Type.Oid}{(c.Type.Modifier < 0 ? "" : $":{c.Type.Modifier}")}")));
}

/// <summary>Reads recordings: a statement on a line, and indented below it what PostgreSQL said.</summary>
internal static class Recordings
{
    public static TheoryData<string, string> Parse(string text)
    {
        var cases = new TheoryData<string, string>();
        string? sql = null;
        var expected = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                expected.Add(line.Trim());
                continue;
            }

            Flush();
            sql = line.Trim();
        }

        Flush();
        return cases;

        void Flush()
        {
            if (sql is not null) cases.Add(sql, string.Join('\n', expected));
            expected.Clear();
        }
    }
}
