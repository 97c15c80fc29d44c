namespace Tidemark.Engine.Sessions.Locks;

/// <summary>
/// How a lock excludes others: PostgreSQL's eight modes. Readers take none unless LOCK TABLE asks for it: they hold a root.
/// </summary>
internal enum TableLockMode
{
    /// <summary>LOCK TABLE ... IN ACCESS SHARE MODE.</summary>
    AccessShare,

    /// <summary>SELECT FOR UPDATE and its kin.</summary>
    RowShare,

    /// <summary>INSERT, UPDATE, DELETE, MERGE and COPY FROM.</summary>
    RowExclusive,

    /// <summary>ANALYZE and CREATE INDEX CONCURRENTLY in PostgreSQL.</summary>
    ShareUpdateExclusive,

    /// <summary>CREATE INDEX in PostgreSQL; the shared form of an advisory lock.</summary>
    Share,

    /// <summary>CREATE TRIGGER in PostgreSQL.</summary>
    ShareRowExclusive,

    /// <summary>An advisory lock; on tables, all but ACCESS SHARE is shut out.</summary>
    Exclusive,

    /// <summary>DDL and TRUNCATE: excludes all others.</summary>
    AccessExclusive,
}

/// <summary>Which modes exclude each other.</summary>
internal static class TableLockModes
{
    // A row for each mode, a bit for each mode that it excludes; PostgreSQL's manual, table 13.2.
    private static readonly int[] Conflicts =
    [
        Bits(TableLockMode.AccessExclusive),
        Bits(TableLockMode.Exclusive, TableLockMode.AccessExclusive),
        Bits(TableLockMode.Share, TableLockMode.ShareRowExclusive, TableLockMode.Exclusive, TableLockMode.AccessExclusive),
        Bits(TableLockMode.ShareUpdateExclusive, TableLockMode.Share, TableLockMode.ShareRowExclusive, TableLockMode.Exclusive, TableLockMode.AccessExclusive),
        Bits(TableLockMode.RowExclusive, TableLockMode.ShareUpdateExclusive, TableLockMode.ShareRowExclusive, TableLockMode.Exclusive, TableLockMode.AccessExclusive),
        Bits(TableLockMode.RowExclusive, TableLockMode.ShareUpdateExclusive, TableLockMode.Share, TableLockMode.ShareRowExclusive, TableLockMode.Exclusive, TableLockMode.AccessExclusive),
        Bits(TableLockMode.RowShare, TableLockMode.RowExclusive, TableLockMode.ShareUpdateExclusive, TableLockMode.Share, TableLockMode.ShareRowExclusive, TableLockMode.Exclusive, TableLockMode.AccessExclusive),
        -1,
    ];

    /// <summary>Whether two holders cannot have these modes at once.</summary>
    public static bool Conflict(TableLockMode a, TableLockMode b) => (Conflicts[(int)a] >> (int)b & 1) != 0;

    /// <summary>The mode as pg_locks prints it.</summary>
    public static string Name(TableLockMode mode) => $"{mode}Lock";

    private static int Bits(params ReadOnlySpan<TableLockMode> modes)
    {
        var bits = 0;
        foreach (var mode in modes) bits |= 1 << (int)mode;
        return bits;
    }
}

/// <summary>How a lock on rows excludes others; each is what SELECT FOR names so.</summary>
internal enum RowLockMode
{
    /// <summary>Foreign keys: the row's key stays.</summary>
    KeyShare,

    /// <summary>The row stays as it is.</summary>
    Share,

    /// <summary>An UPDATE that changes no key.</summary>
    NoKeyUpdate,

    /// <summary>DELETE, and an UPDATE of a key.</summary>
    Update,
}

/// <summary>Which row locks exclude each other.</summary>
internal static class RowLockModes
{
    /// <summary>Whether two transactions cannot have these modes on one row.</summary>
    public static bool Conflict(RowLockMode a, RowLockMode b) => a == RowLockMode.Update || b == RowLockMode.Update
        || (a >= RowLockMode.Share && b >= RowLockMode.Share && (a == RowLockMode.NoKeyUpdate || b == RowLockMode.NoKeyUpdate));
}
