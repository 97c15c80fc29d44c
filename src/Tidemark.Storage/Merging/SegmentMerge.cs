using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>
/// Writes segments anew: a k-way merge of sorted runs by a heap (Knuth, The Art of Computer Programming, vol. 3, section 5.4.1), which streams: it holds one block of each run, the rows of one new segment, and
/// four bytes for each row, for where it went. Belongs to one thread.
/// </summary>
/// <param name="store">Where segments are written.</param>
/// <param name="job">What is merged.</param>
/// <param name="activity">Is told of progress.</param>
/// <param name="step">Called with the bytes read and written since the last call; may wait, or throw to give the merge up.</param>
internal sealed class SegmentMerge(Store store, MergeJob job, Activity activity, Action<long> step)
{
    // Bytes of encoded columns that the merge keeps beside its decoded blocks.
    private const long CacheBytes = 32L << 20;

    private readonly ImmutableArray<MergeInput> _inputs = [.. job.Units.Select(MergeInput.Of)];
    private readonly SegmentSource _source = store.Source with { Cache = new BlockCache(CacheBytes) };
    private MergeOutput? _output;
    private long _bytesSeen;

    /// <summary>The new segments.</summary>
    public IReadOnlyList<SegmentUnit> Segments => _output?.Segments ?? [];

    /// <summary>Where the rows of the old segments went, in the job's order; null when no row is left.</summary>
    public ImmutableArray<Forwarding>? Forwardings()
    {
        if (Segments.Count == 0) return null;
        ImmutableArray<Unit> targets = [.. Segments];
        var starts = _output!.Starts.ToArray();
        return [.. _inputs.Select(i => new Forwarding(targets, starts, i.Places))];
    }

    /// <summary>Writes the new segments; their names are not yet durable.</summary>
    public void Run()
    {
        activity.Expect(job.LiveRows);
        var shape = MergeKeyShape.Of(job.Kind == MergeKind.Sort ? job.Layout with { ClusteringKey = [] } : job.Layout, job.Units);
        _output = new MergeOutput(store, job, shape, Moved);
        var runs = Runs(shape);
        var cursors = new List<MergeCursor>();
        try
        {
            var heap = new MergeHeap(runs.Count);
            foreach (var run in runs)
            {
                var cursor = new MergeCursor(cursors.Count, job.Layout, shape, run, _source);
                cursors.Add(cursor);
                if (cursor.Advance(0)) heap.Add(cursor);
            }

            Merge(heap, _output);
        }
        finally
        {
            foreach (var cursor in cursors) cursor.Dispose();
        }
    }

    /// <summary>Removes the files that were written.</summary>
    public void Discard()
    {
        foreach (var segment in Segments) segment.Remove();
    }

    private void Merge(MergeHeap heap, MergeOutput output)
    {
        while (heap.Count > 0)
        {
            var top = heap.Top;
            var count = heap.TopRun();
            var written = output.Segments.Count;
            output.Append(top, count);
            if (output.Segments.Count > written) Wrote(output, written);
            var isBatchDone = count == top.Left;
            if (!top.Advance(count)) heap.Remove();
            else heap.Sink();
            if (!isBatchDone) continue;
            activity.AddRows(output.Total - activity.RowsDone);
            Read();
        }

        var before = output.Segments.Count;
        output.Finish();
        Wrote(output, before);
        activity.AddRows(output.Total - activity.RowsDone);
    }

    private void Read()
    {
        var bytes = _source.Cache.BytesRead - _bytesSeen;
        _bytesSeen += bytes;
        activity.AddRead(bytes);
        step(bytes);
    }

    private void Wrote(MergeOutput output, int from)
    {
        var bytes = output.Segments.Skip(from).Sum(s => s.Meta.FileBytes);
        activity.AddWritten(bytes);
        step(bytes);
    }

    // Segments of one run follow one another in one cursor, and so do all segments of a chunk without a key.
    private List<ImmutableArray<MergeInput>> Runs(MergeKeyShape shape) =>
        shape.Parts.IsEmpty ? [_inputs] : [.. _inputs.GroupBy(i => i.Segment.Meta.RunId).Select(g => g.ToImmutableArray())];

    private void Moved(int start, int[] places)
    {
        foreach (var input in _inputs)
        {
            foreach (ref var place in input.Places.AsSpan())
            {
                if (place >= start && place < start + places.Length) place = start + places[place - start];
            }
        }
    }
}
