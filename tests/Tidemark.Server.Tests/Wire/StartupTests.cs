using Xunit;

namespace Tidemark.Server.Tests.Wire;

public class StartupTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(5679)]
    [InlineData(5680)]
    public async Task Encryption_that_is_not_there_is_declined_and_the_session_goes_on(int request)
    {
        await using var client = await fixture.RawAsync();
        await client.SendPacketAsync(RawConnection.Int32((1234 << 16) | request));

        Assert.Equal((byte)'N', await client.ReadByteAsync());
        Assert.Equal('Z', (await client.StartAsync())[^1].Code);
    }

    [Fact]
    public async Task The_greeting_tells_settings_and_the_cancel_key()
    {
        await using var client = await fixture.RawAsync();

        var greeting = await client.StartAsync("user\0postgres\0database\0postgres\0application_name\0raw\0options\0-c timezone=Europe/Berlin\0");

        Assert.Equal([0, 0, 0, 0], greeting[0].Body);
        var settings = greeting.Where(message => message.Code == 'S').Select(message => message.Text.Split('\0')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal("UTF8", settings["client_encoding"]);
        Assert.Equal("UTF8", settings["server_encoding"]);
        Assert.Equal("on", settings["standard_conforming_strings"]);
        Assert.Equal("on", settings["integer_datetimes"]);
        Assert.Equal("raw", settings["application_name"]);
        Assert.Equal("Europe/Berlin", settings["TimeZone"]);
        Assert.StartsWith("15", settings["server_version"]);
        Assert.Equal("KZ", RawConnection.Codes(greeting)[^2..]);
        Assert.Equal("I", greeting[^1].Text);
    }

    [Fact]
    public async Task A_newer_minor_version_and_unknown_options_are_negotiated()
    {
        await using var client = await fixture.RawAsync();

        var greeting = await client.StartAsync("user\0postgres\0_pq_.something\0on\0", (3 << 16) | 2);

        Assert.Equal('v', greeting[0].Code);
        Assert.Equal([0, 3, 0, 0, 0, 0, 0, 1, .. "_pq_.something\0"u8], greeting[0].Body);
        Assert.Equal('Z', greeting[^1].Code);
    }

    [Theory]
    [InlineData("user\0postgres\0database\0nowhere\0", 3 << 16, "3D000", "database \"nowhere\" does not exist")]
    [InlineData("user\0nobody\0database\0postgres\0", 3 << 16, "28000", "role \"nobody\" does not exist")]
    [InlineData("database\0postgres\0", 3 << 16, "28000", "no PostgreSQL user name specified in startup packet")]
    [InlineData("user\0postgres\0", 2 << 16, "0A000", "unsupported frontend protocol 2.0: server supports 3.0 to 3.0")]
    public async Task Who_cannot_come_in_is_told_why(string parameters, int version, string state, string message)
    {
        await using var client = await fixture.RawAsync();

        var answer = await client.StartAsync(parameters, version);

        var error = Assert.Single(answer, one => one.Code == 'E').Fields;
        Assert.Equal(("FATAL", state, message), (error['S'], error['C'], error['M']));
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task Two_sessions_have_different_cancel_keys()
    {
        await using var one = await fixture.RawAsync();
        await using var two = await fixture.RawAsync();

        var first = Assert.Single(await one.StartAsync(), message => message.Code == 'K').Body;
        var second = Assert.Single(await two.StartAsync(), message => message.Code == 'K').Body;

        Assert.NotEqual(first[..4], second[..4]);
        Assert.NotEqual(first[4..], second[4..]);
    }
}
