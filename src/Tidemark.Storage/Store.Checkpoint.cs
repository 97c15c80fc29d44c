using System.Collections.Immutable;
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
            foreach (var chunk in Root.Chunks.Values)
            {
                foreach (var version in chunk.Units)
                {
                    if (version.Unit is TailUnit tail && (version.Rows >= Options.CheckpointTailRows || tail.IsClosed)) ConvertTail(chunk.Id, tail);
                }
            }

            var (number, sequence, root) = _log.Rotate();
            CheckpointFile.Write(Options.Files, Directory, new CheckpointState(root, number, sequence, Interlocked.Read(ref _lastUnitId)));
            TryRemoveOldLogs(number);
            Interlocked.Increment(ref _checkpoints);
        }
    }

    /// <summary>Writes the rows of a committed tail as a segment and puts that in its place. Nothing happens when the tail is gone already.</summary>
    private void ConvertTail(long chunkId, TailUnit tail)
    {
        UnitVersion? before;
        ChunkLayout layout;
        lock (_commitLock)
        {
            before = Find(chunkId, tail);
            if (before is null) return;
            layout = tail.Layout.InOrderOf(_pending.FindChunk(chunkId)!.Layout);
            // From here on commits begin another tail, so all rows of this one are known.
            tail.IsClosed = true;
        }

        SegmentUnit? segment = null;
        int[] positions = [];
        if (before.LiveRows > 0)
        {
            (var meta, positions) = WriteSegment(layout, before.TailColumns, before.Rows, before.Deletes);
            segment = new SegmentUnit(meta, Source);
        }

        try
        {
            if (segment is not null) FlushSegmentNames();
            if (Replace(chunkId, tail, before, segment, positions) is long sequence) _log.WaitFlushed(sequence);
            else segment?.Remove();
        }
        catch
        {
            // After a failed flush the record may be on disk, and then names the segment: recovery keeps or removes it.
            if (_stopped is null) segment?.Remove();
            throw;
        }
    }

    private long? Replace(long chunkId, TailUnit tail, UnitVersion before, SegmentUnit? segment, int[] positions)
    {
        lock (_commitLock)
        {
            if (_stopped is not null) throw new SqlException(_stopped.Error, _stopped);
            if (Find(chunkId, tail) is not { } now) return null;
            DeleteSet? deletes = null;
            if (segment is not null)
            {
                // Rows that were deleted while the segment was written; those deleted before are not in it.
                var forwarding = new Forwarding(segment, positions);
                deletes = now.Deletes?.Forward(forwarding);
                tail.Forward(forwarding);
            }

            ImmutableArray<RootOperation> operations = [new ReplaceUnits(chunkId, [tail.Id], segment, deletes)];
            var builder = new RootBuilder(_pending);
            builder.Apply(operations[0]);
            var root = builder.Build(_pending.Companion);
            var sequence = _log.Append(operations, root, isSeen: false);
            _pending = root;
            _lastFlushedCommit = sequence;
            return sequence;
        }
    }

    private UnitVersion? Find(long chunkId, TailUnit tail) => _pending.FindChunk(chunkId)?.Units.FirstOrDefault(v => ReferenceEquals(v.Unit, tail));

    private void CloseIfLarge(long chunkId, TailUnit tail)
    {
        if (tail.Rows < Options.SegmentRows) return;
        tail.IsClosed = true;
        ConvertSoon(chunkId, tail);
    }
}
