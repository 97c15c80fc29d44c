using Xunit;

namespace Tidemark.Server.Tests.Wire;

public class CopyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Data_may_be_cut_anywhere()
    {
        await using var client = await Ready("cut");
        await client.QueryAsync("copy cut from stdin");
        Assert.Equal('G', (await client.ReadAsync())!.Code);

        foreach (var piece in (string[])["1", "\ton", "e\n2\t", "two\n3\tthr", "ee\n"]) await client.SendAsync('d', piece);
        await client.SendAsync('c');

        var answer = await client.ReadUntilReadyAsync();
        Assert.Equal("CZ", RawConnection.Codes(answer));
        Assert.Equal("COPY 3\0", answer[0].Text);
    }

    [Fact]
    public async Task The_client_may_give_up()
    {
        await using var client = await Ready("gave_up");
        await client.QueryAsync("copy gave_up from stdin");
        await client.ReadAsync();

        await client.SendAsync('d', "1\tone\n");
        await client.SendAsync('f', "no more\0");

        var answer = await client.ReadUntilReadyAsync();
        Assert.Equal(("57014", "COPY from stdin failed: no more"), (answer[0].Fields['C'], answer[0].Fields['M']));
        Assert.Equal("TDCZ", await client.RunAsync("select 1"));
    }

    [Fact]
    public async Task What_follows_a_bad_line_is_read_and_dropped()
    {
        await using var client = await Ready("dropped");
        await client.QueryAsync("copy dropped from stdin");
        await client.ReadAsync();

        await client.SendAsync('d', "x\tone\n");
        for (var i = 0; i < 100; i++) await client.SendAsync('d', new string('y', 10_000));
        await client.SendAsync('c');

        Assert.Equal("EZ", RawConnection.Codes(await client.ReadUntilReadyAsync()));
        Assert.Equal("TDCZ", await client.RunAsync("select 1"));
    }

    [Fact]
    public async Task Anything_but_data_fails_the_copy()
    {
        await using var client = await Ready("interrupted");
        await client.QueryAsync("copy interrupted from stdin");
        await client.ReadAsync();

        await client.QueryAsync("select 1");

        var answer = await client.ReadUntilReadyAsync();
        Assert.Equal(("08P01", "unexpected message type 0x51 during COPY from stdin"), (answer[0].Fields['C'], answer[0].Fields['M']));
        Assert.Equal("TDCZ", await client.RunAsync("select 1"));
    }

    [Fact]
    public async Task Every_row_comes_in_a_message_of_its_own()
    {
        await using var client = await Ready("framed");
        await client.RunAsync("insert into framed values (1, 'one'), (2, E'two\\nlines'), (3, null)");

        await client.QueryAsync("copy framed to stdout (format csv, header)");

        var answer = await client.ReadUntilReadyAsync();
        Assert.Equal("HddddcCZ", RawConnection.Codes(answer));
        Assert.Equal(["a,b\n", "1,one\n", "2,\"two\nlines\"\n", "3,\n"], answer.Where(message => message.Code == 'd').Select(message => message.Text));
        Assert.Equal("COPY 3\0", answer[^2].Text);
    }

    [Fact]
    public async Task Copy_works_in_an_extended_query_too()
    {
        await using var client = await Ready("extended");
        await client.SendBytesAsync([.. RawConnection.Parse("", "copy extended from stdin"), .. RawConnection.Bind("", ""), .. RawConnection.Execute("")]);
        foreach (var code in "12G") Assert.Equal(code, (await client.ReadAsync())!.Code);

        await client.SendAsync('d', "1\tone\n");
        await client.SendAsync('c');
        await client.SendBytesAsync(RawConnection.Sync);

        Assert.Equal("CZ", RawConnection.Codes(await client.ReadUntilReadyAsync()));
    }

    private async Task<RawConnection> Ready(string table)
    {
        var client = await fixture.RawAsync();
        await client.StartAsync();
        await client.RunAsync($"create table {table} (a int, b text)");
        return client;
    }
}
