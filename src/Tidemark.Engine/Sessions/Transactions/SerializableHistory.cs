using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Transactions;

/// <summary>
/// Makes SERIALIZABLE serializable: snapshots as in REPEATABLE READ, and no commit that completes a dangerous structure, two reads in a row of what a concurrent transaction has overwritten, of which
/// the last writer committed first (Cahill, Röhm, Fekete: Serializable Isolation for Snapshot Databases, 2008; Ports, Grittner: Serializable Snapshot Isolation in PostgreSQL, 2012). What was
/// read and written is known by table or chunk, so that more is refused than has to be; all is decided at commit. Thread-safe.
/// </summary>
internal sealed class SerializableHistory
{
    private readonly Lock _gate = new();
    private readonly HashSet<Part> _active = [];
    private readonly List<Part> _committed = [];
    private readonly Dictionary<long, long> _joined = [];
    private long _clock;

    /// <summary>A transaction is about to take its snapshot.</summary>
    public Part Begin()
    {
        lock (_gate)
        {
            var part = new Part { Start = _clock };
            _active.Add(part);
            return part;
        }
    }

    /// <summary>A storage chunk is going to join another: from now on both count as one.</summary>
    public void Joined(long storageId, long intoId)
    {
        lock (_gate) _joined[storageId] = intoId;
    }

    /// <summary>A transaction is about to commit; 40001 when it must not. <see cref="Committed"/> or <see cref="Forget"/> follows.</summary>
    /// <param name="part">The transaction.</param>
    /// <param name="writes">The storage chunks that it has changed.</param>
    public void Commit(Part part, IEnumerable<long> writes)
    {
        lock (_gate)
        {
            part.Writes.UnionWith(writes);
            var (reads, written) = (PlacesOf(part.Reads), PlacesOf(part.Writes));
            foreach (var other in _committed)
            {
                if (other.Published <= part.Start || !PlacesOf(other.Writes).Overlaps(reads)) continue;

                // It read what the other overwrote; the other had read what somebody overwrote and committed before both.
                if (other.FirstOut < (part.Writes.Count == 0 ? Math.Min(other.End, part.Start + 1) : other.End)) throw StorageErrors.ReadWriteDependency();
                part.FirstOut = Math.Min(part.FirstOut, other.End);
            }

            foreach (var other in _committed)
            {
                // The other read what this one overwrites, and this one read what somebody overwrote and committed before both.
                if (!PlacesOf(other.Reads).Overlaps(written) || (other.Published <= part.Start && other.End <= part.Start)) continue;
                if (part.FirstOut <= (other.Writes.Count == 0 ? other.Start : other.End)) throw StorageErrors.ReadWriteDependency();
            }

            part.End = ++_clock;
            _committed.Add(part);
        }
    }

    private HashSet<long> PlacesOf(HashSet<long> chunks)
    {
        if (_joined.Count == 0 || !chunks.Any(_joined.ContainsKey)) return chunks;
        var places = new HashSet<long>();
        foreach (var chunk in chunks)
        {
            var place = chunk;
            while (_joined.TryGetValue(place, out var into)) place = into;
            places.Add(place);
        }

        return places;
    }

    /// <summary>The commit is visible.</summary>
    public void Committed(Part part)
    {
        lock (_gate)
        {
            part.Published = ++_clock;
            Leave(part);
        }
    }

    /// <summary>The transaction came to nothing.</summary>
    public void Forget(Part part)
    {
        lock (_gate)
        {
            _committed.Remove(part);
            Leave(part);
        }
    }

    // Who committed before the oldest open transaction began is nobody's concern any more.
    private void Leave(Part part)
    {
        _active.Remove(part);
        var oldest = _active.Count == 0 ? long.MaxValue : _active.Min(p => p.Start);
        _committed.RemoveAll(p => p.Published <= oldest);
    }

    /// <summary>A transaction's part in the history. Times are counted in commits.</summary>
    internal sealed class Part
    {
        private readonly Lock _gate = new();
        private readonly HashSet<long> _reads = [];

        /// <summary>What was committed when it took its snapshot.</summary>
        public long Start { get; init; }

        /// <summary>Its place among the commits.</summary>
        public long End { get; set; } = long.MaxValue;

        /// <summary>When others came to see it.</summary>
        public long Published { get; set; } = long.MaxValue;

        /// <summary>The first commit among those that overwrote what it read.</summary>
        public long FirstOut { get; set; } = long.MaxValue;

        public HashSet<long> Writes { get; } = [];

        public HashSet<long> Reads
        {
            get
            {
                lock (_gate) return [.. _reads];
            }
        }

        /// <summary>It read a storage chunk. Any thread.</summary>
        public void Read(long storageId)
        {
            lock (_gate) _reads.Add(storageId);
        }
    }
}
