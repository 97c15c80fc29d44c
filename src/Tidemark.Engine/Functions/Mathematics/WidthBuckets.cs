using System.Numerics;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using Numeric = Tidemark.Types.Numeric;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Engine.Functions;

/// <summary>width_bucket: which of <c>count</c> equal parts of a range a value falls into; 0 below and count + 1 above. The range may run downwards.</summary>
internal static class WidthBuckets
{
    /// <summary>The bucket of a double.</summary>
    public static int Of(double value, double low, double high, int count)
    {
        if (count <= 0) throw MathErrors.BucketCount();
        if (double.IsNaN(value) || double.IsNaN(low) || double.IsNaN(high)) throw MathErrors.BucketNaN();
        if (double.IsInfinity(low) || double.IsInfinity(high)) throw MathErrors.BucketInfinite();
        if (low == high) throw MathErrors.BucketBoundsEqual();
        if (low < high)
        {
            if (value < low) return 0;
            return value >= high ? Above(count) : Part(value - low, high - low, count);
        }

        if (value > low) return 0;
        return value <= high ? Above(count) : Part(low - value, low - high, count);
    }

    /// <summary>The bucket of a numeric.</summary>
    public static int Of(Numeric value, Numeric low, Numeric high, int count)
    {
        if (count <= 0) throw MathErrors.BucketCount();
        if (value.IsNaN || low.IsNaN || high.IsNaN) throw MathErrors.BucketNaN();
        if (!low.IsFinite || !high.IsFinite) throw MathErrors.BucketInfinite();
        var order = low.CompareTo(high);
        if (order == 0) throw MathErrors.BucketBoundsEqual();
        if (order > 0) (value, low, high) = (-value, -low, -high);
        if (value < low) return 0;
        if (value >= high) return Above(count);
        var scale = Math.Max(value.Scale, Math.Max(low.Scale, high.Scale));
        var step = Unscaled(value - low, scale) * count / Unscaled(high - low, scale);
        return (int)step + 1;
    }

    /// <summary>How many of the thresholds, which rise, are not above the value.</summary>
    public static int Of(Vector value, Vector thresholds, int row)
    {
        var reader = new ArrayReader(VectorAccess.GetBytes(thresholds, row));
        if (reader.Dimensions > 1) throw DataErrors.ArraySubscript("thresholds must be one-dimensional array");
        var bounds = ArrayFunctions.Elements(thresholds, row);
        if (!bounds.Validity.IsAllValid) throw ArrayFunctions.NullValue("thresholds array must not contain NULLs");
        var (low, high) = (0, bounds.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ValueComparison.Compare(value, row, bounds, middle) < 0) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private static int Above(int count) => AddInteger<int>.Invoke(count, 1);

    private static int Part(double above, double width, int count)
    {
        // The distances are halved where they overflow, as PostgreSQL does.
        var part = double.IsInfinity(width) ? above / 2 / (width / 2) : above / width;
        return Math.Min((int)(count * part), count - 1) + 1;
    }

    private static BigInteger Unscaled(Numeric value, int scale) => Numeric.Round(value, scale).UnscaledValue;
}
