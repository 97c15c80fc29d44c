using Xunit;

namespace Tidemark.Server.Tests.Wire;

public class FrameTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(new byte[] { (byte)'y', 0, 0, 0, 4 }, "invalid frontend message type 121")]
    [InlineData(new byte[] { (byte)'p', 0, 0, 0, 4 }, "invalid frontend message type 112")]
    [InlineData(new byte[] { (byte)'Q', 0, 0, 0, 1 }, "invalid message length")]
    [InlineData(new byte[] { (byte)'Q', 0xff, 0, 0, 0 }, "invalid message length")]
    [InlineData(new byte[] { (byte)'H', 0, 9, 0, 0 }, "invalid message length")]
    public async Task A_frame_that_cannot_be_ends_the_session(byte[] frame, string message)
    {
        await using var client = await Ready();

        await client.SendBytesAsync(frame);

        var error = (await client.ReadAsync())!.Fields;
        Assert.Equal(("FATAL", "08P01", message), (error['S'], error['C'], error['M']));
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task A_message_with_broken_fields_fails_and_the_session_goes_on()
    {
        await using var client = await Ready();

        await client.SendAsync('Q', "select 1");
        var error = (await client.ReadUntilReadyAsync())[0].Fields;
        Assert.Equal(("ERROR", "08P01", "invalid string in message"), (error['S'], error['C'], error['M']));

        await client.SendAsync('B', [0, 0, 0, 5]);
        await client.SendBytesAsync(RawConnection.Sync);
        error = (await client.ReadUntilReadyAsync())[0].Fields;
        Assert.Equal("insufficient data left in message", error['M']);

        await client.SendAsync('D', "X\0");
        await client.SendBytesAsync(RawConnection.Sync);
        error = (await client.ReadUntilReadyAsync())[0].Fields;
        Assert.Equal("invalid DESCRIBE message subtype 88", error['M']);

        Assert.Equal("TDCZ", await client.RunAsync("select 1"));
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_is_refused()
    {
        await using var client = await Ready();

        await client.SendAsync('Q', [.. "select '"u8, 0xff, .. "'\0"u8]);

        var error = (await client.ReadUntilReadyAsync())[0].Fields;
        Assert.Equal(("22021", "invalid byte sequence for encoding \"UTF8\": 0xff"), (error['C'], error['M']));
        Assert.Equal("TDCZ", await client.RunAsync("select 1"));
    }

    [Fact]
    public async Task The_function_call_message_is_refused()
    {
        await using var client = await Ready();

        await client.SendAsync('F', [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);

        var answer = await client.ReadUntilReadyAsync();
        Assert.Equal("EZ", RawConnection.Codes(answer));
        Assert.Equal("0A000", answer[0].Fields['C']);
    }

    [Fact]
    public async Task Frames_may_come_in_any_pieces()
    {
        await using var client = await Ready();
        byte[] bytes = [.. RawConnection.Parse("", "select $1::int4 + 1"), .. RawConnection.Bind("", "", "41"), .. RawConnection.Execute(""), .. RawConnection.Sync];

        foreach (var b in bytes) await client.SendBytesAsync(b);

        var answer = await client.ReadUntilReadyAsync();
        Assert.Equal("12DCZ", RawConnection.Codes(answer));
        Assert.Equal(["42"], answer[2].Values);
    }

    [Fact]
    public async Task A_client_that_vanishes_in_the_middle_of_a_frame_harms_nobody()
    {
        var vanishing = await Ready();
        await vanishing.SendBytesAsync((byte)'Q', 0, 0, 1, 0, (byte)'s');
        await vanishing.DisposeAsync();

        await using var other = await Ready();
        Assert.Equal("TDCZ", await other.RunAsync("select 1"));
    }

    private async Task<RawConnection> Ready()
    {
        var client = await fixture.RawAsync();
        await client.StartAsync();
        return client;
    }
}
