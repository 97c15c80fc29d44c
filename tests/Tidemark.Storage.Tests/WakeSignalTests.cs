using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>One thread waits, another wakes it, each as often as the other, whoever comes first.</summary>
public sealed class WakeSignalTests
{
    [Fact]
    public void A_signal_that_came_first_ends_the_wait_at_once_and_once()
    {
        var signal = new WakeSignal();
        signal.Set();
        signal.Wait();
        var isWoken = false;
        var wasWoken = false;
        var waiter = new Thread(() =>
        {
            signal.Wait();
            wasWoken = Volatile.Read(ref isWoken);
        });
        waiter.Start();

        // Whether it sleeps by now or not: it may not go on before the second signal.
        Volatile.Write(ref isWoken, true);
        signal.Set();
        waiter.Join();
        Assert.True(wasWoken);
    }

    [Fact]
    public void Two_threads_that_wake_each_other_go_on_in_turns()
    {
        const int Turns = 20_000;
        var (ping, pong) = (new WakeSignal(), new WakeSignal());
        var turn = 0;
        var other = new Thread(() =>
        {
            for (var i = 0; i < Turns; i++)
            {
                ping.Wait();
                turn++;
                pong.Set();
            }
        });
        other.Start();
        for (var i = 0; i < Turns; i++)
        {
            Assert.Equal(i, turn);
            ping.Set();
            pong.Wait();
        }

        other.Join();
        Assert.Equal(Turns, turn);
    }
}
