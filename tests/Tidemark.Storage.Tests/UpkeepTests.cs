using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Threads at a low priority.</summary>
public class UpkeepTests
{
    [Fact]
    public void Work_is_done_on_a_thread_of_low_priority_while_the_caller_waits()
    {
        var caller = Environment.CurrentManagedThreadId;
        var (worker, isUpkeep, isDone) = (caller, false, false);
        Upkeep.Run(() => (worker, isUpkeep, isDone) = (Environment.CurrentManagedThreadId, Upkeep.IsCurrent, true));
        Assert.True(isDone);
        Assert.True(isUpkeep);
        Assert.NotEqual(caller, worker);
        Assert.False(Upkeep.IsCurrent);
    }

    [Fact]
    public void Work_within_work_stays_on_its_thread()
    {
        var (outer, inner) = (0, -1);
        Upkeep.Run(() =>
        {
            outer = Environment.CurrentManagedThreadId;
            Upkeep.Run(() => inner = Environment.CurrentManagedThreadId);
        });
        Assert.Equal(outer, inner);
    }

    [Fact]
    public void Failures_reach_the_caller_and_the_thread_goes_on()
    {
        for (var i = 0; i < 3; i++)
        {
            var error = Assert.Throws<InvalidDataException>(() => Upkeep.Run(() => throw new InvalidDataException($"number {i}")));
            Assert.Equal($"number {i}", error.Message);
        }

        var isDone = false;
        Upkeep.Run(() => isDone = true);
        Assert.True(isDone);
    }

    [Fact]
    public void Statements_that_never_end_do_not_shut_it_out()
    {
        var rounds = 0;
        for (var i = 0; i < Environment.ProcessorCount; i++) Upkeep.BeginStatement();
        try
        {
            Upkeep.Run(() =>
            {
                for (; rounds < 3; rounds++) Upkeep.Yield();
            });
        }
        finally
        {
            for (var i = 0; i < Environment.ProcessorCount; i++) Upkeep.EndStatement();
        }

        Assert.Equal(3, rounds);
    }

    [Fact]
    public void Many_callers_are_served_at_once()
    {
        using var all = new CountdownEvent(8);
        var callers = Enumerable.Range(0, 8).Select(_ => new Thread(() => Upkeep.Run(() =>
        {
            // Ends only when all eight are at work.
            all.Signal();
            all.Wait();
        }))).ToArray();
        foreach (var caller in callers) caller.Start();
        foreach (var caller in callers) caller.Join();
        Assert.Equal(0, all.CurrentCount);
    }
}
