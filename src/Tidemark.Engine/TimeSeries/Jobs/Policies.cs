using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>
/// A kind of policy: what TimescaleDB ships to be run as a job. It becomes a procedure of _timescaledb_functions, and a function NAME_check that looks at configurations, so that jobs of it
/// are called like any other.
/// </summary>
internal abstract class PolicyKind
{
    /// <summary>The procedure's name, such as policy_retention.</summary>
    public abstract string Procedure { get; }

    /// <summary>What jobs of it are called, such as Retention Policy.</summary>
    public abstract string Title { get; }

    /// <summary>Refuses a configuration that it cannot run with.</summary>
    public abstract void Check(JobConfig config, FunctionContext context);

    /// <summary>Runs it. In a session of its own the transaction may be committed on the way.</summary>
    /// <param name="job">The job's number.</param>
    /// <param name="config">The configuration; checked.</param>
    /// <param name="session">The session.</param>
    public abstract void Run(int job, JobConfig config, SessionContext session);
}

/// <summary>When a policy's job runs, as its function was asked.</summary>
/// <param name="Interval">The time between two runs.</param>
/// <param name="InitialStart">The first run; null for at once, and no fixed slots.</param>
/// <param name="TimeZone">The zone of fixed slots.</param>
internal sealed record PolicySchedule(Interval Interval, long? InitialStart, string? TimeZone)
{
    /// <summary>Reads the arguments that all functions that add policies share.</summary>
    /// <param name="interval">schedule_interval, an interval; null for the default.</param>
    /// <param name="initialStart">initial_start, a timestamptz.</param>
    /// <param name="timezone">timezone, a text.</param>
    /// <param name="defaultInterval">The default.</param>
    public static PolicySchedule Read(Vector interval, Vector initialStart, Vector timezone, Interval defaultInterval)
    {
        var schedule = interval.IsNull(0) ? defaultInterval : VectorAccess.Get<Interval>(interval, 0);
        return new PolicySchedule(schedule, null, null).StartingAt(initialStart, timezone);
    }

    /// <summary>The schedule with a first run.</summary>
    /// <param name="initialStart">initial_start, a timestamptz.</param>
    /// <param name="timezone">timezone, a text.</param>
    public PolicySchedule StartingAt(Vector initialStart, Vector timezone)
    {
        var zone = Arguments.Text(timezone);
        if (zone is not null) ZoneSpecifier.Parse(zone);
        return this with { InitialStart = initialStart.IsNull(0) ? null : VectorAccess.Get<long>(initialStart, 0), TimeZone = zone };
    }
}

/// <summary>Policies as jobs of tables.</summary>
internal static class Policies
{
    /// <summary>The schema of policies' procedures.</summary>
    public const string Schema = "_timescaledb_functions";

    /// <summary>Declares the procedure and the check of a kind.</summary>
    public static void Register(RoutineCatalogBuilder routines, PolicyKind kind)
    {
        routines.Add(new Procedure
        {
            Schema = Schema,
            Name = kind.Procedure,
            Parameters = [new(SqlTypes.Int4, "job_id"), new(SqlTypes.Jsonb, "config")],
            Result = SqlTypes.Void,
            Volatility = Volatility.Volatile,
            Invoke = (arguments, context) =>
            {
                if (arguments[0].IsNull(0) || arguments[1].IsNull(0)) return;
                var config = ConfigOf(arguments[1]);
                kind.Check(config, context);
                kind.Run(Arguments.Int(arguments[0]) ?? 0, config, context.Service<SessionContext>());
            },
        });
        routines.Add(new ScalarFunction
        {
            Schema = Schema,
            Name = $"{kind.Procedure}_check",
            Parameters = [new(SqlTypes.Jsonb, "config")],
            Result = SqlTypes.Void,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = AdministrativeKernel.Void((arguments, context) => kind.Check(ConfigOf(arguments[0]), context)),
        });
    }

    /// <summary>The jobs of a kind on a table, oldest first.</summary>
    public static IReadOnlyList<Job> Of(CatalogSnapshot catalog, PolicyKind kind, uint tableOid) =>
        [.. catalog.Objects.OfType<Job>().Where(j => j.TableOid == tableOid && j.ProcedureName == kind.Procedure && j.ProcedureSchema == Schema).OrderBy(j => j.Id)];

    /// <summary>Makes a job of a kind on a table.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="table">The hypertable.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="schedule">When it runs.</param>
    /// <param name="retryPeriod">The time between a failure and the next attempt.</param>
    /// <param name="maxRuntime">How long a run may take; zero for any time.</param>
    /// <param name="session">The session.</param>
    /// <returns>The job's number.</returns>
    public static int Add(PolicyKind kind, Table table, JobConfig config, PolicySchedule schedule, Interval retryPeriod, Interval maxRuntime, SessionContext session)
    {
        if (schedule.InitialStart is not null) JobRoutines.RequireSlots(schedule.Interval);
        kind.Check(config, new StatementContext(session));
        JobRoutines.RequireLogin(table.Owner, session);
        var job = new Job
        {
            Oid = session.Database.NextOid(),
            Id = session.Database.NextJobId(),
            Name = kind.Title,
            Owner = table.Owner,
            ProcedureSchema = Schema,
            ProcedureName = kind.Procedure,
            ScheduleInterval = schedule.Interval,
            MaxRuntime = maxRuntime,
            RetryPeriod = retryPeriod,
            IsFixed = schedule.InitialStart is not null,
            InitialStart = schedule.InitialStart,
            TimeZone = schedule.TimeZone,
            Config = config.Text,
            CheckSchema = Schema,
            CheckName = $"{kind.Procedure}_check",
            TableOid = table.Oid,
        };
        JobRecords.Create(job, session.Transaction);
        return job.Id;
    }

    /// <summary>Removes a job.</summary>
    public static void Remove(Job job, SessionContext session)
    {
        session.Transaction.Remove(job.Oid);
        session.Transaction.RemoveRecord(JobRecords.KeyOf(job));
    }

    private static JobConfig ConfigOf(Vector config) => Arguments.Text(config) is { } text ? new JobConfig(text) : throw JobErrors.NullConfig();
}
