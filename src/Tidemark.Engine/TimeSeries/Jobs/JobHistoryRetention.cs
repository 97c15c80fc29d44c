using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>
/// policy_job_stat_history_retention, which the job runs that every database has: takes out of the history the runs that ended too long ago, and of each job the oldest where it has too many that succeeded or
/// failed. Configuration: drop_after, max_successes_per_job, max_failures_per_job.
/// </summary>
internal static class JobHistoryRetention
{
    // TimescaleDB lets nobody keep fewer.
    private const int FewestRuns = 10;

    private static readonly string[] _limits = ["max_successes_per_job", "max_failures_per_job"];

    /// <summary>Declares it and its check.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        routines.Add(new ScalarFunction
        {
            Schema = Policies.Schema,
            Name = "policy_job_stat_history_retention",
            Parameters = [new(SqlTypes.Int4, "job_id"), new(SqlTypes.Jsonb, "config")],
            Result = SqlTypes.Int4,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = new AdministrativeKernel((arguments, result, context) => ((FixedVectorBuilder<int>)result).Append(Run(Check(arguments[1]), context))),
        });
        routines.Add(new ScalarFunction
        {
            Schema = Policies.Schema,
            Name = "policy_job_stat_history_retention_check",
            Parameters = [new(SqlTypes.Jsonb, "config")],
            Result = SqlTypes.Void,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = AdministrativeKernel.Void((arguments, _) => Check(arguments[0])),
        });
    }

    private static (JobConfig Config, int Successes, int Failures) Check(Vector argument)
    {
        if (Arguments.Text(argument) is not { } text) throw JobErrors.NoHistoryConfig();
        var config = new JobConfig(text);
        if (!config.Has("drop_after")) throw JobErrors.HistoryMember("drop_after interval not provided");
        foreach (var name in _limits)
        {
            if (!config.Has(name)) throw JobErrors.HistoryMember($"{name} not provided");
        }

        return (config, Count(config, _limits[0]), Count(config, _limits[1]));
    }

    private static int Count(JobConfig config, string name) =>
        config.FindInt(name) is { } count and >= FewestRuns ? count : throw JobErrors.HistoryMember($"{name} has to be at least {FewestRuns}");

    // Gives how many runs are left.
    private static int Run((JobConfig Config, int Successes, int Failures) limits, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        session.RequireWritable("policy_job_stat_history_retention()");
        var age = limits.Config.FindInterval("drop_after") ?? throw JobErrors.HistoryMember("drop_after interval not provided");
        var oldest = TimestampArithmetic.Add(Clocks.Now(context.Clock), new Interval(-age.Microseconds, -age.Days, -age.Months));
        var kept = new Dictionary<(int Job, bool HasSucceeded), int>();
        var left = 0;
        foreach (var run in JobRecords.Runs(session.Transaction.Root).Reverse())
        {
            var count = kept[(run.JobId, run.HasSucceeded)] = kept.GetValueOrDefault((run.JobId, run.HasSucceeded)) + 1;
            if (run.Finish >= oldest && count <= (run.HasSucceeded ? limits.Successes : limits.Failures)) left++;
            else session.Transaction.RemoveRecord(JobRecords.KeyOf(run));
        }

        return left;
    }
}
