using Npgsql;
using Xunit;

namespace Tidemark.Server.Tests.Wire;

/// <summary>What reaches a client that waits: notifications, and the end of sessions that are idle for too long or are ended by others.</summary>
public class AttentionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_listener_hears_what_was_committed_once_and_in_order()
    {
        await using var listener = await fixture.OpenAsync();
        await using var speaker = await fixture.OpenAsync();
        var heard = new List<(int, string, string)>();
        listener.Notification += (_, e) => heard.Add((e.PID, e.Channel, e.Payload));
        await RunAsync(listener, "LISTEN talk");

        await RunAsync(speaker, "BEGIN; NOTIFY talk, 'one'; NOTIFY talk, 'one'; SELECT pg_notify('talk', 'two'); NOTIFY other, 'no'; COMMIT");
        await RunAsync(speaker, "BEGIN; NOTIFY talk, 'never'; ROLLBACK; NOTIFY talk");
        using var patience = new CancellationTokenSource(Patience);
        while (heard.Count < 3) await listener.WaitAsync(patience.Token);

        var id = speaker.ProcessID;
        Assert.Equal([(id, "talk", "one"), (id, "talk", "two"), (id, "talk", "")], heard);
    }

    [Theory]
    [InlineData("SET idle_session_timeout = '1ms'", "57P05", "terminating connection due to idle-session timeout")]
    [InlineData("SET idle_in_transaction_session_timeout = '1ms'; BEGIN", "25P03", "terminating connection due to idle-in-transaction timeout")]
    public async Task Who_is_idle_too_long_is_sent_away(string sql, string state, string message)
    {
        await using var client = await fixture.RawAsync();
        await client.StartAsync();
        await client.RunAsync(sql);

        var error = (await client.ReadAsync())!.Fields;
        Assert.Equal(("FATAL", state, message), (error['S'], error['C'], error['M']));
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task An_idle_session_is_ended_by_another()
    {
        await using var killer = await fixture.OpenAsync();
        await using var victim = await fixture.RawAsync();
        await victim.StartAsync();
        await victim.QueryAsync("SELECT pg_backend_pid()");
        var id = 0;
        while ((await victim.ReadAsync())! is { Code: not 'Z' } message)
        {
            if (message.Code == 'D') id = int.Parse(message.Values[0]);
        }

        await using var command = new NpgsqlCommand($"SELECT pg_terminate_backend({id})", killer);
        Assert.Equal(true, await command.ExecuteScalarAsync());
        Assert.Equal("57P01", (await victim.ReadAsync())!.Fields['C']);
        Assert.Null(await victim.ReadAsync());
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
