namespace Tidemark.Cli.Connections;

/// <summary>
/// Cancels what a session runs once a token says so, and again until it is disposed: a session forgets a wish that comes between two statements, and a token says it once only.
/// </summary>
internal sealed class RepeatedCancel : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Timer _timer;
    private readonly CancellationTokenRegistration _registration;

    /// <summary>Begins to listen.</summary>
    /// <param name="cancel">Cancels what runs; any thread.</param>
    /// <param name="cancellation">The wish.</param>
    public RepeatedCancel(Action cancel, CancellationToken cancellation)
    {
        _timer = new Timer(_ => cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = cancellation.Register(() => _timer.Change(TimeSpan.Zero, Pause));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
    }
}
