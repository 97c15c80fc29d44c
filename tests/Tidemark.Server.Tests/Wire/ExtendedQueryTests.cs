using System.Buffers.Binary;
using Xunit;
using static Tidemark.Server.Tests.Wire.RawConnection;

namespace Tidemark.Server.Tests.Wire;

public class ExtendedQueryTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Pipelined_statements_are_answered_in_order()
    {
        await using var client = await Ready();

        var answer = await Run(client,
            Parse("", "select $1::int4"), Bind("", "", "1"), Execute(""), Sync,
            Parse("", "select $1::text"), Bind("", "", "x"), Describe('P', ""), Execute(""), Sync);

        Assert.Equal("12DCZ", Codes(answer));
        answer = await client.ReadUntilReadyAsync();
        Assert.Equal("12TDCZ", Codes(answer));
        Assert.Equal(["x"], answer[3].Values);
    }

    [Fact]
    public async Task After_an_error_everything_up_to_Sync_is_skipped()
    {
        await using var client = await Ready();

        var answer = await Run(client,
            Parse("", "select 1/0"), Bind("", ""), Execute(""), Parse("", "select 1"), Bind("", ""), Execute(""), Message('Q', [.. "select 2\0"u8]), Sync);

        Assert.Equal("12EZ", Codes(answer));
        Assert.Equal("22012", answer[2].Fields['C']);
        Assert.Equal("12DCZ", Codes(await Run(client, Parse("", "select 1"), Bind("", ""), Execute(""), Sync)));
    }

    [Fact]
    public async Task Describe_tells_parameters_and_columns_of_a_statement()
    {
        await using var client = await Ready();

        var answer = await Run(client, Parse("s", "select $1::int8 as a, $2::text as b"), Describe('S', "s"), Sync);

        Assert.Equal("1tTZ", Codes(answer));
        Assert.Equal([.. Int16(2), .. Int32(20), .. Int32(25)], answer[1].Body);
        Assert.Equal(2, BinaryPrimitives.ReadInt16BigEndian(answer[2].Body));
        Assert.Equal("1tnZ", Codes(await Run(client, Parse("", "begin"), Describe('S', ""), Sync)));
    }

    [Fact]
    public async Task A_portal_gives_its_rows_in_portions()
    {
        await using var client = await Ready();

        var answer = await Run(client,
            Message('Q', [.. "begin\0"u8]), Parse("", "select * from generate_series(1, 5)"), Bind("p", ""), Execute("p", 2), Execute("p", 2), Execute("p", 2), Sync);
        Assert.Equal("CZ", Codes(answer));
        answer = await client.ReadUntilReadyAsync();

        Assert.Equal("12DDsDDsDCZ", Codes(answer));
        Assert.Equal(["1", "2", "3", "4", "5"], answer.Where(message => message.Code == 'D').Select(message => message.Values[0]));
        Assert.Equal("CZ", Codes(await Run(client, Execute("p"), Sync)));
        Assert.Equal("CZ", Codes(await Run(client, Message('Q', [.. "commit\0"u8]))));
        answer = await Run(client, Execute("p"), Sync);
        Assert.Equal("34000", answer[0].Fields['C']);
    }

    [Fact]
    public async Task A_text_without_a_name_may_come_again_with_other_types_and_after_changes()
    {
        await using var client = await Ready();

        Assert.Equal(["8"], (await Run(client, Parse("", "select $1 + 1", 23), Bind("", "", "7"), Execute(""), Sync))[2].Values);
        Assert.Equal(["8.5"], (await Run(client, Parse("", "select $1 + 1", 701), Bind("", "", "7.5"), Execute(""), Sync))[2].Values);
        Assert.Equal(["9"], (await Run(client, Parse("", "select $1 + 1", 23), Bind("", "", "8"), Execute(""), Sync))[2].Values);

        await client.RunAsync("create table again (a int); insert into again values (1)");
        Assert.Equal(["1"], (await Run(client, Parse("", "select * from again"), Bind("", ""), Execute(""), Sync))[2].Values);
        await client.RunAsync("drop table again; create table again (a text, b int); insert into again values ('x', 2)");
        Assert.Equal(["x", "2"], (await Run(client, Parse("", "select * from again"), Bind("", ""), Execute(""), Sync))[2].Values);
        await client.RunAsync("drop table again");
        Assert.Equal("42P01", (await Run(client, Parse("", "select * from again"), Sync))[0].Fields['C']);
    }

    [Fact]
    public async Task Named_statements_last_until_they_are_closed()
    {
        await using var client = await Ready();

        Assert.Equal("1Z", Codes(await Run(client, Parse("kept", "select $1::int4 * 2"), Sync)));
        Assert.Equal(["14"], (await Run(client, Bind("", "kept", "7"), Execute(""), Sync))[1].Values);
        Assert.Equal("42P05", (await Run(client, Parse("kept", "select 1"), Sync))[0].Fields['C']);
        Assert.Equal("3Z", Codes(await Run(client, Message('C', [.. "Skept\0"u8]), Sync)));
        var error = (await Run(client, Bind("", "kept", "7"), Sync))[0].Fields;
        Assert.Equal(("26000", "prepared statement \"kept\" does not exist"), (error['C'], error['M']));
        Assert.Equal("3Z", Codes(await Run(client, Message('C', [.. "Snever\0"u8]), Sync)));
    }

    [Fact]
    public async Task A_simple_query_forgets_the_unnamed_statement()
    {
        await using var client = await Ready();
        await Run(client, Parse("", "select 1"), Sync);

        await client.RunAsync("select 2");

        Assert.Equal("26000", (await Run(client, Bind("", ""), Sync))[0].Fields['C']);
    }

    [Theory]
    [InlineData(0, "bind message supplies 0 parameters, but prepared statement \"\" requires 1")]
    [InlineData(2, "bind message supplies 2 parameters, but prepared statement \"\" requires 1")]
    public async Task The_number_of_parameters_has_to_fit(int given, string message)
    {
        await using var client = await Ready();

        var answer = await Run(client, Parse("", "select $1::int4"), Bind("", "", [.. Enumerable.Repeat("1", given)]), Sync);

        Assert.Equal(("08P01", message), (answer[1].Fields['C'], answer[1].Fields['M']));
    }

    [Fact]
    public async Task Sync_commits_what_ran_outside_of_a_block()
    {
        await using var client = await Ready();
        await using var other = await Ready();
        await client.RunAsync("create table synced (a int)");

        await Run(client, Parse("", "insert into synced values ($1)"), Bind("", "", "1"), Execute(""), Bind("", "", "2"), Execute(""), Sync);
        await Run(client, Parse("", "insert into synced values ($1)"), Bind("", "", "3"), Execute(""), Parse("", "select 1/0"), Bind("", ""), Execute(""), Sync);

        await other.QueryAsync("select count(*) from synced");
        Assert.Equal(["2"], (await other.ReadUntilReadyAsync())[1].Values);
    }

    [Fact]
    public async Task An_empty_statement_is_answered_as_such()
    {
        await using var client = await Ready();

        Assert.Equal("12nIZ", Codes(await Run(client, Parse("", ""), Bind("", ""), Describe('P', ""), Execute(""), Sync)));
    }

    [Fact]
    public async Task Results_can_be_binary()
    {
        await using var client = await Ready();
        byte[] bind = Message('B', [0, 0, .. Int16(1), .. Int16(1), .. Int16(1), .. Int32(4), .. Int32(41), .. Int16(1), .. Int16(1)]);

        var answer = await Run(client, Parse("", "select $1::int4 + 1"), bind, Execute(""), Sync);

        Assert.Equal([0, 1, 0, 0, 0, 4, 0, 0, 0, 42], answer[2].Body);
    }

    [Fact]
    public async Task An_error_is_sent_before_the_client_sends_Sync()
    {
        await using var client = await Ready();
        await client.SendBytesAsync([.. Parse("", "select nosuch"), .. Message('H', [])]);

        Assert.Equal('E', (await client.ReadAsync())!.Code);
        Assert.Equal("Z", Codes(await Run(client, Sync)));
    }

    [Fact]
    public async Task Flush_sends_answers_without_ending_anything()
    {
        await using var client = await Ready();
        await client.SendBytesAsync([.. Parse("", "select 1"), .. Message('H', [])]);

        Assert.Equal('1', (await client.ReadAsync())!.Code);
        Assert.Equal("2DCZ", Codes(await Run(client, Bind("", ""), Execute(""), Sync)));
    }

    private static async Task<List<RawMessage>> Run(RawConnection client, params byte[][] messages)
    {
        await client.SendBytesAsync([.. messages.SelectMany(message => message)]);
        return await client.ReadUntilReadyAsync();
    }

    private async Task<RawConnection> Ready()
    {
        var client = await fixture.RawAsync();
        await client.StartAsync();
        return client;
    }
}
