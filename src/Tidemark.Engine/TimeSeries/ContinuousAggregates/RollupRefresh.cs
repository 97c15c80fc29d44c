using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Transactions;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>
/// Brings a continuous aggregate up to date within a window: the buckets that may differ from what the query gives are removed and computed again, and marked as up to date by the same
/// transaction. What it costs follows what has changed, not what is there.
/// </summary>
internal sealed partial class RollupRefresh
{
    private readonly View _view;
    private readonly Table _table;
    private readonly BucketArithmetic _buckets;
    private readonly SessionContext _session;
    private Plan? _plan;

    private RollupRefresh(View view, SessionContext session)
    {
        _view = view;
        _session = session;
        _table = session.Catalog.Find<Table>(view.Rollup!.TableOid)!;
        _buckets = new BucketArithmetic(view.Rollup.Buckets);
    }

    /// <summary>Refreshes.</summary>
    /// <param name="view">The aggregate.</param>
    /// <param name="window">Whole buckets; the extremes of long for no bound.</param>
    /// <param name="options">How.</param>
    /// <param name="session">The session.</param>
    /// <returns>Whether there was anything to do.</returns>
    public static bool Run(View view, TimeRange window, RefreshOptions options, SessionContext session)
    {
        session.RequireWritable("refresh_continuous_aggregate()");
        using var activity = session.Database.Store.Activities.Begin("refresh", 0, view.Oid);
        var done = 0;
        List<RefreshPiece>? left = null;
        while (true)
        {
            // Two refreshes of one aggregate take turns. All locks are taken here: each looks at a newer root, and what waits, what is kept and what is computed must be read in one.
            session.Lock(view.Oid, TableLockMode.ShareUpdateExclusive);
            session.Lock(view.Rollup!.TableOid, TableLockMode.RowExclusive);
            var canMark = session.Transaction.WatchRollup(view.Oid);
            view = session.Catalog.Find<View>(view.Oid) ?? throw RollupErrors.NotRollup(view.Name);
            var refresh = new RollupRefresh(view, session);
            if (left is null)
            {
                left = refresh.Plan(window, options, canMark);
                if (left.Count == 0)
                {
                    if (!options.IsQuiet) session.Notice(RollupErrors.UpToDate(view.Name));
                    return false;
                }
            }

            while (left.Count > 0 && (options.MaxBatches == 0 || done < options.MaxBatches))
            {
                session.ThrowIfCancelled();
                var next = left[0];
                void Do() => activity.AddRows(StatementAttempts.Run(session, () => refresh.Due(next, options).Sum(p => refresh.Refresh(p, canMark))));

                // Merging is over before another thread would begin.
                if (next.IsMerge) Do();
                else session.Database.Store.RunAside(Do);
                left.RemoveAt(0);
                if (!next.IsMerge) done++;
                if (options.MayCommit && left.Count > 0) break;
            }

            if (left.Count == 0 || (options.MaxBatches > 0 && done >= options.MaxBatches)) return true;
            session.Commit();
            session.Transaction.BeginStatement();
        }
    }

    private long Refresh(RefreshPiece piece, bool canMark) =>
        piece.IsMerge ? Merge(piece.Window, canMark) : piece.Groups.IsEmpty ? Refresh(piece.Window, canMark) : RefreshGroups(piece, canMark);

    // The pieces to compute, in order: first what came late is merged, unless all of it is to be computed again. What is out of date but has no rows, neither kept nor to be computed, is marked at once.
    private List<RefreshPiece> Plan(TimeRange window, RefreshOptions options, bool canMark)
    {
        var pieces = Computed(window, options, canMark);
        if (HasLate(window)) pieces.Insert(options.IsForced ? pieces.Count : 0, new RefreshPiece(window, TouchedGroups.Empty, IsMerge: true));
        return pieces;
    }

    private List<RefreshPiece> Computed(TimeRange window, RefreshOptions options, bool canMark)
    {
        var state = _session.Transaction.RollupStateOf(_view.Oid);
        var areas = Areas(state);
        var extent = areas.IsEmpty ? new TimeRange(long.MaxValue, state.Watermark ?? long.MinValue) : new TimeRange(areas.Ranges[0].Start, areas.Ranges[^1].End);
        var open = window.End == long.MaxValue ? window with { End = extent.End } : window;
        if (state.HeldUntil is { } held) open = open with { Start = Math.Max(open.Start, held) };
        if (open.IsEmpty) return [];
        var asked = TimeRanges.Of([open]);
        var stale = options.IsForced ? asked : Whole(state.Invalid.Ranges.Intersect(asked)).Intersect(asked);
        var groups = state.Invalid.Groups.Where(g => !Whole(TouchedGroups.Of([g]), open).Except(stale).IsEmpty);
        if (!groups.IsEmpty && GroupedScan is null)
        {
            stale = stale.Union(TimeRanges.Of(Whole(groups, open).All.Select(g => g.Range)));
            groups = TouchedGroups.Empty;
        }

        if (stale.IsEmpty && groups.IsEmpty) return [];
        var present = stale.Intersect(TimeRanges.Of([extent]));
        var empty = stale.Except(present);
        foreach (var range in empty.Ranges) RemoveLate(range);
        if (canMark) _session.Transaction.ChangeRollup(_view.Oid, c => c.WithRefreshed(empty));
        var pieces = present.Ranges.SelectMany(r => Pieces(r, areas, options)).Select(r => new RefreshPiece(r, TouchedGroups.Empty)).Concat(GroupPieces(groups, open, options)).ToList();

        // Something was marked, so that the next call finds it up to date; but nothing needs computing.
        if (pieces.Count == 0) pieces.Add(NothingAt(open.Start == long.MinValue ? extent.Start : open.Start));
        if (options.NewestFirst) pieces.Reverse();
        return pieces;
    }

    private static RefreshPiece NothingAt(long time) => new(new TimeRange(time, time), TouchedGroups.Empty);

    // What of a piece is to be computed still. Since it was planned, others may have refreshed it, and then dropped the rows that it would be computed from.
    private List<RefreshPiece> Due(RefreshPiece piece, RefreshOptions options)
    {
        if (piece.Window.IsEmpty || piece.IsMerge) return [piece];
        var state = _session.Transaction.RollupStateOf(_view.Oid);
        var window = piece.Window with { Start = Math.Max(piece.Window.Start, state.HeldUntil ?? long.MinValue) };
        if (window.IsEmpty) return [];
        if (!piece.Groups.IsEmpty)
        {
            var groups = piece.Groups.Where(g => state.Invalid.Groups.Contains(g) || state.Invalid.Ranges.Contains(g.Range));
            return groups.IsEmpty ? [] : [new RefreshPiece(window, groups)];
        }

        var asked = TimeRanges.Of([window]);
        var stale = options.IsForced ? asked : Whole(state.Invalid.Ranges.Intersect(asked)).Intersect(asked);
        return [.. stale.Ranges.Select(r => new RefreshPiece(r, TouchedGroups.Empty))];
    }

    // A piece reaches down over times that have no rows, so that there are no more pieces than chunks or batches with rows.
    private IEnumerable<TimeRange> Pieces(TimeRange range, TimeRanges areas, RefreshOptions options)
    {
        if (options.BucketsPerBatch == 0)
        {
            yield return range;
            yield break;
        }

        var chunk = _table.Hypertable!.TimeDimension.Interval;
        var width = options.BucketsPerBatch is { } count ? Math.Min(_buckets.Width, long.MaxValue / count / 2) * count : chunk;
        while (!range.IsEmpty)
        {
            // From the newest end, as TimescaleDB counts; without a number by the chunks that the rows go to.
            var start = options.BucketsPerBatch is not null ? range.End - width : ((range.End - 1 >= 0 ? (range.End - 1) / chunk : ((range.End - chunk) / chunk)) * chunk);
            start = start >= range.End || start <= range.Start ? range.Start : _buckets.Floor(start);
            start = Math.Min(start, areas.EndBefore(start));
            if (start <= range.Start) break;
            yield return new TimeRange(start, range.End);
            range = range with { End = start };
        }

        if (!range.IsEmpty) yield return range;
    }

    // The ranges widened to whole buckets.
    private TimeRanges Whole(TimeRanges ranges) => TimeRanges.Of(ranges.Ranges.Select(r => new TimeRange(_buckets.Floor(r.Start), _buckets.Ceiling(r.End))));

    private long Refresh(TimeRange piece, bool canMark)
    {
        long? watermark = null;
        var rows = 0L;
        if (!piece.IsEmpty)
        {
            var type = _table.Columns[BucketNumber - 1].Type;
            RemoveLate(piece);
            (rows, watermark) = Replace(piece, ColumnFilter.Range(BucketNumber, ChunkSlicing.ValueOf(piece.Start, type), true, ChunkSlicing.LastBefore(piece.End, type), true));
        }

        var marked = canMark ? TimeRanges.Of([piece]) : TimeRanges.Empty;
        _session.Transaction.ChangeRollup(_view.Oid, c => c.WithRefreshed(marked) with { Watermark = Later(c.Watermark, watermark) });
        return rows;
    }

    // Computes the rows of a span, with what is said of a scan only from rows that meet it, in place of the kept ones that meet a filter.
    private (long Rows, long? Watermark) Replace(TimeRange span, ColumnFilter kept, params ReadOnlySpan<(SeqScanNode Scan, ColumnFilter Filter)> filters)
    {
        var type = _view.Rollup!.Buckets.Type;
        var plan = Prepared();
        var writer = new TransactionWriter(_session);
        var difference = KeptIn(span, kept);
        var rows = 0L;
        long? last = null;
        var context = Plans.Context(_session, [ChunkSlicing.ValueOf(span.Start, type), ChunkSlicing.LastBefore(span.End, type)], writer).Filtered(filters.ToArray());
        using var stream = Operators.Open(plan.Root, context);
        while (stream.Next() is { } batch)
        {
            if (batch.Length == 0) continue;
            if (difference.HasKept) difference.Add(batch);
            else writer.Insert(_table, batch);
            rows += batch.Length;
            last = Later(last, Latest(batch));
        }

        difference.Write(writer);
        return (rows, WatermarkAfter(last));
    }

    // The kept rows of a span that meet a filter.
    private RowDifference KeptIn(TimeRange span, ColumnFilter filter)
    {
        var difference = new RowDifference(_table);
        var chunks = _session.Catalog.ChunksOf(_table.Oid).Overlapping(span.Start, span.End - 1).ToList();
        if (chunks.Count == 0) return difference;
        var snapshot = _session.Transaction.Snapshot();
        var request = new ScanRequest { ColumnIds = StoredNumbers, RowIds = true, Filters = [filter] };
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        foreach (var chunk in chunks)
        {
            foreach (var morsel in snapshot.View(chunk.StorageId).Morsels(request))
            {
                scanner.Start(morsel);
                while (scanner.Next(batch)) difference.AddKept(chunk.Oid, batch);
            }
        }

        return difference;
    }

    private Plan Prepared() => _plan ??= StoredSql.Unplaced(() =>
    {
        var type = _view.Rollup!.Buckets.Type;
        var context = Binders.ContextOf(_session, Builtins.VirtualTables, ParameterTypes.Fixed(type, type), readsKeptOnly: true);
        return Plans.Make(new Binder(context).BindRollupRefresh(_view), _session);
    });

    // What is kept ends with the bucket that begins at a time, or with the type.
    private long? WatermarkAfter(long? bucket) => bucket is { } last ? ChunkSlicing.EndWithin(_buckets.Next(last), _table.Columns[BucketNumber - 1].Type) : null;

    private long? Latest(Batch batch) => BucketsOf(batch, BucketNumber - 1).Max();

    private static long? Later(long? a, long? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);
}
