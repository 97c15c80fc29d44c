namespace Tidemark.Engine.Tests.Syntax;

/// <summary>Statements that PostgreSQL 15 parses (ASOF JOIN and the options of TimescaleDB apart), every construct at least once.</summary>
internal static class StatementCorpus
{
    /// <summary>The statements, with a line <c>--%</c> between two.</summary>
    private const string Text = """
        SELECT
        --%
        SELECT FROM t
        --%
        SELECT 1, -5, - 5, 2147483648, -9223372036854775808, 9223372036854775808, 1.5, .5, 5., 1e10, -1.5e-3
        --%
        SELECT 'a', E'a\nb\'c\x41\101\u00e9\U0001F600', U&'d\0061t\+000061', U&'d!0061' UESCAPE '!', $$it's$$, $tag$ $$ $tag$, 'a'
          'b'
        --%
        SELECT B'101', X'1fF', N'abc', NULL, true, FALSE
        --%
        SELECT interval '1 day', interval '1' day, interval '1-2' year to month, interval '1' second(3), interval(3) '1.2345', interval '1 2:03' day to second(2)
        --%
        SELECT timestamp '2020-01-01', timestamp(3) with time zone '2020-01-01', time with time zone '01:00', time(2) without time zone '01:00', date '2020-01-01'
        --%
        SELECT char 'abc', char(3) 'abc', bit '101', bit(3) '101', varchar(3) 'abc', national character varying(3) 'x', numeric(10, 2) '1.5', double precision '1', int '4', point '(1,2)', pg_catalog.int4 '5'
        --%
        SELECT a, t.a, s.t.a, c.s.t.a, t.*, s.t.*, "Mixed Case", "select", "a""b", time, value, name, day AS year
        --%
        SELECT a[1], a[1][2], a[1:2], a[:2], a[1:], a[:], t.a[1].f, (row).f, (row).*, (f(x)).y.z, (ARRAY[1, 2])[1], $1, $2.f, $3[1]
        --%
        SELECT a + b * c - d / e % f ^ g, (a + b) * c, a - (b - c), - a ^ b, -a::int, (-5)::int, 2 ^ 3 ^ 2, + a, @ -5 + 3, a || b || c, a <-> b <= c
        --%
        SELECT a = b, a <> b, a != b, a < b AND c > d OR NOT e >= f, NOT NOT a, a AND (b AND c) AND d, (a OR b) AND c, a = NOT b
        --%
        SELECT a OPERATOR(pg_catalog.+) b, OPERATOR(pg_catalog.-) a, a OPERATOR(+) b, a !=- b, a #>> b, a @> b, a ?| b
        --%
        SELECT a IS NULL, a IS NOT NULL, a ISNULL, a NOTNULL, a IS TRUE, a IS NOT FALSE, a IS UNKNOWN, a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b, a < b IS NULL
        --%
        SELECT a BETWEEN 1 AND 2, a NOT BETWEEN 1 AND 2, a BETWEEN SYMMETRIC b + 1 AND c AND d, a BETWEEN ASYMMETRIC 1 AND 2
        --%
        SELECT a IN (1, 2), a NOT IN (1), a IN (SELECT 1), a IN ((SELECT 1), 2), a IN ((SELECT 1) UNION (SELECT 2)), (a, b) IN ((1, 2), (3, 4))
        --%
        SELECT a LIKE b, a NOT LIKE b, a ILIKE 'x%', a NOT ILIKE b ESCAPE '!', a SIMILAR TO b, a NOT SIMILAR TO b ESCAPE 'c', a || b LIKE c
        --%
        SELECT a = ANY (b), a <> ALL (ARRAY[1, 2]), a = SOME (SELECT 1), a LIKE ANY (b), a NOT ILIKE ALL (b), a OPERATOR(pg_catalog.=) ANY (b), a = ANY ((SELECT ARRAY[1])::int[])
        --%
        SELECT EXISTS (SELECT 1), NOT EXISTS (SELECT 1), (SELECT 1), ((SELECT 1) + 2), ARRAY(SELECT 1), ((SELECT 1)), (((SELECT 1) UNION (SELECT 2)) LIMIT 1)
        --%
        SELECT ROW(1, 2), ROW(), ROW(t.*), (1, 2) = (3, 4), ROW(1) < ROW(2), (1, 2) OVERLAPS (3, 4), ARRAY[], ARRAY[1, 2], ARRAY[[1, 2], [3, 4]]
        --%
        SELECT CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END, CASE a + 1 WHEN 1 THEN 'x' END, COALESCE(a, b), NULLIF(a, b), GREATEST(a, b), LEAST(a)
        --%
        SELECT CAST(a AS int), a::numeric(10, 2)[], a::timestamp(3) with time zone, a::interval day to second(2), a::int[3][], a::int ARRAY, a::int ARRAY[4], a::s.t, a::"Mixed", a::setof_t, a::text::int, a::char, a::char(3), a::bit, a::bit varying(4), a::float(20), a::dec
        --%
        SELECT a COLLATE "C", a || b COLLATE pg_catalog."C" < c, COLLATION FOR (a)
        --%
        SELECT a AT TIME ZONE 'utc' AT TIME ZONE 'cet', a + b AT TIME ZONE c, - a AT TIME ZONE b
        --%
        SELECT extract(epoch FROM a), extract('Weird One' FROM a), extract(year FROM a - b), position('a' IN b || c), overlay(a PLACING b FROM 2 FOR 3), overlay(a, b, 2)
        --%
        SELECT substring(a FROM 2), substring(a FROM 2 FOR 3), substring(a FOR 3), substring(a FOR 3 FROM 2), substring(a, 2, 3), substring(a SIMILAR b ESCAPE c), trim(a), trim(BOTH 'x' FROM a), trim(LEADING FROM a), trim(TRAILING b FROM c), trim(a, b, c)
        --%
        SELECT normalize(a), normalize(a, NFKC), a IS NORMALIZED, a IS NOT NFD NORMALIZED, treat(a AS int)
        --%
        SELECT current_date, current_time, current_timestamp(3), localtime(0), localtimestamp, current_role, current_user, user, session_user, current_catalog, current_schema, current_schema(), now()
        --%
        SELECT f(), f(1, a => 2, b := 3), f(VARIADIC a), f(1, VARIADIC ARRAY[2]), s.f(1), left(a, 1), count(*), count(DISTINCT a), count(ALL a), string_agg(a, ',' ORDER BY b DESC NULLS LAST, c USING <), f(t.*), f(DISTINCT a, b ORDER BY a)
        --%
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a), count(*) FILTER (WHERE a > 1), count(*) FILTER (WHERE a) OVER w, rank() OVER (), sum(a) OVER (PARTITION BY b, c ORDER BY d), last(a, b) OVER (w ORDER BY c)
          FROM t WINDOW w AS (PARTITION BY x), "rows" AS (w ORDER BY y)
        --%
        SELECT sum(a) OVER (ROWS UNBOUNDED PRECEDING), sum(a) OVER ("rows" RANGE BETWEEN interval '1 day' PRECEDING AND CURRENT ROW EXCLUDE TIES), sum(a) OVER (ORDER BY b GROUPS BETWEEN 1 + 1 PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP), sum(a) OVER (ROWS CURRENT ROW EXCLUDE CURRENT ROW), sum(a) OVER (ROWS 2 PRECEDING EXCLUDE NO OTHERS)
        --%
        SELECT DISTINCT a FROM t
        --%
        SELECT DISTINCT ON (a, b) a, b, c x, d AS "Y" FROM t ORDER BY a, b DESC NULLS FIRST, c ASC
        --%
        SELECT ALL a INTO TEMPORARY TABLE x FROM t
        --%
        SELECT time_bucket('1 hour', time) AS bucket, device_id, avg(temperature), first(temperature, time), locf(avg(x)) FROM conditions WHERE time > now() - interval '1 day' GROUP BY bucket, 2 HAVING avg(temperature) > 20 ORDER BY bucket DESC, 2 LIMIT 10 OFFSET 5
        --%
        SELECT a, grouping(a, b) FROM t GROUP BY GROUPING SETS ((a, b), a, (), ROLLUP (c, (d, e)), CUBE (f)), (g), "cube"(h), i + 1
        --%
        SELECT 1 FROM t GROUP BY DISTINCT ROLLUP (a), CUBE (b)
        --%
        SELECT 1 is, 2 and, 3 between FROM t
        --%
        SELECT * FROM a, b AS x, c y (p, q), ONLY d, ONLY (e), f *, s.g TABLESAMPLE bernoulli (10) REPEATABLE (1 + 1)
        --%
        SELECT * FROM a JOIN b ON a.x = b.x LEFT JOIN c USING (x, y) RIGHT OUTER JOIN d USING (z) AS j FULL JOIN e ON true CROSS JOIN f NATURAL JOIN g NATURAL LEFT JOIN h INNER JOIN i ON false
        --%
        SELECT * FROM a JOIN b JOIN c ON b.x = c.x ON a.x = b.x
        --%
        SELECT * FROM a CROSS JOIN (b LEFT JOIN c ON true) AS x (p, q), (a JOIN b ON true), ((a JOIN b ON true) JOIN c ON true), ((SELECT 1) AS s JOIN t ON true)
        --%
        SELECT * FROM (SELECT 1) AS a, (VALUES (1, 2), (3, 4)) v (x, y), LATERAL (SELECT a.x) l, ((SELECT 1) UNION (SELECT 2)) u
        --%
        SELECT * FROM generate_series(1, 10), unnest(a, b) WITH ORDINALITY AS u (x, y, n), f() AS (a int, b text COLLATE "C"), g() h (a int), LATERAL s.f(1) i, current_date d, CAST(1 AS int) c
        --%
        SELECT * FROM ROWS FROM (f(1), g() AS (a int, b numeric(3, 1))) WITH ORDINALITY AS r
        --%
        SELECT * FROM trades t ASOF JOIN quotes q ON t.symbol = q.symbol AND t.time >= q.time
        --%
        SELECT * FROM trades ASOF LEFT JOIN (quotes q JOIN r ON true) ON trades.time >= q.time TOLERANCE interval '5 minutes' WHERE x
        --%
        SELECT 1 UNION SELECT 2 UNION ALL SELECT 3 INTERSECT SELECT 4 EXCEPT DISTINCT SELECT 5
        --%
        (SELECT 1 ORDER BY 1) UNION (SELECT 2 LIMIT 1) ORDER BY 1 LIMIT 2
        --%
        (SELECT 1 UNION SELECT 2) INTERSECT (SELECT 3 EXCEPT (SELECT 4 UNION SELECT 5))
        --%
        (SELECT 1 ORDER BY 1) LIMIT 1
        --%
        ((SELECT 1))
        --%
        VALUES (1, 'a'), (DEFAULT, NULL) ORDER BY 1 LIMIT 1
        --%
        TABLE s.t ORDER BY 1
        --%
        SELECT 1 LIMIT ALL OFFSET 5 ROWS
        --%
        SELECT a FROM t ORDER BY a OFFSET 1 FETCH FIRST 3 ROWS WITH TIES
        --%
        SELECT a FROM t FETCH NEXT ROW ONLY
        --%
        SELECT a FROM t FETCH FIRST (1 + 2) ROWS ONLY
        --%
        SELECT * FROM t, u FOR UPDATE OF t NOWAIT FOR KEY SHARE SKIP LOCKED
        --%
        SELECT * FROM t FOR NO KEY UPDATE LIMIT 1
        --%
        SELECT * FROM t LIMIT 1 FOR SHARE
        --%
        WITH a AS (SELECT 1), b (x, y) AS MATERIALIZED (SELECT 2, 3), c AS NOT MATERIALIZED (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM a, b, c
        --%
        WITH RECURSIVE r (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 100) SEARCH DEPTH FIRST BY n SET o CYCLE n SET is_cycle TO true DEFAULT false USING path SELECT sum(n) FROM r
        --%
        WITH RECURSIVE r AS (SELECT 1 AS n) SEARCH BREADTH FIRST BY n SET o CYCLE n SET c USING p SELECT * FROM r
        --%
        WITH a AS (SELECT 1) (SELECT * FROM a) UNION SELECT 2
        --%
        INSERT INTO t VALUES (1, DEFAULT), (2, 'x')
        --%
        INSERT INTO s.t AS x (a, b[1], c.f) OVERRIDING SYSTEM VALUE SELECT 1, 2, 3 ON CONFLICT (a, lower(b) COLLATE "C" text_ops) WHERE a > 1 DO UPDATE SET b = excluded.b, (c, d) = (1, DEFAULT), (e) = ROW(1), f = DEFAULT WHERE x.a > 1 RETURNING *, a AS y
        --%
        INSERT INTO t DEFAULT VALUES
        --%
        INSERT INTO t (a) (SELECT 1) ON CONFLICT DO NOTHING
        --%
        INSERT INTO t (SELECT 1)
        --%
        INSERT INTO t OVERRIDING USER VALUE VALUES (1) ON CONFLICT ON CONSTRAINT k DO NOTHING
        --%
        WITH a AS (SELECT 1) INSERT INTO t WITH b AS (SELECT 2) SELECT * FROM a, b
        --%
        UPDATE t SET a = 1
        --%
        UPDATE ONLY s.t AS x SET a[1] = 1, b.c = 2, (d, e) = (SELECT 1, 2) FROM u JOIN v ON true WHERE x.a = u.a RETURNING x.*
        --%
        UPDATE t SET a = a + 1 WHERE CURRENT OF c
        --%
        DELETE FROM t
        --%
        WITH x AS (SELECT 1) DELETE FROM ONLY t AS y USING x, u WHERE y.a = 1 RETURNING a
        --%
        MERGE INTO t AS x USING (SELECT 1 AS a) s ON x.a = s.a WHEN MATCHED AND x.b > 1 THEN UPDATE SET b = 2 WHEN MATCHED THEN DELETE WHEN NOT MATCHED AND true THEN INSERT (a, b) OVERRIDING USER VALUE VALUES (s.a, DEFAULT) WHEN NOT MATCHED THEN DO NOTHING
        --%
        MERGE INTO t USING u ON true WHEN NOT MATCHED THEN INSERT DEFAULT VALUES
        --%
        TRUNCATE TABLE a, ONLY b RESTART IDENTITY CASCADE
        --%
        COPY t FROM STDIN
        --%
        COPY s.t (a, b) FROM '/x.csv' WITH (FORMAT csv, HEADER match, DELIMITER ';', NULL '', FORCE_NULL (a, b), FORCE_QUOTE *, ENCODING 'utf8', FREEZE, QUOTE '"') WHERE a > 1
        --%
        COPY (SELECT * FROM t ORDER BY 1) TO STDOUT (FORMAT binary)
        --%
        COPY (INSERT INTO t VALUES (1) RETURNING a) TO PROGRAM 'gzip'
        --%
        COPY BINARY t TO '/x'
        --%
        COPY t TO STDOUT USING DELIMITERS ',' WITH NULL AS 'x' CSV HEADER QUOTE AS '"' ESCAPE '\' FORCE QUOTE a, b
        --%
        COPY t FROM STDIN CSV FORCE NOT NULL a FORCE NULL b ENCODING 'utf8' FREEZE
        --%
        CREATE TABLE t ()
        --%
        CREATE TABLE IF NOT EXISTS s.t (a int PRIMARY KEY, b text NOT NULL DEFAULT 'x' || 'y', c timestamptz DEFAULT now() NULL, d numeric(10, 2) CHECK (d > 0) NO INHERIT, e text COLLATE "C" UNIQUE NULLS NOT DISTINCT, f int REFERENCES u (x) MATCH FULL ON DELETE SET NULL (f) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED, g int GENERATED ALWAYS AS (a * 2) STORED, h bigint GENERATED BY DEFAULT AS IDENTITY (START WITH 5 INCREMENT BY -1 CACHE 3 NO CYCLE), i int CONSTRAINT nn NOT NULL, j text COMPRESSION pglz, k int DEFAULT -5, l bool DEFAULT (a IS NULL))
        --%
        CREATE TABLE t (a int, b int, CONSTRAINT pk PRIMARY KEY (a, b) INCLUDE (c) WITH (fillfactor = 70) USING INDEX TABLESPACE x DEFERRABLE, UNIQUE NULLS NOT DISTINCT (a), CHECK (a > b) NO INHERIT NOT VALID, FOREIGN KEY (a, b) REFERENCES u ON DELETE RESTRICT NOT VALID, EXCLUDE USING gist (a WITH =, (b + 1) WITH &&) WHERE (a > 1), LIKE u INCLUDING ALL EXCLUDING INDEXES)
        --%
        CREATE TABLE conditions (time timestamptz NOT NULL, device_id text, temperature double precision) WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', timescaledb.segmentby = 'device_id', autovacuum_enabled = false, fillfactor = 70, x = on, y = -1.5)
        --%
        CREATE TEMP TABLE t (a int) ON COMMIT DELETE ROWS
        --%
        CREATE UNLOGGED TABLE t (a int) INHERITS (u, s.v) PARTITION BY RANGE (a, lower(b), (c + 1) COLLATE "C" int4_ops) USING heap TABLESPACE x
        --%
        CREATE TABLE t PARTITION OF u (a DEFAULT 5, CHECK (b > 1)) FOR VALUES FROM (1, MINVALUE) TO (2, MAXVALUE)
        --%
        CREATE TABLE t PARTITION OF u FOR VALUES IN (1, NULL, 'x') PARTITION BY LIST (a)
        --%
        CREATE TABLE t PARTITION OF u FOR VALUES WITH (MODULUS 4, REMAINDER 1)
        --%
        CREATE TABLE t PARTITION OF u DEFAULT
        --%
        CREATE TABLE t OF ty (a WITH OPTIONS PRIMARY KEY, b NOT NULL)
        --%
        CREATE TABLE t AS SELECT 1 AS a
        --%
        CREATE TEMPORARY TABLE IF NOT EXISTS t (a, b) WITH (fillfactor = 70) ON COMMIT DROP AS VALUES (1, 2) WITH NO DATA
        --%
        CREATE TABLE t AS EXECUTE p (1)
        --%
        ALTER TABLE IF EXISTS ONLY s.t ADD COLUMN IF NOT EXISTS a int NOT NULL DEFAULT 1, ADD b text, DROP COLUMN IF EXISTS c CASCADE, DROP d, ALTER COLUMN e TYPE bigint USING e::bigint, ALTER f SET DATA TYPE text COLLATE "C", ALTER g SET DEFAULT a + 1 IS NULL, ALTER g DROP DEFAULT, ALTER h SET NOT NULL, ALTER h DROP NOT NULL
        --%
        ALTER TABLE t ADD CONSTRAINT c CHECK (a > 1) NOT VALID, ADD PRIMARY KEY USING INDEX i, VALIDATE CONSTRAINT c, DROP CONSTRAINT IF EXISTS d CASCADE, ALTER CONSTRAINT e DEFERRABLE INITIALLY DEFERRED, ADD UNIQUE (a)
        --%
        ALTER TABLE t SET (timescaledb.compress, timescaledb.compress_segmentby = 'device_id', timescaledb.compress_orderby = 'time DESC')
        --%
        ALTER TABLE t RESET (timescaledb.compress_segmentby, fillfactor), OWNER TO CURRENT_USER, SET TABLESPACE x, SET LOGGED, SET UNLOGGED, SET WITHOUT OIDS, CLUSTER ON i, SET WITHOUT CLUSTER, INHERIT u, NO INHERIT s.u, REPLICA IDENTITY FULL, REPLICA IDENTITY USING INDEX i, SET ACCESS METHOD hypercore
        --%
        ALTER TABLE t ALTER a SET STATISTICS 100, ALTER a SET STORAGE external, ALTER a SET COMPRESSION lz4, ALTER a SET (n_distinct = 5), ALTER a RESET (n_distinct), ALTER a ADD GENERATED ALWAYS AS IDENTITY, ALTER a SET GENERATED BY DEFAULT SET INCREMENT BY 5 RESTART WITH 3, ALTER a DROP IDENTITY IF EXISTS, ALTER a DROP EXPRESSION
        --%
        ALTER TABLE t ATTACH PARTITION u FOR VALUES IN (1)
        --%
        ALTER TABLE t DETACH PARTITION u CONCURRENTLY
        --%
        ALTER TABLE t RENAME TO u
        --%
        ALTER TABLE IF EXISTS t RENAME COLUMN a TO b
        --%
        ALTER TABLE t RENAME a TO b
        --%
        ALTER TABLE t RENAME CONSTRAINT a TO b
        --%
        ALTER TABLE t SET SCHEMA s
        --%
        ALTER INDEX i RENAME TO j
        --%
        ALTER INDEX i SET (fillfactor = 50)
        --%
        ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 100
        --%
        ALTER INDEX i ATTACH PARTITION j
        --%
        ALTER VIEW IF EXISTS v ALTER COLUMN a SET DEFAULT 1
        --%
        ALTER VIEW v RENAME COLUMN a TO b
        --%
        ALTER MATERIALIZED VIEW v SET (timescaledb.materialized_only = false, timescaledb.enable_columnstore = true)
        --%
        ALTER SEQUENCE IF EXISTS s RESTART OWNED BY t.a MAXVALUE 10
        --%
        ALTER SEQUENCE s OWNER TO joe
        --%
        CREATE INDEX ON t (a)
        --%
        CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t USING btree (a, b DESC NULLS LAST, lower(c), (d + 1) ASC, e COLLATE "C" text_pattern_ops, f jsonb_path_ops (siglen = 5)) INCLUDE (g) NULLS NOT DISTINCT WITH (fillfactor = 70, timescaledb.transaction_per_chunk) TABLESPACE x WHERE a > 1
        --%
        CREATE VIEW v AS SELECT 1
        --%
        CREATE OR REPLACE TEMPORARY VIEW v (a, b) WITH (security_barrier, check_option = local) AS SELECT 1, 2 WITH LOCAL CHECK OPTION
        --%
        CREATE RECURSIVE VIEW s.v (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM v
        --%
        CREATE MATERIALIZED VIEW IF NOT EXISTS daily (day, d) WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS SELECT time_bucket('1 day', time), device_id FROM conditions GROUP BY 1, 2 WITH NO DATA
        --%
        REFRESH MATERIALIZED VIEW CONCURRENTLY v WITH NO DATA
        --%
        CREATE TEMP SEQUENCE IF NOT EXISTS s AS bigint INCREMENT 2 MINVALUE -5 NO MAXVALUE START 1 CACHE 10 CYCLE OWNED BY NONE
        --%
        CREATE SCHEMA s
        --%
        CREATE SCHEMA IF NOT EXISTS s AUTHORIZATION joe
        --%
        CREATE SCHEMA AUTHORIZATION CURRENT_USER CREATE TABLE t (a int) CREATE VIEW v AS SELECT 1 GRANT SELECT ON v TO PUBLIC
        --%
        CREATE EXTENSION IF NOT EXISTS timescaledb WITH SCHEMA public VERSION '2.28.3' CASCADE
        --%
        ALTER EXTENSION timescaledb UPDATE TO '2.29'
        --%
        CREATE DATABASE d WITH OWNER = joe TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE = 'C' CONNECTION LIMIT = -1 TABLESPACE DEFAULT
        --%
        ALTER DATABASE d SET timezone TO 'UTC'
        --%
        ALTER DATABASE d RENAME TO e
        --%
        ALTER DATABASE d CONNECTION LIMIT 5
        --%
        DROP DATABASE IF EXISTS d WITH (FORCE)
        --%
        CREATE ROLE r WITH LOGIN NOSUPERUSER CREATEDB INHERIT NOINHERIT PASSWORD 'x' CONNECTION LIMIT 5 VALID UNTIL '2030-01-01' IN ROLE a, b ROLE c ADMIN d
        --%
        CREATE USER u ENCRYPTED PASSWORD 'x' SYSID 5
        --%
        CREATE GROUP g USER a, b
        --%
        ALTER ROLE r PASSWORD NULL NOLOGIN
        --%
        ALTER ROLE ALL IN DATABASE d SET search_path TO a, b, 'C d'
        --%
        ALTER USER CURRENT_USER RESET ALL
        --%
        ALTER ROLE a RENAME TO b
        --%
        ALTER GROUP g ADD USER a, b
        --%
        ALTER SYSTEM SET work_mem = '64MB'
        --%
        DROP USER IF EXISTS a, b
        --%
        GRANT SELECT (a, b), INSERT, create, references ON t, s.u TO joe, PUBLIC, GROUP g WITH GRANT OPTION GRANTED BY CURRENT_USER
        --%
        GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA a, b TO joe
        --%
        GRANT ALL (a) ON TABLE t TO joe
        --%
        GRANT EXECUTE ON FUNCTION f(int, a text), g TO joe
        --%
        GRANT USAGE ON SCHEMA s TO joe
        --%
        GRANT a, b TO c, d WITH ADMIN OPTION
        --%
        REVOKE GRANT OPTION FOR ALL ON DATABASE d FROM joe CASCADE
        --%
        REVOKE ADMIN OPTION FOR a FROM b GRANTED BY c RESTRICT
        --%
        ALTER DEFAULT PRIVILEGES FOR ROLE a IN SCHEMA b GRANT SELECT ON TABLES TO c WITH GRANT OPTION
        --%
        ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC
        --%
        COMMENT ON TABLE s.t IS 'it''s'
        --%
        COMMENT ON COLUMN s.t.a IS NULL
        --%
        COMMENT ON CONSTRAINT c ON t IS 'x'
        --%
        COMMENT ON CONSTRAINT c ON DOMAIN d IS 'x'
        --%
        COMMENT ON FUNCTION f(int, OUT text) IS 'x'
        --%
        COMMENT ON MATERIALIZED VIEW v IS 'x'
        --%
        CREATE TYPE s.mood AS ENUM ('sad', 'ok', 'it''s')
        --%
        CREATE TYPE t AS ()
        --%
        CREATE TYPE t AS (a int, b text COLLATE "C")
        --%
        ALTER TYPE mood ADD VALUE IF NOT EXISTS 'x' BEFORE 'ok'
        --%
        ALTER TYPE mood RENAME VALUE 'a' TO 'b'
        --%
        ALTER TYPE t RENAME ATTRIBUTE a TO b CASCADE
        --%
        ALTER TYPE t ADD ATTRIBUTE a text COLLATE "C", DROP ATTRIBUTE IF EXISTS b CASCADE, ALTER ATTRIBUTE c SET DATA TYPE numeric(5, 2)
        --%
        ALTER TYPE t OWNER TO joe
        --%
        CREATE DOMAIN d AS numeric(10, 2) COLLATE "C" DEFAULT 0 CONSTRAINT c CHECK (VALUE > 0) NOT NULL
        --%
        ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 1) NOT VALID
        --%
        ALTER DOMAIN d DROP CONSTRAINT IF EXISTS c CASCADE
        --%
        ALTER DOMAIN d SET DEFAULT 5
        --%
        ALTER DOMAIN d RENAME CONSTRAINT a TO b
        --%
        CREATE OR REPLACE FUNCTION s.f(a int, INOUT b text DEFAULT 'x', VARIADIC c int[] = ARRAY[1], double precision, OUT d t.x%TYPE) RETURNS SETOF record LANGUAGE plpgsql IMMUTABLE STRICT SECURITY DEFINER PARALLEL SAFE COST 100 ROWS 10 LEAKPROOF SET search_path TO a, b SET x FROM CURRENT AS $$ BEGIN END $$
        --%
        CREATE FUNCTION f(int) RETURNS TABLE (a int, b text) AS 'obj', 'sym' LANGUAGE c CALLED ON NULL INPUT NOT LEAKPROOF WINDOW SUPPORT s.g
        --%
        CREATE FUNCTION f(a int) RETURNS int RETURN a + 1
        --%
        CREATE PROCEDURE p(a int) LANGUAGE sql BEGIN ATOMIC INSERT INTO t VALUES (a); SELECT 1; END
        --%
        ALTER FUNCTION f(int) RENAME TO g
        --%
        ALTER PROCEDURE p SET SCHEMA s
        --%
        DROP FUNCTION IF EXISTS f(int, text), g CASCADE
        --%
        DROP TABLE IF EXISTS a, s.b CASCADE
        --%
        DROP INDEX CONCURRENTLY i
        --%
        DROP MATERIALIZED VIEW v
        --%
        DROP SCHEMA a, b RESTRICT
        --%
        DROP TYPE a, int
        --%
        DROP EXTENSION IF EXISTS timescaledb CASCADE
        --%
        CALL refresh_continuous_aggregate('daily', NULL, now() - interval '1 day')
        --%
        CALL add_columnstore_policy('t', after => interval '7 days')
        --%
        DO $$ BEGIN NULL; END $$ LANGUAGE plpgsql
        --%
        PREPARE p (int, text) AS SELECT $1, $2
        --%
        PREPARE p AS INSERT INTO t VALUES ($1)
        --%
        EXECUTE p (1, 'x')
        --%
        DEALLOCATE PREPARE ALL
        --%
        DEALLOCATE p
        --%
        DECLARE c BINARY INSENSITIVE NO SCROLL CURSOR WITH HOLD FOR SELECT 1
        --%
        FETCH c
        --%
        FETCH NEXT FROM c
        --%
        FETCH 5 IN c
        --%
        FETCH ALL c
        --%
        FETCH BACKWARD ALL IN c
        --%
        FETCH ABSOLUTE -5 FROM c
        --%
        MOVE FORWARD 10 c
        --%
        FETCH LAST c
        --%
        CLOSE ALL
        --%
        CLOSE c
        --%
        LISTEN ch
        --%
        NOTIFY ch, 'payload'
        --%
        UNLISTEN *
        --%
        EXPLAIN SELECT 1
        --%
        EXPLAIN ANALYZE VERBOSE SELECT 1
        --%
        EXPLAIN (ANALYZE, COSTS off, FORMAT json, BUFFERS true) SELECT 1
        --%
        EXPLAIN (SELECT 1)
        --%
        EXPLAIN CREATE TABLE t AS SELECT 1
        --%
        VACUUM
        --%
        VACUUM FULL FREEZE VERBOSE ANALYZE a (b, c), s.d
        --%
        VACUUM (FULL, ANALYZE false, PARALLEL 2) t
        --%
        ANALYZE VERBOSE t
        --%
        ANALYZE (SKIP_LOCKED) t (a)
        --%
        CHECKPOINT
        --%
        CLUSTER VERBOSE t USING i
        --%
        CLUSTER i ON t
        --%
        CLUSTER
        --%
        REINDEX (VERBOSE) TABLE CONCURRENTLY s.t
        --%
        REINDEX DATABASE d
        --%
        LOCK TABLE a, ONLY b IN SHARE ROW EXCLUSIVE MODE NOWAIT
        --%
        LOCK a
        --%
        DISCARD TEMP
        --%
        BEGIN
        --%
        BEGIN WORK ISOLATION LEVEL SERIALIZABLE, READ ONLY DEFERRABLE
        --%
        START TRANSACTION ISOLATION LEVEL REPEATABLE READ READ WRITE NOT DEFERRABLE
        --%
        COMMIT AND CHAIN
        --%
        END TRANSACTION
        --%
        ROLLBACK WORK AND NO CHAIN
        --%
        ABORT
        --%
        SAVEPOINT a
        --%
        RELEASE a
        --%
        ROLLBACK TO SAVEPOINT a
        --%
        ROLLBACK TRANSACTION TO a
        --%
        PREPARE TRANSACTION 'x'
        --%
        COMMIT PREPARED 'x'
        --%
        ROLLBACK PREPARED 'x'
        --%
        SET a = 1
        --%
        SET SESSION search_path TO a, "B c", 'd'
        --%
        SET LOCAL timescaledb.enable_x = on
        --%
        SET a.b = -1.5, true, foo
        --%
        SET x TO DEFAULT
        --%
        SET TIME ZONE 'Europe/Berlin'
        --%
        SET TIME ZONE -5
        --%
        SET TIME ZONE LOCAL
        --%
        SET TIME ZONE INTERVAL '-08:00' HOUR TO MINUTE
        --%
        SET NAMES 'UTF8'
        --%
        SET SCHEMA 'x'
        --%
        SET ROLE joe
        --%
        SET SESSION AUTHORIZATION DEFAULT
        --%
        SET TRANSACTION ISOLATION LEVEL READ COMMITTED
        --%
        SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY
        --%
        SET TRANSACTION SNAPSHOT 'x'
        --%
        SET CONSTRAINTS ALL DEFERRED
        --%
        SET CONSTRAINTS a, s.b IMMEDIATE
        --%
        RESET ALL
        --%
        RESET a.b
        --%
        SHOW TIME ZONE
        --%
        SHOW ALL
        --%
        SHOW TRANSACTION ISOLATION LEVEL
        """;

    public static IEnumerable<string> Statements => Text.ReplaceLineEndings("\n").Split("\n--%\n");
}
