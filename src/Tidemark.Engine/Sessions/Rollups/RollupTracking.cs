using System.Buffers;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Sessions.ForeignKeys;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Rollups;

/// <summary>
/// Notes in the transaction which times of continuous aggregates its changes concern: for rows of hypertables their times, rounded to the grain of the aggregate; for ordinary tables
/// all of time. It goes into the aggregates' records with the commit.
/// </summary>
internal static class RollupTracking
{
    /// <summary>Rows were inserted.</summary>
    public static void Inserted(Table table, Batch rows, SessionContext session)
    {
        if (ReadersOf(table, session) is not { IsDefaultOrEmpty: false } readers) return;
        if (table.Hypertable is null) TouchAll(table, session);
        else Touch(table, readers, rows.Column(TimeOrdinal(table)), rows.Length, session);
    }

    /// <summary>Rows are deleted.</summary>
    public static void Deleted(Table table, ChunkView view, ReadOnlySpan<long> rowIds, SessionContext session)
    {
        if (rowIds.IsEmpty || ReadersOf(table, session) is not { IsDefaultOrEmpty: false } readers) return;
        if (table.Hypertable is not { } hypertable)
        {
            TouchAll(table, session);
            return;
        }

        var times = OldRows.Read(view, rowIds, [hypertable.TimeDimension.Column])[0];
        Touch(table, readers, times, rowIds.Length, session);
    }

    /// <summary>A chunk goes, or all of its rows.</summary>
    public static void Dropped(Chunk chunk, SessionContext session)
    {
        if (session.Catalog.Find<Table>(chunk.TableOid) is { } table) Touch(table, new TimeRange(chunk.Slices[0].Start, chunk.Slices[0].End), session);
    }

    /// <summary>All rows of an ordinary table may have changed.</summary>
    public static void TouchAll(Table table, SessionContext session) => Touch(table, TimeRange.All, session);

    /// <summary>Rows within a range of a hypertable's time may have changed.</summary>
    public static void Touch(Table table, TimeRange range, SessionContext session)
    {
        if (ReadersOf(table, session) is not { IsDefaultOrEmpty: false } readers) return;
        var ranges = TimeRanges.Of([range]);
        foreach (var view in readers) session.Transaction.Touch(view.Oid, ranges);
    }

    private static System.Collections.Immutable.ImmutableArray<View> ReadersOf(Table table, SessionContext session)
    {
        var readers = session.Catalog.RollupsOf(table.Oid);
        return readers.IsEmpty || session.Settings.IsOn("timescaledb.skip_cagg_invalidation") ? [] : readers;
    }

    private static void Touch(Table table, System.Collections.Immutable.ImmutableArray<View> readers, Vector times, int rows, SessionContext session)
    {
        var coordinates = ArrayPool<long>.Shared.Rent(rows);
        try
        {
            ChunkSlicing.Coordinates(table.Hypertable!.TimeDimension, times, coordinates.AsSpan(0, rows));
            foreach (var view in readers)
            {
                foreach (var source in view.Rollup!.Sources)
                {
                    if (source.TableOid == table.Oid) session.Transaction.Touch(view.Oid, Rounded(coordinates.AsSpan(0, rows), source.Grain));
                }
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(coordinates);
        }
    }

    // Neighbouring rows mostly lie in one grain.
    private static TimeRanges Rounded(ReadOnlySpan<long> times, long grain)
    {
        var ranges = new List<TimeRange>();
        var last = new TimeRange(0, 0);
        foreach (var time in times)
        {
            if (time >= last.Start && time < last.End) continue;
            var start = time >= 0 ? time - (time % grain) : time - (((time % grain) + grain) % grain);
            if (start > time) start = long.MinValue;
            var end = start > long.MaxValue - grain ? long.MaxValue : start + grain;
            if (ranges.Count > 0 && start == last.End) last = ranges[^1] = new TimeRange(ranges[^1].Start, end);
            else ranges.Add(last = new TimeRange(start, end));
        }

        return TimeRanges.Of(ranges);
    }

    private static int TimeOrdinal(Table table)
    {
        var ordinal = 0;
        foreach (var column in table.LiveColumns)
        {
            if (column.Number == table.Hypertable!.TimeDimension.Column) return ordinal;
            ordinal++;
        }

        return -1;
    }
}
