using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <content>Merging what came late into what is kept (<see cref="RollupMerging"/>).</content>
internal sealed partial class RollupRefresh
{
    private int BucketNumber => _view.Rollup!.Buckets.Column;

    private ImmutableArray<int> StoredNumbers => [.. _table.StoredColumns.Select(c => c.Number)];

    private long LateStorage => _view.Rollup!.Merging!.StorageId;

    private bool HasLate(TimeRange window)
    {
        var found = false;
        var places = new LatePlaces(_buckets, window, _session.Transaction.RollupStateOf(_view.Oid));
        ScanLate([BucketNumber], (_, buckets, _) =>
        {
            for (var row = 0; row < buckets.Length && !found; row++) found = places.Of(buckets[row]).IsMerged;
        });
        return found;
    }

    private void RemoveLate(TimeRange range)
    {
        var ids = new List<long>();
        var view = ScanLate([BucketNumber], (_, buckets, rowIds) =>
        {
            for (var row = 0; row < buckets.Length; row++)
            {
                if (buckets[row] >= range.Start && buckets[row] < range.End) ids.Add(rowIds[row]);
            }
        });
        if (ids.Count > 0) _session.Transaction.Delete(view!, CollectionsMarshal.AsSpan(ids));
    }

    private void RemoveLate(TouchedGroups groups)
    {
        var ids = new List<long>();
        var view = ScanLate([BucketNumber, _view.Rollup!.KeyColumn], (batch, buckets, rowIds) =>
        {
            var keys = batch.Column(1);
            for (var row = 0; row < buckets.Length; row++)
            {
                if (groups.Contains(GroupOf(buckets[row], keys, row))) ids.Add(rowIds[row]);
            }
        });
        if (ids.Count > 0) _session.Transaction.Delete(view!, CollectionsMarshal.AsSpan(ids));
    }

    // Late rows of groups that are marked wait until these are computed again; those of times that are marked are of no use.
    private long Merge(TimeRange window, bool canMark)
    {
        while (true)
        {
            var columns = _table.StoredColumns.Select(c => VectorBuilder.Create(c.Type)).ToArray();
            var (groups, ids) = (new List<TouchedGroup>(), new List<long>());
            var wanted = new RowKeys(_table, _view.Rollup!);
            var state = _session.Transaction.RollupStateOf(_view.Oid);
            var places = new LatePlaces(_buckets, window, state);
            var marked = Whole(state.Invalid.Groups, TimeRange.All);
            var writer = new TransactionWriter(_session);
            var view = ScanLate(StoredNumbers, (batch, buckets, rowIds) =>
            {
                var rows = new List<int>(buckets.Length);
                var keys = batch.Column(_view.Rollup!.KeyColumn - 1);
                for (var row = 0; row < buckets.Length; row++)
                {
                    var place = places.Of(buckets[row]);
                    if (place.IsMerged)
                    {
                        var group = new TouchedGroup(place.Range, TouchedKeys.Of(keys, row));
                        if (!marked.IsEmpty && marked.Contains(group) && !place.IsHeld) continue;
                        groups.Add(group);
                        rows.Add(row);
                    }

                    if (place.IsMerged || place.IsMarked) ids.Add(rowIds[row]);
                }

                wanted.Add(batch, rows);
                for (var i = 0; i < columns.Length; i++) columns[i].AppendGather(batch.Column(i), CollectionsMarshal.AsSpan(rows));
            });
            var (kept, without) = groups.Count == 0 ? ([], TouchedGroups.Empty) : Kept(groups, wanted);
            if (!without.IsEmpty)
            {
                Recompute(without, canMark);
                continue;
            }

            foreach (var (chunk, keptIds, _) in kept) writer.Delete(_table, chunk, CollectionsMarshal.AsSpan(keptIds));
            if (ids.Count > 0) _session.Transaction.Delete(view!, CollectionsMarshal.AsSpan(ids));
            return groups.Count == 0 ? 0 : Combine(kept.ConvertAll(k => k.Rows), [.. columns.Select(c => c.Detach())], writer);
        }
    }

    private TouchedGroup GroupOf(long bucket, Vector keys, int row) => new(new TimeRange(bucket, _buckets.Next(bucket)), TouchedKeys.Of(keys, row));

    // The kept rows with wanted keys by chunk, all of them of some groups, and the groups whose rows have no states.
    private (List<(uint Chunk, List<long> Ids, Vector[] Rows)> Kept, TouchedGroups Without) Kept(List<TouchedGroup> groups, RowKeys wanted)
    {
        var kept = new List<(uint, List<long>, Vector[])>();
        var without = new List<TouchedGroup>();
        var span = groups[0].Range;
        foreach (var group in groups) span = new TimeRange(Math.Min(span.Start, group.Range.Start), Math.Max(span.End, group.Range.End));
        var stored = _table.StoredColumns.ToList();
        var state = _table.LiveColumns.Count();
        var snapshot = _session.Transaction.Snapshot();
        var request = new ScanRequest { ColumnIds = [.. stored.Select(c => c.Number)], RowIds = true, Filters = [FilterOf(groups, _table, _view.Rollup!.KeyColumn, _view.Rollup.Buckets.Column)] };
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        int[] buffer = [];
        foreach (var chunk in _session.Catalog.ChunksOf(_table.Oid).Overlapping(span.Start, span.End - 1))
        {
            var ids = new List<long>();
            var rows = stored.ConvertAll(c => VectorBuilder.Create(c.Type));
            foreach (var morsel in snapshot.View(chunk.StorageId).Morsels(request))
            {
                scanner.Start(morsel);
                while (scanner.Next(batch))
                {
                    var found = wanted.Among(batch);
                    var places = PlacesOf(found, batch, ref buffer);
                    for (var i = 0; i < rows.Count; i++) rows[i].AppendGather(batch.RawColumns[i], places);
                    var rowIds = batch.RawColumns[stored.Count];
                    foreach (var place in places) ids.Add(VectorAccess.Get<long>(rowIds, place));
                    if (!batch.RawColumns[state].Validity.IsAllValid) AddWithout(batch, batch.Column(state), found, without);
                }
            }

            if (ids.Count > 0) kept.Add((chunk.Oid, ids, [.. rows.Select(r => r.Detach())]));
        }

        return (kept, TouchedGroups.Of(without));
    }

    // Where rows of a batch lie in its columns, which then need not be narrowed to the selection first. Holds until the next call.
    private static ReadOnlySpan<int> PlacesOf(ReadOnlySpan<int> rows, Batch batch, ref int[] buffer)
    {
        if (batch.Selection is not { } selection) return rows;
        if (rows.Length == batch.Length) return selection.Rows;
        if (buffer.Length < rows.Length) buffer = new int[batch.RawLength];
        for (var i = 0; i < rows.Length; i++) buffer[i] = selection.Rows[rows[i]];
        return buffer.AsSpan(0, rows.Length);
    }

    private void AddWithout(Batch batch, Vector states, ReadOnlySpan<int> rows, List<TouchedGroup> without)
    {
        var (buckets, keys) = (BucketsOf(batch, BucketNumber - 1), batch.Column(_view.Rollup!.KeyColumn - 1));
        foreach (var row in rows)
        {
            if (states.IsNull(row)) without.Add(GroupOf(buckets[row], keys, row));
        }
    }

    // What waits for them goes with it.
    private void Recompute(TouchedGroups groups, bool canMark)
    {
        var held = _session.Transaction.RollupStateOf(_view.Oid).HeldUntil ?? long.MinValue;
        RemoveLate(groups.Where(g => g.Range.Start < held));
        var open = groups.Where(g => g.Range.Start >= held);
        if (open.IsEmpty) return;
        if (GroupedScan is not null) RefreshGroups(new RefreshPiece(new TimeRange(open.All[0].Range.Start, open.All.Max(g => g.Range.End)), open), canMark);
        else foreach (var range in TimeRanges.Of(open.All.Select(g => g.Range)).Ranges) Refresh(range, canMark);
    }

    private long Combine(List<Vector[]> kept, Vector[] late, TransactionWriter writer)
    {
        var (plan, given) = _session.RollupPlans.OfCombination(_view, _table);
        kept.Add(late);
        using var use = given.Give(Joined(kept));
        var rows = 0L;
        long? last = null;
        using var stream = Operators.Open(plan.Root, Plans.Context(_session, [], writer));
        while (stream.Next() is { } batch)
        {
            if (batch.Length == 0) continue;
            writer.Insert(_table, batch);
            rows += batch.Length;
            last = Later(last, Latest(batch));
        }

        _session.Transaction.ChangeRollup(_view.Oid, c => c with { Watermark = Later(c.Watermark, WatermarkAfter(last)) });
        return rows;
    }

    private static Batch Joined(List<Vector[]> parts)
    {
        var columns = new Vector[parts[0].Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var column = VectorBuilder.Create(parts[0][i].Type);
            foreach (var part in parts) column.AppendRange(part[i], 0, part[i].Length);
            columns[i] = column.Detach();
        }

        return new Batch(columns, columns[0].Length);
    }

    private delegate void LateBatch(Batch batch, ReadOnlySpan<long> buckets, ReadOnlySpan<long> rowIds);

    // Batches of some stored columns. Gives the view that the row ids are of; null where nothing is merged.
    private ChunkView? ScanLate(ImmutableArray<int> numbers, LateBatch each)
    {
        if (_view.Rollup!.Merging is null) return null;
        var view = _session.Transaction.Snapshot().View(LateStorage);
        if (view.RowCount == 0) return view;
        var bucket = numbers.IndexOf(BucketNumber);
        var request = new ScanRequest { ColumnIds = numbers, RowIds = true };
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        foreach (var morsel in view.Morsels(request))
        {
            scanner.Start(morsel);
            while (scanner.Next(batch))
            {
                var rowIds = batch.Column(numbers.Length);
                var ids = new long[batch.Length];
                for (var row = 0; row < ids.Length; row++) ids[row] = VectorAccess.Get<long>(rowIds, row);
                each(batch, BucketsOf(batch, bucket), ids);
            }
        }

        return view;
    }

    // The buckets of rows, which lie in a column of a batch.
    private long[] BucketsOf(Batch batch, int column)
    {
        var buckets = new long[batch.Length];
        ChunkSlicing.Coordinates(_table.Hypertable!.TimeDimension, batch.Column(column), buckets);
        return buckets;
    }
}
