using Xunit;

namespace Tidemark.Server.Tests.Wire;

public class SimpleQueryTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("", "IZ")]
    [InlineData(" ; -- nothing", "IZ")]
    [InlineData("select 1", "TDCZ")]
    [InlineData("select 1; select 2, 3;", "TDCTDCZ")]
    [InlineData("select 1; select no_such_column; select 2", "TDCEZ")]
    [InlineData("select 1; selec 2", "EZ")]
    public async Task Answers_statement_by_statement(string sql, string codes)
    {
        await using var client = await Ready();

        Assert.Equal(codes, await client.RunAsync(sql));
    }

    [Fact]
    public async Task Statements_of_one_message_are_one_transaction()
    {
        await using var client = await Ready();
        await client.RunAsync("create table one_transaction (a int)");

        Assert.Equal("CEZ", await client.RunAsync("insert into one_transaction values (1); select 1/0"));

        await client.QueryAsync("select count(*) from one_transaction");
        Assert.Equal(["0"], (await client.ReadUntilReadyAsync())[1].Values);
    }

    [Fact]
    public async Task A_client_that_takes_its_time_gets_everything_and_holds_nobody_up()
    {
        const int Rows = 50_000;
        await using var slow = await Ready();
        await using var other = await Ready();

        // Far more than the system's buffers hold, so that the server is stopped in the middle of it while the other client asks.
        await slow.QueryAsync($"select n, repeat('x', 800) from generate_series(1, {Rows}) n");
        await slow.QueryAsync("select 'next'");
        Assert.Equal("T", (await slow.ReadAsync())!.Code.ToString());
        for (var i = 0; i < 100; i++) Assert.Equal("TDCZ", await other.RunAsync("select 1"));

        for (var row = 1; row <= Rows; row++) Assert.Equal(row, int.Parse((await slow.ReadAsync())!.Values[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("CZ", RawConnection.Codes(await slow.ReadUntilReadyAsync()));
        Assert.Equal("TDCZ", RawConnection.Codes(await slow.ReadUntilReadyAsync()));
        Assert.Equal("TDCZ", await slow.RunAsync("select 1"));
    }

    [Fact]
    public async Task ReadyForQuery_tells_where_the_transaction_stands()
    {
        await using var client = await Ready();

        Assert.Equal(["I", "T", "E", "E", "I"], await Statuses(client, "select 1", "begin", "select 1/0", "select 1", "rollback"));
    }

    [Fact]
    public async Task In_a_failed_transaction_only_its_end_is_accepted()
    {
        await using var client = await Ready();
        await client.RunAsync("begin");
        await client.RunAsync("select 1/0");

        await client.QueryAsync("select 1");
        var error = (await client.ReadUntilReadyAsync())[0].Fields;

        Assert.Equal(("25P02", "current transaction is aborted, commands ignored until end of transaction block"), (error['C'], error['M']));
    }

    [Fact]
    public async Task An_error_has_all_its_fields()
    {
        await using var client = await Ready();
        await client.RunAsync("create table with_constraint (a int constraint positive check (a > 0), b int not null)");

        await client.QueryAsync("select\n  nosuch from with_constraint");
        var error = (await client.ReadUntilReadyAsync())[0].Fields;
        Assert.Equal(("ERROR", "ERROR", "42703", "10"), (error['S'], error['V'], error['C'], error['P']));

        await client.QueryAsync("insert into with_constraint values (1, null)");
        error = (await client.ReadUntilReadyAsync())[0].Fields;
        Assert.Equal(("23502", "public", "with_constraint", "b"), (error['C'], error['s'], error['t'], error['c']));
        Assert.Equal("Failing row contains (1, null).", error['D']);
    }

    [Fact]
    public async Task Notices_come_before_the_end_of_their_statement()
    {
        await using var client = await Ready();

        await client.QueryAsync("drop table if exists no_such_table");
        var answer = await client.ReadUntilReadyAsync();

        Assert.Equal("NCZ", RawConnection.Codes(answer));
        Assert.Equal(("NOTICE", "00000", "table \"no_such_table\" does not exist, skipping"), (answer[0].Fields['S'], answer[0].Fields['C'], answer[0].Fields['M']));
    }

    [Fact]
    public async Task A_changed_setting_is_reported()
    {
        await using var client = await Ready();

        await client.QueryAsync("set timezone = 'Asia/Tokyo'");
        var answer = await client.ReadUntilReadyAsync();

        var status = Assert.Single(answer, message => message.Code == 'S');
        Assert.Equal("TimeZone\0Asia/Tokyo\0", status.Text);
    }

    [Fact]
    public async Task Many_rows_arrive_in_order()
    {
        await using var client = await Ready();

        await client.QueryAsync("select i, 'row ' || i from generate_series(1, 20000) as i");
        var rows = (await client.ReadUntilReadyAsync()).Where(message => message.Code == 'D').ToList();

        Assert.Equal(20_000, rows.Count);
        for (var i = 0; i < rows.Count; i++) Assert.Equal([$"{i + 1}", $"row {i + 1}"], rows[i].Values);
    }

    private static async Task<string[]> Statuses(RawConnection client, params string[] statements)
    {
        var statuses = new List<string>();
        foreach (var statement in statements)
        {
            await client.QueryAsync(statement);
            statuses.Add((await client.ReadUntilReadyAsync())[^1].Text);
        }

        return [.. statuses];
    }

    private async Task<RawConnection> Ready()
    {
        var client = await fixture.RawAsync();
        await client.StartAsync();
        return client;
    }
}
