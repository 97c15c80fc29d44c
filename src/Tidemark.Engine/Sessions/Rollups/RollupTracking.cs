using System.Buffers;
using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Sessions.ForeignKeys;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Rollups;

/// <summary>
/// Notes in the transaction what of continuous aggregates its changes concern: for rows of hypertables their times, rounded to the grain of the aggregate, and where these were refreshed
/// before the groups that the rows belong to; for ordinary tables all of time. It goes into the aggregates' records with the commit. New rows that can be merged into what is kept are not noted there: see
/// <see cref="LateRows"/>.
/// </summary>
internal static class RollupTracking
{
    /// <summary>Rows were inserted.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="isNew">Whether they are more rows than there were, and not the new versions of others.</param>
    /// <param name="session">The session.</param>
    public static void Inserted(Table table, Batch rows, bool isNew, SessionContext session)
    {
        if (ReadersOf(table, session) is not { IsDefaultOrEmpty: false } readers) return;
        if (table.Hypertable is null) TouchAll(table, session);
        else Touch(table, readers, number => rows.Column(Ordinal(table, number)), rows.Length, isNew ? rows : null, session);
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

        var columns = readers.SelectMany(r => r.Rollup!.Sources).Where(s => s.TableOid == table.Oid && s.KeyColumn > 0).Select(s => s.KeyColumn).Append(hypertable.TimeDimension.Column).Distinct().ToList();
        var values = OldRows.Read(view, rowIds, columns);
        Touch(table, readers, number => values[columns.IndexOf(number)], rowIds.Length, null, session);
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
        var changed = Staleness.Of(TimeRanges.Of([range]), TouchedGroups.Empty);
        foreach (var view in readers) session.Transaction.Touch(view.Oid, changed);
    }

    private static ImmutableArray<View> ReadersOf(Table table, SessionContext session)
    {
        var readers = session.Catalog.RollupsOf(table.Oid);
        return readers.IsEmpty || session.Settings.IsOn("timescaledb.skip_cagg_invalidation") ? [] : readers;
    }

    private static void Touch(Table table, ImmutableArray<View> readers, Func<int, Vector> column, int rows, Batch? added, SessionContext session)
    {
        var rented = ArrayPool<long>.Shared.Rent(rows);
        var times = rented.AsSpan(0, rows);
        try
        {
            ChunkSlicing.Coordinates(table.Hypertable!.TimeDimension, column(table.Hypertable.TimeDimension.Column), times);
            foreach (var view in readers)
            {
                foreach (var source in view.Rollup!.Sources)
                {
                    if (source.TableOid != table.Oid) continue;
                    var ranges = Rounded(times, source.Grain);

                    // What was never refreshed is refreshed as a whole, whatever comes to it.
                    var isLate = source.KeyColumn > 0 && !session.Transaction.StaleTimesOf(view.Oid).Contains(ranges);
                    if (isLate && added is not null && LateRows.TryNote(view, table, added, session))
                    {
                        if (Unmerged(times, column(source.KeyColumn), source.Grain) is { IsEmpty: false } unmerged) session.Transaction.Touch(view.Oid, Staleness.Of(unmerged, TouchedGroups.Empty));
                        continue;
                    }

                    session.Transaction.Touch(view.Oid, isLate ? Groups(times, column(source.KeyColumn), source.Grain) : Staleness.Of(ranges, TouchedGroups.Empty));
                }
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(rented);
        }
    }

    // The times of rows that are never merged: rows without a key, and those at the ends of time.
    private static TimeRanges Unmerged(ReadOnlySpan<long> times, Vector keys, long grain)
    {
        var ranges = new List<TimeRange>();
        for (var row = 0; row < times.Length; row++)
        {
            var range = GrainOf(times[row], grain);
            if (keys.IsNull(row) || range.Start == long.MinValue || range.End == long.MaxValue) ranges.Add(range);
        }

        return TimeRanges.Of(ranges);
    }

    // Rows without a key, and those at the ends of time, are noted by their times.
    private static Staleness Groups(ReadOnlySpan<long> times, Vector keys, long grain)
    {
        var (ranges, groups) = (new List<TimeRange>(), new List<TouchedGroup>());
        var last = -1;
        for (var row = 0; row < times.Length; row++)
        {
            var range = GrainOf(times[row], grain);
            if (keys.IsNull(row) || range.Start == long.MinValue || range.End == long.MaxValue)
            {
                ranges.Add(range);
            }
            else if (last < 0 || groups[^1].Range != range || !TouchedKeys.AreEqual(keys, row, last))
            {
                groups.Add(new TouchedGroup(range, TouchedKeys.Of(keys, row)));
                last = row;
            }
        }

        return Staleness.Of(TimeRanges.Of(ranges), TouchedGroups.Of(groups));
    }

    // Neighbouring rows mostly lie in one grain.
    private static TimeRanges Rounded(ReadOnlySpan<long> times, long grain)
    {
        var ranges = new List<TimeRange>();
        var last = new TimeRange(0, 0);
        foreach (var time in times)
        {
            if (time >= last.Start && time < last.End) continue;
            var range = GrainOf(time, grain);
            if (ranges.Count > 0 && range.Start == last.End) last = ranges[^1] = new TimeRange(ranges[^1].Start, range.End);
            else ranges.Add(last = range);
        }

        return TimeRanges.Of(ranges);
    }

    private static TimeRange GrainOf(long time, long grain)
    {
        var start = time >= 0 ? time - (time % grain) : time - (((time % grain) + grain) % grain);
        if (start > time) start = long.MinValue;
        return new TimeRange(start, start > long.MaxValue - grain ? long.MaxValue : start + grain);
    }

    private static int Ordinal(Table table, int number)
    {
        var ordinal = 0;
        foreach (var column in table.LiveColumns)
        {
            if (column.Number == number) return ordinal;
            ordinal++;
        }

        return -1;
    }
}
