using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tidemark.Engine.Sessions;
using Tidemark.Server.Authentication;
using Tidemark.Server.Connections;
using Tidemark.Server.Hosting;
using Tidemark.Server.Monitoring;
using Tidemark.Server.Transport;

namespace Tidemark.Server;

/// <summary>
/// A data directory served over PostgreSQL's wire protocol, with /health, /ready and /metrics on a second port where one is asked for. Several can run in one process.
/// </summary>
public sealed class TidemarkServer : IAsyncDisposable
{
    // A statement that waits for a lock or the disk holds its thread; so many may before others have to wait for the pool to grow.
    private const int MinThreads = 64;

    private readonly ServerOptions _options;
    private readonly ListenAddress _address;
    private readonly ServerMetrics _metrics = new();
    private readonly PrometheusText _prometheus = new();
    private Instance? _instance;
    private Task _opening = Task.CompletedTask;
    private ServerState? _state;
    private WebApplication? _application;
    private IPEndPoint? _endPoint;
    private IPEndPoint? _httpEndPoint;
    private ListenOptions? _wire;
    private ListenOptions? _http;
    private ILogger _log = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
    private volatile bool _isReady;

    /// <summary>A server that <see cref="StartAsync"/> starts.</summary>
    /// <exception cref="ServerStartException">The options contradict each other.</exception>
    public TidemarkServer(ServerOptions options)
    {
        _options = options;
        _address = ListenAddress.Parse(options.Host);
        if (options.TlsCertificate is null != options.TlsKey is null) throw new ServerStartException("a TLS certificate and its key must be given together");
    }

    /// <summary>Where clients connect, once it is started; the port is the real one where 0 was asked for.</summary>
    public IPEndPoint EndPoint => _endPoint ?? throw new InvalidOperationException("the server has not been started");

    /// <summary>Where /health, /ready and /metrics are; null when there is no such port.</summary>
    public IPEndPoint? HttpEndPoint => _httpEndPoint;

    /// <summary>The open data directory, once it is started.</summary>
    public Instance Instance => _instance ?? throw new InvalidOperationException("the server has not been started");

    /// <summary>Opens the data directory and listens. Clients can connect when it returns.</summary>
    /// <exception cref="ServerStartException">The address needs a password, the port is taken, or the certificate cannot be read.</exception>
    /// <exception cref="Tidemark.Errors.SqlException">The directory cannot be opened.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        var certificate = LoadCertificate();
        _instance = Instance.Open(_options.DataDirectory, _options.Engine with { Log = _options.Engine.Log ?? (error => ServerLog.BackgroundFailed(_log, error.State, error.Message)) });
        _opening = DatabaseOpening.Begin(_instance, () => _log);
        try
        {
            SetPassword(_instance);
            ThreadPool.GetMinThreads(out var workers, out var completions);
            if (workers < MinThreads) ThreadPool.SetMinThreads(MinThreads, completions);
            _application = Build(certificate);
            ServerLog.Starting(_log, typeof(TidemarkServer).Assembly.GetName().Version?.ToString(3) ?? "", _options.DataDirectory);
            await _application.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException taken)
        {
            await DisposeAsync().ConfigureAwait(false);
            throw new ServerStartException(taken.Message, taken);
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }

        _endPoint = _address.EndPoint(_options.Port, _wire!);
        if (_options.HttpPort is { } port) _httpEndPoint = _address.EndPoint(port, _http!);
        _isReady = true;
    }

    /// <summary>Stops: takes no more clients, lets running statements finish within the grace period, and closes the data directory.</summary>
    public async Task StopAsync()
    {
        _isReady = false;
        if (_state is not null)
        {
            ServerLog.Stopping(_log, _options.ShutdownGrace.TotalSeconds);
            await _state.Connections.StopAsync(_options.ShutdownGrace, _options.Engine.Clock).ConfigureAwait(false);
            _state = null;
        }

        if (_application is not null)
        {
            await _application.StopAsync().ConfigureAwait(false);
            await _application.DisposeAsync().ConfigureAwait(false);
            _application = null;
        }

        if (_instance is not null)
        {
            await _opening.ConfigureAwait(false);
            _instance.Dispose();
            _instance = null;
            ServerLog.Stopped(_log);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _metrics.Dispose();
        _prometheus.Dispose();
    }

    private void SetPassword(Instance instance)
    {
        var stored = instance.TryGetLogin(ServerState.SuperUser, out var verifier) && verifier is not null ? ScramVerifier.Parse(verifier) : null;

        // The same password again keeps its salt.
        if (_options.Password is { Length: > 0 } password && stored?.Fits(password) != true) instance.SetPassword(ServerState.SuperUser, password);
        else if (stored is null && !_address.IsLoopback)
        {
            throw new ServerStartException($"without a password the server listens on loopback only: give one (TIDEMARK_PASSWORD, --password-file), or leave out --host {_options.Host}");
        }
    }

    private X509Certificate2? LoadCertificate()
    {
        if (_options.TlsCertificate is null) return null;
        try
        {
            return X509Certificate2.CreateFromPemFile(_options.TlsCertificate, _options.TlsKey);
        }
        catch (Exception unreadable) when (unreadable is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new ServerStartException($"the TLS certificate cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private WebApplication Build(X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (_options.Log is not null) builder.Logging.AddProvider(_options.Log).AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(Listen);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton<IConnectionListenerFactory, SocketTransport>();
        builder.Services.AddSingleton(services =>
        {
            _log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Tidemark.Server");
            return _state = new ServerState(_options, Instance, certificate, _metrics, _log);
        });
        var application = builder.Build();
        _ = application.Services.GetRequiredService<ServerState>();
        application.Run(new HttpEndpoints(() => _isReady, _prometheus).HandleAsync);
        return application;
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        _address.ListenWire(kestrel, _options.Port, listen =>
        {
            _wire ??= listen;
            listen.UseConnectionHandler<PostgresConnectionHandler>();
        });
        if (_options.HttpPort is { } port) _address.ListenHttp(kestrel, port, listen => _http ??= listen);
    }
}
