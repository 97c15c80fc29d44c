using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>Runs a job once, in a session of its owner, and notes how it went.</summary>
internal sealed class JobRunner(Instance instance, Database database, Random random)
{
    /// <summary>Runs it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellation">Ends the run.</param>
    public void Run(Job job, CancellationToken cancellation)
    {
        var store = database.Store;
        var clock = database.Options.Clock;
        var start = Clocks.Now(clock);
        var state = JobRecords.StateOf(job, store.Root) with { IsRunning = true, LastStart = start };
        state = state with { Runs = state.Runs + 1 };
        JobRecords.Write(store, job, state, null);
        var watch = clock.GetTimestamp();
        using var activity = store.Activities.Begin("job", 0, job.TableOid);
        var (error, processId) = Execute(job, cancellation);
        JobMetrics.Ran(job.ProcedureName, error is null, clock.GetElapsedTime(watch));
        if (error is not null) activity.Fail(error);

        // It may have changed itself meanwhile, or be gone.
        var root = store.Root;
        if (((CatalogSnapshot)root.Companion!).Find<Job>(job.Oid) is not { } current) return;
        var finish = Clocks.Now(clock);
        var later = JobRecords.StateOf(current, root);
        var failures = error is null ? 0 : state.FailuresInARow + 1;
        var next = error is null ? JobSchedule.AfterSuccess(current, finish) : JobSchedule.AfterFailure(current, finish, failures, random);
        state = state with
        {
            IsRunning = false,
            LastFinish = finish,
            HasSucceeded = error is null,
            LastSuccess = error is null ? finish : state.LastSuccess,
            Successes = state.Successes + (error is null ? 1 : 0),
            Failures = state.Failures + (error is null ? 0 : 1),
            FailuresInARow = failures,
            NextStart = later.NextStart != state.NextStart ? later.NextStart : next,
        };
        var isKept = error is not null || instance.Options.Settings.TryGetValue("timescaledb.enable_job_execution_logging", out var logging) && logging is "on" or "true" or "1";
        JobRecords.Write(store, current, state, isKept ? RunOf(current, start, finish, processId, error) : null);
        if (error is not null)
        {
            instance.Options.Log?.Invoke(error with { Message = $"job {job.Id} ({job.ApplicationName}) failed: {error.Message}" });
            if (current.MaxRetries >= 0 && failures >= current.MaxRetries) Unschedule(current);
        }
    }

    /// <summary>The statement that runs a job.</summary>
    public static void Call(Job job, SessionContext session)
    {
        var config = job.Config is null ? "NULL" : SyntaxPrinter.QuoteLiteral(job.Config);
        var call = $"{SyntaxPrinter.QuoteIdentifier(job.ProcedureSchema)}.{SyntaxPrinter.QuoteIdentifier(job.ProcedureName)}({job.Id}, {config}::jsonb)";
        try
        {
            try
            {
                NestedStatement.Run($"CALL {call}", session);
            }
            catch (SqlException failure) when (failure.Error.State == SqlState.WrongObjectType)
            {
                NestedStatement.Run($"SELECT {call}", session);
            }
        }
        catch (SqlException failure) when (failure.Error.State == SqlState.UndefinedFunction && failure.Error.Message.Contains(job.ProcedureName, StringComparison.Ordinal))
        {
            throw JobErrors.NoProcedure(job.ProcedureSchema, job.ProcedureName);
        }
    }

    private (SqlError? Error, int ProcessId) Execute(Job job, CancellationToken cancellation)
    {
        var processId = 0;
        try
        {
            using var session = instance.ConnectAs(database.Name, job.Owner, new Dictionary<string, string> { ["application_name"] = job.ApplicationName });
            processId = session.ProcessId;
            var limit = (long)Int128.Clamp(job.MaxRuntime.Span, 0, int.MaxValue * 1000L);
            using var timer = limit > 0 ? database.Options.Clock.CreateTimer(_ => session.Cancel(), null, TimeSpan.FromMicroseconds(limit), Timeout.InfiniteTimeSpan) : null;
            using var registration = cancellation.Register(session.Terminate);
            session.Execute($"CALL run_job({job.Id})");
            return (null, processId);
        }
        catch (SqlException failure)
        {
            return (failure.Error, processId);
        }
    }

    private void Unschedule(Job job)
    {
        using var session = instance.ConnectAs(database.Name, job.Owner, new Dictionary<string, string>());
        session.Execute($"SELECT alter_job({job.Id}, scheduled => false)");
    }

    // TimescaleDB puts the hint behind the message.
    private static JobRun RunOf(Job job, long start, long finish, int processId, SqlError? error) => new()
    {
        Id = 0,
        JobId = job.Id,
        HasSucceeded = error is null,
        ProcedureSchema = job.ProcedureSchema,
        ProcedureName = job.ProcedureName,
        ProcessId = processId,
        Start = start,
        Finish = finish,
        Config = job.Config,
        State = error?.State.ToString(),
        Message = error is null ? null : error.Hint is null ? error.Message : $"{error.Message}. {error.Hint}",
    };
}
