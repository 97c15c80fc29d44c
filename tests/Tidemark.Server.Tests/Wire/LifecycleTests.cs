using System.Net;
using Npgsql;
using Tidemark.Errors;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Server.Tests.Wire;

public sealed class LifecycleTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task One_client_too_many_is_turned_away()
    {
        await using var server = await StartAsync(new ServerOptions { DataDirectory = _directory.Path, Port = 0, MaxConnections = 2 });
        await using var one = await RawAsync(server);
        await using var two = await RawAsync(server);

        await using (var three = await RawConnection.OpenAsync(server.EndPoint.Port))
        {
            var error = (await three.StartAsync())[0].Fields;
            Assert.Equal(("FATAL", "53300", "sorry, too many clients already"), (error['S'], error['C'], error['M']));
        }

        await one.SendAsync('X');
        Assert.Null(await one.ReadAsync());
        await using var four = await RawAsync(server);
        Assert.Equal("TDCZ", await four.RunAsync("select 1"));
    }

    [Fact]
    public async Task A_stopping_server_finishes_what_runs_and_dismisses_who_waits()
    {
        await using var server = await StartAsync(new ServerOptions { DataDirectory = _directory.Path, Port = 0 });
        await using var idle = await RawAsync(server);
        await using var busy = await RawAsync(server);
        await busy.RunAsync("create table slow (a int)");
        await busy.QueryAsync("copy slow from stdin");
        Assert.Equal('G', (await busy.ReadAsync())!.Code);

        var stop = server.StopAsync();

        var error = (await idle.ReadAsync())!.Fields;
        Assert.Equal(("FATAL", "57P01", "terminating connection due to administrator command"), (error['S'], error['C'], error['M']));
        Assert.Null(await idle.ReadAsync());
        Assert.False(stop.IsCompleted);
        await busy.SendAsync('d', "1\n2\n");
        await busy.SendAsync('c');
        Assert.Equal("COPY 2\0", (await busy.ReadAsync())!.Text);
        await stop;

        await using var again = await StartAsync(new ServerOptions { DataDirectory = _directory.Path, Port = 0 });
        await using var client = await RawAsync(again);
        await client.QueryAsync("select count(*) from slow");
        Assert.Equal(["2"], (await client.ReadUntilReadyAsync())[1].Values);
    }

    [Fact]
    public async Task Health_readiness_and_metrics_are_told_over_HTTP()
    {
        await using var server = await StartAsync(new ServerOptions { DataDirectory = _directory.Path, Port = 0, HttpPort = 0 });
        await using var client = await RawAsync(server);
        await client.RunAsync("select * from generate_series(1, 5)");
        await client.RunAsync("select 1/0");
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.HttpEndPoint}") };

        Assert.Equal("healthy\n", await http.GetStringAsync("/health"));
        Assert.Equal("ready\n", await http.GetStringAsync("/ready"));
        var metrics = (await http.GetStringAsync("/metrics")).Split('\n');
        Assert.Contains("# TYPE tidemark_rows_sent_total counter", metrics);
        Assert.Contains(metrics, line => line.StartsWith("tidemark_statement_duration_seconds_bucket", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/other")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.PostAsync("/health", null)).StatusCode);
    }

    [Fact]
    public async Task A_second_server_on_the_same_directory_is_refused()
    {
        await using var server = await StartAsync(new ServerOptions { DataDirectory = _directory.Path, Port = 0 });
        await using var second = new TidemarkServer(new ServerOptions { DataDirectory = _directory.Path, Port = 0 });

        var refused = await Assert.ThrowsAsync<SqlException>(() => second.StartAsync());

        Assert.Equal(SqlState.ObjectInUse, refused.State);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using var other = new TemporaryDirectory();
        await using var server = await StartAsync(new ServerOptions { DataDirectory = _directory.Path, Port = 0 });
        await using var second = new TidemarkServer(new ServerOptions { DataDirectory = other.Path, Port = server.EndPoint.Port });

        var refused = await Assert.ThrowsAsync<ServerStartException>(() => second.StartAsync());

        Assert.Contains("address already in use", refused.Message);
    }

    [Fact]
    public async Task A_session_without_an_end_rolls_back()
    {
        await using var server = await StartAsync(new ServerOptions { DataDirectory = _directory.Path, Port = 0 });
        await using (var client = await RawAsync(server))
        {
            await client.RunAsync("create table left_open (a int)");
            await client.RunAsync("begin");
            await client.RunAsync("insert into left_open values (1)");
        }

        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={server.EndPoint.Port};Username=postgres;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM left_open", connection);
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    private static async Task<TidemarkServer> StartAsync(ServerOptions options)
    {
        var server = new TidemarkServer(options);
        await server.StartAsync();
        return server;
    }

    private static async Task<RawConnection> RawAsync(TidemarkServer server)
    {
        var client = await RawConnection.OpenAsync(server.EndPoint.Port);
        await client.StartAsync();
        return client;
    }
}
