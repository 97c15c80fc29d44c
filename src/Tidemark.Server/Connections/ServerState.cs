using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tidemark.Engine.Sessions;
using Tidemark.Server.Authentication;
using Tidemark.Server.Monitoring;

namespace Tidemark.Server.Connections;

/// <summary>What all connections of a server share.</summary>
internal sealed class ServerState
{
    /// <summary>The role that a server has a password for, or is open on loopback.</summary>
    public const string SuperUser = "postgres";

    public ServerState(ServerOptions options, Instance instance, X509Certificate2? certificate, ServerMetrics metrics, ILogger log)
    {
        Options = options;
        Instance = instance;
        Certificate = certificate;
        Metrics = metrics;
        Log = log;
        Connections = new ConnectionRegistry(options.MaxConnections);
        var verifier = instance.TryGetLogin(SuperUser, out var stored) ? stored : null;
        HasPassword = verifier is not null;

        // What salts of unknown users are made from has to outlive the process as the salts of known ones do, and must not be known outside.
        MockSecret = verifier is null ? RandomNumberGenerator.GetBytes(32) : SHA256.HashData(Encoding.UTF8.GetBytes("unknown users:" + verifier));
    }

    public ServerOptions Options { get; }

    public Instance Instance { get; }

    public X509Certificate2? Certificate { get; }

    public ServerMetrics Metrics { get; }

    public ILogger Log { get; }

    public ConnectionRegistry Connections { get; }

    /// <summary>Whether the superuser had a password when the server started. Without, clients on the same machine are trusted and others turned away.</summary>
    public bool HasPassword { get; }

    /// <summary>Makes up the salts of users that do not exist; see <see cref="ScramVerifier.Mock"/>.</summary>
    public byte[] MockSecret { get; }
}
