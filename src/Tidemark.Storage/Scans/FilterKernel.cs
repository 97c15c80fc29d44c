using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// A filter made ready for its column's physical type. Immutable but for a remembered dictionary, so all workers of a scan share it.
/// Rows are marked in a mask of one bit each, lowest first, as in a validity bitmap.
/// </summary>
internal abstract class FilterKernel(int columnId)
{
    public int ColumnId { get; } = columnId;

    public static FilterKernel Create(ColumnFilter filter) => filter switch
    {
        NullFilter f => new NullKernel(f),
        RangeFilter f => OfRange(f),
        SetFilter f => OfSet(f),
        KeyedRangesFilter f => KeyedRangesKernel.Create(f),
        _ => throw InternalErrors.Unexpected($"unknown filter {filter.GetType().Name}"),
    };

    /// <summary>What statistics say.</summary>
    public abstract BlockMatch Test(in ColumnStatistics statistics);

    /// <summary>What the footer says of one block of a segment.</summary>
    public virtual BlockMatch Test(SegmentColumn column, int block) => Test(column.Statistics(block));

    /// <summary>Takes out of the mask the rows that do not pass.</summary>
    public abstract void Apply(Vector column, Span<ulong> mask);

    /// <summary>As <see cref="Apply(Vector, Span{ulong})"/>, where it may help to know what lies in the block.</summary>
    public virtual void Apply(Vector column, in ColumnStatistics statistics, Span<ulong> mask) => Apply(column, mask);

    /// <summary>Takes null rows out of the mask.</summary>
    private protected static void RemoveNulls(Validity validity, Span<ulong> mask)
    {
        if (validity.IsAllValid) return;
        for (var word = 0; word < mask.Length; word++) mask[word] &= validity.Word(word * 64);
    }

    private static FilterKernel OfRange(RangeFilter f)
    {
        var type = (f.Low ?? f.High ?? throw InternalErrors.Unexpected("a range filter has no bound")).Type;
        return type.Physical switch
        {
            PhysicalType.Bool => new IntegerRangeKernel<byte, bool>(f, v => v ? (byte)1 : (byte)0),
            PhysicalType.Int16 => new IntegerRangeKernel<short, short>(f, v => v),
            PhysicalType.Int32 => new IntegerRangeKernel<int, int>(f, v => v),
            PhysicalType.Int64 => new IntegerRangeKernel<long, long>(f, v => v),
            PhysicalType.Float32 => new FloatRangeKernel<float>(f),
            PhysicalType.Float64 => new FloatRangeKernel<double>(f),
            PhysicalType.Uuid => new UuidKernel(f.ColumnId, f.Low is null ? null : VectorAccess.Get<Uuid>(f.Low, 0), f.LowInclusive, f.High is null ? null : VectorAccess.Get<Uuid>(f.High, 0), f.HighInclusive),
            PhysicalType.Bytes => new BytesRangeKernel(f),
            _ => throw InternalErrors.Unexpected($"a filter on {type}"),
        };
    }

    private static FilterKernel OfSet(SetFilter f) => f.Values.Type.Physical switch
    {
        PhysicalType.Bool => new IntegerSetKernel<byte, bool>(f, v => v ? (byte)1 : (byte)0),
        PhysicalType.Int16 => new IntegerSetKernel<short, short>(f, v => v),
        PhysicalType.Int32 => new IntegerSetKernel<int, int>(f, v => v),
        PhysicalType.Int64 => new IntegerSetKernel<long, long>(f, v => v),
        PhysicalType.Float32 => new FloatSetKernel<float>(f),
        PhysicalType.Float64 => new FloatSetKernel<double>(f),
        PhysicalType.Uuid => new UuidKernel(f.ColumnId, f.Values),
        PhysicalType.Bytes => new BytesSetKernel(f),
        _ => throw InternalErrors.Unexpected($"a filter on {f.Values.Type}"),
    };
}

/// <summary>IS NULL and IS NOT NULL.</summary>
internal sealed class NullKernel(NullFilter filter) : FilterKernel(filter.ColumnId)
{
    public override BlockMatch Test(in ColumnStatistics statistics)
    {
        if (statistics.Nulls == 0) return filter.PassNulls ? BlockMatch.None : BlockMatch.All;
        if (statistics.Nulls == statistics.Rows) return filter.PassNulls ? BlockMatch.All : BlockMatch.None;
        return BlockMatch.Some;
    }

    public override void Apply(Vector column, Span<ulong> mask)
    {
        var validity = column.Validity;
        if (filter.PassNulls && validity.IsAllValid)
        {
            mask.Clear();
            return;
        }

        if (!filter.PassNulls)
        {
            RemoveNulls(validity, mask);
            return;
        }

        for (var word = 0; word < mask.Length; word++) mask[word] &= ~validity.Word(word * 64);
    }
}
