using System.Collections.Immutable;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// What all changes of one transaction share: the conversions of private tails into segments, which run beside the transaction, and the files that they wrote, to be adopted by the commit or removed.
/// Used by the transaction's thread; conversions only add to the list of files.
/// </summary>
internal sealed class TransactionScope(Store store)
{
    private const int MaxConversions = 3;
    private const int AppendsBetweenChecks = 64;

    private readonly List<SegmentUnit> _written = [];
    private readonly List<Task<Forwarding>> _running = [];
    private readonly HashSet<TailUnit> _open = [];
    private int _appends;
    private bool _isEnded;

    /// <summary>Rows from which on a tail is full.</summary>
    public int FullRows => store.Options.SegmentRows;

    /// <summary>Makes a private tail.</summary>
    /// <param name="layout">Its columns.</param>
    /// <param name="isBulk">Whether it follows one that became full: then it will most likely become full too, and gets its room at once.</param>
    public TailUnit NewTail(ChunkLayout layout, bool isBulk)
    {
        var tail = new TailUnit(store.NextUnitId(), layout, isBulk ? store.Options.SegmentRows + Batch.DefaultRows : 0);
        _open.Add(tail);
        return tail;
    }

    /// <summary>Rows were added to a private tail: it becomes a segment when that is due, or when the transaction takes too much memory.</summary>
    public void Appended(TailUnit tail)
    {
        if (tail.IsFull(store.Options)) Convert(tail);
        // Looking at all tails costs as much as there are tails; a transaction over many chunks does it the more rarely.
        if (++_appends < Math.Max(AppendsBetweenChecks, _open.Count)) return;
        _appends = 0;
        var bytes = _open.Sum(t => t.Bytes);
        if (bytes > store.Options.TransactionBytes && _open.MaxBy(t => t.Bytes) is { } largest) Convert(largest);
    }

    /// <summary>The same units, tails replaced by the segments that they have become.</summary>
    public static ImmutableArray<UnitVersion> Settle(ImmutableArray<UnitVersion> own)
    {
        for (var i = 0; i < own.Length; i++)
        {
            if (own[i].Unit is TailUnit { Conversion.IsCompleted: true } tail) own = own.SetItem(i, Settle(own[i], tail));
        }

        return own;
    }

    /// <summary>Waits for conversions and converts what is large enough, so that the commit itself only has to name segments.</summary>
    public Changes Prepare(Changes changes)
    {
        foreach (var (_, own) in changes.Chunks)
        {
            foreach (var version in own.Own)
            {
                if (version.Unit is TailUnit { Conversion: null } tail && version.Rows == tail.Rows && IsWorthSegment(version, tail)) Convert(tail);
            }
        }

        var wrote = false;
        foreach (var (chunkId, own) in changes.Chunks)
        {
            if (own.Own.IsEmpty) continue;
            foreach (var version in own.Own)
            {
                if (version.Unit is TailUnit { Conversion: { } conversion }) conversion.GetAwaiter().GetResult();
            }

            var settled = Settle(own.Own);
            wrote |= settled.Any(v => v.Unit is SegmentUnit);
            if (settled != own.Own) changes = changes.WithOwn(chunkId, settled);
        }

        if (wrote) store.FlushSegmentNames();
        return changes;
    }

    /// <summary>The commit succeeded: files that it does not name go.</summary>
    public void Committed(Changes changes)
    {
        var kept = new HashSet<Unit>();
        foreach (var (_, own) in changes.Chunks)
        {
            // A unit whose rows were all deleted again is not named by the commit.
            foreach (var version in own.Own.Where(v => v.LiveRows > 0)) kept.Add(version.Unit);
        }

        End(kept);
    }

    /// <summary>The transaction came to nothing: all its files go.</summary>
    public void Discard() => End([]);

    /// <summary>Whether the commit is on disk is for recovery to find out: all files stay.</summary>
    public void Keep() => End(null);

    private bool IsWorthSegment(UnitVersion version, TailUnit tail) =>
        version.LiveRows >= store.Options.DirectSegmentRows || (version.LiveRows > 0 && tail.ValueBytes >= store.Options.DirectSegmentBytes);

    private void Convert(TailUnit tail)
    {
        _open.Remove(tail);
        tail.IsClosed = true;
        var rows = tail.Rows;
        var columns = tail.Capture(rows);
        _running.RemoveAll(t => t.IsCompletedSuccessfully);
        // Memory stays bounded: the transaction waits for the disk when it is far ahead.
        if (_running.Count >= MaxConversions) _running[0].GetAwaiter().GetResult();
        tail.Conversion = new Task<Forwarding>(() =>
        {
            var (meta, positions) = store.WriteSegment(tail.Layout, columns, rows, null);
            var segment = new SegmentUnit(meta, store.Source);
            lock (_written) _written.Add(segment);
            var forwarding = new Forwarding(segment, positions);
            tail.Forward(forwarding);
            return forwarding;
        });
        _running.Add(tail.Conversion);
        // Threads that one of low priority adds to the pool would be of low priority for good.
        if (Upkeep.IsCurrent) Upkeep.Begin(() => tail.Conversion.RunSynchronously(TaskScheduler.Default));
        else if (store.Options.Background) tail.Conversion.Start(TaskScheduler.Default);
        else tail.Conversion.RunSynchronously(TaskScheduler.Default);
    }

    private static UnitVersion Settle(UnitVersion version, TailUnit tail)
    {
        var forwarding = tail.Conversion!.GetAwaiter().GetResult();
        // Changes from before later rows were added (a savepoint was rolled back to) keep the tail.
        if (version.Rows != forwarding.RowCount) return version;
        DeleteSet? deletes = null;
        if (version.Deletes is not null) deletes = forwarding.Forward(version.Deletes, out _) is [var (_, rows)] ? rows : null;
        return new UnitVersion(forwarding.Targets[0], version.Rows, deletes);
    }

    private void End(HashSet<Unit>? kept)
    {
        if (_isEnded) return;
        _isEnded = true;
        foreach (var task in _running)
        {
            // A conversion that failed left no file, and whoever needed it has seen the error.
            task.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        }

        if (kept is null) return;
        lock (_written)
        {
            foreach (var segment in _written.Where(s => !kept.Contains(s))) segment.Remove();
        }
    }
}
