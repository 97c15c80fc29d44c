using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// What functions may know of the session that calls them. One object a statement; read by several threads, so its members do not change while the statement runs,
/// except through members that say so.
/// </summary>
internal abstract class FunctionContext
{
    /// <summary>now(): when the transaction began, in microseconds since 2000-01-01 UTC.</summary>
    public abstract long TransactionTime { get; }

    /// <summary>statement_timestamp(), in microseconds since 2000-01-01 UTC.</summary>
    public abstract long StatementTime { get; }

    /// <summary>The clock, for clock_timestamp().</summary>
    public abstract TimeProvider Clock { get; }

    /// <summary>How values are read from text and written to it; holds the session's time zone.</summary>
    public abstract FormatSettings Format { get; }

    /// <summary>The catalog as the statement sees it.</summary>
    public abstract CatalogSnapshot Catalog { get; }

    /// <summary>The built-in functions, operators and casts.</summary>
    public abstract RoutineCatalog Routines { get; }

    /// <summary>The relations that code produces.</summary>
    public abstract VirtualTables VirtualTables { get; }

    /// <summary>What all databases of the instance share: its databases and roles.</summary>
    public abstract CatalogSnapshot Shared { get; }

    /// <summary>The role that the statement runs as.</summary>
    public abstract string CurrentUser { get; }

    /// <summary>The role that logged in.</summary>
    public abstract string SessionUser { get; }

    /// <summary>The session's number, as pg_backend_pid() gives it.</summary>
    public abstract int ProcessId { get; }

    /// <summary>The database's name.</summary>
    public abstract string DatabaseName { get; }

    /// <summary>Schemas to look unqualified names up in, in order, pg_catalog first.</summary>
    public abstract IReadOnlyList<string> SearchPath { get; }

    /// <summary>The session's random number generator. Thread-safe.</summary>
    public abstract Random Random { get; }

    /// <summary>Begins the session's random numbers anew, from a seed.</summary>
    public virtual void Reseed(int seed) => throw Errors.InternalErrors.Unexpected("random numbers without a session");

    /// <summary>The value of a setting as SHOW prints it; null for an unknown one.</summary>
    public abstract string? GetSetting(string name);

    /// <summary>All settings, for pg_settings.</summary>
    public abstract IEnumerable<SettingRow> Settings();

    /// <summary>Changes a setting, as set_config() does; null puts it back at its default.</summary>
    public abstract void SetSetting(string name, string? value, bool isLocal);

    /// <summary>Sends a notice to the client. Thread-safe.</summary>
    public abstract void Notice(Errors.SqlError notice);

    /// <summary>A service that a room above has put into the session, such as the transaction that DDL functions write to; fails with XX000 where it is missing.</summary>
    public abstract T Service<T>()
        where T : class;

    /// <summary>Fails with 57014 when the statement was cancelled. Thread-safe; long loops call it now and then.</summary>
    public abstract void ThrowIfCancelled();
}

/// <summary>A setting as pg_settings lists it.</summary>
internal sealed record SettingRow(string Name, string Value, string Default, string Description, string Context, string Type, string? Unit);
