using System.Collections.Immutable;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Binding;

/// <summary>
/// Grouped rows with a row for every bucket between two bounds, group by group: those that are missing come with nulls. The input is sorted by groups, then bucket.
/// </summary>
/// <param name="Input">The grouped rows.</param>
/// <param name="Kernel">The function that the bucket is a call of.</param>
/// <param name="Bucket">The bucket among the input's columns.</param>
/// <param name="Groups">The other keys.</param>
/// <param name="Width">The bucket's width; reads no columns of the input.</param>
/// <param name="TimeZone">The bucket's zone, or null.</param>
/// <param name="Starts">What bounds the buckets below: the greatest counts.</param>
/// <param name="Finishes">What bounds them above, exclusive: the least counts.</param>
/// <param name="Fills">Columns that are filled up from the neighbours.</param>
internal sealed record GapFill(
    Relation Input,
    IGapFillKernel Kernel,
    BoundColumn Bucket,
    ImmutableArray<BoundColumn> Groups,
    BoundExpression Width,
    BoundExpression? TimeZone,
    ImmutableArray<GapFillBound> Starts,
    ImmutableArray<GapFillBound> Finishes,
    ImmutableArray<GapFillItem> Fills) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => [.. Input.Output, .. Fills.Select(f => f.Output)];
}

/// <summary>How a bound follows from a value.</summary>
internal enum GapFillBoundKind
{
    /// <summary>It is the value.</summary>
    Exact,

    /// <summary>It is the value, which was given for a bound: first among its side's bounds, it makes those behind it idle, unless it turns out to be null.</summary>
    Given,

    /// <summary>It is the next time after the value.</summary>
    After,

    /// <summary>It lies behind all times whose bucket begins before the value.</summary>
    BucketBefore,

    /// <summary>It lies behind all times whose bucket begins before the value or at it.</summary>
    BucketUpTo,
}

/// <summary>A bound of the buckets.</summary>
/// <param name="Kind">How it follows from the value.</param>
/// <param name="Value">The value.</param>
/// <param name="Width">The width of the plain bucket that was compared; null where it was the time itself.</param>
internal sealed record GapFillBound(GapFillBoundKind Kind, BoundExpression Value, BoundExpression? Width);

/// <summary>A call of locf or interpolate.</summary>
/// <param name="IsInterpolation">Which of them.</param>
/// <param name="Value">The column of the input that is filled up.</param>
/// <param name="Previous">What stands before the first value, or null; over the groups' columns.</param>
/// <param name="Next">What stands after the last one, or null.</param>
/// <param name="TreatNullAsMissing">For locf, whether nulls are gaps; null for no.</param>
/// <param name="Output">The column it becomes.</param>
internal sealed record GapFillItem(bool IsInterpolation, BoundColumn Value, BoundExpression? Previous, BoundExpression? Next, BoundExpression? TreatNullAsMissing, OutputColumn Output);
