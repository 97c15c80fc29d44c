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
        SELECT sum(value) FILTER (WHERE count(*) > 1) FROM readings
            42803 at 33: aggregate functions are not allowed in FILTER
        SELECT * FROM readings ORDER BY count(*)
            42803 at 8: column "readings.time" must appear in the GROUP BY clause or be used in an aggregate function
        SELECT device_id FROM readings ORDER BY sum(value)
            42803 at 8: column "readings.device_id" must appear in the GROUP BY clause or be used in an aggregate function
        SELECT * FROM readings GROUP BY device_id
            42803 at 8: column "readings.time" must appear in the GROUP BY clause or be used in an aggregate function
        SELECT device_id + 1 FROM readings GROUP BY device_id + 2
            42803 at 8: column "readings.device_id" must appear in the GROUP BY clause or be used in an aggregate function
        SELECT 1 FROM readings GROUP BY count(*)
            42803 at 33: aggregate functions are not allowed in GROUP BY
        SELECT count(*) FROM readings GROUP BY 1
            42803 at 8: aggregate functions are not allowed in GROUP BY
        SELECT * FROM readings GROUP BY 99
            42P10 at 33: GROUP BY position 99 is not in select list
        SELECT * FROM readings JOIN devices ON count(*) > 1
            42803 at 40: aggregate functions are not allowed in JOIN conditions
        SELECT * FROM test_nope(1)
            42883 at 15: function test_nope(integer) does not exist
            HINT No function matches the given name and argument types. You might need to add explicit type casts.
        SELECT * FROM readings r JOIN LATERAL (SELECT d.id) x ON true JOIN devices d ON true
            42P01 at 47: missing FROM-clause entry for table "d"
        SELECT * FROM devices d RIGHT JOIN LATERAL (SELECT d.id) x ON true
            42P10 at 52: invalid reference to FROM-clause entry for table "d"
            DETAIL The combining JOIN type must be INNER or LEFT for a LATERAL reference.
        SELECT d.id FROM devices d(a, b)
            42703 at 8: column d.id does not exist
        SELECT * FROM devices d(a, b, c, d, e, f)
            42P10: table "d" has 5 columns available but 6 columns specified
        SELECT 1 UNION SELECT 1, 2
            42601 at 23: each UNION query must have the same number of columns
        (SELECT 1 UNION SELECT 2) ORDER BY 1 + 1
            0A000 at 36: invalid UNION/INTERSECT/EXCEPT ORDER BY clause
            DETAIL Only result column names can be used, not expressions or functions.
            HINT Add the expression/function to every SELECT, or move the UNION into a FROM clause.
        SELECT 1 AS a UNION SELECT 2 ORDER BY b
            42703 at 39: column "b" does not exist
        SELECT 1 AS a UNION SELECT 2 ORDER BY a + 1
            0A000 at 39: invalid UNION/INTERSECT/EXCEPT ORDER BY clause
            DETAIL Only result column names can be used, not expressions or functions.
            HINT Add the expression/function to every SELECT, or move the UNION into a FROM clause.
        VALUES (1, 2), (3)
            42601 at 17: VALUES lists must all be the same length
        VALUES (1), (true)
            42804 at 14: VALUES types integer and boolean cannot be matched
        SELECT * FROM (VALUES (1)) ORDER BY 1
            42601 at 15: VALUES in FROM must have an alias
            HINT For example, FROM (VALUES ...) [AS] foo.
        WITH t(a, b) AS (SELECT 1) SELECT * FROM t
            42P10 at 6: WITH query "t" has 1 columns available but 2 columns specified
        WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT 2 FROM t ORDER BY 1) SELECT * FROM t
            0A000 at 66: ORDER BY in a recursive query is not implemented
        WITH RECURSIVE t AS (SELECT 1 FROM t UNION ALL SELECT 1) SELECT * FROM t
            42P19 at 36: recursive reference to query "t" must not appear within its non-recursive term
        WITH t AS (DELETE FROM devices) SELECT * FROM t
            0A000 at 47: WITH query "t" does not have a RETURNING clause
        SELECT * FROM (WITH t AS (DELETE FROM devices RETURNING id) SELECT * FROM t) x
            0A000 at 21: WITH clause containing a data-modifying statement must be at the top level
        SELECT rank() OVER w FROM readings
            42704 at 20: window "w" does not exist
        SELECT sum(value) OVER (w ORDER BY time) FROM readings WINDOW w AS (ORDER BY time)
            42P20 at 24: cannot override ORDER BY clause of window "w"
        SELECT sum(value) OVER (w) FROM readings WINDOW w AS (ROWS 1 PRECEDING)
            42P20 at 24: cannot copy window "w" because it has a frame clause
            HINT Omit the parentheses in this OVER clause.
        SELECT sum(value) OVER (w PARTITION BY time) FROM readings WINDOW w AS ()
            42P20 at 24: cannot override PARTITION BY clause of window "w"
        SELECT sum(value) OVER (ROWS BETWEEN UNBOUNDED FOLLOWING AND CURRENT ROW) FROM readings
            42P20 at 38: frame start cannot be UNBOUNDED FOLLOWING
        SELECT sum(value) OVER (ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM readings
            42P20 at 54: frame starting from current row cannot have preceding rows
        SELECT sum(value) OVER (GROUPS 1 PRECEDING) FROM readings
            42P20 at 24: GROUPS mode requires an ORDER BY clause
        SELECT sum(value) OVER (RANGE 1 PRECEDING) FROM readings
            42P20 at 24: RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column
        SELECT sum(value) OVER (ORDER BY time RANGE 1 PRECEDING) FROM readings
            0A000 at 45: RANGE with offset PRECEDING/FOLLOWING is not supported for column type timestamp with time zone and offset type integer
            HINT Cast the offset value to an appropriate type.
        SELECT sum(value) OVER (ORDER BY note RANGE 1 PRECEDING) FROM readings
            0A000 at 45: RANGE with offset PRECEDING/FOLLOWING is not supported for column type text
        SELECT sum(value) OVER (ROWS device_id PRECEDING) FROM readings
            42P10 at 30: argument of ROWS must not contain variables
        SELECT sum(value) OVER (ROWS 'a' PRECEDING) FROM readings
            22P02 at 30: invalid input syntax for type bigint: "a"
        SELECT sum(row_number() OVER ()) FROM readings
            42803 at 12: aggregate function calls cannot contain window function calls
        SELECT sum(sum(value) OVER ()) OVER () FROM readings
            42P20 at 12: window function calls cannot be nested
        SELECT sum(DISTINCT value) OVER () FROM readings
            0A000 at 8: DISTINCT is not implemented for window functions
        SELECT sum(value ORDER BY time) OVER () FROM readings
            0A000 at 8: aggregate ORDER BY is not implemented for window functions
        SELECT count(DISTINCT meta::json) FROM devices
            42883 at 23: could not identify an equality operator for type json
        SELECT string_agg(DISTINCT note, ',' ORDER BY value) FROM readings
            42P10 at 47: in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list
        SELECT percentile_cont(0.5) FROM readings
            42883 at 8: function percentile_cont(numeric) does not exist
            HINT No function matches the given name and argument types. You might need to add explicit type casts.
        SELECT sum(value) WITHIN GROUP (ORDER BY value) FROM readings
            42883 at 8: function sum(double precision, double precision) does not exist
            HINT No function matches the given name and argument types. You might need to add explicit type casts.
        SELECT * FROM readings WHERE generate_series(1, 2) = 1
            0A000 at 30: set-returning functions are not allowed in WHERE
        SELECT CASE WHEN true THEN generate_series(1, 2) END
            0A000 at 28: set-returning functions are not allowed in CASE
            HINT You might be able to move the set-returning function into a LATERAL FROM item.
        SELECT COALESCE(generate_series(1, 2), 1)
            0A000 at 17: set-returning functions are not allowed in COALESCE
            HINT You might be able to move the set-returning function into a LATERAL FROM item.
        SELECT sum(generate_series(1, 2))
            0A000 at 12: aggregate function calls cannot contain set-returning function calls
            HINT You might be able to move the set-returning function into a LATERAL FROM item.
        SELECT * FROM readings LIMIT count(*)
            42803 at 30: aggregate functions are not allowed in LIMIT
        SELECT * FROM readings LIMIT now()
            42804 at 30: argument of LIMIT must be type bigint, not type timestamp with time zone
        SELECT * FROM readings OFFSET 'a'
            22P02 at 31: invalid input syntax for type bigint: "a"
        SELECT * FROM readings FETCH FIRST 1 ROW WITH TIES
            42601: WITH TIES cannot be specified without ORDER BY clause
        SELECT * FROM readings ORDER BY 'a'
            42601 at 33: non-integer constant in ORDER BY
        SELECT * FROM readings ORDER BY 1.5
            42601 at 33: non-integer constant in ORDER BY
        SELECT * FROM readings ORDER BY NULL
            42601 at 33: non-integer constant in ORDER BY
        SELECT meta::json FROM devices ORDER BY 1
            42883 at 41: could not identify an ordering operator for type json
            HINT Use an explicit ordering operator or modify the query.
        SELECT meta::json FROM devices GROUP BY 1
            42883 at 41: could not identify an equality operator for type json
        SELECT DISTINCT ON (3) id, name FROM devices
            42P10 at 21: DISTINCT ON position 3 is not in select list
        SELECT count(*) FROM devices FOR UPDATE
            0A000: FOR UPDATE is not allowed with aggregate functions
        SELECT DISTINCT id FROM devices FOR UPDATE
            0A000: FOR UPDATE is not allowed with DISTINCT clause
        SELECT id FROM devices UNION SELECT 1 FOR UPDATE
            0A000: FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT
        SELECT id FROM devices FOR UPDATE OF nope
            42P01 at 38: relation "nope" in FOR UPDATE clause not found in FROM clause
        INSERT INTO nowhere VALUES (1)
            42P01 at 13: relation "nowhere" does not exist
        INSERT INTO devices (id, id) VALUES (1, 2)
            42701 at 26: column "id" specified more than once
        INSERT INTO devices VALUES (1, 'a', 'b', '{}', '{}', 6)
            42601 at 54: INSERT has more expressions than target columns
        INSERT INTO devices (id, name) SELECT 1
            42601 at 26: INSERT has more target columns than expressions
        INSERT INTO devices (id, name) SELECT 1, 'a', 3
            42601 at 47: INSERT has more expressions than target columns
        INSERT INTO devices (id, name) VALUES (1, 'a'), (2)
            42601 at 50: VALUES lists must all be the same length
        INSERT INTO devices (id, name) SELECT now(), 'x'
            42804 at 39: column "id" is of type integer but expression is of type timestamp with time zone
            HINT You will need to rewrite or cast the expression.
        INSERT INTO devices (id) VALUES (count(*))
            42803 at 34: aggregate functions are not allowed in VALUES
        INSERT INTO devices (id, name) VALUES (1, 'a') RETURNING nope
            42703 at 58: column "nope" does not exist
            HINT Perhaps you meant to reference the column "devices.name".
        INSERT INTO devices (id, name) VALUES (1, 'a') RETURNING count(*)
            42803 at 58: aggregate functions are not allowed in RETURNING
        INSERT INTO devices (id, name) VALUES (nope, 'a')
            42703 at 40: column "nope" does not exist
            HINT Perhaps you meant to reference the column "devices.name".
        INSERT INTO devices (id, name) VALUES (1, 'a') ON CONFLICT ON CONSTRAINT nope DO NOTHING
            42704: constraint "nope" for table "devices" does not exist
        INSERT INTO items (id, qty) SELECT 1, 2
            428C9: cannot insert a non-DEFAULT value into column "id"
            DETAIL Column "id" is an identity column defined as GENERATED ALWAYS.
            HINT Use OVERRIDING SYSTEM VALUE to override.
        INSERT INTO items (total) SELECT 2
            428C9: cannot insert a non-DEFAULT value into column "total"
            DETAIL Column "total" is a generated column.
        UPDATE nowhere SET a = 1
            42P01 at 8: relation "nowhere" does not exist
        UPDATE devices SET (id, name) = (1, 2, 3)
            42601 at 33: number of columns does not match number of values
        UPDATE devices SET (id, name) = (SELECT 1)
            42601 at 33: number of columns does not match number of values
        UPDATE devices SET name = count(*)
            42803 at 27: aggregate functions are not allowed in UPDATE
        UPDATE devices d SET d.name = 'a'
            42703 at 22: column "d" of relation "devices" does not exist
        UPDATE devices d SET name = 'a' WHERE devices.id = 1
            42P01 at 39: invalid reference to FROM-clause entry for table "devices"
            HINT Perhaps you meant to reference the table alias "d".
        UPDATE devices SET name = 'a' FROM devices
            42712: table name "devices" specified more than once
        UPDATE devices SET name = 'a' WHERE 1
            42804 at 37: argument of WHERE must be type boolean, not type integer
        DELETE FROM nowhere
            42P01 at 13: relation "nowhere" does not exist
        DELETE FROM devices WHERE nope
            42703 at 27: column "nope" does not exist
            HINT Perhaps you meant to reference the column "devices.name".
        DELETE FROM devices USING devices
            42712: table name "devices" specified more than once
        SELECT (ROW(1, 2)).f3
            42703 at 9: could not identify column "f3" in record data type
        SELECT ROW(1, 2) = ROW(1)
            42601 at 18: unequal number of entries in row expressions
        SELECT ROW() = ROW()
            0A000 at 14: cannot compare rows of zero length
        SELECT ROW(1, 2) ~~ ROW(1, 2)
            42883 at 18: operator does not exist: integer ~~ integer
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT (1, 2) IN ((1, 2), (3))
            42883 at 15: operator does not exist: record = integer
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT (1, 2) IN (SELECT 1)
            42601 at 15: subquery has too few columns
        SELECT 1 = ALL (SELECT 'a'::text)
            42883 at 10: operator does not exist: integer = text
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT ARRAY[1, 'a']
            22P02 at 17: invalid input syntax for type integer: "a"
        SELECT ARRAY[1, true]
            42804 at 17: ARRAY types integer and boolean cannot be matched
        SELECT ARRAY[now()]::int[]
            42846 at 14: cannot cast type timestamp with time zone to integer
        SELECT (ARRAY[1])['a']
            22P02 at 19: invalid input syntax for type integer: "a"
        SELECT (ARRAY[1])[now()]
            42804 at 19: array subscript must have type integer
        SELECT 1::text || 2, 'a' || 1, 1 || 1
            42883 at 34: operator does not exist: integer || integer
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT 'a' + 'b'
            42725 at 12: operator is not unique: unknown + unknown
            HINT Could not choose a best candidate operator. You might need to add explicit type casts.
        SELECT '1' + '2'
            42725 at 12: operator is not unique: unknown + unknown
            HINT Could not choose a best candidate operator. You might need to add explicit type casts.
        SELECT 1 + NULL, NULL + NULL
            42725 at 23: operator is not unique: unknown + unknown
            HINT Could not choose a best candidate operator. You might need to add explicit type casts.
        SELECT '2020-01-01' - '2019-01-01'
            42725 at 21: operator is not unique: unknown - unknown
            HINT Could not choose a best candidate operator. You might need to add explicit type casts.
        SELECT true + 1
            42883 at 13: operator does not exist: boolean + integer
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT 1 ~ 'a'
            42883 at 10: operator does not exist: integer ~ unknown
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT !1
            42883 at 8: operator does not exist: ! integer
            HINT No operator matches the given name and argument type. You might need to add an explicit type cast.
        SELECT 1 OPERATOR(nope.+) 2
            3F000 at 10: schema "nope" does not exist
        SELECT 1 OPERATOR(pg_catalog.+) 2, x FROM readings
            42703 at 36: column "x" does not exist
        SELECT nope.now()
            3F000 at 8: schema "nope" does not exist
        SELECT pg_catalog.nope()
            42883 at 8: function pg_catalog.nope() does not exist
            HINT No function matches the given name and argument types. You might need to add explicit type casts.
        SELECT sum(value, 1) FROM readings
            42883 at 8: function sum(double precision, integer) does not exist
            HINT No function matches the given name and argument types. You might need to add explicit type casts.
        SELECT sum(note) FROM readings
            42883 at 8: function sum(text) does not exist
            HINT No function matches the given name and argument types. You might need to add explicit type casts.
        SELECT max(note, 1) FROM readings
            42883 at 8: function max(text, integer) does not exist
            HINT No function matches the given name and argument types. You might need to add explicit type casts.
        SELECT count(*) OVER (PARTITION BY nope) FROM readings
            42703 at 36: column "nope" does not exist
            HINT Perhaps you meant to reference the column "readings.note".
        SELECT CAST(1 AS date)
            42846 at 8: cannot cast type integer to date
        SELECT CAST('a' AS bool)
            22P02 at 13: invalid input syntax for type boolean: "a"
        SELECT '1 day'::interval::int
            42846 at 25: cannot cast type interval to integer
        SELECT 'x'::regclass
            42P01 at 8: relation "x" does not exist
        SELECT '{1,2'::int[]
            22P02 at 8: malformed array literal: "{1,2"
            DETAIL Unexpected end of input.
        SELECT x.* FROM readings
            42P01 at 8: missing FROM-clause entry for table "x"
        SELECT a.b.c.d.e FROM readings
            42601 at 8: improper qualified name (too many dotted names): a.b.c.d.e
        SELECT other.public.readings.value FROM readings
            0A000 at 8: cross-database references are not implemented: other.public.readings.value
        SELECT public.readings.value, public.readings.* FROM readings r
            42P01 at 8: invalid reference to FROM-clause entry for table "readings"
            HINT Perhaps you meant to reference the table alias "r".
        SELECT value FROM public.nope
            42P01 at 19: relation "public.nope" does not exist
        SELECT value FROM nope.readings
            42P01 at 19: relation "nope.readings" does not exist
        SELECT value FROM other.public.readings
            0A000 at 19: cross-database references are not implemented: "other.public.readings"
        SELECT x FROM (SELECT 1 AS x, 2 AS x) s
            42702 at 8: column reference "x" is ambiguous
        SELECT id FROM devices JOIN items USING (id, id)
            42701: column name "id" appears more than once in USING clause
        SELECT id FROM devices JOIN readings USING (nope)
            42703: column "nope" specified in USING clause does not exist in left table
        SELECT * FROM devices a JOIN devices b USING (id) WHERE a.nope = 1
            42703 at 57: column a.nope does not exist
            HINT Perhaps you meant to reference the column "a.name".
        SELECT * FROM devices WHERE devicess.id = 1
            42P01 at 29: missing FROM-clause entry for table "devicess"
        SELECT named FROM devices
            42703 at 8: column "named" does not exist
            HINT Perhaps you meant to reference the column "devices.name".
        SELECT nam, sitee FROM devices
            42703 at 8: column "nam" does not exist
            HINT Perhaps you meant to reference the column "devices.name".
        SELECT EXISTS(SELECT nope FROM devices)
            42703 at 22: column "nope" does not exist
            HINT Perhaps you meant to reference the column "devices.name".
        SELECT (SELECT id FROM devices WHERE r.value = 1) FROM readings
            42P01 at 38: missing FROM-clause entry for table "r"
        SELECT NULLIF(1, true)
            42883 at 8: operator does not exist: integer = boolean
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT COALESCE(1, true)
            42804 at 20: COALESCE types integer and boolean cannot be matched
        SELECT CASE 1 WHEN true THEN 2 END
            42883 at 15: operator does not exist: integer = boolean
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT CASE WHEN 1 THEN 2 END
            42804 at 18: argument of CASE/WHEN must be type boolean, not type integer
        SELECT 1 BETWEEN 'a' AND 2
            22P02 at 18: invalid input syntax for type integer: "a"
        SELECT 1 BETWEEN true AND 2
            42883 at 10: operator does not exist: integer >= boolean
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT 1 IN (true)
            42883 at 10: operator does not exist: integer = boolean
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT 1 IN (1, true)
            42883 at 10: operator does not exist: integer = boolean
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT 1 IS DISTINCT FROM true
            42883 at 10: operator does not exist: integer = boolean
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT NOT 'a'
            22P02 at 12: invalid input syntax for type boolean: "a"
        SELECT 'a' AND true
            22P02 at 8: invalid input syntax for type boolean: "a"
        SELECT 1 LIKE 'a'
            42883 at 10: operator does not exist: integer ~~ unknown
            HINT No operator matches the given name and argument types. You might need to add explicit type casts.
        SELECT grouping(device_id) FROM readings
            42803 at 17: arguments to GROUPING must be grouping expressions of the associated query level
        SELECT current_date + 'x'
            42725 at 21: operator is not unique: date + unknown
            HINT Could not choose a best candidate operator. You might need to add explicit type casts.
        SELECT DEFAULT + 1
            42601 at 8: DEFAULT is not allowed in this context
        VALUES (DEFAULT)
            42601 at 9: DEFAULT is not allowed in this context
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
