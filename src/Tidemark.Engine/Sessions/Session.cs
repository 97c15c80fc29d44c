using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// One client's conversation with a database: the only way in. Used by one thread at a time, <see cref="Cancel"/> aside. Calls run on the caller's thread until they
/// are done; a statement that waits for a lock or for the disk holds its thread.
/// </summary>
public sealed class Session : IDisposable
{
    internal Session()
    {
    }

    /// <summary>Identifies the session to pg_stat_activity and for cancelling.</summary>
    public int ProcessId { get; }

    /// <summary>What a cancel request must know besides.</summary>
    public int SecretKey { get; }

    /// <summary>Where the session stands.</summary>
    public TransactionStatus Status { get; private set; } = TransactionStatus.Idle;

    /// <summary>Called with each notice or warning, on the thread that runs the statement.</summary>
    public Action<SqlError>? OnNotice { get; set; }

    /// <summary>Called when a setting that clients are told about changes, with its name and new value.</summary>
    public Action<string, string>? OnSettingChanged { get; set; }

    /// <summary>How values look in text at present.</summary>
    public FormatSettings Format { get; private set; } = FormatSettings.Default;

    /// <summary>The prepared statements that have names.</summary>
    public NamedStatements Statements { get; } = new();

    /// <summary>The settings that a client is told about when it connects.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ReportedSettings => throw InternalErrors.NotSupported("sessions");

    /// <summary>The statements of a simple query. They are parsed at once, so that a syntax error anywhere runs none of them, and analysed when bound.</summary>
    public IReadOnlyList<PreparedStatement> PrepareScript(string sql) => throw InternalErrors.NotSupported("sessions");

    /// <summary>Parses and analyses one statement; 42601 when the text holds several.</summary>
    /// <param name="sql">The text; an empty one gives a statement that does nothing.</param>
    /// <param name="parameterTypes">Type oids of the first parameters; 0, or none given, for those to be inferred.</param>
    public PreparedStatement Prepare(string sql, ReadOnlySpan<uint> parameterTypes) => throw InternalErrors.NotSupported("sessions");

    /// <summary>Makes a statement ready to run with these parameters.</summary>
    public Portal Bind(PreparedStatement statement, ReadOnlySpan<ParameterValue> parameters) => throw InternalErrors.NotSupported("sessions");

    /// <summary>
    /// The end of a simple query and of an extended query's Sync: commits what ran outside a transaction block. May fail as COMMIT may.
    /// </summary>
    public void CompleteImplicitTransaction()
    {
    }

    /// <summary>Must be called after a call to the session or its portals threw: rolls back the implicit transaction or marks the block failed.</summary>
    public void Abort()
    {
    }

    /// <summary>Makes the running statement fail with 57014 soon. Any thread.</summary>
    public void Cancel()
    {
    }

    /// <summary>Ends the session: rolls back, releases locks, drops temporary tables.</summary>
    public void Dispose()
    {
    }
}
