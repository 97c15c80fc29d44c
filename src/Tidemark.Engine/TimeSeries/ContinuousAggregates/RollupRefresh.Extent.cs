using System.Numerics.Tensors;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.TimeSeries.Chunks;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <content>The times that there is something to refresh in.</content>
internal sealed partial class RollupRefresh
{
    // The times that may have rows in the sources or kept ones, as whole buckets: those of chunks, as far as there are rows below the first and above the last of them.
    private TimeRanges Areas(RollupState state)
    {
        var areas = new List<TimeRange>();
        foreach (var source in _view.Rollup!.Sources.Where(s => s.HasTime))
        {
            if (_session.Catalog.Find<Table>(source.TableOid) is not { Hypertable: { } hypertable } table) continue;
            if (TimesOf(table, table.Columns[hypertable.TimeDimension.Column - 1]) is { } times) AddAreas(table, times.Least, _buckets.Next(_buckets.Floor(times.Greatest)), areas);
        }

        var end = Math.Max(areas.Count == 0 ? long.MinValue : areas.Max(a => a.End), state.Watermark ?? long.MinValue);
        var kept = _session.Catalog.ChunksOf(_table.Oid).All;

        // The least time of all lies in a chunk without a beginning.
        var least = kept.Count > 0 && kept[0].Slices[0].Start == long.MinValue ? TimesOf(_table, _table.Columns[BucketNumber - 1])?.Least ?? long.MaxValue : long.MinValue;
        AddAreas(_table, least, end, areas);
        return TimeRanges.Of(areas);
    }

    private void AddAreas(Table table, long least, long end, List<TimeRange> areas)
    {
        foreach (var chunk in _session.Catalog.ChunksOf(table.Oid).All)
        {
            var range = new TimeRange(Math.Max(chunk.Slices[0].Start, least), Math.Min(chunk.Slices[0].End, end));
            if (!range.IsEmpty) areas.Add(new TimeRange(_buckets.Floor(range.Start), _buckets.Ceiling(range.End)));
        }
    }

    // The least and the greatest time of a source's rows; null without rows. What is known of whole segments mostly tells it; else a query looks at their blocks.
    private (long Least, long Greatest)? TimesOf(Table table, Column time)
    {
        if (time.Type.Physical == PhysicalType.Int64 && TryTimes(table, time, out var known)) return known;
        var name = SyntaxPrinter.QuoteIdentifier(time.Name);
        foreach (var batch in InternalQuery.Run($"SELECT min({name}), max({name}) FROM {InternalQuery.Name(table)}", _session))
        {
            if (batch.Column(0).IsNull(0)) continue;
            return (TimeArgument.Coordinate(Single(batch.Column(0))), TimeArgument.Coordinate(Single(batch.Column(1))));
        }

        return null;
    }

    private bool TryTimes(Table table, Column time, out (long Least, long Greatest)? times)
    {
        times = null;
        var snapshot = _session.Transaction.Snapshot();
        var request = new ScanRequest { ColumnIds = [time.Number] };
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        var chunks = _session.Catalog.ChunksOf(table.Oid).All;
        for (var i = 0; i < chunks.Count; i++)
        {
            // From both ends inwards: mostly the first and the last one tell it, and no chunk between two known times needs looking at.
            var chunk = chunks[(i & 1) == 0 ? i / 2 : chunks.Count - 1 - (i / 2)];
            if (times is { } known && chunk.Slices[0].Start >= known.Least && chunk.Slices[0].End - 1 <= known.Greatest) continue;
            foreach (var unit in snapshot.View(chunk.StorageId).Units)
            {
                if (unit.RowCount == 0) continue;
                if (unit.IsSegment)
                {
                    if (unit.Statistics(time.Number) is not { IsExact: true, HasRange: true } statistics) return false;
                    times = With(times, statistics.MinInteger, statistics.MaxInteger);
                    continue;
                }

                scanner.Start(new ScanMorsel(unit, 0, unit.BlockCount));
                while (scanner.Next(batch))
                {
                    if (batch.Length == 0) continue;
                    var values = batch.Column(0) is FixedVector<long> flat ? flat.Values : ((FixedVector<long>)VectorShapes.Flatten(batch.Column(0), VectorBuilder.Create(time.Type))).Values;
                    times = With(times, TensorPrimitives.Min(values), TensorPrimitives.Max(values));
                }
            }
        }

        return true;
    }

    private static (long Least, long Greatest) With((long Least, long Greatest)? times, long least, long greatest) =>
        times is { } known ? (Math.Min(known.Least, least), Math.Max(known.Greatest, greatest)) : (least, greatest);

    private static Vector Single(Vector column)
    {
        var value = VectorBuilder.Create(column.Type, 1);
        value.AppendRow(column, 0);
        return value.Detach();
    }
}
