using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>How much a chunk may be rewritten.</summary>
internal enum MergeGoal
{
    /// <summary>The chunk gets rows: only what pays for itself.</summary>
    Growing,

    /// <summary>The chunk has rested: it becomes one run.</summary>
    OneRun,

    /// <summary>Deleted rows go, all of them.</summary>
    NoDeletes,

    /// <summary>One run without deleted rows.</summary>
    Full,

    /// <summary>One run without deleted rows, encoded as well as can be.</summary>
    Columnstore,
}

/// <summary>
/// Chooses what to rewrite next in a chunk. A chunk that gets rows follows the size-tiered scheme of log-structured merge trees (O'Neil et al., The Log-Structured Merge-Tree, 1996; universal
/// compaction of RocksDB): the smallest runs are merged, as many as make the result at least <see cref="Growth"/> times as large as the largest of them. So a row is rewritten at
/// most log3(rows of the chunk / rows of its first segment) times this way, and there are at most log1.5 of that many runs. A chunk that rests becomes one run
/// (lazy leveling: Dayan and Idreos, Dostoevsky, 2018); <see cref="MergeScheduler"/> says when.
/// </summary>
internal static class MergePolicy
{
    /// <summary>How many times larger than the largest of its parts a run must be that is made while the chunk grows.</summary>
    public const int Growth = 3;

    // What the cursors of a merge may take together: a few buffers of a block's rows for each column, or the rows themselves where they are long.
    private const long CursorBytes = 64L << 20;

    // How many times their encoded size rows may have that are not in memory.
    private const int Packing = 8;

    /// <summary>The next job; null when the goal is reached. Each job brings the chunk nearer to it.</summary>
    public static MergeJob? Choose(ChunkData chunk, MergeGoal goal, StoreOptions options)
    {
        var key = chunk.Layout.ClusteringKey;
        MergeJob? Merged() => key.IsEmpty ? Small(chunk, goal, options) : Runs(chunk, goal);
        // Everything is written anew anyway: deleted rows go with that, and what is sorted is merged at once.
        if (goal == MergeGoal.Columnstore)
        {
            var effort = chunk.Units.Count(u => u.Unit is SegmentUnit) > 1 ? EncodingEffort.Cheap : EncodingEffort.Full;
            var outdated = Outdated(chunk, key);
            if (outdated?.Kind == MergeKind.Sort) return outdated with { Effort = effort };
            return Merged() ?? outdated ?? Deleted(chunk, key, 0) ?? Hasty(chunk, key);
        }

        var limit = goal is MergeGoal.NoDeletes or MergeGoal.Full ? 0.0 : options.MergeDeletedFraction;
        var isDue = goal is MergeGoal.OneRun or MergeGoal.Full && chunk.Layout.IsColumnstore;
        return Outdated(chunk, key) ?? Deleted(chunk, key, limit) ?? Merged() ?? (isDue ? Hasty(chunk, key) : null);
    }

    /// <summary>Rows outside of the chunk's largest run, those in memory included, and all rows. In the column store a run is only what is encoded well.</summary>
    public static (long Outside, long Total) Balance(ChunkData chunk)
    {
        long total = 0, largest = 0;
        foreach (var version in chunk.Units) total += version.LiveRows;
        foreach (var run in RunsOf(chunk, mustBeFull: chunk.Layout.IsColumnstore)) largest = Math.Max(largest, run.Rows);
        return (total - largest, total);
    }

    // Segments from before an index was made or dropped.
    private static MergeJob? Outdated(ChunkData chunk, ImmutableArray<SortColumn> key)
    {
        foreach (var version in chunk.Units)
        {
            if (version.Unit is not SegmentUnit segment) continue;
            if (!key.IsEmpty && !key.SequenceEqual(segment.Layout.ClusteringKey)) return new MergeJob(chunk.Id, MergeKind.Sort, [version], chunk.Layout);
            if (LacksFilter(segment.Layout, chunk.Layout)) return new MergeJob(chunk.Id, MergeKind.Rewrite, [version], chunk.Layout, segment.Meta.RunId);
        }

        return null;
    }

    private static bool LacksFilter(ChunkLayout written, ChunkLayout wanted)
    {
        foreach (var filter in wanted.Filters)
        {
            if (wanted.CanFilter(filter) && !written.Filters.Any(f => f.SequenceEqual(filter))) return true;
        }

        return false;
    }

    // Neighbours in a run go together, so that a run does not fall into ever smaller segments.
    private static MergeJob? Deleted(ChunkData chunk, ImmutableArray<SortColumn> key, double limit)
    {
        for (var first = 0; first < chunk.Units.Length; first++)
        {
            if (!HasTooMany(chunk.Units[first], limit)) continue;
            var run = ((SegmentUnit)chunk.Units[first].Unit).Meta.RunId;
            var end = first + 1;
            while (!key.IsEmpty && end < chunk.Units.Length && HasTooMany(chunk.Units[end], limit) && ((SegmentUnit)chunk.Units[end].Unit).Meta.RunId == run) end++;
            return new MergeJob(chunk.Id, MergeKind.Rewrite, chunk.Units[first..end], chunk.Layout, key.IsEmpty ? null : run);
        }

        return null;
    }

    private static bool HasTooMany(UnitVersion version, double limit) =>
        version is { Unit: SegmentUnit, Deletes: { } deletes } && (deletes.Count == version.Rows || deletes.Count > version.Rows * limit);

    private static MergeJob? Runs(ChunkData chunk, MergeGoal goal)
    {
        var runs = RunsOf(chunk);
        if (runs.Count < 2) return null;
        runs.Sort((a, b) => a.Rows.CompareTo(b.Rows));
        var count = goal == MergeGoal.Growing ? Tier(runs) : runs.Count;
        if (count < 2) return null;
        var perCursor = BlockFormat.Rows * Math.Max((chunk.Layout.Columns.Length + 4L) * 12, Packing * EncodedWidth(chunk));
        count = (int)Math.Min(count, Math.Max(4, CursorBytes / perCursor));
        var ids = runs.Take(count).Select(r => r.Id).ToHashSet();
        return new MergeJob(chunk.Id, MergeKind.Merge, [.. chunk.Units.Where(u => u.Unit is SegmentUnit s && ids.Contains(s.Meta.RunId))], chunk.Layout);
    }

    private static long EncodedWidth(ChunkData chunk)
    {
        var (bytes, rows) = (0L, 1L);
        foreach (var version in chunk.Units)
        {
            if (version.Unit is SegmentUnit segment) (bytes, rows) = (bytes + segment.Meta.FileBytes, rows + segment.Meta.Rows);
        }

        return bytes / rows;
    }

    // The longest stretch of smallest runs of which the largest is a third or less of all.
    private static int Tier(List<(long Id, long Rows)> runs)
    {
        var (total, count) = (0L, 0);
        for (var i = 0; i < runs.Count; i++)
        {
            total += runs[i].Rows;
            if (runs[i].Rows <= total / Growth) count = i + 1;
        }

        return count;
    }

    // Without a key there is nothing to gain but fewer files, and the order of arrival is kept.
    private static MergeJob? Small(ChunkData chunk, MergeGoal goal, StoreOptions options)
    {
        for (var first = 0; first < chunk.Units.Length; first++)
        {
            var (end, total, largest) = (first, 0L, 0L);
            while (end < chunk.Units.Length && chunk.Units[end].Unit is SegmentUnit { Meta.IsLarge: false } && chunk.Units[end].Rows < options.MergeRows / 2)
            {
                total += chunk.Units[end].Rows;
                largest = Math.Max(largest, chunk.Units[end].Rows);
                end++;
            }

            var pays = goal != MergeGoal.Growing || largest <= total / Growth || total >= options.MergeRows;
            if (end - first >= 2 && pays) return new MergeJob(chunk.Id, MergeKind.Merge, chunk.Units[first..end], chunk.Layout);
            first = Math.Max(first, end);
        }

        return null;
    }

    // Segments of the column store that were written in a hurry, those of one run together.
    private static MergeJob? Hasty(ChunkData chunk, ImmutableArray<SortColumn> key)
    {
        for (var first = 0; first < chunk.Units.Length; first++)
        {
            if (chunk.Units[first].Unit is not SegmentUnit { Meta.IsFull: false } segment) continue;
            var end = first + 1;
            while (!key.IsEmpty && end < chunk.Units.Length && chunk.Units[end].Unit is SegmentUnit { Meta.IsFull: false } next && next.Meta.RunId == segment.Meta.RunId) end++;
            return new MergeJob(chunk.Id, MergeKind.Encode, chunk.Units[first..end], chunk.Layout, key.IsEmpty ? null : segment.Meta.RunId);
        }

        return null;
    }

    private static List<(long Id, long Rows)> RunsOf(ChunkData chunk, bool mustBeFull = false)
    {
        var runs = new Dictionary<long, long>();
        foreach (var version in chunk.Units)
        {
            if (version.Unit is SegmentUnit segment && (segment.Meta.IsFull || !mustBeFull)) runs[segment.Meta.RunId] = runs.GetValueOrDefault(segment.Meta.RunId) + version.LiveRows;
        }

        return [.. runs.Select(r => (r.Key, r.Value))];
    }
}
