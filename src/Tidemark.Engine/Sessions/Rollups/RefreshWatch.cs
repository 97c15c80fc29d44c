using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Sessions.Rollups;

/// <summary>
/// What commits touch while transactions refresh: a refresh reads a root, and what is committed after that root must stay marked as changed when the refresh itself is committed.
/// Whoever begins a watch takes a root afterwards that has all commits that were not watched. Thread-safe; commits are noted in their order.
/// </summary>
internal sealed class RefreshWatch
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (uint View, Staleness Touched)> _watches = [];
    private long _last;

    /// <summary>Begins to note what is touched of a continuous aggregate.</summary>
    public long Begin(uint viewOid)
    {
        lock (_gate)
        {
            _watches[++_last] = (viewOid, Staleness.None);
            return _last;
        }
    }

    /// <summary>A commit changes source rows of a continuous aggregate.</summary>
    /// <param name="viewOid">The aggregate.</param>
    /// <param name="changed">What it changes.</param>
    /// <param name="own">The watch of the transaction that commits, which knows itself; 0 for none.</param>
    public void Touched(uint viewOid, Staleness changed, long own)
    {
        if (changed.IsEmpty) return;
        lock (_gate)
        {
            foreach (var (id, (view, touched)) in _watches)
            {
                if (view == viewOid && id != own) _watches[id] = (view, touched.Union(changed));
            }
        }
    }

    /// <summary>What was noted so far.</summary>
    public Staleness Noted(long watch)
    {
        lock (_gate) return _watches.TryGetValue(watch, out var found) ? found.Touched : Staleness.None;
    }

    /// <summary>Ends a watch.</summary>
    public void End(long watch)
    {
        lock (_gate) _watches.Remove(watch);
    }
}
