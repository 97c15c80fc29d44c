using System.Buffers.Binary;
using Tidemark.Errors;
using Tidemark.Server.Protocol;

namespace Tidemark.Server.Connections;

/// <summary>What the first packet of a connection asks for.</summary>
internal enum StartupRequest
{
    /// <summary>A session.</summary>
    Session,

    /// <summary>TLS.</summary>
    Ssl,

    /// <summary>GSSAPI encryption.</summary>
    GssEncryption,

    /// <summary>That another session's statement be cancelled.</summary>
    Cancel,
}

/// <summary>The first packet of a connection, which has no message type (PostgreSQL manual, "StartupMessage" and its siblings).</summary>
internal sealed class StartupPacket
{
    private const int CancelCode = (1234 << 16) | 5678;
    private const int SslCode = (1234 << 16) | 5679;
    private const int GssCode = (1234 << 16) | 5680;
    private const int SupportedMajor = 3;
    private const string ProtocolOptionPrefix = "_pq_.";

    private StartupPacket(StartupRequest request) => Request = request;

    public StartupRequest Request { get; }

    /// <summary>The minor version of protocol 3 that the client would like.</summary>
    public int MinorVersion { get; private init; }

    /// <summary>Protocol extensions that the client would like; the server knows none.</summary>
    public IReadOnlyList<string> UnknownProtocolOptions { get; private init; } = [];

    public string User { get; private init; } = "";

    public string Database { get; private init; } = "";

    /// <summary>The session's settings, <c>options</c> included.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private init; } = new Dictionary<string, string>();

    public int CancelProcessId { get; private init; }

    public int CancelSecretKey { get; private init; }

    /// <summary>Reads the packet behind its length.</summary>
    public static StartupPacket Read(ReadOnlyMemory<byte> body)
    {
        var code = BinaryPrimitives.ReadInt32BigEndian(body.Span);
        switch (code)
        {
            case SslCode:
                return new StartupPacket(StartupRequest.Ssl);
            case GssCode:
                return new StartupPacket(StartupRequest.GssEncryption);
            case CancelCode when body.Length == 3 * sizeof(int):
                return new StartupPacket(StartupRequest.Cancel)
                {
                    CancelProcessId = BinaryPrimitives.ReadInt32BigEndian(body.Span[sizeof(int)..]),
                    CancelSecretKey = BinaryPrimitives.ReadInt32BigEndian(body.Span[(2 * sizeof(int))..]),
                };
            case CancelCode:
                throw ProtocolErrors.InvalidMessageLength();
        }

        var major = code >> 16;
        var minor = code & 0xffff;
        if (major != SupportedMajor) throw ProtocolErrors.UnsupportedProtocol(major, minor);
        return ReadSession(body[sizeof(int)..], minor);
    }

    private static StartupPacket ReadSession(ReadOnlyMemory<byte> body, int minor)
    {
        if (body.IsEmpty || body.Span[^1] != 0) throw ProtocolErrors.InvalidStartupLayout();
        var fields = new MessageFields(body);
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var extensions = new List<string>();
        string user = "", database = "", options = "";
        while (true)
        {
            if (fields.Left == 0) throw ProtocolErrors.InvalidStartupLayout();
            var name = fields.String();
            if (name.Length == 0) break;
            var value = fields.String();
            switch (name)
            {
                case "user":
                    user = value;
                    break;
                case "database":
                    database = value;
                    break;
                case "options":
                    options = value;
                    break;
                case "replication":
                    if (value is not ("false" or "off" or "no" or "0")) throw ProtocolErrors.Replication();
                    break;
                default:
                    if (name.StartsWith(ProtocolOptionPrefix, StringComparison.Ordinal)) extensions.Add(name);
                    else settings[name] = value;
                    break;
            }
        }

        if (fields.Left != 0) throw ProtocolErrors.InvalidStartupLayout();
        if (user.Length == 0) throw ProtocolErrors.NoUser();
        foreach (var (name, value) in CommandLineOptions.Read(options)) settings.TryAdd(name, value);
        return new StartupPacket(StartupRequest.Session)
        {
            MinorVersion = minor,
            UnknownProtocolOptions = extensions,
            User = user,
            Database = database.Length == 0 ? user : database,
            Settings = settings,
        };
    }
}
