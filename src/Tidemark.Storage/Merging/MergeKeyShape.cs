using System.Collections.Immutable;
using Tidemark.Types;

namespace Tidemark.Storage;

/// <summary>What a part of a key tells.</summary>
internal enum MergeKeyPartKind
{
    /// <summary>Whether the column is null.</summary>
    Nulls,

    /// <summary>The value, or its upper half.</summary>
    Value,

    /// <summary>The lower half of a value of 128 bits.</summary>
    LowerHalf,

    /// <summary>The first eight bytes of text; where they are equal the whole values decide.</summary>
    Prefix,
}

/// <summary>One unsigned integer of a key.</summary>
/// <param name="Column">The column's place in the layout.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Sort">The column's direction.</param>
internal readonly record struct MergeKeyPart(int Column, MergeKeyPartKind Kind, SortColumn Sort);

/// <summary>
/// A clustering key as a row of unsigned integers that compare, one after the other, as <see cref="ClusterOrder"/> orders rows; only text that begins alike is compared by its bytes.
/// </summary>
internal sealed class MergeKeyShape
{
    private MergeKeyShape(ImmutableArray<MergeKeyPart> parts, int firstColumnParts) => (Parts, FirstColumnParts) = (parts, firstColumnParts);

    public ImmutableArray<MergeKeyPart> Parts { get; }

    /// <summary>How many parts the first column of the key has; 0 without a key.</summary>
    public int FirstColumnParts { get; }

    /// <summary>The shape for a layout and the segments that are merged under it.</summary>
    public static MergeKeyShape Of(ChunkLayout layout, IEnumerable<UnitVersion> units)
    {
        var parts = ImmutableArray.CreateBuilder<MergeKeyPart>();
        var first = 0;
        foreach (var key in layout.ClusteringKey)
        {
            var column = layout.IndexOf(key.ColumnId);
            if (units.Any(u => MayBeNull(u.Unit, key.ColumnId))) parts.Add(new MergeKeyPart(column, MergeKeyPartKind.Nulls, key));
            var physical = layout.Columns[column].Type.Physical;
            parts.Add(new MergeKeyPart(column, physical == PhysicalType.Bytes ? MergeKeyPartKind.Prefix : MergeKeyPartKind.Value, key));
            if (physical is PhysicalType.Uuid or PhysicalType.Interval) parts.Add(new MergeKeyPart(column, MergeKeyPartKind.LowerHalf, key));
            if (first == 0) first = parts.Count;
        }

        return new MergeKeyShape(parts.ToImmutable(), first);
    }

    private static bool MayBeNull(Unit unit, int columnId)
    {
        var index = unit.Layout.IndexOf(columnId);
        return index < 0 || unit is not SegmentUnit segment || segment.Meta.Columns[index].Nulls > 0;
    }
}
