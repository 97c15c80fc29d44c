using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Xunit;

namespace Tidemark.Engine.Tests.Sessions;

/// <summary>Wishes to end a statement, against statements that begin and end at the same time.</summary>
public class StatementCancellationTests
{
    [Fact]
    public void A_wish_during_a_statement_ends_it_and_is_forgotten_by_the_next_one()
    {
        using var cancellation = new StatementCancellation();
        cancellation.Rearm(0, TimeProvider.System);
        cancellation.ThrowIfCancelled();

        cancellation.Request();

        Assert.Equal("57014", Assert.Throws<SqlException>(cancellation.ThrowIfCancelled).Error.State.ToString());
        cancellation.Rearm(0, TimeProvider.System);
        cancellation.ThrowIfCancelled();
    }

    [Fact]
    public void A_session_that_is_to_end_begins_no_statement()
    {
        using var cancellation = new StatementCancellation();

        cancellation.Terminate();

        Assert.Equal("57P01", Assert.Throws<SqlException>(() => cancellation.Rearm(0, TimeProvider.System)).Error.State.ToString());
    }

    [Fact]
    public void Wishes_may_come_while_statements_begin_and_when_the_session_is_gone()
    {
        var cancellation = new StatementCancellation();
        using var isStarted = new ManualResetEventSlim();
        var wishes = 0;
        var isDone = false;
        var other = new Thread(() =>
        {
            while (!Volatile.Read(ref isDone))
            {
                cancellation.Request();
                wishes++;
                isStarted.Set();
            }
        });
        other.Start();
        isStarted.Wait();

        // A timeout gives each statement a source of its own.
        for (var statement = 0; statement < 20_000; statement++) cancellation.Rearm(statement % 2 * 100_000, TimeProvider.System);
        cancellation.Dispose();
        cancellation.Request();
        Volatile.Write(ref isDone, true);
        other.Join();

        Assert.True(wishes > 0);
    }
}
