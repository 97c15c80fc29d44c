using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.ForeignKeys;
using Tidemark.Engine.Sessions.Cursors;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Rollups;
using Tidemark.Engine.Sessions.Routines;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Engine.Sessions.Temporary;
using Tidemark.Engine.Sessions.Transactions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// A session from the inside: what commands and functions work with. Settings and the open transaction change through it, so that a rollback takes both back.
/// </summary>
internal sealed class SessionContext : IDisposable
{
    private readonly List<(string Name, SessionSettings Settings, int Cursors)> _savepoints = [];

    // The users' own settings that this session has ever set or reset: they stay known, and empty, when their values are taken back.
    private readonly HashSet<string> _ownSettings = new(StringComparer.OrdinalIgnoreCase);
    private readonly StatementCancellation _cancellation = new();
    private SessionSettings _settingsBefore;
    private FormatSettings? _format;
    private SessionSequences? _sequences;

    // No statement has run in the transaction yet: the first one begins when it does.
    private bool _isFresh;
    private SessionObjectNames? _names;
    private (SessionSettings Settings, CatalogSnapshot Catalog, string User, bool HasTemporary, IReadOnlyList<string> Path)? _searchPath;

    public SessionContext(Session session, Instance instance, Database database, string user, SessionSettings settings)
    {
        Session = session;
        Instance = instance;
        Database = database;
        AuthenticatedUser = user;
        Settings = settings;
        LockGroup = new LockGroup(session.ProcessId);
        Monitor = new SessionMonitor(this);
        Notifications = new SessionNotifications(this);
        AdvisoryLocks = new AdvisoryLocks(this);
        Routines = new RoutineRunner(this);
        RollupPlans = new RollupPlans(this);
        Temporary = new TemporarySchema(this);
        _settingsBefore = settings;
    }

    /// <summary>The session as clients see it.</summary>
    public Session Session { get; }

    /// <summary>The instance.</summary>
    public Instance Instance { get; }

    /// <summary>The database.</summary>
    public Database Database { get; }

    /// <summary>The session as the lock manager knows it.</summary>
    public LockGroup LockGroup { get; }

    /// <summary>What functions are told about all sessions.</summary>
    public SessionMonitor Monitor { get; }

    /// <summary>What the session listens to and says.</summary>
    public SessionNotifications Notifications { get; }

    /// <summary>Its cursors.</summary>
    public SessionCursors Cursors { get; } = new();

    /// <summary>Its plans that merge late rows into continuous aggregates.</summary>
    public RollupPlans RollupPlans { get; }

    /// <summary>Runs routines that users made.</summary>
    public RoutineRunner Routines { get; }

    /// <summary>The schema of its temporary relations.</summary>
    public TemporarySchema Temporary { get; }

    /// <summary>The session's locks on numbers.</summary>
    public AdvisoryLocks AdvisoryLocks { get; }

    /// <summary>What the session does, for others to see.</summary>
    public SessionActivity Activity { get; } = new();

    /// <summary>The role that logged in.</summary>
    public string AuthenticatedUser { get; }

    /// <summary>The role that logged in, or the one that SET SESSION AUTHORIZATION put in its place.</summary>
    public string User => Settings.Get("session_authorization");

    /// <summary>The role that SET ROLE chose, or the one that logged in.</summary>
    public string CurrentUser => Settings.OfStatements.Role is var role && role != "none" ? role : User;

    /// <summary>The clock.</summary>
    public TimeProvider Clock => Database.Options.Clock;

    /// <summary>The session's side of sequences.</summary>
    public SessionSequences Sequences => _sequences ??= new SessionSequences(Database.Sequences, this);

    /// <summary>The session's random numbers.</summary>
    public Random Random { get; set; } = new();

    /// <summary>The values of the settings.</summary>
    public SessionSettings Settings { get; private set; }

    /// <summary>The open transaction; null between transactions.</summary>
    public Transaction? Current { get; private set; }

    /// <summary>Whether BEGIN opened it.</summary>
    public bool IsInBlock { get; private set; }

    /// <summary>The statement that the client sent, whatever it runs in its turn; null before the first.</summary>
    public Statement? TopStatement { get; set; }

    /// <summary>The text that the client sent with it.</summary>
    public string TopSource { get; set; } = "";

    /// <summary>Whether a statement of the block failed.</summary>
    public bool IsFailed { get; private set; }

    /// <summary>Counts ended transactions: a portal or cursor of an older one is gone.</summary>
    public int Epoch { get; private set; }

    /// <summary>The open transaction; opens an implicit one where there is none.</summary>
    public Transaction Transaction
    {
        get
        {
            if (Current is not null) return Current;
            Current = Database.Begin(LockGroup, IsolationOf(Settings.OfStatements.DefaultIsolation), Settings.OfStatements.IsReadOnly);
            _settingsBefore = Settings;
            _format = null;
            _isFresh = true;
            return Current;
        }
    }

    /// <summary>The catalog as the present statement sees it.</summary>
    public CatalogSnapshot Catalog => Transaction.Catalog;

    /// <summary>What input and output of values depend on.</summary>
    public FormatSettings Format => _format ??= Settings.Format with { TransactionTime = Current?.StartTime ?? Clocks.Now(Clock), Names = _names ??= new SessionObjectNames(this) };

    /// <summary>Cancelled when the client asks or a timeout has passed.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Schemas to look unqualified names up in, those that exist only, pg_catalog first unless it is named.</summary>
    public IReadOnlyList<string> SearchPath
    {
        get
        {
            var (settings, catalog, user, hasTemporary) = (Settings, Catalog, CurrentUser, Temporary.Exists);
            if (_searchPath is { } known && ReferenceEquals(known.Settings, settings) && ReferenceEquals(known.Catalog, catalog) && known.User == user && known.HasTemporary == hasTemporary) return known.Path;
            var path = NamedSearchPath();
            if (!path.Contains("pg_catalog")) path.Insert(0, "pg_catalog");
            if (hasTemporary && !path.Contains(Temporary.Name)) path.Insert(0, Temporary.Name);
            _searchPath = (settings, catalog, user, hasTemporary, path);
            return path;
        }
    }

    /// <summary>The schema that CREATE without a schema creates in; null where the search path has none.</summary>
    public string? CreationSchema => NamedSearchPath().FirstOrDefault();

    /// <summary>Asks the running statement to end. Any thread.</summary>
    public void Cancel() => _cancellation.Request();

    /// <summary>Why the session is to end though it does nothing; null when it is not.</summary>
    public SqlException? EndError => _cancellation.EndError;

    /// <summary>How long the session may wait for its client at present, and what it fails with then; null for as long as it takes.</summary>
    public (TimeSpan Time, SqlException Error)? IdleLimit
    {
        get
        {
            var time = IsInBlock ? Settings.OfStatements.IdleInTransactionTimeout : Settings.OfStatements.IdleTimeout;
            return time == 0 ? null : (TimeSpan.FromMilliseconds(time), IsInBlock ? TransactionErrors.IdleInTransaction() : TransactionErrors.IdleSession());
        }
    }

    /// <summary>Ends the session from outside: statements fail with 57P01 from now on. Any thread.</summary>
    public void Terminate() => _cancellation.Terminate();

    /// <summary>Fails with 57014 when the statement is to end.</summary>
    public void ThrowIfCancelled() => _cancellation.ThrowIfCancelled();

    /// <summary>Why the statement was cancelled.</summary>
    public SqlException CancellationError() => _cancellation.Error;

    /// <summary>
    /// Begins a statement: refuses it in a failed block, opens a transaction, takes its snapshot, and starts its timeout.
    /// </summary>
    public void BeginStatement(Statement statement)
    {
        if (_cancellation.EndError is { } ended) throw ended;
        if (IsFailed && statement is not (CommitStatement or RollbackStatement or RollbackToSavepointStatement)) throw TransactionErrors.Failed();
        _cancellation.Rearm(Settings.OfStatements.StatementTimeout, Clock);
        if (statement is CommitStatement or RollbackStatement) return;
        if (TakesSnapshot(statement)) Transaction.BeginStatement();
        StatementTime = _isFresh ? Transaction.StartTime : Clocks.Now(Clock);
        _isFresh = false;
    }

    /// <summary>When the present statement began, in microseconds since 2000-01-01 UTC; the first one begins its transaction.</summary>
    public long StatementTime { get; private set; }

    /// <summary>Fails with 25006 in a read-only transaction.</summary>
    public void RequireWritable(string command)
    {
        if (Transaction.IsReadOnly) throw TransactionErrors.ReadOnly(command);
    }

    /// <summary>Fails with 25001 in a transaction block.</summary>
    public void RequireOutsideBlock(string command)
    {
        if (IsInBlock) throw TransactionErrors.InsideBlock(command);
    }

    /// <summary>Waits for a lock on an object of the catalog, held until the transaction ends.</summary>
    public void Lock(LockTarget target, TableLockMode mode)
    {
        try
        {
            Transaction.Lock(target, mode, Patience);
        }
        catch (OperationCanceledException)
        {
            throw CancellationError();
        }
    }

    /// <summary>Lets others wait for the end of the open transaction.</summary>
    public void HoldSelf() => Transaction.HoldSelf(Clock);

    /// <summary>Waits for the end of another transaction, one that holds itself.</summary>
    public void WaitForEnd(LockOwner other) => Lock(other.Self, TableLockMode.RowExclusive);

    /// <summary>Waits for rows, held until the transaction ends.</summary>
    public void LockRows(RowSet rows, RowLockMode mode)
    {
        try
        {
            Transaction.LockRows(rows, mode, Patience);
        }
        catch (OperationCanceledException)
        {
            throw CancellationError();
        }
    }

    /// <summary>How the session waits for locks.</summary>
    public LockPatience Patience
    {
        get
        {
            var timeout = Settings.OfStatements.LockTimeout;
            return new LockPatience(
                timeout == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(timeout),
                TimeSpan.FromMilliseconds(Settings.OfStatements.DeadlockTimeout),
                Clock,
                Cancellation);
        }
    }

    /// <summary>BEGIN.</summary>
    public void BeginBlock(TransactionModes modes)
    {
        if (IsInBlock)
        {
            Notice(TransactionErrors.AlreadyInBlock());
        }
        else
        {
            IsInBlock = true;
            _ = Transaction;
        }

        SetModes(modes);
    }

    /// <summary>Changes the modes of the open transaction.</summary>
    public void SetModes(TransactionModes modes)
    {
        if (modes.Isolation is { } isolation) Transaction.SetIsolation(isolation);
        if (modes.IsReadOnly is { } isReadOnly) Transaction.SetReadOnly(isReadOnly);
        if (modes.IsDeferrable is { } isDeferrable) Transaction.IsDeferrable = isDeferrable;
    }

    /// <summary>COMMIT, or the end of an implicit transaction. True when the changes were kept, false when a failed block was rolled back.</summary>
    public bool Commit()
    {
        if (IsFailed)
        {
            Rollback();
            return false;
        }

        var transaction = Current;
        Cursors.Hold();
        var announcements = transaction?.Announcements ?? [];
        try
        {
            if (transaction is { Deferral.Keys.IsEmpty: false }) DeferredReferences.Test(this, _ => true);
            Temporary.BeforeCommit();
        }
        catch
        {
            Rollback();
            throw;
        }

        try
        {
            transaction?.Commit(Settings.OfStatements.WaitsForFlush ? Durability.Flushed : Durability.Async);
            ChangeSettings(Settings.WithoutLocal());
        }
        catch
        {
            ChangeSettings(_settingsBefore);
            throw;
        }
        finally
        {
            EndTransaction();
        }

        Notifications.Committed(announcements);
        return true;
    }

    /// <summary>ROLLBACK, or the end of an implicit transaction that failed.</summary>
    public void Rollback()
    {
        if (Current is not null)
        {
            Current.Rollback();
            ChangeSettings(_settingsBefore);
        }

        EndTransaction();
    }

    /// <summary>A statement failed: a block waits for its end, an implicit transaction is over.</summary>
    public void Fail()
    {
        if (!IsInBlock)
        {
            Rollback();
            return;
        }

        if (!IsFailed) Current?.Fail();
        IsFailed = true;
    }

    /// <summary>SAVEPOINT.</summary>
    public void Save(string name)
    {
        if (!IsInBlock) throw TransactionErrors.OutsideBlock("SAVEPOINT");
        Transaction.Save(name);
        _savepoints.Add((name, Settings, Cursors.Count));
    }

    /// <summary>RELEASE SAVEPOINT.</summary>
    public void Release(string name)
    {
        if (!IsInBlock) throw TransactionErrors.OutsideBlock("RELEASE SAVEPOINT");
        Transaction.Release(name);
        var at = _savepoints.FindLastIndex(s => s.Name == name);
        _savepoints.RemoveRange(at, _savepoints.Count - at);
    }

    /// <summary>ROLLBACK TO SAVEPOINT: mends a failed block.</summary>
    public void RollbackTo(string name)
    {
        if (!IsInBlock) throw TransactionErrors.OutsideBlock("ROLLBACK TO SAVEPOINT");
        Transaction.RollbackTo(name);
        var at = _savepoints.FindLastIndex(s => s.Name == name);
        ChangeSettings(_savepoints[at].Settings);
        Cursors.CloseSince(_savepoints[at].Cursors);
        _savepoints.RemoveRange(at + 1, _savepoints.Count - at - 1);
        IsFailed = false;
    }

    /// <summary>Puts other settings in force and tells the client of those it is told about.</summary>
    public void ChangeSettings(SessionSettings settings)
    {
        if (settings == Settings) return;
        var before = Settings;
        Settings = settings;
        _format = null;
        foreach (var setting in SettingRegistry.All)
        {
            if (setting.IsReported && settings.Get(setting.Name) is var value && value != before.Get(setting.Name)) Session.OnSettingChanged?.Invoke(setting.Name, value);
        }
    }

    /// <summary>SET, SET LOCAL and set_config.</summary>
    public void Set(string name, string value, bool isLocal)
    {
        switch (name)
        {
            case "transaction_isolation":
                Transaction.SetIsolation(IsolationOf(SettingRegistry.Find(name)!.Kind.Canonicalize(name, value)));
                return;
            case "transaction_read_only":
                Transaction.SetReadOnly(BooleanSetting.Parse(value) ?? throw SettingErrors.RequiresBoolean(name));
                return;
            case "role":
                SessionRoles.RequireSettable(value, this);
                break;
            case "session_authorization":
                SessionRoles.Authorize(value, this);
                return;
        }

        if (isLocal && !IsInBlock) Notice(TransactionErrors.OnlyInBlock("SET LOCAL"));
        _ = Transaction;
        ChangeSettings(Settings.With(name, value, isLocal));
        Remember(name);
    }

    /// <summary>Puts a setting back at its default. One of a user's own is known from then on.</summary>
    public void Reset(string name, bool isLocal = false)
    {
        ChangeSettings(Settings.Reset(name, isLocal));
        Remember(name);
    }

    /// <summary>The name of a setting as it is shown: a user's own as it was first written.</summary>
    public string SettingName(string name) => SettingRegistry.Find(name)?.Name ?? (_ownSettings.TryGetValue(name, out var own) ? own : name);

    private void Remember(string name)
    {
        if (SettingRegistry.Find(name) is null) _ownSettings.Add(name);
    }

    /// <summary>The value that SHOW prints; null for an unknown setting.</summary>
    public string? GetSetting(string name) => name.ToLowerInvariant() switch
    {
        "transaction_isolation" => IsolationName(Current?.Isolation ?? IsolationOf(Settings.Get("default_transaction_isolation"))),
        "transaction_read_only" => (Current?.IsReadOnly ?? Settings.IsOn("default_transaction_read_only")) ? "on" : "off",
        "transaction_deferrable" => (Current?.IsDeferrable ?? Settings.IsOn("default_transaction_deferrable")) ? "on" : "off",
        "session_authorization" => User,
        _ => Settings.Find(name) ?? (_ownSettings.Contains(name) ? "" : null),
    };

    /// <summary>Sends a notice or warning, if client_min_messages lets it through.</summary>
    public void Notice(SqlError notice)
    {
        var least = Settings.Get("client_min_messages") switch
        {
            "error" => Severity.Error,
            "warning" => Severity.Warning,
            "log" or "debug1" or "debug2" or "debug3" or "debug4" or "debug5" => Severity.Debug,
            _ => Severity.Notice,
        };
        if (notice.Severity == Severity.Info || notice.Severity >= least) Session.OnNotice?.Invoke(notice);
    }

    // These look at no rows, and so leave open which isolation level the transaction gets.
    private static bool TakesSnapshot(Statement statement) => statement is not (Syntax.Statements.BeginStatement or SetTransactionStatement or SetStatement or ResetStatement or ShowStatement
        or SavepointStatement or ReleaseSavepointStatement or RollbackToSavepointStatement);

    /// <inheritdoc />
    public void Dispose()
    {
        Cursors.CloseAll();
        Notifications.Leave();
        Database.Locks.ReleaseAll(AdvisoryLocks.Owner);
        _cancellation.Dispose();
    }

    private void EndTransaction()
    {
        Current = null;
        IsInBlock = false;
        IsFailed = false;
        Epoch++;
        Cursors.End();
        _format = null;
        _savepoints.Clear();
    }

    private List<string> NamedSearchPath()
    {
        var path = new List<string>();
        var catalog = Catalog;
        foreach (var entry in SearchPathSetting.Split(Settings.Get("search_path")))
        {
            var name = entry == "$user" ? CurrentUser : Temporary.Resolve(entry);
            if (catalog.FindSchema(name) is not null && !path.Contains(name)) path.Add(name);
        }

        return path;
    }

    private static IsolationLevel IsolationOf(string value) => value switch
    {
        "serializable" => IsolationLevel.Serializable,
        "repeatable read" => IsolationLevel.RepeatableRead,
        "read uncommitted" => IsolationLevel.ReadUncommitted,
        _ => IsolationLevel.ReadCommitted,
    };

    private static string IsolationName(IsolationLevel isolation) => isolation switch
    {
        IsolationLevel.Serializable => "serializable",
        IsolationLevel.RepeatableRead => "repeatable read",
        IsolationLevel.ReadUncommitted => "read uncommitted",
        _ => "read committed",
    };
}
