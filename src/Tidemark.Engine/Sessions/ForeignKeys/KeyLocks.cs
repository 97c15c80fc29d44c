using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.ForeignKeys;

/// <summary>
/// Locks on the keys of a referenced table, so that nobody takes a row away while another points at it. Who refers to a key shares its lock, who removes one has it alone; both hold
/// it until their transaction ends. Keys share a fixed number of locks by their hash: that two keys collide costs a wait and no more.
/// </summary>
internal static class KeyLocks
{
    private const int Count = 1024;

    private static readonly string[] s_names = [.. Enumerable.Range(0, Count).Select(i => $"key {i}")];

    /// <summary>Shares the locks of keys that are pointed at.</summary>
    /// <param name="referenced">The table pointed at.</param>
    /// <param name="keys">The keys in its types.</param>
    /// <param name="session">The session.</param>
    public static void Share(Table referenced, Vector[] keys, SessionContext session) => Take(referenced, keys, TableLockMode.RowExclusive, session);

    /// <summary>Takes the locks of keys that go.</summary>
    public static void Own(Table referenced, Vector[] keys, SessionContext session) => Take(referenced, keys, TableLockMode.Exclusive, session);

    // In order of the locks, so that two statements over the same keys do not wait for each other.
    private static void Take(Table referenced, Vector[] keys, TableLockMode mode, SessionContext session)
    {
        var wanted = new bool[Count];
        for (var row = 0; row < keys[0].Length; row++)
        {
            var hash = 0UL;
            foreach (var key in keys) hash = (hash * 0x9E37_79B9_7F4A_7C15) ^ (key.IsNull(row) ? 0 : ValueComparison.Hash(key, row));
            wanted[(hash ^ (hash >> 32)) % Count] = true;
        }

        for (var i = 0; i < Count; i++)
        {
            if (wanted[i]) session.Lock(new LockTarget(referenced.Oid, s_names[i]), mode);
        }
    }
}
