using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.ForeignKeys;

/// <summary>
/// One foreign key, asked about keys: whether the referenced table has them, and whether rows of the referring one point at them. Answers come from the rows as they were committed last, with the
/// transaction's own changes, whatever snapshot its statements have.
/// </summary>
internal sealed class ReferenceCheck(SessionContext session, Table table, Constraint key)
{
    /// <summary>The referring table.</summary>
    public Table Table => table;

    /// <summary>The foreign key.</summary>
    public Constraint Key => key;

    /// <summary>The referenced table.</summary>
    public Table Referenced { get; } = session.Catalog.Find<Table>(key.ReferencedTable)!;

    /// <summary>The types of the referring columns.</summary>
    public IReadOnlyList<SqlType> Types { get; } = [.. key.Columns.Select(c => table.Columns[c - 1].Type)];

    /// <summary>The types of the referenced columns.</summary>
    public IReadOnlyList<SqlType> ReferencedTypes { get; } = [.. key.ReferencedColumns.Select(c => session.Catalog.Find<Table>(key.ReferencedTable)!.Columns[c - 1].Type)];

    /// <summary>23503 where the referenced table lacks a key that a row points at.</summary>
    /// <param name="keys">Keys in the types of the referring columns, without nulls.</param>
    public void RequirePresent(Vector[] keys)
    {
        Lock(Referenced, TableLockMode.RowShare);
        var wanted = KeyConversion.Convert(keys, ReferencedTypes, session);
        KeyLocks.Share(Referenced, wanted, session);
        var found = new KeyLookup(session, Referenced, key.ReferencedColumns).Find(wanted, wanted[0].Length);
        var missing = RowsWhere(found, isFound: false);
        if (missing.Length == 0) return;

        // The row that pointed there may be gone again, or point elsewhere.
        keys = PendingKeys.Gather(keys, missing);
        var pointing = RowsWhere(Pointing(keys), isFound: true);
        if (pointing.Length > 0) throw ForeignKeyViolations.NotPresent(table, key, Referenced, keys, pointing[0], session);
    }

    /// <summary>23503 where rows point at a key that the referenced table has no more.</summary>
    /// <param name="keys">Keys in the types of the referenced columns, without nulls.</param>
    /// <param name="isStrict">RESTRICT: also where another row has got the key meanwhile.</param>
    public void RequireUnreferenced(Vector[] keys, bool isStrict)
    {
        Lock(table, TableLockMode.RowShare);
        KeyLocks.Own(Referenced, keys, session);
        if (!isStrict) keys = PendingKeys.Gather(keys, RowsWhere(new KeyLookup(session, Referenced, key.ReferencedColumns).Find(keys, keys[0].Length), isFound: false));
        if (keys[0].Length == 0) return;
        var pointing = RowsWhere(Pointing(KeyConversion.Convert(keys, Types, session)), isFound: true);
        if (pointing.Length > 0) throw ForeignKeyViolations.StillReferenced(table, key, Referenced, keys, pointing[0], session);
    }

    /// <summary>Which of the keys rows point at, and takes their locks and the table's: these rows are going to be changed.</summary>
    /// <param name="keys">Keys in the types of the referenced columns, without nulls.</param>
    /// <returns>Their places.</returns>
    public int[] Pointed(Vector[] keys)
    {
        Lock(table, TableLockMode.RowExclusive);
        KeyLocks.Own(Referenced, keys, session);
        return RowsWhere(Pointing(KeyConversion.Convert(keys, Types, session)), isFound: true);
    }

    // What is asked was made for the table as it was: a transaction that changed it while it was waited for was first.
    private void Lock(Table other, TableLockMode mode)
    {
        session.Lock(other.Oid, mode);
        if (!ReferenceEquals(session.Catalog.Find(other.Oid), other)) throw StorageErrors.ConcurrentUpdate();
    }

    private RowLocation[] Pointing(Vector[] keys) => new KeyLookup(session, table, key.Columns).Find(keys, keys[0].Length);

    private static int[] RowsWhere(RowLocation[] found, bool isFound)
    {
        var rows = new List<int>();
        for (var row = 0; row < found.Length; row++)
        {
            if ((found[row].ChunkOid != 0) == isFound) rows.Add(row);
        }

        return [.. rows];
    }
}
