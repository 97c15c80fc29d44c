using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>Turns a transaction's changes into operations on the newest root, and applies them. Under the commit lock.</summary>
internal sealed class CommitPlan(Store store, RootBuilder builder)
{
    public List<RootOperation> Operations { get; } = [];

    /// <exception cref="SqlException">40001 when another commit took away what these changes build on.</exception>
    public void Add(Changes changes)
    {
        foreach (var (key, value) in changes.Metadata) Apply(new PutMetadata(key, value));
        foreach (var (chunkId, own) in changes.Chunks) Add(chunkId, own);
    }

    private void Add(long chunkId, ChunkChanges own)
    {
        var chunk = builder.FindChunk(chunkId);
        if (own.Dropped)
        {
            if (chunk is not null) Apply(new DropChunk(chunkId));
            else if (builder.HasJoined(chunkId)) throw StorageErrors.ConcurrentUpdate();
            return;
        }

        if (own.Created)
        {
            if (chunk is not null) throw InternalErrors.Unexpected($"chunk {chunkId} exists already");
            Apply(new CreateChunk(chunkId, own.Layout!));
        }
        else
        {
            if (chunk is null) throw StorageErrors.ConcurrentDrop();
            if (own.Truncated) Apply(new TruncateChunk(chunkId));
            if (own.Layout is not null) Apply(new AlterChunk(chunkId, own.Layout));
        }

        foreach (var joining in own.Joining) Join(joining, chunkId);
        AddDeletes(builder.FindChunk(chunkId)!, own);
        foreach (var version in own.Own) AddRows(chunkId, version);
    }

    private void Join(long chunkId, long intoId)
    {
        if (builder.FindChunk(chunkId) is null) throw StorageErrors.ConcurrentDrop();
        Apply(new JoinChunk(chunkId, intoId));
    }

    private void AddDeletes(ChunkData chunk, ChunkChanges own)
    {
        if (own.Deleted.IsEmpty) return;
        var deleted = UnitForwarding.Resolve(own.Deleted, chunk.Units, out var gone);
        // Another commit deleted them, and a merge has dropped them since.
        if (gone > 0) throw StorageErrors.ConcurrentUpdate();
        foreach (var (unit, rows) in deleted)
        {
            var version = chunk.Units.FirstOrDefault(v => ReferenceEquals(v.Unit, unit));
            if (version is null || (version.Deletes?.Overlaps(rows) ?? false)) throw StorageErrors.ConcurrentUpdate();
            Apply(new DeleteRows(chunk.Id, unit.Id, rows));
        }
    }

    private void AddRows(long chunkId, UnitVersion version)
    {
        if (version.LiveRows == 0) return;
        if (version.Unit is SegmentUnit segment)
        {
            Apply(new AddSegment(chunkId, segment, version.Deletes));
            return;
        }

        var layout = version.Unit.Layout;
        var units = builder.FindChunk(chunkId)!.Units;
        var last = units.IsEmpty ? null : units[^1];
        var target = last is { Unit: TailUnit tail } && tail.CanExtend(last.Rows, layout) ? tail : null;
        Apply(new AppendRows(chunkId, target?.Id ?? store.NextUnitId(), layout, target?.Rows ?? 0, version.LiveRows, LiveColumns(version)));
    }

    private static Vector[] LiveColumns(UnitVersion version)
    {
        if (version.Deletes is null) return version.TailColumns;
        var rows = new List<int>(version.LiveRows);
        for (var row = 0; row < version.Rows; row++)
        {
            if (!version.Deletes.Contains(row)) rows.Add(row);
        }

        return [.. version.TailColumns.Select(c =>
        {
            var builder = VectorBuilder.Create(c.Type, rows.Count);
            builder.AppendGather(c, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows));
            return builder.Detach();
        })];
    }

    private void Apply(RootOperation operation)
    {
        builder.Apply(operation);
        Operations.Add(operation);
    }
}
