using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>One chunk of a root: its layout and the units that hold its rows. Immutable.</summary>
public sealed class ChunkData
{
    internal ChunkData(long id, ChunkLayout layout, ImmutableArray<UnitVersion> units)
    {
        Id = id;
        Layout = layout;
        Units = units;
    }

    /// <summary>The id that the engine gave it.</summary>
    public long Id { get; }

    /// <summary>Its columns and clustering key.</summary>
    public ChunkLayout Layout { get; }

    /// <summary>Rows that are not deleted.</summary>
    public long RowCount
    {
        get
        {
            var rows = 0L;
            foreach (var unit in Units) rows += unit.LiveRows;
            return rows;
        }
    }

    /// <summary>Bytes of the segments' files, and of the buffers of tails.</summary>
    public long ByteSize
    {
        get
        {
            var bytes = 0L;
            foreach (var version in Units)
            {
                bytes += version.Unit switch
                {
                    SegmentUnit segment => segment.Meta.FileBytes,
                    TailUnit tail => tail.Bytes,
                    _ => 0,
                };
            }

            return bytes;
        }
    }

    /// <summary>What it consists of.</summary>
    public ChunkFigures Figures
    {
        get
        {
            var runs = new HashSet<long>();
            long segments = 0, rows = 0, deleted = 0, bytes = 0, tailRows = 0, tailBytes = 0, encoded = 0;
            foreach (var version in Units)
            {
                deleted += version.Rows - version.LiveRows;
                if (version.Unit is SegmentUnit segment)
                {
                    runs.Add(segment.Meta.RunId);
                    (segments, rows, bytes) = (segments + 1, rows + version.LiveRows, bytes + segment.Meta.FileBytes);
                    if (segment.Meta.IsFull) encoded += version.LiveRows;
                }
                else
                {
                    (tailRows, tailBytes) = (tailRows + version.LiveRows, tailBytes + ((TailUnit)version.Unit).Bytes);
                }
            }

            return new ChunkFigures(segments, runs.Count, rows, deleted, bytes, tailRows, tailBytes, encoded);
        }
    }

    internal ImmutableArray<UnitVersion> Units { get; }

    internal ChunkData With(ImmutableArray<UnitVersion> units) => new(Id, Layout, units);
}
