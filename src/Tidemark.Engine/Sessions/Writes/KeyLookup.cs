using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>
/// Looks rows up by a key of columns, whoever committed them last and the transaction's own changes on top: what constraints ask, whatever snapshot their statement has. An index on the columns makes it quick, and none is
/// needed. For one statement, on one thread.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="table">The table.</param>
/// <param name="columns">The numbers of the key's columns.</param>
internal sealed class KeyLookup(SessionContext session, Table table, ImmutableArray<int> columns)
{
    private readonly TableKey _key = TableKey.Over(table, null, [.. columns.Select(c => table.Columns[c - 1])]);

    /// <summary>Finds for each row of keys a row of the table.</summary>
    /// <param name="keys">One vector for each column, of the column's type.</param>
    /// <param name="rows">How many rows they have.</param>
    /// <returns>For each row where a row of the table with that key lies; a chunk oid of 0 says that there is none, as it is for a key with a null.</returns>
    public RowLocation[] Find(Vector[] keys, int rows)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i].Type.Physical != _key.Types[i].Physical) throw InternalErrors.Unexpected($"a key of type {keys[i].Type} is looked up in {_key.Types[i]}");
        }

        var found = new RowLocation[rows];
        var wanted = _key.OfColumns(keys, rows);
        var chosen = wanted.Rows();
        var latest = new LatestRows(session, table);
        var search = new KeySearch(_key, wanted, found);
        foreach (var (view, oid) in latest.Views(_key, wanted))
        {
            search.Search(view, oid, chosen, own: false);
            search.Search(view, oid, chosen, own: true);
        }

        return found;
    }
}
