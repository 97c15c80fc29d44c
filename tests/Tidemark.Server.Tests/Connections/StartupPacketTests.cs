using System.Buffers.Binary;
using System.Text;
using Tidemark.Errors;
using Tidemark.Server.Connections;
using Xunit;

namespace Tidemark.Server.Tests.Connections;

public class StartupPacketTests
{
    [Fact]
    public void Reads_user_database_and_settings()
    {
        var packet = Read(3 << 16, "user\0ann\0database\0plant\0application_name\0psql\0options\0-c DateStyle=German --work-mem=4MB -ctimezone=Europe/Berlin\0\0");

        Assert.Equal(StartupRequest.Session, packet.Request);
        Assert.Equal(("ann", "plant"), (packet.User, packet.Database));
        Assert.Equal("psql", packet.Settings["application_name"]);
        Assert.Equal("German", packet.Settings["datestyle"]);
        Assert.Equal("4MB", packet.Settings["work_mem"]);
        Assert.Equal("Europe/Berlin", packet.Settings["TimeZone"]);
    }

    [Fact]
    public void The_database_is_the_users_when_none_is_named() => Assert.Equal("ann", Read(3 << 16, "user\0ann\0\0").Database);

    [Fact]
    public void A_backslash_keeps_a_space_in_an_option()
    {
        var packet = Read(3 << 16, "user\0ann\0options\0-c application_name=my\\ tool\0\0");

        Assert.Equal("my tool", packet.Settings["application_name"]);
    }

    [Fact]
    public void Keeps_protocol_options_and_minor_version_for_negotiation()
    {
        var packet = Read((3 << 16) | 2, "user\0ann\0_pq_.compression\0on\0\0");

        Assert.Equal(2, packet.MinorVersion);
        Assert.Equal(["_pq_.compression"], packet.UnknownProtocolOptions);
        Assert.Empty(packet.Settings);
    }

    [Theory]
    [InlineData(3 << 16, "user\0ann\0", "08P01")]
    [InlineData(3 << 16, "user\0ann", "08P01")]
    [InlineData(3 << 16, "\0", "28000")]
    [InlineData(3 << 16, "user\0ann\0replication\0database\0\0", "0A000")]
    [InlineData(3 << 16, "user\0ann\0options\0-x\0\0", "42601")]
    [InlineData(2 << 16, "user\0ann\0\0", "0A000")]
    public void Refuses_what_makes_no_session(int version, string body, string state)
    {
        var refused = Assert.Throws<SqlException>(() => Read(version, body));

        Assert.Equal(state, refused.State.Code);
        Assert.Equal(Severity.Fatal, refused.Error.Severity);
    }

    private static StartupPacket Read(int version, string body)
    {
        var bytes = new byte[sizeof(int) + Encoding.UTF8.GetByteCount(body)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, version);
        Encoding.UTF8.GetBytes(body, bytes.AsSpan(sizeof(int)));
        return StartupPacket.Read(bytes);
    }
}
