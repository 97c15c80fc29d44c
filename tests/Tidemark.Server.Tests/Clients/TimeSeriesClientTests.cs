using Tidemark.Testing;
using Xunit;

namespace Tidemark.Server.Tests.Clients;

/// <summary>What programs that keep measurements do with TimescaleDB, by the libraries that they do it with.</summary>
public class TimeSeriesClientTests(TidemarkFixture fixture) : IClassFixture<TidemarkFixture>
{
    /// <summary>What the scripts share: connecting, and a hypertable of six hours of three sensors, a reading a minute.</summary>
    private const string Prelude = """
        import datetime as dt, io, json, math
        HOUR = dt.timedelta(hours=1)
        MINUTE = dt.timedelta(minutes=1)
        NOW = dt.datetime.now(dt.timezone.utc).replace(second=0, microsecond=0)
        START = NOW - 6 * HOUR
        url = f"postgresql://postgres:secret@127.0.0.1:{port}/postgres"

        def reading(sensor, minute):
            return (START + minute * MINUTE, sensor, 20 + sensor + math.sin(minute / 60), "hall" if sensor < 2 else "yard")

        def make(table):
            import psycopg2
            from psycopg2.extras import execute_values
            with psycopg2.connect(url) as c, c.cursor() as cur:
                cur.execute("CREATE EXTENSION IF NOT EXISTS timescaledb CASCADE")
                cur.execute(f"CREATE TABLE {table} (time timestamptz NOT NULL, sensor int NOT NULL, celsius double precision, place varchar(20), PRIMARY KEY (sensor, time))")
                cur.execute(f"SELECT create_hypertable('{table}', 'time', chunk_time_interval => INTERVAL '2 hours', if_not_exists => TRUE)")
                cur.execute(f"CREATE INDEX IF NOT EXISTS {table}_place ON {table} (place, time DESC)")
                execute_values(cur, f"INSERT INTO {table} VALUES %s ON CONFLICT DO NOTHING", [reading(s, m) for s in (1, 2, 3) for m in range(360)], page_size=500)

        """;

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psycopg2)]
    public Task Psycopg2_makes_hypertables_and_asks_for_buckets_gaps_and_last_values() => Python("""
        import psycopg2
        from psycopg2 import pool
        from psycopg2.extras import execute_batch, RealDictCursor
        make("halls")
        connections = pool.ThreadedConnectionPool(1, 3, url)
        c = connections.getconn()
        with c, c.cursor(cursor_factory=RealDictCursor) as cur:
            cur.execute("SELECT extversion FROM pg_extension WHERE extname = %s", ("timescaledb",))
            assert cur.fetchone()["extversion"]
            cur.execute("SELECT num_dimensions, num_chunks FROM timescaledb_information.hypertables WHERE hypertable_name = %s", ("halls",))
            h = cur.fetchone()
            assert h["num_dimensions"] == 1 and 3 <= h["num_chunks"] <= 4, h
            cur.execute("SELECT time_interval FROM timescaledb_information.dimensions WHERE hypertable_name = 'halls'")
            assert cur.fetchone()["time_interval"] == 2 * HOUR
        with c, c.cursor() as cur:
            execute_batch(cur, "INSERT INTO halls (time, sensor, celsius) VALUES (%s, %s, %s)", [(START - 30 * i * dt.timedelta(days=1), 9, float(i)) for i in range(1, 6)])
            cur.execute("SELECT count(*), min(time), max(celsius) FROM halls WHERE sensor = 9")
            assert cur.fetchone() == (5, START - dt.timedelta(days=150), 5.0)
            cur.execute("SELECT chunk_name, range_start, range_end, total_bytes FROM timescaledb_information.chunks WHERE hypertable_name = %s ORDER BY range_start", ("halls",))
            chunks = cur.fetchall()
            assert len(chunks) >= 8 and all(end - start == 2 * HOUR for _, start, end, _ in chunks), chunks
            cur.execute("SELECT drop_chunks('halls', older_than => INTERVAL '20 days')")
            assert len(cur.fetchall()) == 5

            cur.execute("SELECT time_bucket(%s, time) AS b, sensor, avg(celsius), min(celsius), max(celsius), count(*) FROM halls WHERE time >= %s GROUP BY b, sensor ORDER BY b DESC, sensor", ("1 hour", START))
            rows = cur.fetchall()
            assert sum(r[5] for r in rows) == 1080 and 18 <= len(rows) <= 21 and all(r[3] <= r[2] <= r[4] for r in rows), rows[:3]

            cur.execute("DELETE FROM halls WHERE sensor = 2 AND time >= %s AND time < %s", (START + 2 * HOUR, START + 3 * HOUR))
            assert cur.rowcount == 60
            cur.execute('''SELECT time_bucket_gapfill('10 minutes', time) AS b, avg(celsius), locf(avg(celsius)), interpolate(avg(celsius))
                FROM halls WHERE sensor = %s AND time > now() - INTERVAL '7 hours' AND time < now() GROUP BY b ORDER BY b''', (2,))
            rows = cur.fetchall()
            assert 42 <= len(rows) <= 44 and all(y[0] - x[0] == 10 * MINUTE for x, y in zip(rows, rows[1:])), len(rows)
            gap = [r for r in rows if START + 2 * HOUR + 10 * MINUTE <= r[0] < START + 3 * HOUR - 10 * MINUTE]
            assert gap and all(r[1] is None and r[2] is not None and r[3] is not None for r in gap), gap

            cur.execute("SELECT DISTINCT ON (sensor) sensor, time FROM halls ORDER BY sensor, time DESC")
            by_distinct = cur.fetchall()
            cur.execute("SELECT sensor, last(time, time) FROM halls GROUP BY sensor ORDER BY sensor")
            assert by_distinct == cur.fetchall() == [(s, START + 359 * MINUTE) for s in (1, 2, 3)], by_distinct

            cur.execute("SELECT time, avg(celsius) OVER (ORDER BY time RANGE BETWEEN INTERVAL %s PRECEDING AND CURRENT ROW) FROM halls WHERE sensor = 1 ORDER BY time", ("1 hour",))
            moving = cur.fetchall()
            assert len(moving) == 360 and abs(moving[-1][1] - sum(reading(1, m)[2] for m in range(299, 360)) / 61) < 1e-9
            cur.execute("WITH s AS (SELECT time, celsius, avg(celsius) OVER w AS mean, stddev(celsius) OVER w AS sd FROM halls WHERE sensor = 3 WINDOW w AS (ORDER BY time ROWS BETWEEN 50 PRECEDING AND CURRENT ROW)) SELECT count(*), max(abs(celsius - mean) / NULLIF(sd, 0)) FROM s WHERE abs(celsius - mean) > %s * sd", (1.5,))
            n, z = cur.fetchone()
            assert 0 < n < 360 and z > 1.5, (n, z)

            cur.execute("EXPLAIN SELECT * FROM halls WHERE time > now() - INTERVAL '30 minutes'")
            assert cur.fetchall()
            cur.execute("SELECT hypertable_size('halls'), count(*) FROM show_chunks('halls')")
            size, count = cur.fetchone()
            assert size > 0 and count >= 3
        connections.putconn(c)
        connections.closeall()
        """);

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Asyncpg)]
    public Task Asyncpg_copies_into_a_hypertable_and_reads_it_back() => Python("""
        import asyncio, asyncpg
        async def main():
            pool = await asyncpg.create_pool(url, min_size=2, max_size=4, command_timeout=60)
            await pool.execute("CREATE TABLE metrics (time timestamptz NOT NULL, host text NOT NULL, name text NOT NULL, value double precision, tags jsonb)")
            created = await pool.fetchrow("SELECT * FROM create_hypertable('metrics', 'time', chunk_time_interval => INTERVAL '1 hour')")
            assert created["table_name"] == "metrics" and created["created"], created
            rows = [(START + i * MINUTE / 4, f"host-{i % 3}", "cpu", i / 2, json.dumps({"core": i % 4})) for i in range(1440)]
            await asyncio.gather(*[pool.copy_records_to_table("metrics", records=rows[i::4], columns=["time", "host", "name", "value", "tags"]) for i in range(4)])
            async with pool.acquire() as c:
                insert = await c.prepare("INSERT INTO metrics VALUES ($1, $2, $3, $4, $5)")
                await insert.executemany([(START - i * dt.timedelta(days=1), "old", "cpu", 1.0, None) for i in range(50)])
            assert await pool.fetchval("SELECT count(*) FROM metrics") == 1490
            assert await pool.fetchval("SELECT count(*) FROM metrics WHERE tags->>'core' = $1", "3") == 360
            assert await pool.fetchval("SELECT count(*) FROM show_chunks('metrics', newer_than => $1::timestamptz)", NOW - dt.timedelta(days=10)) >= 6
            buckets = await pool.fetch("SELECT time_bucket($1::interval, time) AS b, first(value, time), last(value, time), histogram(value, 0, 720, 3) FROM metrics WHERE host = $2 AND time >= $3 GROUP BY b ORDER BY b", HOUR, "host-1", START)
            assert 6 <= len(buckets) <= 7 and buckets[0]["first"] == 0.5 and sum(map(sum, (b["histogram"] for b in buckets))) == 480, buckets
            filled = await pool.fetch("SELECT time_bucket_gapfill('1 day', time, start => $1, finish => $2) AS b, host, count(*) AS n, locf(last(value, time)) AS v FROM metrics WHERE host = $3 AND time < $2 AND time >= $1 GROUP BY b, host", START - dt.timedelta(days=60), START - dt.timedelta(days=40), "old")
            assert [r["n"] for r in filled].count(None) >= 10 and filled[-1]["v"] == 1.0, filled
            await pool.close()
        asyncio.run(main())
        """);

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psycopg2, Prerequisite.Pandas)]
    public Task SqlAlchemy_maps_a_hypertable() => Python("""
        from sqlalchemy import create_engine, inspect, text, func, select, Column, Integer, Float, String, DateTime
        from sqlalchemy.orm import declarative_base, sessionmaker
        make("mapped")
        engine = create_engine(url, pool_size=3, pool_pre_ping=True)
        Base = declarative_base()
        class Reading(Base):
            __tablename__ = "mapped"
            time = Column(DateTime(timezone=True), primary_key=True)
            sensor = Column(Integer, primary_key=True)
            celsius = Column(Float)
            place = Column(String)
        Session = sessionmaker(bind=engine)
        with Session() as s:
            s.add(Reading(time=NOW, sensor=50, celsius=1.5, place="attic"))
            s.bulk_insert_mappings(Reading, [{"time": NOW + i * MINUTE, "sensor": 51, "celsius": i / 2, "place": None} for i in range(100)])
            s.commit()
            found = s.query(Reading).filter(Reading.sensor == 1, Reading.time > NOW - HOUR).order_by(Reading.time.desc()).limit(10).all()
            assert len(found) == 10 and found[0].time == NOW - MINUTE, found
            found[0].celsius = 99.0
            s.commit()
            assert s.execute(select(func.max(Reading.celsius))).scalar() == 99.0
            rows = s.execute(text("SELECT time_bucket(:width, time) AS bucket, avg(celsius), count(*) FROM mapped WHERE sensor = :sensor AND time > now() - INTERVAL '7 days' GROUP BY bucket ORDER BY bucket DESC"), {"width": "1 hour", "sensor": 1}).fetchall()
            assert 6 <= len(rows) <= 7 and sum(r[2] for r in rows) == 360, rows
            s.delete(s.get(Reading, (NOW, 50)))
            s.commit()
            assert s.query(Reading).filter_by(sensor=50).count() == 0
        assert {c["name"]: repr(c["type"]) for c in inspect(engine).get_columns("mapped")} == {"time": "TIMESTAMP(timezone=True)", "sensor": "INTEGER()", "celsius": "DOUBLE_PRECISION(precision=53)", "place": "VARCHAR(length=20)"}
        assert inspect(engine).get_pk_constraint("mapped")["constrained_columns"] == ["sensor", "time"]
        assert "mapped" in inspect(engine).get_table_names()
        """);

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psycopg2, Prerequisite.Pandas)]
    public Task Pandas_reads_and_writes_frames() => Python("""
        import pandas as pd
        from sqlalchemy import create_engine
        make("framed")
        engine = create_engine(url)
        df = pd.read_sql("SELECT time, celsius, place FROM framed WHERE sensor = %(sensor)s AND time > now() - INTERVAL '%(days)s days' ORDER BY time", engine, params={"sensor": 2, "days": 3}, parse_dates=["time"], index_col="time")
        assert len(df) == 360 and str(df.index.tz) == "UTC" and df.celsius.dtype == "float64", df.info()
        hourly = df.resample("1H").agg({"celsius": ["mean", "max"]})
        hourly.columns = ["mean", "max"]
        server = pd.read_sql("SELECT time_bucket('1 hour', time) AS bucket, avg(celsius) AS mean, max(celsius) AS max FROM framed WHERE sensor = 2 GROUP BY bucket ORDER BY bucket", engine, parse_dates=["bucket"], index_col="bucket")
        assert (abs(server.values - hourly.values) < 1e-9).all(), server
        hourly.reset_index().to_sql("hourly", engine, if_exists="append", index=False, method="multi", chunksize=4)
        hourly.reset_index().to_sql("hourly", engine, if_exists="append", index=False)
        back = pd.read_sql("SELECT * FROM hourly ORDER BY time", engine)
        assert len(back) == 2 * len(hourly) and list(back.columns) == ["time", "mean", "max"], back
        filled = pd.read_sql("SELECT time_bucket_gapfill('30 minutes', time) AS b, interpolate(avg(celsius)) AS v FROM framed WHERE time >= %(a)s AND time < %(b)s AND sensor = 1 GROUP BY b", engine, params={"a": NOW - 12 * HOUR, "b": NOW}, index_col="b")
        assert 24 <= len(filled) <= 25 and 12 <= filled.v.isna().sum() <= 13, filled
        """);

    private async Task Python(string script)
    {
        var (output, exitCode) = await ClientProgram.RunAsync(ClientProgram.Python, ["-W", "ignore", "-c", $"port = {fixture.Process.Address.Port}\n{Prelude}{script}\nprint('done')"]);
        Assert.True(exitCode == 0 && output.Contains("done"), output);
    }
}
