using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.TimeSeries.Chunks;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>Reads a call of time_bucket: all of its arguments but the time must be constant.</summary>
internal static class BucketCall
{
    /// <summary>The buckets of a call, without the column that they come to lie in.</summary>
    public static RollupBuckets Read(BoundCall call, Binder binder, SessionContext session)
    {
        Vector? width = null, origin = null, offset = null, zone = null;
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            if (i == 1) continue;
            var value = Constant(call.Arguments[i], binder, session);
            switch (call.Function.Parameters[i].Name)
            {
                case "bucket_width": width = value; break;
                case "origin": origin = value; break;
                case "offset": offset = value; break;
                case "timezone": zone = value; break;
            }
        }

        var type = call.Type.WithModifier(-1);
        var isInteger = ChunkIntervals.IsInteger(type);
        if (width is null || width.IsNull(0)) throw RollupErrors.MutableWidth();
        var hasOrigin = origin is not null && !origin.IsNull(0);
        var hasOffset = offset is not null && !offset.IsNull(0);
        if (hasOrigin && hasOffset) throw RollupErrors.OriginAndOffset();
        if (zone is not null && !zone.IsNull(0)) ZoneSpecifier.Parse(Arguments.Text(zone)!);
        var buckets = new RollupBuckets
        {
            Function = $"{call.Function.Schema}.time_bucket({string.Join(',', call.Function.Parameters.Select(p => Name(p.Type)))})",
            Type = type,
            Column = 0,
            Width = isInteger ? default : VectorAccess.Get<Interval>(width, 0),
            IntegerWidth = isInteger ? TimeArgument.Coordinate(width) : 0,
            Origin = hasOrigin ? TimeArgument.Coordinate(origin!) : null,
            Offset = hasOffset && !isInteger ? VectorAccess.Get<Interval>(offset!, 0) : null,
            IntegerOffset = hasOffset && isInteger ? TimeArgument.Coordinate(offset!) : null,
            TimeZone = zone is null ? null : Arguments.Text(zone),
        };
        if (isInteger && buckets.IntegerWidth <= 0) throw BucketErrors.PeriodNotPositive();
        if (!isInteger) BucketWidth.Of(buckets.Width);
        return buckets;
    }

    // As TimescaleDB's catalog spells them.
    private static string Name(SqlType type) => type.Kind switch
    {
        TypeKind.Date or TypeKind.Text => $"pg_catalog.{type.DisplayName}",
        _ => type.DisplayName,
    };

    private static Vector Constant(BoundExpression expression, Binder binder, SessionContext session)
    {
        foreach (var part in ExpressionTree.Descend(expression))
        {
            if (part is BoundColumn or BoundParameter or BoundSubquery or BoundCall { Function.Volatility: not Volatility.Immutable }) throw RollupErrors.MutableWidth();
        }

        return ConstantExpressions.Evaluate(binder, expression, session);
    }
}
