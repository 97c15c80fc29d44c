using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Functions;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Engine.TimeSeries.Chunks;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Jobs;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>refresh_continuous_aggregate, and the functions that views of continuous aggregates call.</summary>
internal static class RefreshRoutines
{
    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        routines.Add(new Procedure
        {
            Schema = "public",
            Name = "refresh_continuous_aggregate",
            Parameters =
            [
                new(SqlTypes.RegClass, "continuous_aggregate"), new(SqlTypes.Any, "window_start"), new(SqlTypes.Any, "window_end"), new(SqlTypes.Bool, "force", "false"),
                new(SqlTypes.Jsonb, "options", "NULL"),
            ],
            Result = SqlTypes.Void,
            Volatility = Volatility.Volatile,
            Invoke = Refresh,
        });
        routines.Add(new AggregateFunction
        {
            Schema = Policies.Schema,
            Name = "total",
            Description = "adds counts and sums of integers up, as parts of one",
            Parameters = [new(SqlTypes.Int8, "value")],
            Result = SqlTypes.Int8,
            CreateAccumulator = static _ => new FoldAccumulator<long, SumState<long>, SumSmall<long>>(),
        });
        routines.Add(new ScalarFunction
        {
            Schema = Policies.Schema,
            Name = "cagg_watermark",
            Parameters = [new(SqlTypes.Int4, "hypertable_id")],
            Result = SqlTypes.Int8,
            Volatility = Volatility.Stable,
            Kernel = new AdministrativeKernel(static (arguments, result, context) =>
            {
                if (Arguments.Int(arguments[0]) is { } id && Find(id, context.Catalog) is { } view) AppendWatermark(view, result, context);
                else result.AppendNull();
            }),
        });
        routines.Add(new ScalarFunction
        {
            Schema = Policies.Schema,
            Name = "to_date",
            Parameters = [new(SqlTypes.Int8, "unixtime_us")],
            Result = SqlTypes.Date,
            Kernel = new AdministrativeKernel(static (arguments, result, _) =>
            {
                if (arguments[0].IsNull(0)) result.AppendNull();
                else ((FixedVectorBuilder<int>)result).Append(ToDate(VectorAccess.Get<long>(arguments[0], 0)));
            }),
        });
    }

    /// <summary>The continuous aggregate whose rows a hypertable keeps, by that one's number; null where there is none.</summary>
    public static View? Find(int hypertableId, CatalogSnapshot catalog) => catalog.Relations.OfType<View>().FirstOrDefault(v => v.Rollup?.HypertableId == hypertableId);

    /// <summary>The continuous aggregate that a regclass names; 22023 for something else.</summary>
    public static View Require(Vector relation, FunctionContext context)
    {
        if (relation.IsNull(0)) throw RollupErrors.Invalid();
        return context.Catalog.Find<View>(Arguments.Oid(relation)) is { Rollup: not null } view ? view : throw RollupErrors.NotRollup(Arguments.NameOf(relation, context));
    }

    private static void Refresh(ImmutableArray<Vector> arguments, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        var view = Require(arguments[0], context);
        Privileges.RequireOwner(view, session);
        var type = view.Rollup!.Buckets.Type;
        var start = TimeArgument.Read(arguments[1], type, context) ?? long.MinValue;
        var end = TimeArgument.Read(arguments[2], type, context) ?? long.MaxValue;
        var options = arguments[4].IsNull(0) ? JobConfig.Of() : new JobConfig(Arguments.Text(arguments[4])!);
        RollupRefresh.Run(view, Inscribed(view, start, end), Read(options) with { IsForced = Arguments.Flag(arguments[3], false), MayCommit = MayCommit(session) }, session);
    }

    /// <summary>How a configuration asks to refresh.</summary>
    public static RefreshOptions Read(JobConfig config)
    {
        var (buckets, batches) = (config.FindInt("buckets_per_batch"), config.FindInt("max_batches_per_execution"));
        if (buckets < 0) throw RollupErrors.InvalidBatch(buckets.Value);
        if (batches < 0) throw RollupErrors.InvalidMaxBatches(batches.Value);
        return new RefreshOptions { BucketsPerBatch = buckets, MaxBatches = batches ?? 0, NewestFirst = config.FindFlag("refresh_newest_first") ?? true };
    }

    /// <summary>The whole buckets within a window; 22023 where there are none.</summary>
    public static TimeRange Inscribed(View view, long start, long end)
    {
        if (start >= end) throw RollupErrors.WindowTooSmall();
        var buckets = new BucketArithmetic(view.Rollup!.Buckets);
        var window = new TimeRange(buckets.Ceiling(start), buckets.Floor(end));
        return window.IsEmpty ? throw RollupErrors.WindowTooSmall() : window;
    }

    /// <summary>Whether a procedure may commit on its way: it was called by itself, and not within a block or a function.</summary>
    public static bool MayCommit(SessionContext session) => !session.IsInBlock && session.TopStatement is CallStatement;

    private static void AppendWatermark(View view, VectorBuilder result, FunctionContext context)
    {
        var watermark = context.Service<SessionContext>().Transaction.RollupStateOf(view.Oid).Watermark;
        if (watermark is not { } time) result.AppendNull();
        else ((FixedVectorBuilder<long>)result).Append(ChunkIntervals.IsTime(view.Rollup!.Buckets.Type) ? time - ChunkSlicing.UnixEpoch : time);
    }

    private static int ToDate(long unixMicros) => unixMicros switch
    {
        long.MinValue => int.MinValue,
        long.MaxValue => int.MaxValue,
        _ => Calendar.DayOf(unixMicros + ChunkSlicing.UnixEpoch, out _),
    };
}
