using System.Collections.Concurrent;
using Tidemark.Storage;

namespace Tidemark.Engine.Sessions.Locks;

/// <summary>
/// The keys of unique indexes that open transactions have inserted, so that nobody else inserts them before it is known how those end. Keys go by their hash of 64 bits. A transaction that has claimed
/// many moves them into filters, which may take a key for claimed that is not: then somebody waits who need not, and no more. Thread-safe.
/// </summary>
internal sealed class KeyClaims
{
    private readonly ConcurrentDictionary<uint, IndexClaims> _indexes = [];

    /// <summary>Claims keys, up to the first one that another transaction has claimed.</summary>
    /// <param name="owner">Who claims, until <see cref="Release"/>.</param>
    /// <param name="index">The index.</param>
    /// <param name="hashes">The hashes of keys.</param>
    /// <param name="places">Which of the hashes to claim, in this order.</param>
    /// <param name="again">For each hash, by its place, set where the owner had claimed it before.</param>
    /// <param name="holder">Who has the key that could not be claimed; null when all could.</param>
    /// <returns>How many places were claimed.</returns>
    public int Claim(LockOwner owner, uint index, ReadOnlySpan<ulong> hashes, ReadOnlySpan<int> places, Span<bool> again, out LockOwner? holder)
    {
        if (!owner.Claims.TryGetValue(index, out var own))
        {
            own = new ClaimSet(owner);
            owner.Claims[index] = own;
            var indexClaims = _indexes.GetOrAdd(index, static _ => new IndexClaims());
            own.Index = indexClaims;
            lock (indexClaims.Gate) indexClaims.Sets.Add(own);
        }

        holder = null;
        lock (own.Index!.Gate)
        {
            for (var i = 0; i < places.Length; i++)
            {
                var hash = hashes[places[i]];
                holder = own.Index.HolderOf(hash, own);
                if (holder is not null) return i;
                if (!own.Add(hash)) again[places[i]] = true;
            }
        }

        return places.Length;
    }

    /// <summary>Gives up the claims of a transaction that has ended, after its changes were published.</summary>
    public static void Release(LockOwner owner)
    {
        foreach (var set in owner.Claims.Values)
        {
            lock (set.Index!.Gate) set.Index.Sets.Remove(set);
        }

        owner.Claims.Clear();
    }

    /// <summary>The claims on one index; only looked at under its gate.</summary>
    internal sealed class IndexClaims
    {
        public Lock Gate { get; } = new();

        public List<ClaimSet> Sets { get; } = [];

        public LockOwner? HolderOf(ulong hash, ClaimSet asking)
        {
            foreach (var set in Sets)
            {
                if (!ReferenceEquals(set, asking) && set.Contains(hash)) return set.Owner;
            }

            return null;
        }
    }

    /// <summary>The claims of one transaction on one index; only changed under the index's gate.</summary>
    internal sealed class ClaimSet(LockOwner owner)
    {
        // 24 MiB at most of exact hashes; then 3 bytes a key, wrong for about one absent key of 100,000 each.
        private const int MaxExact = 1 << 20;
        private const int FilterBits = 24;

        private readonly List<SplitBlockFilter> _older = [];
        private SplitBlockFilter? _filter;
        private HashSet64 _keys = new();
        private int _inFilter;

        public LockOwner Owner => owner;

        public IndexClaims? Index { get; set; }

        /// <summary>Puts a hash in; false when it was, or perhaps was, in.</summary>
        public bool Add(ulong hash)
        {
            if (InFilters(hash)) return false;
            if (_filter is not null)
            {
                _filter.Add(hash);
                if (++_inFilter == MaxExact * 4) StartFilter();
                return true;
            }

            if (!_keys.Add(hash)) return false;
            if (_keys.Count < MaxExact) return true;
            StartFilter();
            foreach (var key in _keys.Values) _filter!.Add(key);
            (_inFilter, _keys) = (_keys.Count, new HashSet64());
            return true;
        }

        public bool Contains(ulong hash) => _keys.Contains(hash) || InFilters(hash);

        private bool InFilters(ulong hash)
        {
            if (_filter is null) return false;
            if (_filter.MayContain(hash)) return true;
            foreach (var filter in _older)
            {
                if (filter.MayContain(hash)) return true;
            }

            return false;
        }

        private void StartFilter()
        {
            if (_filter is not null) _older.Add(_filter);
            _filter = SplitBlockFilter.Create(MaxExact * 4, FilterBits);
            _inFilter = 0;
        }
    }
}
