using Tidemark.Testing;
using Xunit;

namespace Tidemark.Server.Tests.Clients;

/// <summary>The clients that people have, as they are, against the server as a process.</summary>
public class ClientTests(TidemarkFixture fixture) : IClassFixture<TidemarkFixture>
{
    private string Port => $"{fixture.Process.Address.Port}";

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psql)]
    public async Task Psql_runs_statements_and_backslash_commands()
    {
        var (output, exitCode) = await Psql("""
            CREATE TABLE psql_table (time timestamptz NOT NULL, sensor int, value float8);
            SELECT create_hypertable('psql_table', 'time');
            \copy psql_table from stdin with (format csv)
            2024-01-01 00:00:00+00,1,1.5
            2024-01-01 01:00:00+00,2,2.5
            \.
            SELECT time_bucket('1 day', time) AS day, avg(value) FROM psql_table GROUP BY day;
            \dt psql_table
            \d psql_table
            SELECT nosuch FROM psql_table;
            """);

        Assert.Equal(0, exitCode);
        Assert.Contains("2024-01-01 00:00:00+00|2", output);
        Assert.Contains("public|psql_table|table|postgres", output);
        Assert.Contains("value|double precision||", output);
        Assert.Contains("ERROR:  column \"nosuch\" does not exist", output);
        Assert.Contains("LINE 1: SELECT nosuch FROM psql_table;", output);
    }

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psql)]
    public async Task Psql_lists_databases()
    {
        var (output, exitCode) = await Psql("\\l\n\\conninfo\n");

        Assert.Equal(0, exitCode);
        Assert.Contains("postgres|postgres|UTF8", output);
    }

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psycopg2)]
    public Task Psycopg2_works_as_it_does_with_PostgreSQL() => Python("""
        import psycopg2, io, datetime
        c = psycopg2.connect(f"host=127.0.0.1 port={port} user=postgres dbname=postgres")
        cur = c.cursor()
        cur.execute("create table py2 (time timestamptz not null, sensor int, value float8, note text)")
        cur.executemany("insert into py2 values (%s, %s, %s, %s)", [(datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc), i, i / 2, None) for i in range(10)])
        cur.copy_expert("copy py2 from stdin with csv", io.StringIO("2024-01-02 00:00:00Z,11,1.5,x\n"))
        c.commit()
        cur.execute("select count(*), sum(value), max(time) from py2")
        assert cur.fetchone() == (11, 24.0, datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc)), cur
        out = io.StringIO()
        cur.copy_expert("copy (select sensor, note from py2 where sensor > 8 order by sensor) to stdout", out)
        assert out.getvalue() == "9\t\\N\n11\tx\n", out.getvalue()
        try:
            cur.execute("select 1/0")
            raise AssertionError("no error")
        except psycopg2.errors.DivisionByZero:
            c.rollback()
        cur.execute("select 'after'")
        assert cur.fetchone() == ("after",)
        print("done")
        """);

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Asyncpg)]
    public Task Asyncpg_works_as_it_does_with_PostgreSQL() => Python("""
        import asyncpg, asyncio, datetime, decimal, uuid
        async def main():
            c = await asyncpg.connect(host="127.0.0.1", port=port, user="postgres", database="postgres")
            assert await c.fetchval("select $1::int + 1", 41) == 42
            row = await c.fetchrow("select 1.50::numeric n, '{1,2}'::int[] a, interval '1 day' i, 'x'::text t, '{}'::jsonb j, $1::uuid u", uuid.UUID(int=7))
            assert tuple(row.values()) == (decimal.Decimal("1.50"), [1, 2], datetime.timedelta(days=1), "x", "{}", uuid.UUID(int=7)), row
            await c.execute("create table apg (time timestamptz not null, sensor int, value float8)")
            start = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
            await c.copy_records_to_table("apg", records=[(start + datetime.timedelta(seconds=i), i % 7, i / 4) for i in range(5000)])
            await c.executemany("insert into apg values ($1, $2, $3)", [(start, 100, 1.0), (start, 101, None)])
            async with c.transaction():
                seen = 0
                async for r in c.cursor("select * from apg order by time", prefetch=100):
                    seen += 1
                assert seen == 5002, seen
            async with c.transaction(isolation="repeatable_read"):
                assert await c.fetchval("select count(*) from apg where value is null") == 1
            try:
                await c.execute("select * from nosuch")
                raise AssertionError("no error")
            except asyncpg.UndefinedTableError as e:
                assert str(e) == 'relation "nosuch" does not exist', e
            await c.reset()
            await c.close()
            async with asyncpg.create_pool(host="127.0.0.1", port=port, user="postgres", database="postgres", min_size=2, max_size=4) as pool:
                assert sorted(await asyncio.gather(*[pool.fetchval("select $1::int", i) for i in range(20)])) == list(range(20))
            print("done")
        asyncio.run(main())
        """);

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.PostgreSql)]
    public async Task Pgbench_fills_its_tables_and_reads_them()
    {
        string[] server = ["-h", "127.0.0.1", "-p", Port, "-U", "postgres"];

        // The tables as `pgbench -i` makes them, with their keys from the start.
        await Psql("""
            create table pgbench_branches (bid int not null primary key, bbalance int, filler char(88));
            create table pgbench_tellers (tid int not null primary key, bid int, tbalance int, filler char(84));
            create table pgbench_accounts (aid int not null primary key, bid int, abalance int, filler char(84));
            create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
            """);
        var (output, exitCode) = await ClientProgram.RunAsync(ClientProgram.Pgbench, [.. server, "-i", "-s", "1", "-I", "g", "postgres"]);
        Assert.True(exitCode == 0, output);
        foreach (var mode in (string[])["simple", "extended", "prepared"])
        {
            (output, exitCode) = await ClientProgram.RunAsync(ClientProgram.Pgbench, [.. server, "-n", "-S", "-M", mode, "-c", "4", "-t", "50", "postgres"]);
            Assert.True(exitCode == 0, output);
            Assert.Contains("number of transactions actually processed: 200/200", output);
        }
    }

    private Task<(string Output, int ExitCode)> Psql(string input) =>
        ClientProgram.RunAsync("psql", ["-X", "-A", "-t", "-h", "127.0.0.1", "-p", Port, "-U", "postgres", "-d", "postgres"], input);

    private async Task Python(string script)
    {
        var (output, exitCode) = await ClientProgram.RunAsync(ClientProgram.Python, ["-c", $"port = {Port}\n{script}"]);
        Assert.True(exitCode == 0 && output.Contains("done"), output);
    }
}
