using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>Applies operations to a root. Used under the commit lock, and by recovery. What does not fit is an <see cref="InvalidDataException"/>: a commit checks before.</summary>
internal sealed class RootBuilder(Root root)
{
    private ImmutableDictionary<long, ReadOnlyMemory<byte>> _metadata = root.Metadata;
    private ImmutableDictionary<long, ChunkData> _chunks = root.Chunks;
    private ImmutableDictionary<long, long> _joined = root.Joined;

    /// <summary>Segments that the new root no longer names: their files go when it is durable.</summary>
    public List<SegmentUnit> Removed { get; } = [];

    /// <summary>Whether segments came, or rows of them were deleted, or their order: a reason to look for merges.</summary>
    public bool ChangesSegments { get; private set; }

    /// <summary>Tails that the operations appended to, or brought into another chunk.</summary>
    public List<(long ChunkId, TailUnit Tail)> Appended { get; } = [];

    public ChunkData? FindChunk(long chunkId) => _chunks.GetValueOrDefault(chunkId);

    /// <summary>Whether a chunk that is not there any more has joined another.</summary>
    public bool HasJoined(long chunkId) => _joined.ContainsKey(chunkId);

    public Root Build(object? companion) => new(root.Version + 1, _metadata, _chunks, _joined, companion);

    public void Apply(RootOperation operation)
    {
        switch (operation)
        {
            case PutMetadata { Value: { } value } o:
                _metadata = _metadata.SetItem(o.Key, value);
                break;
            case PutMetadata o:
                _metadata = _metadata.Remove(o.Key);
                break;
            case CreateChunk o:
                _chunks = _chunks.SetItem(o.ChunkId, new ChunkData(o.ChunkId, o.Layout, []));
                break;
            case AlterChunk o:
                ChangesSegments = true;
                _chunks = _chunks.SetItem(o.ChunkId, new ChunkData(o.ChunkId, o.Layout, Chunk(o.ChunkId).Units));
                break;
            case DropChunk o:
                if (_chunks.ContainsKey(o.ChunkId)) Release(Chunk(o.ChunkId));
                _chunks = _chunks.Remove(o.ChunkId);
                break;
            case JoinChunk o:
                Join(o);
                break;
            case TruncateChunk o:
                Release(Chunk(o.ChunkId));
                SetUnits(o.ChunkId, []);
                break;
            case AddSegment o:
                ChangesSegments = true;
                SetUnits(o.ChunkId, Chunk(o.ChunkId).Units.Add(new UnitVersion(o.Segment, o.Segment.Meta.Rows, o.Deletes)));
                break;
            case AppendRows o:
                Append(o);
                break;
            case DeleteRows o:
                Delete(o);
                break;
            case ReplaceUnits o:
                Replace(o);
                break;
        }
    }

    private ChunkData Chunk(long chunkId) => FindChunk(chunkId) ?? throw new InvalidDataException($"chunk {chunkId} does not exist");

    private void SetUnits(long chunkId, ImmutableArray<UnitVersion> units) => _chunks = _chunks.SetItem(chunkId, Chunk(chunkId).With(units));

    private void Release(ChunkData chunk) => Removed.AddRange(chunk.Units.Select(u => u.Unit).OfType<SegmentUnit>());

    private static int IndexOf(ImmutableArray<UnitVersion> units, long unitId)
    {
        for (var i = units.Length - 1; i >= 0; i--)
        {
            if (units[i].Unit.Id == unitId) return i;
        }

        return -1;
    }

    private void Join(JoinChunk o)
    {
        ChangesSegments = true;
        var units = Chunk(o.ChunkId).Units;
        SetUnits(o.IntoId, Chunk(o.IntoId).Units.AddRange(units));
        _chunks = _chunks.Remove(o.ChunkId);
        _joined = _joined.SetItem(o.ChunkId, o.IntoId);
        foreach (var version in units)
        {
            if (version.Unit is TailUnit tail) Appended.Add((o.IntoId, tail));
        }
    }

    private void Append(AppendRows o)
    {
        var units = Chunk(o.ChunkId).Units;
        var at = IndexOf(units, o.UnitId);
        var tail = at < 0 ? new TailUnit(o.UnitId, o.Layout) : units[at].Unit as TailUnit ?? throw new InvalidDataException($"unit {o.UnitId} is not a tail");
        if (tail.Rows != o.Start) throw new InvalidDataException($"rows are missing in tail {o.UnitId}");
        tail.Append(o.Columns, 0, o.Rows);
        var version = new UnitVersion(tail, tail.Rows, at < 0 ? null : units[at].Deletes);
        // Captured before anybody else can see it.
        _ = version.TailColumns;
        SetUnits(o.ChunkId, at < 0 ? units.Add(version) : units.SetItem(at, version));
        Appended.Add((o.ChunkId, tail));
    }

    private void Delete(DeleteRows o)
    {
        var units = Chunk(o.ChunkId).Units;
        var at = IndexOf(units, o.UnitId);
        if (at < 0) throw new InvalidDataException($"unit {o.UnitId} does not exist");
        ChangesSegments |= units[at].Unit is SegmentUnit;
        SetUnits(o.ChunkId, units.SetItem(at, units[at].WithDeletes(DeleteSet.Union(units[at].Deletes, o.Rows))));
    }

    private void Replace(ReplaceUnits o)
    {
        var units = Chunk(o.ChunkId).Units;
        var result = ImmutableArray.CreateBuilder<UnitVersion>();
        var placed = false;
        foreach (var version in units)
        {
            if (!o.UnitIds.Contains(version.Unit.Id))
            {
                result.Add(version);
                continue;
            }

            if (version.Unit is SegmentUnit segment) Removed.Add(segment);
            if (placed) continue;
            foreach (var (target, deletes) in o.Segments) result.Add(new UnitVersion(target, target.Meta.Rows, deletes));
            placed = true;
        }

        SetUnits(o.ChunkId, result.ToImmutable());
    }
}
