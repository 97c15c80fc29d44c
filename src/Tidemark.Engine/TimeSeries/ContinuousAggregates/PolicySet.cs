using System.Collections.Immutable;
using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Functions;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.ColumnStore;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Jobs;
using Tidemark.Engine.TimeSeries.Retention;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>timescaledb_experimental's functions for all policies of a continuous aggregate at once: add_policies, alter_policies, remove_policies, remove_all_policies and show_policies.</summary>
internal static class PolicySet
{
    private const string Schema = "timescaledb_experimental";

    private static readonly PolicySchedule s_hourly = new(new Interval(60 * 60 * Calendar.MicrosPerSecond, 0, 0), null, null);
    private static readonly PolicySchedule s_daily = new(new Interval(0, 1, 0), null, null);

    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        Declare(routines, "add_policies", "if_not_exists", Add);
        Declare(routines, "alter_policies", "if_exists", Alter);
        routines.Add(Function("remove_policies", [new(SqlTypes.RegClass, "relation"), new(SqlTypes.Bool, "if_exists", "false"), new(SqlTypes.ArrayOf(SqlTypes.Text)!, "policy_names", "NULL")], isVariadic: true, Remove));
        routines.Add(Function("remove_all_policies", [new(SqlTypes.RegClass, "relation"), new(SqlTypes.Bool, "if_exists", "false")], isVariadic: false, RemoveAll));
        routines.Add(new TableFunction
        {
            Schema = Schema,
            Name = "show_policies",
            Parameters = [new(SqlTypes.RegClass, "relation")],
            Result = SqlTypes.Jsonb,
            Columns = [new("show_policies", SqlTypes.Jsonb)],
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Invoke = static call => Rows.Of(call, builder =>
            {
                foreach (var job in JobsOf(Find(call.Arguments[0], call.Context), call.Context.Catalog)) ((BytesVectorBuilder)builder).Append(Encoding.UTF8.GetBytes(Shown(job).Text));
            }),
        });
    }

    /// <summary>The view timescaledb_experimental.policies.</summary>
    public static VirtualTable Table() => SystemTable.Define(14_120, "timescaledb_experimental.policies",
        "relation_name name, relation_schema name, schedule_interval interval, proc_schema name, proc_name name, config jsonb, hypertable_schema name, hypertable_name name",
        static (context, rows) =>
        {
            foreach (var view in context.Catalog.Relations.OfType<View>().Where(v => v.Rollup is not null).OrderBy(v => v.Oid))
            {
                var table = context.Catalog.Find<Table>(view.Rollup!.TableOid)!;
                foreach (var job in JobsOf(view, context.Catalog))
                {
                    rows.Add(view.Name).Add(view.Schema).Add(job.ScheduleInterval).Add(job.ProcedureSchema).Add(job.ProcedureName).Add(job.Config).Add(table.Schema).Add(table.Name).End();
                }
            }
        }, isView: true);

    private static bool Add(Vector[] arguments, FunctionContext context)
    {
        var (view, flag) = (Find(arguments[0], context), Arguments.Flag(arguments[1], false));
        var (start, end, compressAfter, dropAfter) = (arguments[2], arguments[3], arguments[4], arguments[5]);
        var hasRefresh = !start.IsNull(0) || !end.IsNull(0);
        if (!hasRefresh && compressAfter.IsNull(0) && dropAfter.IsNull(0)) return false;
        if (hasRefresh) CheckOverlaps(JobConfig.ValueOf(start), JobConfig.ValueOf(compressAfter), JobConfig.ValueOf(dropAfter));
        if (hasRefresh) RefreshPolicyRoutines.Add(view, RefreshPolicyRoutines.Config(view, start, end, context), flag, s_hourly, context);
        var table = context.Catalog.Find<Table>(view.Rollup!.TableOid)!;
        if (!compressAfter.IsNull(0)) PolicyRoutines.Add(arguments[0], compressAfter, context);
        if (!dropAfter.IsNull(0)) RetentionRoutines.Add(table, view.Name, dropAfter, Missing, ifNotExists: false, s_daily, context);
        return true;
    }

    private static bool Alter(Vector[] arguments, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        var view = Find(arguments[0], context);
        var changes = new (Vector Value, string Procedure, string Member, string Title)[]
        {
            (arguments[2], RefreshPolicy.Instance.Procedure, "start_offset", "refresh"), (arguments[3], RefreshPolicy.Instance.Procedure, "end_offset", "refresh"),
            (arguments[4], ColumnstorePolicy.Instance.Procedure, "compress_after", "compress"), (arguments[5], RetentionPolicy.Instance.Procedure, "drop_after", "retention"),
        };
        if (changes.All(c => c.Value.IsNull(0))) return false;
        var jobs = JobsOf(view, context.Catalog).ToList();
        if (jobs.Count == 0) throw RollupPolicyErrors.NoJobs();
        var table = context.Catalog.Find<Table>(view.Rollup!.TableOid)!;
        foreach (var (value, procedure, member, title) in changes.Where(c => !c.Value.IsNull(0)))
        {
            var job = jobs.Find(j => j.ProcedureName == procedure) ?? throw RollupPolicyErrors.NoJob(title);
            var json = title switch
            {
                "refresh" => RefreshPolicyRoutines.Offset(view, value, member, context)!,
                "compress" => JobConfig.ValueOf(PolicyRoutines.Checked(table, value))!,
                _ => JobConfig.ValueOf(RetentionRoutines.Checked(table, value))!,
            };
            jobs[jobs.IndexOf(job)] = job with { Config = new JobConfig(job.Config!).With(member, json).Text };
        }

        var refresh = jobs.Find(j => j.ProcedureName == RefreshPolicy.Instance.Procedure);
        if (refresh is not null)
        {
            CheckOverlaps(
                new JobConfig(refresh.Config!).Json("start_offset"),
                Member(jobs, ColumnstorePolicy.Instance.Procedure, "compress_after"),
                Member(jobs, RetentionPolicy.Instance.Procedure, "drop_after"));
        }

        foreach (var job in jobs) session.Transaction.Put(job);
        return true;
    }

    private static bool Remove(Vector[] arguments, FunctionContext context)
    {
        if (arguments[0].IsNull(0) || arguments[2].IsNull(0)) return false;
        var session = context.Service<SessionContext>();
        var view = Find(arguments[0], context);
        var table = context.Catalog.Find<Table>(view.Rollup!.TableOid)!;
        var ifExists = Arguments.Flag(arguments[1], false);
        var names = ArrayElements.Read(arguments[2], 0, SqlTypes.Text);
        for (var i = 0; i < names.Length; i++)
        {
            if (names.IsNull(i)) throw RollupPolicyErrors.NullName();
        }

        // Whether the last one was there.
        var removed = false;
        for (var i = 0; i < names.Length; i++)
        {
            switch (Encoding.UTF8.GetString(VectorAccess.GetBytes(names, i)))
            {
                case "policy_refresh_continuous_aggregate": removed = RefreshPolicyRoutines.Remove(view, ifExists, session); break;
                case "policy_retention": removed = RetentionPolicy.Instance.Remove(table, view.Name, ifExists, session); break;
                case "policy_compression": removed = ColumnstorePolicy.Instance.Remove(table, view.Name, ifExists, session); break;
                default: session.Notice(RollupPolicyErrors.NoRelevantPolicy()); break;
            }
        }

        return removed;
    }

    private static bool RemoveAll(Vector[] arguments, FunctionContext context)
    {
        if (arguments[0].IsNull(0)) return false;
        var session = context.Service<SessionContext>();
        var jobs = JobsOf(Find(arguments[0], context), session.Catalog).ToList();
        foreach (var job in jobs) Policies.Remove(job, session);
        return jobs.Count > 0 || Arguments.Flag(arguments[1], false);
    }

    // What is refreshed must be there still, and not yet be in the column store.
    private static void CheckOverlaps(string? start, string? compressAfter, string? dropAfter)
    {
        if (compressAfter is not null && IsBefore(compressAfter, start)) throw RollupPolicyErrors.RefreshOverlapsColumnstore();
        if (dropAfter is not null && IsBefore(dropAfter, start)) throw RollupPolicyErrors.RefreshOverlapsRetention();
    }

    // Whether an age is less than another; null for any age.
    private static bool IsBefore(string age, string? other)
    {
        if (other is null or "null") return true;
        var both = JobConfig.Of(("a", age), ("b", other));
        return age.StartsWith('"') ? both.FindInterval("a") < both.FindInterval("b") : both.FindInt("a") < both.FindInt("b");
    }

    private static string? Member(List<Job> jobs, string procedure, string member) => jobs.Find(j => j.ProcedureName == procedure) is { } job ? new JobConfig(job.Config!).Json(member) : null;

    private static JobConfig Shown(Job job)
    {
        var config = new JobConfig(job.Config!);
        var interval = JobConfig.Quote(RollupText.Of(job.ScheduleInterval));
        return job.ProcedureName switch
        {
            "policy_refresh_continuous_aggregate" => JobConfig.Of(
                ("policy_name", JobConfig.Quote(job.ProcedureName)), ("refresh_interval", interval), ("refresh_start_offset", config.Json("start_offset")), ("refresh_end_offset", config.Json("end_offset"))),
            "policy_retention" => JobConfig.Of(("policy_name", JobConfig.Quote(job.ProcedureName)), ("retention_interval", interval), ("drop_after", config.Json("drop_after"))),
            _ => JobConfig.Of(("policy_name", JobConfig.Quote(job.ProcedureName)), ("compress_interval", interval), ("compress_after", config.Json("compress_after"))),
        };
    }

    private static IEnumerable<Job> JobsOf(View view, CatalogSnapshot catalog) =>
        catalog.Objects.OfType<Job>().Where(j => j.TableOid == view.Rollup!.TableOid).OrderBy(j => j.ProcedureName, StringComparer.Ordinal).ThenBy(j => j.Id);

    private static View Find(Vector relation, FunctionContext context) => RefreshPolicyRoutines.Find(relation, context) ?? throw RollupErrors.NotContinuousAggregate(relation.IsNull(0) ? "(null)" : Arguments.NameOf(relation, context));

    private static Vector Missing
    {
        get
        {
            var builder = VectorBuilder.Create(SqlTypes.Interval, 1);
            builder.AppendNull();
            return builder.Build();
        }
    }

    private static void Declare(RoutineCatalogBuilder routines, string name, string flag, Func<Vector[], FunctionContext, bool> function) => routines.Add(Function(
        name,
        [
            new(SqlTypes.RegClass, "relation"), new(SqlTypes.Bool, flag, "false"), new(SqlTypes.Any, "refresh_start_offset", "NULL"), new(SqlTypes.Any, "refresh_end_offset", "NULL"),
            new(SqlTypes.Any, "compress_after", "NULL"), new(SqlTypes.Any, "drop_after", "NULL"),
        ],
        isVariadic: false,
        function));

    private static ScalarFunction Function(string name, ImmutableArray<RoutineParameter> parameters, bool isVariadic, Func<Vector[], FunctionContext, bool> function) => new()
    {
        Schema = Schema,
        Name = name,
        Parameters = parameters,
        Result = SqlTypes.Bool,
        IsStrict = false,
        IsVariadic = isVariadic,
        Volatility = Volatility.Volatile,
        Kernel = new AdministrativeKernel((arguments, result, context) => ((FixedVectorBuilder<bool>)result).Append(function(arguments, context))),
    };
}
