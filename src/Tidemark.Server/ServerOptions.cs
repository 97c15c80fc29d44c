using Tidemark.Engine.Sessions;

namespace Tidemark.Server;

/// <summary>What a <see cref="TidemarkServer"/> serves and how.</summary>
public sealed record ServerOptions
{
    /// <summary>The data directory; made when it is missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The address to listen on: an IP address, <c>localhost</c>, or <c>*</c> for all. Anything but loopback needs a password.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port of the wire protocol; 0 for a free one.</summary>
    public int Port { get; init; } = 5432;

    /// <summary>The port of /health, /ready and /metrics; 0 for a free one, null for none.</summary>
    public int? HttpPort { get; init; }

    /// <summary>The password that the superuser <c>postgres</c> has from now on; null leaves what it has.</summary>
    public string? Password { get; init; }

    /// <summary>The TLS certificate (PEM, with its chain); null for no TLS.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>The private key (PEM) of <see cref="TlsCertificate"/>.</summary>
    public string? TlsKey { get; init; }

    /// <summary>How many clients may be connected at once.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>The longest message accepted from a client, in bytes.</summary>
    public int MaxMessageLength { get; init; } = (1 << 30) - 1;

    /// <summary>How long a client may take to log in.</summary>
    public TimeSpan AuthenticationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long running statements may take to finish when the server stops; then they are cancelled.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How the engine opens the directory.</summary>
    public InstanceOptions Engine { get; init; } = new();

    /// <summary>Where the log goes; null for nowhere.</summary>
    public ILoggerProvider? Log { get; init; }
}
