using Tidemark.Engine.Sessions;
using Tidemark.Storage;
using Xunit;

namespace Tidemark.Engine.Tests.Sessions;

/// <summary>Foreign keys between sessions: no interleaving leaves a row that points at nothing.</summary>
public sealed class ForeignKeyTests : IDisposable
{
    private readonly SessionBench _bench = new(new StoreOptions { SegmentRows = 5000, DirectSegmentRows = 2000 });
    private readonly Session _a;
    private readonly Session _b;

    public ForeignKeyTests()
    {
        _a = _bench.Open();
        _b = _bench.Open();
        SessionBench.Run(_a, "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int REFERENCES p); CREATE TABLE d (id int REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE)");
        SessionBench.Run(_a, "INSERT INTO p VALUES (1), (2)");
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_delete_waits_for_a_row_that_points_at_it_and_fails()
    {
        SessionBench.Run(_a, "BEGIN; INSERT INTO c VALUES (1)");
        var delete = SessionBench.Start(_b, "DELETE FROM p WHERE id = 1");
        SessionBench.Run(_a, "COMMIT");
        Assert.StartsWith("23503", await delete, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delete_goes_on_when_the_row_that_points_at_it_is_rolled_back()
    {
        SessionBench.Run(_a, "BEGIN; INSERT INTO c VALUES (1)");
        var delete = SessionBench.Start(_b, "DELETE FROM p WHERE id = 1");
        SessionBench.Run(_a, "ROLLBACK");
        Assert.Equal("DELETE 1", await delete);
    }

    [Fact]
    public async Task An_insert_waits_for_the_delete_of_what_it_points_at_and_fails()
    {
        SessionBench.Run(_a, "BEGIN; DELETE FROM p WHERE id = 1");
        var insert = SessionBench.Start(_b, "INSERT INTO c VALUES (1)");
        SessionBench.Run(_a, "COMMIT");
        Assert.StartsWith("23503", await insert, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LOCK TABLE c IN EXCLUSIVE MODE; DELETE FROM c", "DELETE FROM p WHERE id = 1", "DELETE 1")]
    [InlineData("TRUNCATE c", "DELETE FROM p WHERE id = 1", "DELETE 1")]
    [InlineData("LOCK TABLE d IN SHARE MODE", "DELETE FROM p WHERE id = 2", "DELETE 1")]
    [InlineData("LOCK TABLE d IN SHARE MODE", "UPDATE p SET id = 3 WHERE id = 2", "UPDATE 1")]
    [InlineData("LOCK TABLE p IN EXCLUSIVE MODE; DELETE FROM p WHERE id = 2", "INSERT INTO c VALUES (2)", "23503 insert or update on table \"c\" violates foreign key constraint \"c_id_fkey\" | Key (id)=(2) is not present in table \"p\".")]
    [InlineData("ALTER TABLE d ADD COLUMN x int", "DELETE FROM p WHERE id = 2", "40001 could not serialize access due to concurrent update")]
    public async Task Tables_that_are_looked_at_and_changed_are_waited_for(string first, string second, string result)
    {
        SessionBench.Run(_a, "INSERT INTO c VALUES (1); INSERT INTO d VALUES (2)");
        SessionBench.Run(_a, $"BEGIN; {first}");
        var waits = SessionBench.Start(_b, second);
        Assert.True(SessionBench.IsWaiting(_b));
        SessionBench.Run(_a, "COMMIT");
        Assert.Equal(result, await waits);
    }

    [Fact]
    public async Task An_update_of_a_key_waits_and_takes_a_new_row_with_it()
    {
        SessionBench.Run(_a, "BEGIN; INSERT INTO d VALUES (1)");
        var update = SessionBench.Start(_b, "UPDATE p SET id = 10 WHERE id = 1");
        SessionBench.Run(_a, "COMMIT");
        Assert.Equal("UPDATE 1", await update);
        Assert.Equal("10", SessionBench.Run(_a, "SELECT id FROM d"));
    }

    [Fact]
    public void Rows_that_point_at_one_key_do_not_wait_for_each_other()
    {
        SessionBench.Run(_a, "BEGIN; INSERT INTO c VALUES (1)");
        Assert.Equal("INSERT 0 1", SessionBench.Run(_b, "INSERT INTO c VALUES (1)"));
        SessionBench.Run(_a, "COMMIT");
    }

    [Fact]
    public void A_snapshot_does_not_let_a_row_point_at_what_is_gone()
    {
        SessionBench.Run(_a, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM p");
        SessionBench.Run(_b, "DELETE FROM p WHERE id = 1");
        Assert.StartsWith("23503", SessionBench.Run(_a, "INSERT INTO c VALUES (1)"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_does_not_hide_a_row_from_a_delete()
    {
        SessionBench.Run(_a, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM p");
        SessionBench.Run(_b, "INSERT INTO c VALUES (1); INSERT INTO d VALUES (2)");
        Assert.StartsWith("23503", SessionBench.Run(_a, "DELETE FROM p WHERE id = 1"), StringComparison.Ordinal);
        SessionBench.Run(_a, "ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM p");
        SessionBench.Run(_b, "INSERT INTO d VALUES (2)");
        Assert.StartsWith("40001", SessionBench.Run(_a, "DELETE FROM p WHERE id = 2"), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_rows_are_checked_together()
    {
        SessionBench.Run(_a, "INSERT INTO p SELECT generate_series(3, 20000)");
        Assert.Equal("INSERT 0 60000", SessionBench.Run(_a, "INSERT INTO d SELECT 1 + g % 20000 FROM generate_series(1, 60000) g"));
        Assert.StartsWith("23503", SessionBench.Run(_a, "INSERT INTO d SELECT g FROM generate_series(1, 20001) g"), StringComparison.Ordinal);
        Assert.Equal("DELETE 10000", SessionBench.Run(_a, "DELETE FROM p WHERE id <= 10000"));
        Assert.Equal("30000", SessionBench.Run(_a, "SELECT count(*) FROM d"));
        Assert.Equal("UPDATE 10000", SessionBench.Run(_a, "UPDATE p SET id = -id"));
        Assert.Equal("30000", SessionBench.Run(_a, "SELECT count(*) FROM d WHERE id < -10000"));
    }
}
