using Tidemark.Engine.Sessions;
using Tidemark.Storage;
using Xunit;

namespace Tidemark.Engine.Tests.Sessions;

/// <summary>Two and three sessions at one unique key. The outcomes are PostgreSQL's.</summary>
public sealed class UniquenessTests : IDisposable
{
    private const string Taken = "23505 duplicate key value violates unique constraint \"t_pkey\" | Key (id)=(1) already exists.";

    private readonly SessionBench _bench = new(new StoreOptions { SegmentRows = 5000, DirectSegmentRows = 2000 });
    private readonly Session _a;
    private readonly Session _b;

    public UniquenessTests()
    {
        _a = _bench.Open();
        _b = _bench.Open();
        SessionBench.Run(_a, "CREATE TABLE t (id int PRIMARY KEY, v text)");
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Different_keys_do_not_wait_for_each_other()
    {
        SessionBench.Run(_a, "BEGIN; INSERT INTO t VALUES (1, 'a')");
        Assert.Equal("INSERT 0 1", SessionBench.Run(_b, "INSERT INTO t VALUES (2, 'b')"));
        Assert.Equal("INSERT 0 1", SessionBench.Run(_b, "INSERT INTO t VALUES (3, 'b') ON CONFLICT DO NOTHING"));
        Assert.Equal("INSERT 0 1", SessionBench.Run(_b, "INSERT INTO t VALUES (4, 'b') ON CONFLICT (id) DO UPDATE SET v = 'x'"));
        Assert.Equal("COMMIT", SessionBench.Run(_a, "COMMIT"));
        Assert.Equal("4", SessionBench.Run(_b, "SELECT count(*) FROM t"));
    }

    [Theory]
    [InlineData("INSERT INTO t VALUES (1, 'b')", "COMMIT", Taken, "a")]
    [InlineData("INSERT INTO t VALUES (1, 'b')", "ROLLBACK", "INSERT 0 1", "b")]
    [InlineData("INSERT INTO t VALUES (1, 'b') ON CONFLICT DO NOTHING", "COMMIT", "INSERT 0 0", "a")]
    [InlineData("INSERT INTO t VALUES (1, 'b') ON CONFLICT DO NOTHING", "ROLLBACK", "INSERT 0 1", "b")]
    [InlineData("INSERT INTO t VALUES (1, 'b') ON CONFLICT (id) DO UPDATE SET v = t.v || excluded.v", "COMMIT", "INSERT 0 1", "ab")]
    [InlineData("INSERT INTO t VALUES (1, 'b') ON CONFLICT (id) DO UPDATE SET v = t.v || excluded.v", "ROLLBACK", "INSERT 0 1", "b")]
    public async Task A_key_that_is_being_inserted_is_waited_for(string second, string end, string outcome, string row)
    {
        SessionBench.Run(_a, "BEGIN; INSERT INTO t VALUES (1, 'a')");
        var waiting = SessionBench.Start(_b, second);
        Assert.True(SessionBench.IsWaiting(_b));
        SessionBench.Run(_a, end);
        Assert.Equal(outcome, await waiting);
        Assert.Equal(row, SessionBench.Run(_a, "SELECT v FROM t WHERE id = 1"));
    }

    [Theory]
    [InlineData("DELETE FROM t WHERE id = 1", "COMMIT", "INSERT 0 1")]
    [InlineData("DELETE FROM t WHERE id = 1", "ROLLBACK", Taken)]
    [InlineData("UPDATE t SET id = 7 WHERE id = 1", "COMMIT", "INSERT 0 1")]
    [InlineData("UPDATE t SET v = 'c' WHERE id = 1", "COMMIT", Taken)]
    public async Task A_row_that_is_being_deleted_is_waited_for(string first, string end, string outcome)
    {
        SessionBench.Run(_a, "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        SessionBench.Run(_a, $"BEGIN; {first}");
        Assert.Equal("23505 duplicate key value violates unique constraint \"t_pkey\" | Key (id)=(2) already exists.", SessionBench.Run(_b, "INSERT INTO t VALUES (2, 'x')"));
        var waiting = SessionBench.Start(_b, "INSERT INTO t VALUES (1, 'b')");
        Assert.True(SessionBench.IsWaiting(_b));
        SessionBench.Run(_a, end);
        Assert.Equal(outcome, await waiting);
    }

    [Fact]
    public void A_row_that_is_there_is_not_claimed_by_who_does_nothing()
    {
        SessionBench.Run(_a, "INSERT INTO t VALUES (1, 'a')");
        SessionBench.Run(_a, "BEGIN; INSERT INTO t VALUES (1, 'b') ON CONFLICT DO NOTHING");
        Assert.Equal(Taken, SessionBench.Run(_b, "INSERT INTO t VALUES (1, 'c')"));
        SessionBench.Run(_a, "COMMIT");
    }

    [Fact]
    public async Task Waits_end_by_timeout_cancelling_and_deadlock()
    {
        SessionBench.Run(_a, "BEGIN; INSERT INTO t VALUES (1, 'a')");
        Assert.Equal("55P03 canceling statement due to lock timeout", SessionBench.Run(_b, "SET lock_timeout = '1ms'; INSERT INTO t VALUES (1, 'b')"));
        Assert.Equal("57014 canceling statement due to statement timeout", SessionBench.Run(_b, "SET lock_timeout = 0; SET statement_timeout = '1ms'; INSERT INTO t VALUES (1, 'b')"));
        SessionBench.Run(_b, "SET statement_timeout = 0");
        SessionBench.Run(_b, "RESET lock_timeout");
        var cancelled = SessionBench.Start(_b, "INSERT INTO t VALUES (1, 'b')");
        _b.Cancel();
        Assert.Equal("57014 canceling statement due to user request", await cancelled);

        SessionBench.Run(_b, "SET deadlock_timeout = '1h'");
        SessionBench.Run(_a, "SET deadlock_timeout = '1ms'");
        SessionBench.Run(_b, "BEGIN; INSERT INTO t VALUES (2, 'b')");
        var waiting = SessionBench.Start(_b, "INSERT INTO t VALUES (1, 'b')");
        Assert.StartsWith("40P01 deadlock detected", SessionBench.Run(_a, "INSERT INTO t VALUES (2, 'a')"), StringComparison.Ordinal);
        SessionBench.Run(_a, "ROLLBACK");
        Assert.Equal("INSERT 0 1", await waiting);
        SessionBench.Run(_b, "COMMIT");
        Assert.Equal("1|b\n2|b", SessionBench.Run(_a, "SELECT * FROM t ORDER BY id"));
    }

    [Fact]
    public async Task Of_three_at_one_key_one_wins()
    {
        var c = _bench.Open();
        SessionBench.Run(_a, "BEGIN; INSERT INTO t VALUES (1, 'a')");
        var second = SessionBench.Start(_b, "INSERT INTO t VALUES (1, 'b')");
        var third = SessionBench.Start(c, "INSERT INTO t VALUES (1, 'c') ON CONFLICT (id) DO NOTHING");
        Assert.True(SessionBench.IsWaiting(_b) && SessionBench.IsWaiting(c));
        SessionBench.Run(_a, "ROLLBACK");
        var outcomes = new[] { await second, await third };
        Assert.Contains("INSERT 0 1", outcomes);
        Assert.Contains(outcomes[0] == "INSERT 0 1" ? "INSERT 0 0" : Taken, outcomes);
        Assert.Equal("1", SessionBench.Run(_a, "SELECT count(*) FROM t"));
    }

    [Fact]
    public void One_snapshot_cannot_answer_for_rows_that_it_does_not_show()
    {
        SessionBench.Run(_a, "INSERT INTO t VALUES (2, 'old')");
        SessionBench.Run(_a, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t");
        SessionBench.Run(_b, "INSERT INTO t VALUES (1, 'b')");
        Assert.Equal("INSERT 0 0", SessionBench.Run(_a, "INSERT INTO t VALUES (2, 'a') ON CONFLICT DO NOTHING"));
        Assert.StartsWith("40001 could not serialize access due to concurrent update", SessionBench.Run(_a, "INSERT INTO t VALUES (1, 'a') ON CONFLICT DO NOTHING"), StringComparison.Ordinal);
        SessionBench.Run(_a, "ROLLBACK");
        SessionBench.Run(_a, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t");
        SessionBench.Run(_b, "INSERT INTO t VALUES (3, 'b')");
        Assert.Equal("23505 duplicate key value violates unique constraint \"t_pkey\" | Key (id)=(3) already exists.", SessionBench.Run(_a, "INSERT INTO t VALUES (3, 'a')"));
        SessionBench.Run(_a, "ROLLBACK");
    }

    [Fact]
    public async Task Conditions_and_expressions_are_waited_for_as_keys_are()
    {
        SessionBench.Run(_a, "CREATE TABLE p (email text, active bool); CREATE UNIQUE INDEX p_email ON p (lower(email)) WHERE active");
        SessionBench.Run(_a, "BEGIN; INSERT INTO p VALUES ('Ann', true), ('Bob', false)");
        Assert.Equal("INSERT 0 2", SessionBench.Run(_b, "INSERT INTO p VALUES ('bob', true), ('ann', false)"));
        var waiting = SessionBench.Start(_b, "INSERT INTO p VALUES ('ANN', true)");
        Assert.True(SessionBench.IsWaiting(_b));
        SessionBench.Run(_a, "COMMIT");
        Assert.Equal("23505 duplicate key value violates unique constraint \"p_email\" | Key (lower(email))=(ann) already exists.", await waiting);
    }

    [Theory]
    [InlineData("bigint", "(i * 7919) % 100003")]
    [InlineData("text", "md5(i::text)")]
    [InlineData("uuid", "md5(i::text)::uuid")]
    [InlineData("numeric", "i * 1.5")]
    [InlineData("float8", "i * 1.5")]
    public void Keys_are_found_in_tails_segments_and_own_rows(string type, string value)
    {
        SessionBench.Run(_a, $"CREATE TABLE k (id {type} PRIMARY KEY, i int)");
        Assert.Equal("INSERT 0 12000", SessionBench.Run(_a, $"INSERT INTO k SELECT {value}, i FROM generate_series(1, 12000) i"));
        Assert.Equal("INSERT 0 500", SessionBench.Run(_a, $"INSERT INTO k SELECT {value}, i FROM generate_series(12001, 12500) i"));
        Assert.StartsWith("23505", SessionBench.Run(_a, $"INSERT INTO k SELECT {value}, i FROM generate_series(12500, 12600) i"), StringComparison.Ordinal);
        Assert.StartsWith("23505", SessionBench.Run(_a, $"INSERT INTO k SELECT {value}, i FROM generate_series(1, 1) i"), StringComparison.Ordinal);
        Assert.Equal("INSERT 0 1", SessionBench.Run(_a, $"INSERT INTO k SELECT {value}, i FROM generate_series(2000, 12501) i ON CONFLICT DO NOTHING"));
        Assert.Equal("DELETE 1000", SessionBench.Run(_a, "DELETE FROM k WHERE i % 12 = 5 AND i <= 12000"));
        Assert.Equal("INSERT 0 1000", SessionBench.Run(_a, $"INSERT INTO k SELECT {value}, -i FROM generate_series(1, 12000) i ON CONFLICT DO NOTHING"));
        Assert.Equal("INSERT 0 12501", SessionBench.Run(_a, $"INSERT INTO k SELECT {value}, i FROM generate_series(1, 12501) i ON CONFLICT (id) DO UPDATE SET i = -excluded.i"));
        Assert.Equal("12501|12501|-1", SessionBench.Run(_a, "SELECT count(*), count(DISTINCT id), max(i) FROM k"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Many_writers_leave_each_key_once(int seed)
    {
        const int Writers = 4, Statements = 60, Keys = 40;
        var inserted = new int[Writers];
        var sessions = Enumerable.Range(0, Writers).Select(_ => _bench.Open()).ToArray();
        var threads = Enumerable.Range(0, Writers).Select(w => new Thread(() =>
        {
            var random = new Random((seed * 100) + w);
            for (var i = 0; i < Statements; i++)
            {
                var key = random.Next(Keys);
                var outcome = SessionBench.Run(sessions[w], random.Next(4) switch
                {
                    0 => $"INSERT INTO t VALUES ({key}, 'w')",
                    1 => $"INSERT INTO t VALUES ({key}, 'w') ON CONFLICT DO NOTHING",
                    2 => $"INSERT INTO t VALUES ({key}, 'w') ON CONFLICT (id) DO UPDATE SET v = t.v || 'u' WHERE t.v IS NULL",
                    _ => $"INSERT INTO t SELECT g, 'w' FROM generate_series({key}, {key + 3}) g ON CONFLICT DO NOTHING",
                });
                if (outcome.StartsWith("INSERT 0 ", StringComparison.Ordinal)) inserted[w] += int.Parse(outcome[9..], System.Globalization.CultureInfo.InvariantCulture);
                else Assert.True(outcome.StartsWith("23505", StringComparison.Ordinal) || outcome.StartsWith("40P01", StringComparison.Ordinal), $"{outcome} (seed {seed})");
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Equal($"{inserted.Sum()}|{inserted.Sum()}", SessionBench.Run(_a, "SELECT count(*), count(DISTINCT id) FROM t"));
    }

    [Fact]
    public async Task A_unique_key_of_a_hypertable_has_its_time()
    {
        SessionBench.Run(_a, "CREATE TABLE h (time timestamptz NOT NULL, sensor int); SELECT create_hypertable('h', 'time')");
        Assert.StartsWith("TS103 cannot create a unique index without the column \"time\" (used in partitioning)", SessionBench.Run(_a, "CREATE UNIQUE INDEX ON h (sensor)"), StringComparison.Ordinal);
        Assert.Equal("CREATE INDEX", SessionBench.Run(_a, "CREATE UNIQUE INDEX h_key ON h (sensor, time)"));
        Assert.Equal("INSERT 0 2", SessionBench.Run(_a, "INSERT INTO h VALUES ('2024-01-01', 1), ('2024-06-01', 1)"));
        Assert.StartsWith("23505", SessionBench.Run(_a, "INSERT INTO h VALUES ('2024-06-01', 1)"), StringComparison.Ordinal);
        Assert.Equal("INSERT 0 1", SessionBench.Run(_a, "INSERT INTO h VALUES ('2024-06-01', 1), ('2024-06-02', 1) ON CONFLICT DO NOTHING"));
        // Two transactions make the chunk for one range.
        SessionBench.Run(_a, "BEGIN; INSERT INTO h VALUES ('2030-01-01', 1)");
        var waiting = SessionBench.Start(_b, "INSERT INTO h VALUES ('2030-01-01', 1)");
        Assert.True(SessionBench.IsWaiting(_b));
        Assert.Equal("COMMIT", SessionBench.Run(_a, "COMMIT"));
        Assert.StartsWith("23505", await waiting, StringComparison.Ordinal);
    }
}
