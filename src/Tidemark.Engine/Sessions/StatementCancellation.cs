using Tidemark.Errors;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// Ends the running statement of a session: by somebody's wish, by its timeout, or because the session is to end. A wish that comes between two statements is forgotten when the next one
/// begins. Wishes come from any thread at any time, also when the session is gone; all else is the session's own.
/// </summary>
internal sealed class StatementCancellation : IDisposable
{
    private readonly Lock _gate = new();
    private volatile CancellationTokenSource _source = new();
    private volatile bool _isRequested;
    private volatile bool _isTerminated;
    private bool _isDisposed;

    /// <summary>Cancelled when the statement is to end. Each statement may have another one.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Why the statement was cancelled.</summary>
    public SqlException Error => EndError ?? (_isRequested ? TransactionErrors.Cancelled() : TransactionErrors.StatementTimeout());

    /// <summary>Why the session is to end; null when it is not.</summary>
    public SqlException? EndError => _isTerminated ? TransactionErrors.Terminated() : null;

    /// <summary>Asks the running statement to end. Any thread.</summary>
    public void Request()
    {
        lock (_gate)
        {
            _isRequested = true;
            if (!_isDisposed) _source.Cancel();
        }
    }

    /// <summary>Ends the running statement, and all others from now on. Any thread.</summary>
    public void Terminate()
    {
        lock (_gate)
        {
            _isTerminated = true;
            if (!_isDisposed) _source.Cancel();
        }
    }

    /// <summary>Fails when the statement is to end.</summary>
    public void ThrowIfCancelled()
    {
        if (_source.IsCancellationRequested) throw Error;
    }

    /// <summary>A statement begins.</summary>
    /// <param name="timeout">How long it may run, in milliseconds; 0 for as long as it takes.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="SqlException">57P01: the session is to end.</exception>
    public void Rearm(long timeout, TimeProvider clock)
    {
        lock (_gate)
        {
            if (EndError is { } error) throw error;
            _isRequested = false;
            if (timeout == 0 && _source.TryReset()) return;
            _source.Dispose();
            _source = timeout == 0 ? new CancellationTokenSource() : new CancellationTokenSource(TimeSpan.FromMilliseconds(timeout), clock);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _source.Dispose();
        }
    }
}
