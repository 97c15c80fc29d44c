using System.Text;
using Xunit;

namespace Tidemark.Engine.Tests.Binding;

/// <summary>Errors of binding, as PostgreSQL 15 gives them over the same tables: SQLSTATE, place, message, detail and hint.</summary>
public sealed class BindingErrorTests : BindingTest
{
    private const string Recorded = """
        SELECT devicce_id FROM readings
            42703 at 8: column "devicce_id" does not exist
            HINT Perhaps you meant to reference the column "readings.device_id".
        SELECT r.valu FROM readings r
            42703 at 8: column r.valu does not exist
            HINT Perhaps you meant to reference the column "r.value".
        SELECT x FROM readings
            42703 at 8: column "x" does not exist
        SELECT readings.value FROM readings r
            42P01 at 8: invalid reference to FROM-clause entry for table "readings"
            HINT Perhaps you meant to reference the table alias "r".
        SELECT nope.value FROM readings r
            42P01 at 8: missing FROM-clause entry for table "nope"
        SELECT id FROM devices a, devices b
            42702 at 8: column reference "id" is ambiguous
        SELECT * FROM nowhere
            42P01 at 15: relation "nowhere" does not exist
        SELECT * FROM devices, devices
            42712: table name "devices" specified more than once
        SELECT note + 1 FROM readings
            42883 at 13: operator does not exist: text + integer
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT foo(1, 'a')
            42883 at 8: function foo(integer, unknown) does not exist
            HINT No function matches the given name and argument types. You might need to add explicit type casts.
        SELECT device_id, value FROM readings GROUP BY device_id
            42803 at 19: column "readings.value" must appear in the GROUP BY clause or be used in an aggregate function
        SELECT (SELECT r.value) FROM readings r GROUP BY device_id
            42803 at 16: subquery uses ungrouped column "r.value" from outer query
        SELECT * FROM readings WHERE count(*) > 1
            42803 at 30: aggregate functions are not allowed in WHERE
        SELECT sum(count(*)) FROM readings
            42803 at 12: aggregate function calls cannot be nested
        SELECT * FROM readings WHERE value
            42804 at 30: argument of WHERE must be type boolean, not type double precision
        SELECT 1 UNION SELECT 'a'
            22P02 at 23: invalid input syntax for type integer: "a"
        SELECT 1 UNION SELECT true
            42804 at 23: UNION types integer and boolean cannot be matched
        SELECT CASE WHEN true THEN 1 ELSE now() END
            42804 at 28: CASE types timestamp with time zone and integer cannot be matched
        INSERT INTO readings VALUES ('x', 1)
            22007 at 30: invalid input syntax for type timestamp with time zone: "x"
        INSERT INTO readings (time, device_id) VALUES (now(), now())
            42804 at 55: column "device_id" is of type integer but expression is of type timestamp with time zone
            HINT You will need to rewrite or cast the expression.
        INSERT INTO readings (time, nope) VALUES (now(), 1)
            42703 at 29: column "nope" of relation "readings" does not exist
        INSERT INTO devices (id, name) VALUES (1)
            42601 at 26: INSERT has more target columns than expressions
        INSERT INTO devices (id) VALUES (1, 2)
            42601 at 37: INSERT has more expressions than target columns
        INSERT INTO items (id) VALUES (3)
            428C9: cannot insert a non-DEFAULT value into column "id"
            DETAIL Column "id" is an identity column defined as GENERATED ALWAYS.
            HINT Use OVERRIDING SYSTEM VALUE to override.
        INSERT INTO items (total) VALUES (3)
            428C9: cannot insert a non-DEFAULT value into column "total"
            DETAIL Column "total" is a generated column.
        SELECT 'a'::int
            22P02 at 8: invalid input syntax for type integer: "a"
        SELECT now()::int
            42846 at 13: cannot cast type timestamp with time zone to integer
        SELECT ARRAY[]
            42P18 at 8: cannot determine type of empty array
            HINT Explicitly cast to the desired type, for example ARRAY[]::integer[].
        SELECT DISTINCT device_id FROM readings ORDER BY value
            42P10 at 50: for SELECT DISTINCT, ORDER BY expressions must appear in select list
        SELECT DISTINCT ON (device_id) * FROM readings ORDER BY value
            42P10 at 21: SELECT DISTINCT ON expressions must match initial ORDER BY expressions
        SELECT 1 ORDER BY 2
            42P10 at 19: ORDER BY position 2 is not in select list
        SELECT 1 AS a, 2 AS a ORDER BY a
            42702 at 32: ORDER BY "a" is ambiguous
        SELECT * FROM readings LIMIT device_id
            42P10 at 30: argument of LIMIT must not contain variables
        SELECT * FROM readings LIMIT 'x'
            22P02 at 30: invalid input syntax for type bigint: "x"
        SELECT count(*) FROM readings HAVING device_id > 1
            42803 at 38: column "readings.device_id" must appear in the GROUP BY clause or be used in an aggregate function
        SELECT (1,2) = (1,2,3)
            42601 at 14: unequal number of entries in row expressions
        SELECT 1 IN (SELECT 1, 2)
            42601 at 10: subquery has too many columns
        SELECT (SELECT 1, 2)
            42601 at 8: subquery must return only one column
        SELECT a.value FROM readings a JOIN devices d ON x.id = a.device_id
            42P01 at 50: missing FROM-clause entry for table "x"
        SELECT * FROM readings r JOIN devices d USING (id)
            42703: column "id" specified in USING clause does not exist in left table
        SELECT * FROM (SELECT 1) WHERE true
            42601 at 15: subquery in FROM must have an alias
            HINT For example, FROM (SELECT ...) [AS] foo.
        SELECT * FROM readings r LEFT JOIN LATERAL (SELECT q.id) x ON true, devices q
            42P01 at 52: missing FROM-clause entry for table "q"
        SELECT * FROM readings r, (SELECT r.value) x
            42P01 at 35: invalid reference to FROM-clause entry for table "r"
            HINT There is an entry for table "r", but it cannot be referenced from this part of the query.
        SELECT row_number() FROM readings
            42809 at 8: window function row_number requires an OVER clause
        SELECT now() OVER ()
            42809 at 8: OVER specified, but now is not a window function nor an aggregate function
        SELECT sum(value) OVER (ORDER BY sum(value) OVER ()) FROM readings
            42P20 at 34: window functions are not allowed in window definitions
        SELECT * FROM readings WHERE row_number() OVER () > 1
            42P20 at 30: window functions are not allowed in WHERE
        SELECT round(value, 2) FROM readings
            42883 at 8: function round(double precision, integer) does not exist
            HINT No function matches the given name and argument types. You might need to add explicit type casts.
        SELECT upper(1)
            42883 at 8: function upper(integer) does not exist
            HINT No function matches the given name and argument types. You might need to add explicit type casts.
        SELECT 1 WHERE 'a' = 1
            22P02 at 16: invalid input syntax for type integer: "a"
        SELECT note FROM readings ORDER BY 1 + 'x'
            22P02 at 40: invalid input syntax for type integer: "x"
        SELECT -note FROM readings
            42883 at 8: operator does not exist: - text
            HINT No operator matches the given name and argument type. You might need to add an explicit type cast.
        SELECT device_id[1] FROM readings
            42804 at 8: cannot subscript type integer because it does not support subscripting
        WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a
            42712 at 23: WITH query name "a" specified more than once
        WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1.5 FROM t) SELECT * FROM t
            42804 at 32: recursive query "t" column 1 has type integer in non-recursive term but type numeric overall
            HINT Cast the output of the non-recursive term to the correct type.
        WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT * FROM t, t x) SELECT * FROM t
            42P19 at 58: recursive reference to query "t" must not appear more than once
        WITH RECURSIVE t AS (SELECT * FROM t) SELECT * FROM t
            42P19 at 16: recursive query "t" does not have the form non-recursive-term UNION [ALL] recursive-term
        WITH t AS (SELECT * FROM u), u AS (SELECT 1) SELECT * FROM t
            42P01 at 26: relation "u" does not exist
            DETAIL There is a WITH item named "u", but it cannot be referenced from this part of the query.
            HINT Use WITH RECURSIVE, or re-order the WITH items to remove forward references.
        UPDATE readings SET nope = 1
            42703 at 21: column "nope" of relation "readings" does not exist
        UPDATE readings SET value = 'a'
            22P02 at 29: invalid input syntax for type double precision: "a"
        UPDATE readings SET value = now()
            42804 at 29: column "value" is of type double precision but expression is of type timestamp with time zone
            HINT You will need to rewrite or cast the expression.
        UPDATE readings SET value = 1, value = 2
            42601: multiple assignments to same column "value"
        UPDATE items SET total = 5
            428C9: column "total" can only be updated to DEFAULT
            DETAIL Column "total" is a generated column.
        UPDATE items SET id = 5
            428C9: column "id" can only be updated to DEFAULT
            DETAIL Column "id" is an identity column defined as GENERATED ALWAYS.
        INSERT INTO devices (id, name) VALUES (1, 'a') ON CONFLICT (name) DO NOTHING
            42P10: there is no unique or exclusion constraint matching the ON CONFLICT specification
        INSERT INTO devices (id, name) VALUES (1, 'a') ON CONFLICT DO UPDATE SET name = 'x'
            42601 at 48: ON CONFLICT DO UPDATE requires inference specification or constraint name
            HINT For example, ON CONFLICT (column_name).
        INSERT INTO devices (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = name
            42702 at 86: column reference "name" is ambiguous
        SELECT meta = meta, meta::json = meta::json FROM devices
            42883 at 32: operator does not exist: json = json
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT DISTINCT meta::json FROM devices
            42883 at 17: could not identify an equality operator for type json
        SELECT '2020-13-01'::date
            22008 at 8: date/time field value out of range: "2020-13-01"
            HINT Perhaps you need a different "datestyle" setting.
        SELECT 'a' COLLATE "xx"
            42704 at 12: collation "xx" for encoding "UTF8" does not exist
        SELECT 1::nope
            42704 at 11: type "nope" does not exist
        SELECT 1::int4(3)
            42601 at 11: type modifier is not allowed for type "int4"
        SELECT varchar(0) 'a'
            22023 at 8: length for type varchar must be at least 1
        SELECT 'a'::varchar(0)
            22023 at 13: length for type varchar must be at least 1
        SELECT 1::numeric(2000)
            22023 at 11: NUMERIC precision 2000 must be between 1 and 1000
        SELECT NOT 1
            42804 at 12: argument of NOT must be type boolean, not type integer
        SELECT 1 AND true
            42804 at 8: argument of AND must be type boolean, not type integer
        SELECT 1 IS TRUE
            42804 at 8: argument of IS TRUE must be type boolean, not type integer
        SELECT 1 = ANY (2)
            42809 at 10: op ANY/ALL (array) requires array on right side
        SELECT 1 + ANY (ARRAY[1])
            42809 at 10: op ANY/ALL (array) requires operator to yield boolean
        SELECT NULLIF(1, 'a')
            22P02 at 18: invalid input syntax for type integer: "a"
        SELECT COALESCE(1, 'a')
            22P02 at 20: invalid input syntax for type integer: "a"
        SELECT GREATEST(1, true)
            42804 at 20: GREATEST types integer and boolean cannot be matched
        SELECT jsonb '{}' > 1
            42883 at 19: operator does not exist: jsonb > integer
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT CASE 1 WHEN 'a' THEN 2 END
            22P02 at 20: invalid input syntax for type integer: "a"
        SELECT time + 1 FROM readings
            42883 at 13: operator does not exist: timestamp with time zone + integer
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT GROUPING(value) FROM readings GROUP BY device_id
            42803 at 17: arguments to GROUPING must be grouping expressions of the associated query level
        SELECT count() FROM readings
            42809 at 8: count(*) must be used to call a parameterless aggregate function
        SELECT lower(DISTINCT 'a')
            42809 at 8: DISTINCT specified, but lower is not an aggregate function
        SELECT lower(*)
            42883 at 8: function lower() does not exist
            HINT No function matches the given name and argument types. You might need to add explicit type casts.
        SELECT r FROM readings r WHERE r.nope = 1
            42703 at 32: column r.nope does not exist
            HINT Perhaps you meant to reference the column "r.note".
        SELECT (r).nope FROM readings r
            42703 at 9: column r.nope does not exist
        SELECT (1).x
            42809 at 9: column notation .x applied to type integer, which is not a composite type
        SELECT *
            42601 at 8: SELECT * with no tables specified is not valid
        SELECT DEFAULT
            42601 at 8: DEFAULT is not allowed in this context
        SELECT NULL UNION SELECT NULL UNION SELECT 1
            42804 at 44: UNION types text and integer cannot be matched
        """;

    public static TheoryData<string, string> Cases => Recordings.Parse(Recorded);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Errors_are_those_of_PostgreSQL(string sql, string expected)
    {
        var error = Error(sql);
        var text = new StringBuilder($"{error.State}{(error.Position is null ? "" : $" at {error.Position}")}: {error.Message}");
        if (error.Detail is not null) text.Append($"\nDETAIL {error.Detail}");
        if (error.Hint is not null) text.Append($"\nHINT {error.Hint}");
        Assert.Equal(expected, text.ToString());
    }
}
