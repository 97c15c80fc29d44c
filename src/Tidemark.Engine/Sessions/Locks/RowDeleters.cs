using System.Collections.Immutable;
using Tidemark.Engine.Sessions.Transactions;

namespace Tidemark.Engine.Sessions.Locks;

/// <summary>The open transactions that have deleted rows of a table, updates included, for those who find such a row and must know whether it stays. Thread-safe.</summary>
internal sealed class RowDeleters
{
    private readonly Lock _gate = new();
    private volatile ImmutableDictionary<uint, ImmutableArray<Transaction>> _byTable = ImmutableDictionary<uint, ImmutableArray<Transaction>>.Empty;

    /// <summary>The transactions with deleted rows of a table, but for the one that asks.</summary>
    public ImmutableArray<Transaction> Of(uint tableOid, Transaction asking) =>
        _byTable.TryGetValue(tableOid, out var all) ? all.Remove(asking) : [];

    /// <summary>Called before the first delete.</summary>
    public void Add(uint tableOid, Transaction transaction)
    {
        lock (_gate) _byTable = _byTable.SetItem(tableOid, _byTable.TryGetValue(tableOid, out var all) ? all.Add(transaction) : [transaction]);
    }

    /// <summary>Called when the transaction has ended, its changes published.</summary>
    public void Remove(uint tableOid, Transaction transaction)
    {
        lock (_gate)
        {
            var left = _byTable[tableOid].Remove(transaction);
            _byTable = left.IsEmpty ? _byTable.Remove(tableOid) : _byTable.SetItem(tableOid, left);
        }
    }
}
