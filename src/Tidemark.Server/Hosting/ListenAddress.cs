using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tidemark.Server.Transport;

namespace Tidemark.Server.Hosting;

/// <summary>The address that a server was told to listen on.</summary>
internal sealed class ListenAddress
{
    private readonly IPAddress _address;
    private readonly bool _isLocalhost;

    private ListenAddress(IPAddress address, bool isLocalhost = false)
    {
        _address = address;
        _isLocalhost = isLocalhost;
    }

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(_address);

    /// <summary>Reads an IP address, <c>localhost</c> (both loopback addresses) or <c>*</c> (all addresses).</summary>
    /// <exception cref="ServerStartException">It is something else.</exception>
    public static ListenAddress Parse(string host) => host switch
    {
        "localhost" => new ListenAddress(IPAddress.Loopback, isLocalhost: true),
        "*" => new ListenAddress(IPAddress.IPv6Any),
        _ when IPAddress.TryParse(host, out var address) => new ListenAddress(address),
        _ => throw new ServerStartException($"\"{host}\" is not an IP address, \"localhost\" or \"*\""),
    };

    /// <summary>Makes Kestrel listen for HTTP.</summary>
    public void ListenHttp(KestrelServerOptions kestrel, int port, Action<ListenOptions> configure)
    {
        foreach (var address in Addresses(port)) kestrel.Listen(address, port, configure);
    }

    /// <summary>Makes Kestrel listen for the wire protocol.</summary>
    public void ListenWire(KestrelServerOptions kestrel, int port, Action<ListenOptions> configure)
    {
        foreach (var address in Addresses(port)) kestrel.Listen(new WireEndPoint(address, port), configure);
    }

    /// <summary>Where clients on this machine connect.</summary>
    /// <param name="port">The port asked for.</param>
    /// <param name="bound">What Kestrel made of it.</param>
    public IPEndPoint EndPoint(int port, ListenOptions bound) => new(_address, bound.IPEndPoint is { Port: > 0 } real ? real.Port : port);

    private IPAddress[] Addresses(int port)
    {
        if (_address.Equals(IPAddress.IPv6Any)) return [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];

        // Both loopback addresses cannot be given the same free port: then the one that everybody has is enough.
        return _isLocalhost && port != 0 && Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [_address];
    }
}
