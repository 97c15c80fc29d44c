using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>Whether the buckets of a continuous aggregate consist of whole buckets of the one that it is over.</summary>
internal static class RollupHierarchy
{
    /// <summary>0A000 where they do not.</summary>
    /// <param name="view">The name of the upper one.</param>
    /// <param name="upper">Its buckets.</param>
    /// <param name="below">The lower one.</param>
    public static void Check(ObjectName view, RollupBuckets upper, View below)
    {
        var lower = below.Rollup!.Buckets;
        if (!lower.IsFixed && upper.IsFixed) throw RollupErrors.FixedOverVariable();
        if (upper.IntegerWidth > 0)
        {
            if (upper.IntegerWidth < lower.IntegerWidth) throw Widths($"{upper.IntegerWidth}", $"{lower.IntegerWidth}", true);
            if (lower.IntegerWidth > 0 && upper.IntegerWidth % lower.IntegerWidth != 0) throw Widths($"{upper.IntegerWidth}", $"{lower.IntegerWidth}", false);
        }
        else
        {
            var (a, b) = (RollupText.Of(upper.Width), RollupText.Of(lower.Width));
            if (upper.Width < lower.Width) throw Widths(a, b, true);
            var isMultiple = (upper.Width.Months, lower.Width.Months) switch
            {
                (0, 0) => upper.Width.Span % lower.Width.Span == 0,
                ( > 0, > 0) => upper.Width.Months % lower.Width.Months == 0,

                // Months consist of days, and of what days consist of.
                ( > 0, 0) => Calendar.MicrosPerDay % lower.Width.Span == 0,
                _ => false,
            };
            if (!isMultiple) throw Widths(a, b, false);
        }

        if (upper.Origin != lower.Origin) throw RollupErrors.DifferentOrigin("origin", $"{view}", Moment(upper.Origin), $"{below.QualifiedName}", Moment(lower.Origin));
        if (upper.Offset != lower.Offset) throw RollupErrors.DifferentOrigin("offset", $"{view}", Shift(upper.Offset), $"{below.QualifiedName}", Shift(lower.Offset));
        if (upper.IntegerOffset != lower.IntegerOffset) throw RollupErrors.DifferentOrigin("offset", $"{view}", $"{upper.IntegerOffset}", $"{below.QualifiedName}", $"{lower.IntegerOffset}");

        SqlException Widths(string width, string parent, bool isSmaller) => RollupErrors.NotMultiple($"{view}", width, $"{below.QualifiedName}", parent, isSmaller);
    }

    private static string Shift(Interval? offset) => offset is { } given ? RollupText.Of(given) : "NULL";

    private static string Moment(long? origin) => origin is { } given ? RollupText.Of(given, SqlTypes.TimestampTz) : "-infinity";
}
