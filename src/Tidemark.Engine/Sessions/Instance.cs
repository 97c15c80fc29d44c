using Tidemark.Errors;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// An open data directory: its databases and roles. One process owns a directory at a time; a second gets 55006. Thread-safe.
/// </summary>
public sealed class Instance : IDisposable
{
    private Instance()
    {
    }

    /// <summary>Opens a data directory, making it with the database and the superuser <c>postgres</c> when it is empty.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="options">How.</param>
    public static Instance Open(string directory, InstanceOptions options) => throw InternalErrors.NotSupported("opening a data directory");

    /// <summary>Whether a role of this name can log in, and its SCRAM-SHA-256 verifier, null for no password.</summary>
    public bool TryGetLogin(string role, out string? passwordVerifier) => throw InternalErrors.NotSupported("logging in");

    /// <summary>Gives a role another password, stored as a SCRAM-SHA-256 verifier; null takes it away.</summary>
    public void SetPassword(string role, string? password) => throw InternalErrors.NotSupported("setting a password");

    /// <summary>Begins a session.</summary>
    /// <param name="database">The database; 3D000 where there is none of that name.</param>
    /// <param name="role">The role; 28000 where it cannot log in. Who the client is was proven before.</param>
    /// <param name="settings">Settings of the startup message, such as TimeZone or application_name.</param>
    public Session Connect(string database, string role, IReadOnlyDictionary<string, string> settings) => throw InternalErrors.NotSupported("connecting");

    /// <summary>Cancels what a session is doing, if the key is right.</summary>
    public bool Cancel(int processId, int secretKey) => throw InternalErrors.NotSupported("cancelling");

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
