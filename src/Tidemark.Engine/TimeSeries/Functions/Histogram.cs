using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.TimeSeries;

/// <summary>
/// histogram(value, min, max, nbuckets): how many values fall below min, into each of nbuckets equal parts, and at or above max. A null value counts as 0,
/// as TimescaleDB has it.
/// </summary>
internal sealed class Histogram : Accumulator
{
    private int[]?[] _counts = [];
    private int _groups;

    /// <inheritdoc />
    public override long ByteSize => _counts.Length * (8L + (_groups > 0 && _counts[0] is { } first ? first.Length * sizeof(int) : 0));

    /// <summary>Declares it.</summary>
    public static void Register(Declarations declare) =>
        declare.Aggregate("histogram", [Float8, Float8, Float8, Int4], ArrayOf(Int4)!, _ => new Histogram(), skipsNulls: false);

    /// <inheritdoc />
    public override void Resize(int count)
    {
        _groups = Math.Max(_groups, count);
        if (count > _counts.Length) Array.Resize(ref _counts, Math.Max(count, _counts.Length * 2));
    }

    /// <inheritdoc />
    public override void Update(ReadOnlySpan<Vector> arguments, ReadOnlySpan<int> groups)
    {
        for (var row = 0; row < groups.Length; row++) Add(arguments, row, groups[row]);
    }

    /// <inheritdoc />
    public override void UpdateSingle(ReadOnlySpan<Vector> arguments, int rows, int group)
    {
        for (var row = 0; row < rows; row++) Add(arguments, row, group);
    }

    /// <inheritdoc />
    public override void Merge(Accumulator other, ReadOnlySpan<int> groups)
    {
        var from = (Histogram)other;
        for (var i = 0; i < groups.Length; i++)
        {
            if (from._counts[i] is not { } counts) continue;
            var target = _counts[groups[i]] ??= new int[counts.Length];
            if (target.Length != counts.Length) throw BucketErrors.BucketCountChanged();
            for (var bucket = 0; bucket < counts.Length; bucket++) target[bucket] = AddInteger<int>.Invoke(target[bucket], counts[bucket]);
        }
    }

    /// <inheritdoc />
    public override void Emit(int start, int count, VectorBuilder result)
    {
        var builder = new ArrayBuilder(Int4);
        for (var group = start; group < start + count; group++)
        {
            if (_counts[group] is not { } counts)
            {
                result.AppendNull();
                continue;
            }

            ((FixedVectorBuilder<int>)builder.Elements).Append(counts);
            builder.Write((BytesVectorBuilder)result);
        }
    }

    private void Add(ReadOnlySpan<Vector> arguments, int row, int group)
    {
        var value = arguments[0].IsNull(row) ? 0 : VectorAccess.Get<double>(arguments[0], row);
        var low = arguments[1].IsNull(row) ? 0 : VectorAccess.Get<double>(arguments[1], row);
        var high = arguments[2].IsNull(row) ? 0 : VectorAccess.Get<double>(arguments[2], row);
        var buckets = arguments[3].IsNull(row) ? 0 : VectorAccess.Get<int>(arguments[3], row);
        if (low > high) throw BucketErrors.BoundsReversed();
        var bucket = WidthBuckets.Of(value, low, high, buckets);
        var counts = _counts[group] ??= new int[checked(buckets + 2)];
        if (counts.Length != buckets + 2) throw BucketErrors.BucketCountChanged();
        counts[bucket]++;
    }
}
