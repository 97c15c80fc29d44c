using System.Collections.Concurrent;
using System.Security.Cryptography;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Transactions;
using Tidemark.Errors;
using Tidemark.Storage;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// An open data directory: its databases and roles. One process owns a directory at a time; a second gets 55006. Thread-safe.
/// The directory holds <c>instance</c>, a store of its own with the names of databases and the roles, and <c>databases/OID</c> for each database.
/// </summary>
public sealed class Instance : IDisposable
{
    // How long DROP DATABASE waits for sessions to leave, in milliseconds; PostgreSQL's five seconds.
    private const int LeaveTimeout = 5000;

    private readonly string _directory;
    private readonly InstanceOptions _options;
    private readonly Database _shared;
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Lazy<Database>> _databases = [];
    private readonly ConcurrentDictionary<int, Session> _sessions = [];
    private int _lastProcessId;
    private bool _isDisposed;

    private Instance(string directory, InstanceOptions options, Database shared)
    {
        _directory = directory;
        _options = options;
        _shared = shared;
    }

    /// <summary>Every open session.</summary>
    public IEnumerable<Session> Sessions => _sessions.Values;

    /// <summary>The databases and roles.</summary>
    internal CatalogSnapshot Catalog => (CatalogSnapshot)_shared.Store.Root.Companion!;

    internal InstanceOptions Options => _options;

    /// <summary>Opens a data directory, making it with the database and the superuser <c>postgres</c> when it is empty.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="SqlException">55006 when another process has it open; XX001 when it is damaged.</exception>
    public static Instance Open(string directory, InstanceOptions? options = null)
    {
        options = WithTestSettings(options ?? new InstanceOptions());
        var shared = Database.Open("", Path.Combine(directory, "instance"), options, CatalogBootstrap.InstanceObjects);
        return new Instance(directory, options, shared);
    }

    // Settings that make rare things usual, for the whole process; tests put them into the configuration.
    private static InstanceOptions WithTestSettings(InstanceOptions options)
    {
        if (IsOn("tidemark.equal_hashes")) AppContext.SetSwitch(Execution.KeyHash.EqualSwitch, true);
        return IsOn("tidemark.flush_each_commit") ? options with { Store = options.Store with { FlushEachCommit = true } } : options;

        bool IsOn(string name) => options.Settings.TryGetValue(name, out var value) && value is "on";
    }

    /// <summary>Whether a role of this name can log in, and its SCRAM-SHA-256 verifier, null for no password.</summary>
    public bool TryGetLogin(string role, out string? passwordVerifier)
    {
        var found = Catalog.FindRole(role);
        passwordVerifier = found?.PasswordVerifier;
        return found is { CanLogin: true };
    }

    /// <summary>Gives a role another password, kept as a verifier; null takes it away.</summary>
    /// <exception cref="SqlException">42704 when there is no such role.</exception>
    public void SetPassword(string role, string? password) => ChangeShared(transaction =>
    {
        var found = transaction.Catalog.FindRole(role) ?? throw CatalogErrors.Undefined("role", role);
        transaction.Put(found with { PasswordVerifier = password is null ? null : PasswordVerifier.Create(password) });
    });

    /// <summary>Begins a session.</summary>
    /// <param name="database">The database; 3D000 where there is none of that name.</param>
    /// <param name="role">The role; 28000 where it cannot log in. Who the client is was proven before.</param>
    /// <param name="settings">Settings of the startup message, such as TimeZone or application_name.</param>
    public Session Connect(string database, string role, IReadOnlyDictionary<string, string> settings)
    {
        if (!TryGetLogin(role, out _)) throw CatalogErrors.NoRole(role);
        return ConnectAs(database, role, settings);
    }

    /// <summary>Begins a session of the engine's own, for a role that need not be allowed to log in.</summary>
    internal Session ConnectAs(string database, string role, IReadOnlyDictionary<string, string> settings)
    {
        var session = new Session(this, OpenDatabase(database), role, Interlocked.Increment(ref _lastProcessId), RandomNumberGenerator.GetInt32(int.MaxValue), settings);
        lock (_sessions) _sessions[session.ProcessId] = session;
        return session;
    }

    /// <summary>
    /// Opens the databases ahead of the sessions that want them, which find them open or wait for what is left of the opening, and readies the engine by a first statement.
    /// </summary>
    /// <param name="failed">Told the name of a database that cannot be opened, and why; the others are opened all the same.</param>
    public void OpenDatabases(Action<string, SqlException> failed)
    {
        // One without a directory was never connected to: it is made then.
        foreach (var name in Catalog.Objects.OfType<DatabaseEntry>().Where(d => Directory.Exists(PathOf(d))).Select(d => d.Name).Order(StringComparer.Ordinal).ToList())
        {
            try
            {
                OpenDatabase(name);
            }
            catch (SqlException error) when (error.Error.State != SqlState.InvalidCatalogName)
            {
                failed(name, error);
            }
            catch (SqlException)
            {
                // Somebody dropped it just now.
            }
        }
    }

    /// <summary>Cancels what a session is doing, if the key is right.</summary>
    public bool Cancel(int processId, int secretKey)
    {
        if (!_sessions.TryGetValue(processId, out var session) || session.SecretKey != secretKey) return false;
        session.Cancel();
        return true;
    }

    /// <summary>The session of this number, or null.</summary>
    internal Session? FindSession(int processId) => _sessions.GetValueOrDefault(processId);

    /// <summary>Ends all sessions and closes the databases.</summary>
    public void Dispose()
    {
        List<Database> running;
        lock (_gate) running = [.. _databases.Values.Where(d => d.IsValueCreated).Select(d => d.Value)];
        running.ForEach(d => d.StopServices());
        foreach (var session in _sessions.Values) session.Dispose();
        List<Lazy<Database>> opened;
        lock (_gate)
        {
            _isDisposed = true;
            opened = [.. _databases.Values];
            _databases.Clear();
        }

        foreach (var database in opened) Close(database);

        _shared.Dispose();
    }

    /// <summary>Makes a database.</summary>
    internal void CreateDatabase(string name, string owner)
    {
        ChangeShared(transaction =>
        {
            if (transaction.Catalog.FindDatabase(name) is not null) throw CatalogErrors.DatabaseExists(name);
            transaction.Put(new DatabaseEntry { Oid = _shared.NextOid(), Name = name, Owner = owner });
        });
        OpenDatabase(name);
    }

    /// <summary>Removes a database that nobody uses, and its files. Sessions that are just ending are waited for, as PostgreSQL waits.</summary>
    internal void DropDatabase(string name, bool endSessions)
    {
        if (FindOpen(name) is { } running) running.StopServices();
        lock (_sessions)
        {
            var left = SessionsOf(name);
            if (endSessions) left.ForEach(s => s.Terminate());
            var deadline = Environment.TickCount64 + LeaveTimeout;
            while (left.Count > 0 && deadline - Environment.TickCount64 is > 0 and var wait)
            {
                Monitor.Wait(_sessions, (int)wait);
                left = SessionsOf(name);
            }

            if (left.Count > 0) throw CatalogErrors.DatabaseInUse(name, left.Count);
            var entry = Catalog.FindDatabase(name) ?? throw CatalogErrors.NoDatabase(name);
            ChangeShared(transaction =>
            {
                transaction.Remove(entry.Oid);
                foreach (var settings in transaction.Catalog.Objects.OfType<StoredSettings>().Where(s => s.Database == name).ToList()) transaction.Remove(settings.Oid);
            });
            Lazy<Database>? open;
            lock (_gate) _databases.Remove(entry.Oid, out open);
            if (open is not null) Close(open);

            var path = PathOf(entry);
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Changes roles or databases, in a transaction of their own.</summary>
    internal void ChangeShared(Action<Transaction> change) => Change(_shared, change);

    /// <summary>Changes the catalog of a database, in a transaction of its own.</summary>
    internal void ChangeIn(string database, Action<Transaction> change) => Change(OpenDatabase(database), change);

    private void Change(Database database, Action<Transaction> change)
    {
        var transaction = database.Begin(new Locks.LockGroup(0));
        try
        {
            transaction.Lock(CatalogBootstrap.CountersOid, Locks.TableLockMode.AccessExclusive, Locks.LockPatience.Endless(_options.Clock));
            change(transaction);
        }
        catch
        {
            transaction.Rollback();
            throw;
        }

        transaction.Commit(Durability.Flushed);
    }

    /// <summary>An oid for an object that all databases share.</summary>
    internal uint NextSharedOid() => _shared.NextOid();

    internal void Remove(Session session)
    {
        lock (_sessions)
        {
            _sessions.TryRemove(session.ProcessId, out _);
            Monitor.PulseAll(_sessions);
        }
    }

    private Database? FindOpen(string name)
    {
        lock (_gate) return Catalog.FindDatabase(name) is { } entry && _databases.GetValueOrDefault(entry.Oid) is { IsValueCreated: true } open ? open.Value : null;
    }

    private List<Session> SessionsOf(string database) => [.. _sessions.Values.Where(s => s.DatabaseName == database)];

    // A database that takes long to recover holds up nobody who wants another one.
    private Database OpenDatabase(string name)
    {
        Lazy<Database>? opening;
        DatabaseEntry entry;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            entry = Catalog.FindDatabase(name) ?? throw CatalogErrors.NoDatabase(name);
            if (!_databases.TryGetValue(entry.Oid, out opening))
            {
                _databases[entry.Oid] = opening = new Lazy<Database>(() =>
                {
                    var database = Database.Open(name, PathOf(entry), _options, CatalogBootstrap.Objects);
                    database.StartServices(this);
                    return database;
                });
            }
        }

        try
        {
            return opening.Value;
        }
        catch
        {
            // Whoever comes next tries again.
            lock (_gate)
            {
                if (_databases.TryGetValue(entry.Oid, out var failed) && failed == opening) _databases.Remove(entry.Oid);
            }

            throw;
        }
    }

    // One that is being opened is waited for; one that could not be opened needs no closing.
    private static void Close(Lazy<Database> opening)
    {
        Database database;
        try
        {
            database = opening.Value;
        }
        catch (SqlException)
        {
            return;
        }

        database.Dispose();
    }

    private string PathOf(DatabaseEntry entry) => Path.Combine(_directory, "databases", entry.Oid.ToString());
}
