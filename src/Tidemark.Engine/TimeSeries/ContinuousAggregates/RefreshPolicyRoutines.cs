using System.Globalization;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Jobs;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>add_continuous_aggregate_policy and remove_continuous_aggregate_policy.</summary>
internal static class RefreshPolicyRoutines
{
    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        Policies.Register(routines, RefreshPolicy.Instance);
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "add_continuous_aggregate_policy",
            Parameters =
            [
                new(SqlTypes.RegClass, "continuous_aggregate"), new(SqlTypes.Any, "start_offset"), new(SqlTypes.Any, "end_offset"), new(SqlTypes.Interval, "schedule_interval"),
                new(SqlTypes.Bool, "if_not_exists", "false"), new(SqlTypes.TimestampTz, "initial_start", "NULL"), new(SqlTypes.Text, "timezone", "NULL"), new(SqlTypes.Bool, "include_tiered_data", "NULL"),
                new(SqlTypes.Int4, "buckets_per_batch", "NULL"), new(SqlTypes.Int4, "max_batches_per_execution", "NULL"), new(SqlTypes.Bool, "refresh_newest_first", "NULL"),
            ],
            Result = SqlTypes.Int4,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = new AdministrativeKernel(static (arguments, result, context) =>
            {
                if (arguments[0].IsNull(0)) throw HypertableErrors.InvalidRelationOid();
                var view = Find(arguments[0], context) ?? throw RollupErrors.NotContinuousAggregate(Arguments.NameOf(arguments[0], context));
                if (arguments[3].IsNull(0)) throw RollupPolicyErrors.NullSchedule();
                var schedule = PolicySchedule.Read(arguments[3], arguments[5], arguments[6], default);
                var config = Config(
                    view,
                    arguments[1],
                    arguments[2],
                    context,
                    ("include_tiered_data", Flag(arguments[7])),
                    ("buckets_per_batch", JobConfig.ValueOf(arguments[8])),
                    ("max_batches_per_execution", JobConfig.ValueOf(arguments[9])),
                    ("refresh_newest_first", Flag(arguments[10])));
                ((FixedVectorBuilder<int>)result).Append(Add(view, config, Arguments.Flag(arguments[4], false), schedule, context));
            }),
        });
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "remove_continuous_aggregate_policy",
            Parameters = [new(SqlTypes.RegClass, "continuous_aggregate"), new(SqlTypes.Bool, "if_not_exists", "false"), new(SqlTypes.Bool, "if_exists", "NULL")],
            Result = SqlTypes.Void,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = AdministrativeKernel.Void(static (arguments, context) =>
            {
                var view = Find(arguments[0], context) ?? throw RollupPolicyErrors.NotRollup(arguments[0].IsNull(0) ? "(null)" : Arguments.NameOf(arguments[0], context));
                Remove(view, arguments[2].IsNull(0) ? Arguments.Flag(arguments[1], false) : Arguments.Flag(arguments[2], false), context.Service<SessionContext>());
            }),
        });
    }

    /// <summary>The continuous aggregate that a regclass names; null for something else.</summary>
    public static View? Find(Vector relation, FunctionContext context) => context.Catalog.Find<View>(Arguments.Oid(relation)) is { Rollup: not null } view ? view : null;

    /// <summary>The configuration of a policy.</summary>
    /// <param name="view">The aggregate.</param>
    /// <param name="start">The age at which the window starts; null for no bound.</param>
    /// <param name="end">The age at which it ends.</param>
    /// <param name="context">The session's state.</param>
    /// <param name="options">The options of a refresh.</param>
    public static JobConfig Config(View view, Vector start, Vector end, FunctionContext context, params ReadOnlySpan<(string Name, string? Json)> options) => JobConfig.Of(
        [("mat_hypertable_id", $"{view.Rollup!.HypertableId}"), ("start_offset", Offset(view, start, "start_offset", context) ?? "null"), ("end_offset", Offset(view, end, "end_offset", context) ?? "null"), .. options]);

    /// <summary>Adds a policy.</summary>
    /// <returns>The job's number; -1 where there was such a policy.</returns>
    public static int Add(View view, JobConfig config, bool ifNotExists, PolicySchedule schedule, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        session.RequireWritable("add_continuous_aggregate_policy()");
        Privileges.RequireAggregateOwner(view, session);
        var table = session.Catalog.Find<Table>(view.Rollup!.TableOid)!;
        session.Lock(table.Oid, TableLockMode.ShareUpdateExclusive);
        CheckWidth(view, config, session);
        foreach (var job in Policies.Of(session.Catalog, RefreshPolicy.Instance, table.Oid))
        {
            var existing = new JobConfig(job.Config!);
            if (existing.Find("start_offset") == config.Find("start_offset") && existing.Find("end_offset") == config.Find("end_offset"))
            {
                if (!ifNotExists) throw new SqlException(RollupPolicyErrors.Exists(view.Name));
                session.Notice(RollupPolicyErrors.ExistsSkipping(view.Name));
                return -1;
            }

            var (a, b) = (RefreshPolicy.Window(view, existing, session), RefreshPolicy.Window(view, config, session));
            if (a.Start < b.End && b.Start < a.End) throw RollupPolicyErrors.Overlaps(view.Name);
            if (RefreshRoutines.Find(session.Catalog.Find<Table>(view.Rollup.Main.TableOid)?.Hypertable?.Id ?? 0, session.Catalog) is not null) throw RollupPolicyErrors.SeveralOverRollup();
        }

        return Policies.Add(RefreshPolicy.Instance, table, config, schedule, schedule.Interval, default, session);
    }

    /// <summary>Removes all policies.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Remove(View view, bool ifExists, SessionContext session)
    {
        session.RequireWritable("remove_continuous_aggregate_policy()");
        Privileges.RequireAggregateOwner(view, session);
        var jobs = Policies.Of(session.Catalog, RefreshPolicy.Instance, view.Rollup!.TableOid);
        if (jobs.Count == 0)
        {
            if (!ifExists) throw new SqlException(RollupPolicyErrors.NotFound(view.Name));
            session.Notice(RollupPolicyErrors.NotFoundSkipping(view.Name));
        }

        foreach (var job in jobs) Policies.Remove(job, session);
        return jobs.Count > 0;
    }

    // Wherever time stands, two whole buckets lie in the window.
    private static void CheckWidth(View view, JobConfig config, SessionContext session)
    {
        if (config.Find("start_offset") is not { } start || config.Find("end_offset") is not { } end) return;
        var span = ChunkIntervals.IsTime(view.Rollup!.Buckets.Type)
            ? config.FindInterval("start_offset")!.Value.Span - config.FindInterval("end_offset")!.Value.Span
            : (Int128)long.Parse(start, CultureInfo.InvariantCulture) - long.Parse(end, CultureInfo.InvariantCulture);

        // Offsets that reach beyond all of time end with it.
        if (ChunkIntervals.IsTime(view.Rollup.Buckets.Type) && RefreshPolicy.Window(view, config, session) is { Start: Types.Calendar.MinTimestamp } window) span = window.End - (Int128)window.Start;
        if (span < (Int128)new BucketArithmetic(view.Rollup.Buckets).Width * 2) throw RollupPolicyErrors.WindowTooSmall(view.Rollup.Buckets.Type.DisplayName);
    }

    /// <summary>An offset of a policy as JSON; null for none, and 22023 for one that does not fit the buckets.</summary>
    public static string? Offset(View view, Vector offset, string name, FunctionContext context)
    {
        if (offset.IsNull(0)) return null;
        var isTime = ChunkIntervals.IsTime(view.Rollup!.Buckets.Type);
        if (offset.Type.Kind == TypeKind.Unknown) offset = Chunks.TimeArgument.Parse(VectorAccess.GetBytes(offset, 0), isTime ? SqlTypes.Interval : view.Rollup.Buckets.Type, context);
        if (isTime ? offset.Type.Kind != TypeKind.Interval : !ChunkIntervals.IsInteger(offset.Type)) throw RollupPolicyErrors.InvalidOffset(name, isTime);
        return JobConfig.ValueOf(offset);
    }

    private static string? Flag(Vector flag) => flag.IsNull(0) ? null : Arguments.Flag(flag, false) ? "true" : "false";
}
