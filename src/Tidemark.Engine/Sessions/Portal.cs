using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions;

/// <summary>A statement with its parameters, being run. Belongs to its session and ends with its transaction at the latest.</summary>
public sealed class Portal : IDisposable
{
    private readonly SessionContext _session;
    private readonly StatementRunner _runner;
    private readonly int _epoch;

    internal Portal(SessionContext session, StatementRunner runner)
    {
        _session = session;
        _runner = runner;
        _epoch = session.Epoch;
    }

    /// <summary>What running it yields.</summary>
    public PortalKind Kind => _runner.Kind;

    /// <summary>Whether a simple query gets the rows in binary form, as those of a BINARY cursor.</summary>
    public bool IsBinary => _runner.IsBinary;

    /// <summary>The columns of the rows; empty for other kinds.</summary>
    public IReadOnlyList<ResultColumn> Columns => _runner.Columns;

    /// <summary>The command tag, such as <c>SELECT 3</c>; valid once <see cref="Next"/> gave null or the copy is complete.</summary>
    public string CommandTag => _runner.CommandTag;

    /// <summary>
    /// The next rows, at most <paramref name="maxRows"/>; null at the end. For a portal without rows the first call carries the statement out and gives null.
    /// The batch (read it with <see cref="Batch.Column"/>) holds until the next call.
    /// </summary>
    public Batch? Next(int maxRows)
    {
        Enter();
        try
        {
            return _runner.Next(maxRows);
        }
        catch (OperationCanceledException)
        {
            throw _session.CancellationError();
        }
    }

    /// <summary>Begins COPY ... FROM STDIN.</summary>
    public CopyTarget OpenCopyIn()
    {
        Enter();
        return _runner.OpenCopyIn();
    }

    /// <summary>Begins COPY ... TO STDOUT.</summary>
    public CopySource OpenCopyOut()
    {
        Enter();
        return _runner.OpenCopyOut();
    }

    /// <inheritdoc />
    public void Dispose() => _runner.Dispose();

    // A portal that outlived its transaction is gone.
    private void Enter()
    {
        if (_epoch != _session.Epoch && !_runner.IsDone) throw StatementErrors.PortalCannotRun();
    }
}
