using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// A kernel whose function, as a key of GROUP BY, asks that groups without rows come out as well: one for every bucket between two bounds. Its first argument is the width, its second the time.
/// Times are counted in the units of the time's type: microseconds, days, or the integers themselves.
/// </summary>
internal interface IGapFillKernel
{
    /// <summary>The place of the time zone among the arguments; -1 where there is none. Start and finish are the last two arguments.</summary>
    int TimeZoneArgument { get; }

    /// <summary>The buckets between two times.</summary>
    /// <param name="width">The width, one row, not null.</param>
    /// <param name="timeZone">The zone, one row, not null; null where there is none.</param>
    /// <param name="start">A time in the first bucket.</param>
    GapFillSeries CreateSeries(Vector width, Vector? timeZone, long start);

    /// <summary>A value of any type that compares with the time's, one row and not null, in the time's units.</summary>
    long ToUnits(Vector value, FunctionContext context);

    /// <summary>The first time behind all whose plain bucket begins before a value, or at it where that is said.</summary>
    /// <param name="width">The width of time_bucket, one row.</param>
    /// <param name="value">The value that the bucket is compared with.</param>
    /// <param name="inclusive">Whether the bucket may begin at the value.</param>
    long EndOfBuckets(Vector width, long value, bool inclusive);
}

/// <summary>Buckets in their order.</summary>
internal abstract class GapFillSeries
{
    /// <summary>The beginning of a bucket, counted from 0; <see cref="long.MaxValue"/> behind the last that the type can hold.</summary>
    public abstract long At(long index);
}

/// <summary>A kernel whose function stands for a value of the neighbouring buckets where gaps are filled. Anywhere else it gives its first argument.</summary>
internal interface IFillKernel
{
    /// <summary>Whether it draws a line between the neighbours; else it carries the last value forward.</summary>
    bool IsInterpolation { get; }
}
