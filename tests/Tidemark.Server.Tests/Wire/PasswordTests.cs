using Npgsql;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Server.Tests.Wire;

/// <summary>A server with a password for its superuser.</summary>
public sealed class PasswordFixture : ServerFixture
{
    public const string Password = "tide & märk";

    protected override ServerOptions Configure(ServerOptions options) => options with { Password = Password };
}

public class PasswordTests(PasswordFixture fixture) : IClassFixture<PasswordFixture>
{
    [Fact]
    public async Task The_right_password_opens_the_door()
    {
        await using var connection = await fixture.OpenAsync($";Password={PasswordFixture.Password}");
        await using var command = new NpgsqlCommand("SELECT current_user", connection);

        Assert.Equal("postgres", await command.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("nobody")]
    public async Task A_wrong_password_and_an_unknown_user_look_the_same(string user)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => fixture.OpenAsync($";Username={user};Password=wrong"));

        Assert.Equal(("FATAL", "28P01", $"password authentication failed for user \"{user}\""), (refused.Severity, refused.SqlState, refused.MessageText));
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("nobody")]
    public async Task The_first_step_offers_one_mechanism_and_a_steady_salt(string user)
    {
        var salts = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            await using var client = await fixture.RawAsync();
            await client.SendPacketAsync([.. RawConnection.Int32(3 << 16), .. System.Text.Encoding.UTF8.GetBytes($"user\0{user}\0\0")]);
            Assert.Equal([0, 0, 0, 10, .. "SCRAM-SHA-256\0\0"u8], (await client.ReadAsync())!.Body);
            await client.SendAsync('p', [.. "SCRAM-SHA-256\0"u8, .. RawConnection.Int32(14), .. "n,,n=,r=abcdef"u8]);
            var answer = (await client.ReadAsync())!;
            Assert.Equal([0, 0, 0, 11], answer.Body[..4]);
            var fields = answer.Text[4..].Split(',');
            Assert.StartsWith("r=abcdef", fields[0]);
            Assert.Equal("i=4096", fields[2]);
            salts.Add(fields[1]);
        }

        Assert.Equal(salts[0], salts[1]);
    }

    [Theory]
    [InlineData('p', "SCRAM-SHA-512\0\0\0\0\0", "08P01", "client selected an invalid SASL authentication mechanism")]
    [InlineData('p', "SCRAM-SHA-256\0\0\0\0\u0003abc", "08P01", "malformed SCRAM message")]
    [InlineData('Q', "select 1\0", "08P01", "expected SASL response, got message type 81")]
    public async Task Who_does_not_keep_to_the_exchange_is_turned_away(char code, string body, string state, string message)
    {
        await using var client = await fixture.RawAsync();
        await client.SendPacketAsync([.. RawConnection.Int32(3 << 16), .. "user\0postgres\0\0"u8]);
        await client.ReadAsync();

        await client.SendAsync(code, body);

        var error = (await client.ReadAsync())!.Fields;
        Assert.Equal(("FATAL", state, message), (error['S'], error['C'], error['M']));
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task Without_a_password_only_loopback_is_listened_on()
    {
        using var directory = new TemporaryDirectory();
        await using var server = new TidemarkServer(new ServerOptions { DataDirectory = directory.Path, Port = 0, Host = "0.0.0.0" });

        var refused = await Assert.ThrowsAsync<ServerStartException>(() => server.StartAsync());

        Assert.StartsWith("without a password the server listens on loopback only", refused.Message);
    }

    [Fact]
    public async Task The_password_is_kept_from_one_start_to_the_next()
    {
        using var directory = new TemporaryDirectory();
        var options = new ServerOptions { DataDirectory = directory.Path, Port = 0 };
        await using (var first = new TidemarkServer(options with { Password = "one" })) await first.StartAsync();
        await using var second = new TidemarkServer(options);
        await second.StartAsync();

        var settings = $"Host=127.0.0.1;Port={second.EndPoint.Port};Username=postgres;Pooling=false";
        await Assert.ThrowsAsync<PostgresException>(() => new NpgsqlConnection(settings + ";Password=two").OpenAsync());
        await using var connection = new NpgsqlConnection(settings + ";Password=one");
        await connection.OpenAsync();
    }
}
