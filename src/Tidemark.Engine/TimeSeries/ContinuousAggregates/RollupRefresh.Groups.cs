using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <content>Computing again the groups of a bucket that have changed, and not the others.</content>
internal sealed partial class RollupRefresh
{
    // The scan of the source, of which groups can be singled out; null where it is none or not alone.
    private SeqScanNode? GroupedScan
    {
        get
        {
            if (_view.Rollup!.KeyColumn == 0) return null;
            var scans = new List<SeqScanNode>();
            Collect(Prepared().Root, scans);
            return scans is [var only] ? only : null;
        }
    }

    // The groups that the ranges leave over, a number of buckets at a time.
    private static IEnumerable<RefreshPiece> GroupPieces(TouchedGroups groups, TimeRange window, RefreshOptions options)
    {
        if (groups.IsEmpty) yield break;
        if (options.BucketsPerBatch is not (> 0 and var most))
        {
            yield return new RefreshPiece(window, groups);
            yield break;
        }

        foreach (var some in groups.All.Select(g => g.Range.Start).Distinct().Chunk(most))
        {
            yield return new RefreshPiece(window, groups.Where(g => g.Range.Start >= some[0] && g.Range.Start <= some[^1]));
        }
    }

    // Groups as whole buckets within a window.
    private TouchedGroups Whole(TouchedGroups groups, TimeRange window)
    {
        var whole = new List<TouchedGroup>(groups.Count);
        foreach (var group in groups.All)
        {
            for (var start = _buckets.Floor(group.Range.Start); start < group.Range.End; start = _buckets.Next(start))
            {
                var bucket = new TimeRange(start, _buckets.Next(start));
                if (bucket.Start >= window.Start && bucket.End <= window.End) whole.Add(group with { Range = bucket });
            }
        }

        return TouchedGroups.Of(whole);
    }

    private long RefreshGroups(RefreshPiece piece, bool canMark)
    {
        var groups = Whole(piece.Groups, piece.Window);
        long? watermark = null;
        var rows = 0L;
        if (!groups.IsEmpty)
        {
            var span = new TimeRange(groups.All[0].Range.Start, groups.All.Max(g => g.Range.End));
            RemoveLate(groups);
            var scan = GroupedScan!;
            var source = _view.Rollup!.Main;
            (rows, watermark) = Replace(span, FilterOf(groups.All, _table, _view.Rollup.KeyColumn, BucketNumber), (scan, FilterOf(groups.All, scan.Table, source.KeyColumn, scan.Table.Hypertable!.TimeDimension.Column)));
        }

        var marked = canMark ? piece.Groups.Where(g => IsWithin(g, piece.Window)) : TouchedGroups.Empty;
        _session.Transaction.ChangeRollup(_view.Oid, c => c.WithRefreshed(marked) with { Watermark = Later(c.Watermark, watermark) });
        return rows;
    }

    private bool IsWithin(TouchedGroup group, TimeRange window) => _buckets.Floor(group.Range.Start) >= window.Start && _buckets.Ceiling(group.Range.End) <= window.End;

    private static ColumnFilter FilterOf(IReadOnlyList<TouchedGroup> groups, Table table, int key, int time)
    {
        var type = table.Columns[time - 1].Type;
        var (lows, highs) = (new long[groups.Count], new long[groups.Count]);
        for (var i = 0; i < lows.Length; i++) (lows[i], highs[i]) = (ValueOf(groups[i].Range.Start, type), ValueOf(groups[i].Range.End, type) - 1);
        return ColumnFilter.KeyedRanges(key, TouchedKeys.Values(groups, table.Columns[key - 1].Type), time, lows, highs);
    }

    private static long ValueOf(long time, SqlType type) => type.Kind == TypeKind.Date ? time / Calendar.MicrosPerDay : time;

    private void Collect(PlanNode node, List<SeqScanNode> scans)
    {
        if (node is SeqScanNode scan && scan.Table.Oid == _view.Rollup!.Main.TableOid) scans.Add(scan);
        foreach (var input in node.Inputs) Collect(input, scans);
    }
}
