using Tidemark.Errors;

namespace Tidemark.Storage;

/// <content>Tails become segments, and the log becomes a checkpoint.</content>
public sealed partial class Store
{
    private readonly Lock _checkpointLock = new();

    /// <summary>Turns large tails into segments, writes the whole root to a checkpoint file, and removes the log before it. Readers and writers go on meanwhile.</summary>
    public void Checkpoint()
    {
        lock (_checkpointLock)
        {
            using var activity = Activities.Begin("checkpoint");
            foreach (var chunk in Root.Chunks.Values)
            {
                foreach (var version in chunk.Units)
                {
                    if (version.Unit is TailUnit tail && (version.Rows >= Options.CheckpointTailRows || ValueBytes(version.TailColumns, version.Rows) >= Options.CheckpointTailBytes || tail.IsClosed)) ConvertTail(chunk.Id, tail);
                }
            }

            var (number, sequence, root) = _log.Rotate();
            CheckpointFile.Write(Options.Files, Directory, new CheckpointState(root, number, sequence, Interlocked.Read(ref _lastUnitId)));
            TryRemoveOldLogs(number);
            Interlocked.Increment(ref _checkpoints);
        }
    }

    /// <summary>Writes the rows of a committed tail as a segment and puts that in its place. Nothing happens when the tail is gone already.</summary>
    private void ConvertTail(long chunkId, TailUnit tail, MergeScheduler? scheduler = null)
    {
        UnitVersion before;
        ChunkLayout layout;
        lock (_commitLock)
        {
            if (_pending.FindChunk(chunkId) is not { } chunk || Find(chunk, tail) is not { } now) return;
            (before, layout) = (now, tail.Layout.InOrderOf(chunk.Layout));
            // From here on commits begin another tail, so all rows of this one are known.
            tail.IsClosed = true;
        }

        using var activity = Activities.Begin("convert", chunkId);
        activity.Expect(before.LiveRows);
        SegmentUnit? segment = null;
        try
        {
            int[] positions = [];
            if (before.LiveRows > 0)
            {
                (var meta, positions) = WriteSegment(layout, before.TailColumns, before.Rows, before.Deletes);
                segment = new SegmentUnit(meta, Source);
                activity.AddRows(meta.Rows);
                activity.AddWritten(meta.FileBytes);
                FlushSegmentNames();
            }

            if (segment is null ? Replace(chunkId, [before], [], null, scheduler) : Replace(chunkId, [before], [segment], [new Forwarding(segment, positions)], scheduler))
            {
                MergeSoon();
                return;
            }

            segment?.Remove();
            activity.Cancel();
        }
        catch (SqlException error)
        {
            // After a failed flush the record may be on disk, and then names the segment: recovery keeps or removes it.
            if (_stopped is null) segment?.Remove();
            activity.Fail(error.Error);
            throw;
        }
    }

    private void CloseIfLarge(long chunkId, TailUnit tail)
    {
        if (!tail.IsFull(Options)) return;
        tail.IsClosed = true;
        ConvertSoon(chunkId, tail);
    }
}
