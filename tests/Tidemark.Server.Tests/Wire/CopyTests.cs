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

    [Theory]
    [InlineData("where a > 1 and b is not null", "1\tone\n2\t\\N\n3\tthree\n4\tfour\n", 2, "3,4")]
    [InlineData("(format csv) where b = 'x'", "1,x\n2,y\n3,x\n", 2, "1,3")]
    [InlineData("where false", "1\tone\n", 0, "")]
    public async Task Only_rows_that_satisfy_where_come_in(string rest, string data, int rows, string left)
    {
        await using var client = await Ready("chosen");
        await client.RunAsync("truncate chosen");
        await client.QueryAsync($"copy chosen from stdin {rest}");
        Assert.Equal('G', (await client.ReadAsync())!.Code);

        await client.SendAsync('d', data);
        await client.SendAsync('c');

        var answer = await client.ReadUntilReadyAsync();
        Assert.Equal($"COPY {rows}\0", answer[0].Text);
        await client.QueryAsync("select coalesce(string_agg(a::text, ',' order by a), '') from chosen");
        Assert.EndsWith(left, (await client.ReadUntilReadyAsync())[1].Text);
    }

    [Fact]
    public async Task Where_sees_defaults_and_goes_before_constraints()
    {
        await using var client = await Ready("defaults");
        await client.RunAsync("alter table defaults add check (a < 10), alter b set default 'd'");
        await client.QueryAsync("copy defaults (a) from stdin where a < 10 and b = 'd'");
        await client.ReadAsync();

        await client.SendAsync('d', "5\n50\n6\n");
        await client.SendAsync('c');

        Assert.Equal("COPY 2\0", (await client.ReadUntilReadyAsync())[0].Text);
    }

    [Theory]
    [InlineData("(header match)", "a\n", "wrong number of fields in header line: got 1, expected 2")]
    [InlineData("(header match)", "a\tb\tc\n", "wrong number of fields in header line: got 3, expected 2")]
    [InlineData("(header match)", "a\t\\N\n", "column name mismatch in header line field 2: got null value (\"\\N\"), expected \"b\"")]
    [InlineData("(format csv, header match)", "a,b,c\n", "wrong number of fields in header line: got 3, expected 2")]
    [InlineData("(format csv, header match)", "a,c\n", "column name mismatch in header line field 2: got \"c\", expected \"b\"")]
    public async Task Header_must_match(string options, string data, string message)
    {
        await using var client = await Ready("headed");
        await client.QueryAsync($"copy headed from stdin {options}");
        await client.ReadAsync();

        await client.SendAsync('d', data);
        await client.SendAsync('c');

        var answer = await client.ReadUntilReadyAsync();
        Assert.Equal(("22P04", message), (answer[0].Fields['C'], answer[0].Fields['M']));
    }

    private async Task<RawConnection> Ready(string table)
    {
        var client = await fixture.RawAsync();
        await client.StartAsync();
        await client.RunAsync($"create table if not exists {table} (a int, b text)");
        return client;
    }
}
