using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.Sessions;
using Tidemark.Storage;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>The views on jobs.</summary>
internal static class JobViews
{
    /// <summary>The views.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(14_116, "timescaledb_information.jobs",
            """
            job_id int4, application_name name, schedule_interval interval, max_runtime interval, max_retries int4, retry_period interval, proc_schema name, proc_name name, owner regrole,
            scheduled bool, fixed_schedule bool, config jsonb, next_start timestamptz, initial_start timestamptz, hypertable_schema name, hypertable_name name, check_schema name, check_name name
            """, FillJobs, isView: true);
        yield return SystemTable.Define(14_117, "timescaledb_information.job_stats",
            """
            hypertable_schema name, hypertable_name name, job_id int4, last_run_started_at timestamptz, last_successful_finish timestamptz, last_run_status text, job_status text,
            last_run_duration interval, next_start timestamptz, total_runs int8, total_successes int8, total_failures int8
            """, FillStats, isView: true);
        yield return SystemTable.Define(14_118, "timescaledb_information.job_errors",
            "job_id int4, proc_schema text, proc_name text, pid int4, start_time timestamptz, finish_time timestamptz, sqlerrcode text, err_message text", FillErrors, isView: true);
        yield return SystemTable.Define(14_119, "timescaledb_information.job_history",
            """
            id int8, job_id int4, succeeded bool, proc_schema text, proc_name text, pid int4, start_time timestamptz, finish_time timestamptz, config jsonb, sqlerrcode text, err_message text
            """, FillHistory, isView: true);
        yield return SystemTable.Define(14_121, "_timescaledb_config.bgw_job",
            """
            id int4, application_name name, schedule_interval interval, max_runtime interval, max_retries int4, retry_period interval, proc_schema name, proc_name name, owner regrole,
            scheduled bool, fixed_schedule bool, initial_start timestamptz, hypertable_id int4, config jsonb, check_schema name, check_name name, timezone text
            """, FillBackgroundJobs);
    }

    private static IEnumerable<Job> Jobs(FunctionContext context) => context.Catalog.Objects.OfType<Job>().OrderBy(j => j.Id);

    private static Root RootOf(FunctionContext context) => context.Service<SessionContext>().Transaction.Root;

    private static void FillJobs(FunctionContext context, SystemRows rows)
    {
        var root = RootOf(context);
        foreach (var job in Jobs(context))
        {
            var state = JobRecords.StateOf(job, root);
            var relation = JobTarget.Shown(job, context.Catalog);
            rows.Add(job.Id).Add(job.ApplicationName).Add(job.ScheduleInterval).Add(job.MaxRuntime).Add(job.MaxRetries).Add(job.RetryPeriod).Add(job.ProcedureSchema).Add(job.ProcedureName)
                .Add(OwnerOf(job, context)).Add(job.IsScheduled).Add(job.IsFixed).Add(job.Config);
            Time(rows, state.NextStart);
            Time(rows, job.InitialStart);
            rows.Add(relation?.Schema).Add(relation?.Name).Add(job.CheckSchema).Add(job.CheckName).End();
        }
    }

    private static void FillStats(FunctionContext context, SystemRows rows)
    {
        var root = RootOf(context);
        foreach (var job in Jobs(context))
        {
            var state = JobRecords.StateOf(job, root);
            var table = context.Catalog.Find<Table>(job.TableOid);
            rows.Add(table?.Schema).Add(table?.Name).Add(job.Id);
            if (ReferenceEquals(state, JobState.None)) rows.Null(2);
            else rows.Add(state.LastStart ?? long.MinValue).Add(state.LastSuccess ?? long.MinValue);
            rows.Add(state.LastFinish is null ? null : state.HasSucceeded ? "Success" : "Failed").Add(state.IsRunning ? "Running" : job.IsScheduled ? "Scheduled" : "Paused");
            if (state is { LastFinish: { } finish, LastStart: { } start } && finish >= start) rows.Add(new Types.Interval(finish - start, 0, 0));
            else rows.Null();
            Time(rows, job.IsScheduled ? state.NextStart : null);
            if (ReferenceEquals(state, JobState.None)) rows.Null(3);
            else rows.Add(state.Runs).Add(state.Successes).Add(state.Failures);
            rows.End();
        }
    }

    private static void FillErrors(FunctionContext context, SystemRows rows)
    {
        foreach (var run in JobRecords.Runs(RootOf(context)).Where(r => !r.HasSucceeded))
        {
            rows.Add(run.JobId).Add(run.ProcedureSchema).Add(run.ProcedureName).Add(run.ProcessId).Add(run.Start).Add(run.Finish).Add(run.State).Add(run.Message).End();
        }
    }

    private static void FillHistory(FunctionContext context, SystemRows rows)
    {
        foreach (var run in JobRecords.Runs(RootOf(context)))
        {
            rows.Add(run.Id).Add(run.JobId).Add(run.HasSucceeded).Add(run.ProcedureSchema).Add(run.ProcedureName).Add(run.ProcessId).Add(run.Start).Add(run.Finish).Add(run.Config)
                .Add(run.State).Add(run.Message).End();
        }
    }

    private static void FillBackgroundJobs(FunctionContext context, SystemRows rows)
    {
        foreach (var job in Jobs(context))
        {
            rows.Add(job.Id).Add(job.ApplicationName).Add(job.ScheduleInterval).Add(job.MaxRuntime).Add(job.MaxRetries).Add(job.RetryPeriod).Add(job.ProcedureSchema).Add(job.ProcedureName)
                .Add(OwnerOf(job, context)).Add(job.IsScheduled).Add(job.IsFixed);
            Time(rows, job.InitialStart);
            if (context.Catalog.Find<Table>(job.TableOid)?.Hypertable is { } hypertable) rows.Add(hypertable.Id);
            else rows.Null();
            rows.Add(job.Config).Add(job.CheckSchema).Add(job.CheckName).Add(job.TimeZone).End();
        }
    }

    private static long OwnerOf(Job job, FunctionContext context) => context.Shared.FindRole(job.Owner)?.Oid ?? 0;

    private static void Time(SystemRows rows, long? time)
    {
        if (time is { } known) rows.Add(known);
        else rows.Null();
    }
}
