using System.Net;

namespace Tidemark.Server.Transport;

/// <summary>An address that <see cref="SocketTransport"/> is to listen on, and not Kestrel's own transport.</summary>
internal sealed class WireEndPoint(IPAddress address, int port) : IPEndPoint(address, port);
