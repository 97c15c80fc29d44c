using System.Collections.Concurrent;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// One client's conversation with a database: the only way in. Used by one thread at a time, <see cref="Cancel"/> aside. Calls run on the caller's thread until they
/// are done; a statement that waits for a lock or for the disk holds its thread.
/// </summary>
public sealed class Session : IDisposable
{
    private readonly Instance _instance;
    private readonly StatementCache _cache;
    private readonly ConcurrentQueue<Notification> _notifications = [];
    private bool _isClosed;

    internal Session(Instance instance, Database database, string user, int processId, int secretKey, IReadOnlyDictionary<string, string> settings)
    {
        _instance = instance;
        ProcessId = processId;
        SecretKey = secretKey;
        var initial = SessionSettings.Create(instance.Options.Settings, StoredSettings.For(user, database.Name, instance.Catalog), settings)
            .WithFact("session_authorization", user)
            .WithFact("is_superuser", instance.Catalog.FindRole(user) is { IsSuperuser: true } ? "on" : "off");
        Context = new SessionContext(this, instance, database, user, initial);
        _cache = new StatementCache(Context);
        Context.Activity.Connect(Context.Clock);
    }

    /// <summary>Identifies the session to pg_stat_activity and for cancelling.</summary>
    public int ProcessId { get; }

    /// <summary>What a cancel request must know besides.</summary>
    public int SecretKey { get; }

    /// <summary>The database it is connected to.</summary>
    public string DatabaseName => Context.Database.Name;

    /// <summary>Where the session stands.</summary>
    public TransactionStatus Status => Context.IsFailed ? TransactionStatus.Failed : Context.IsInBlock ? TransactionStatus.InTransaction : TransactionStatus.Idle;

    /// <summary>Called with each notice or warning, on the thread that runs the statement.</summary>
    public Action<SqlError>? OnNotice { get; set; }

    /// <summary>Called when a setting that clients are told about changes, with its name and new value.</summary>
    public Action<string, string>? OnSettingChanged { get; set; }

    /// <summary>Called, from any thread, when something has come up for a session that waits for its client: <see cref="TakeNotification"/> or <see cref="EndError"/> tells what.</summary>
    public Action? OnAttention { get; set; }

    /// <summary>Why the session is to end though it does nothing; null when it is not.</summary>
    public SqlException? EndError => Context.EndError;

    /// <summary>How long the session may wait for its client at present, and what it fails with then; null for as long as it takes.</summary>
    public (TimeSpan Time, SqlException Error)? IdleLimit => Context.IdleLimit;

    /// <summary>The next notification for the client, or null. To be given to it outside of transactions only.</summary>
    public Notification? TakeNotification() => _notifications.TryDequeue(out var notification) ? notification : null;

    /// <summary>The prepared statements that have names.</summary>
    public NamedStatements Statements { get; } = new();

    /// <summary>What output of values depends on at present.</summary>
    public FormatSettings Format => Context.Format;

    /// <summary>The settings that a client is told about when it connects.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ReportedSettings =>
        [.. SettingRegistry.All.Where(s => s.IsReported).Select(s => KeyValuePair.Create(s.Name, Context.Settings.Get(s.Name)))];

    internal SessionContext Context { get; }

    /// <summary>The statements of a simple query. They are parsed at once, so that a syntax error anywhere runs none of them, and analysed when bound.</summary>
    /// <exception cref="SqlException">42601: the text is not SQL.</exception>
    public IReadOnlyList<PreparedStatement> PrepareScript(string sql) => _cache.GetScript(sql);

    /// <summary>Parses and analyses one statement. Without a name it may be one that an earlier call with the same text and types gave.</summary>
    /// <param name="sql">The text; an empty one gives a statement that does nothing.</param>
    /// <param name="parameterTypes">Type oids of the first parameters; 0, or none given, for those to be inferred.</param>
    /// <param name="isNamed">Whether it goes to <see cref="Statements"/>.</param>
    /// <exception cref="SqlException">42601 when the text holds several statements or is not SQL; whatever analysis finds.</exception>
    public PreparedStatement Prepare(string sql, ReadOnlySpan<uint> parameterTypes, bool isNamed)
    {
        var statement = isNamed ? _cache.ParseOne(sql, parameterTypes) : _cache.GetStatement(sql, parameterTypes);
        statement.Analyze();
        return statement;
    }

    /// <summary>Begins a statement: takes its snapshot, and makes it ready to run with these parameters.</summary>
    /// <exception cref="SqlException">08P01 when their number is wrong; 22P02, 22P03 and others when a value is not one of its type; whatever analysis finds.</exception>
    public Portal Bind(PreparedStatement statement, ReadOnlySpan<ParameterValue> parameters)
    {
        Context.Activity.Begin(statement.Text, Context.Clock);
        if (statement.Statement is { } tree) Context.BeginStatement(tree);
        Context.TopStatement = statement.Statement;
        Context.TopSource = statement.Source;
        return statement.Bind(parameters);
    }

    /// <summary>
    /// The end of a simple query and of an extended query's Sync: commits what ran outside a transaction block. May fail as COMMIT may.
    /// </summary>
    public void CompleteImplicitTransaction()
    {
        if (!Context.IsInBlock && Context.Current is not null) Context.Commit();
        Context.Activity.End(Status, Context.Clock);
    }

    /// <summary>Must be called after a call to the session or its portals threw: rolls back the implicit transaction or marks the block failed.</summary>
    public void Abort()
    {
        Context.Fail();
        Context.Activity.End(Status, Context.Clock);
    }

    /// <summary>The running statement waits for its client: background work need not make room for it until <see cref="EndWait"/>.</summary>
    public void BeginWait() => Context.Activity.Rest();

    /// <summary>The running statement goes on.</summary>
    public void EndWait() => Context.Activity.Run();

    /// <summary>Makes the running statement fail with 57014 soon. Any thread.</summary>
    public void Cancel() => Context.Cancel();

    /// <summary>Makes the running statement, and every one after it, fail with 57P01: another session ends this one. Any thread.</summary>
    public void Terminate()
    {
        Context.Terminate();
        OnAttention?.Invoke();
    }

    internal void Receive(Notification notification) => _notifications.Enqueue(notification);

    /// <summary>Ends the session: rolls back and releases locks.</summary>
    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        Context.Rollback();
        Context.Temporary.End();
        Context.Activity.Rest();
        _instance.Remove(this);
        Context.Dispose();
    }
}
