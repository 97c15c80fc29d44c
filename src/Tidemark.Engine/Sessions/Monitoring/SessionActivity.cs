using Tidemark.Storage;

namespace Tidemark.Engine.Sessions;

/// <summary>What a session does at present. Written by its own thread, read by any; a reader may see a moment between two states.</summary>
internal sealed class SessionActivity
{
    private string _query = "";
    private string _state = "idle";
    private long _backendStart;
    private long _queryStart;
    private long _stateChange;
    private long _transactionStart;
    private bool _isRunning;

    /// <summary>The text of the statement that runs, or of the last one.</summary>
    public string Query => Volatile.Read(ref _query);

    /// <summary>active, idle, idle in transaction, or idle in transaction (aborted).</summary>
    public string State => Volatile.Read(ref _state);

    /// <summary>When the session began, in microseconds since 2000-01-01 UTC, as all of these.</summary>
    public long BackendStart => Volatile.Read(ref _backendStart);

    /// <summary>When the statement began; 0 before the first.</summary>
    public long QueryStart => Volatile.Read(ref _queryStart);

    /// <summary>When <see cref="State"/> changed.</summary>
    public long StateChange => Volatile.Read(ref _stateChange);

    /// <summary>When the transaction began; 0 for none.</summary>
    public long TransactionStart => Volatile.Read(ref _transactionStart);

    /// <summary>The session is there.</summary>
    public void Connect(TimeProvider clock) => _backendStart = _stateChange = Clocks.Now(clock);

    /// <summary>Upkeep makes room from now on.</summary>
    public void Run()
    {
        if (_isRunning) return;
        _isRunning = true;
        Upkeep.BeginStatement();
    }

    /// <summary>Nothing runs at present.</summary>
    public void Rest()
    {
        if (!_isRunning) return;
        _isRunning = false;
        Upkeep.EndStatement();
    }

    /// <summary>A statement begins.</summary>
    public void Begin(string query, TimeProvider clock)
    {
        var now = Clocks.Now(clock);
        Volatile.Write(ref _query, query);
        Volatile.Write(ref _queryStart, now);
        Volatile.Write(ref _stateChange, now);
        if (_transactionStart == 0) Volatile.Write(ref _transactionStart, now);
        Volatile.Write(ref _state, "active");
        Run();
    }

    /// <summary>The session waits for its client.</summary>
    public void End(TransactionStatus status, TimeProvider clock)
    {
        Rest();
        if (status == TransactionStatus.Idle) Volatile.Write(ref _transactionStart, 0);
        Volatile.Write(ref _stateChange, Clocks.Now(clock));
        Volatile.Write(ref _state, status switch
        {
            TransactionStatus.Idle => "idle",
            TransactionStatus.Failed => "idle in transaction (aborted)",
            _ => "idle in transaction",
        });
    }
}
