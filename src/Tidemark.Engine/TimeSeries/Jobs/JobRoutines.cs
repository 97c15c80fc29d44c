using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>add_job, alter_job, delete_job and run_job; what stops and starts the scheduler.</summary>
internal static class JobRoutines
{
    private static readonly Interval RetryPeriod = new(5 * 60 * Calendar.MicrosPerSecond, 0, 0);

    private static readonly ImmutableArray<TableFunctionColumn> AlteredColumns =
    [
        new("job_id", SqlTypes.Int4), new("schedule_interval", SqlTypes.Interval), new("max_runtime", SqlTypes.Interval), new("max_retries", SqlTypes.Int4), new("retry_period", SqlTypes.Interval),
        new("scheduled", SqlTypes.Bool), new("config", SqlTypes.Jsonb), new("next_start", SqlTypes.TimestampTz), new("check_config", SqlTypes.Text), new("fixed_schedule", SqlTypes.Bool),
        new("initial_start", SqlTypes.TimestampTz), new("timezone", SqlTypes.Text), new("application_name", SqlTypes.Name),
    ];

    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "add_job",
            Parameters =
            [
                new(SqlTypes.RegProc, "proc"), new(SqlTypes.Interval, "schedule_interval"), new(SqlTypes.Jsonb, "config", "NULL"), new(SqlTypes.TimestampTz, "initial_start", "NULL"),
                new(SqlTypes.Bool, "scheduled", "true"), new(SqlTypes.RegProc, "check_config", "NULL"), new(SqlTypes.Bool, "fixed_schedule", "true"), new(SqlTypes.Text, "timezone", "NULL"),
                new(SqlTypes.Text, "job_name", "NULL"),
            ],
            Result = SqlTypes.Int4,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = new AdministrativeKernel(Add),
        });
        routines.Add(new TableFunction
        {
            Schema = "public",
            Name = "alter_job",
            Parameters =
            [
                new(SqlTypes.Int4, "job_id"), new(SqlTypes.Interval, "schedule_interval", "NULL"), new(SqlTypes.Interval, "max_runtime", "NULL"), new(SqlTypes.Int4, "max_retries", "NULL"),
                new(SqlTypes.Interval, "retry_period", "NULL"), new(SqlTypes.Bool, "scheduled", "NULL"), new(SqlTypes.Jsonb, "config", "NULL"), new(SqlTypes.TimestampTz, "next_start", "NULL"),
                new(SqlTypes.Bool, "if_exists", "false"), new(SqlTypes.RegProc, "check_config", "NULL"), new(SqlTypes.Bool, "fixed_schedule", "NULL"),
                new(SqlTypes.TimestampTz, "initial_start", "NULL"), new(SqlTypes.Text, "timezone", "NULL"), new(SqlTypes.Text, "job_name", "NULL"),
            ],
            Result = SqlTypes.Record,
            Columns = AlteredColumns,
            IsStrict = false,
            ReturnsOneRow = true,
            Volatility = Volatility.Volatile,
            Invoke = static call => [Alter(call)],
        });
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "delete_job",
            Parameters = [new(SqlTypes.Int4, "job_id")],
            Result = SqlTypes.Void,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = AdministrativeKernel.StrictVoid(static (arguments, context) =>
            {
                var session = context.Service<SessionContext>();
                session.RequireWritable("delete_job()");
                var job = Require(arguments[0], session.Catalog);
                Privileges.RequireJobOwner(job, "delete", session);
                Policies.Remove(job, session);
            }),
        });
        routines.Add(new Procedure
        {
            Schema = "public",
            Name = "run_job",
            Parameters = [new(SqlTypes.Int4, "job_id")],
            Result = SqlTypes.Void,
            Volatility = Volatility.Volatile,
            Invoke = static (arguments, context) =>
            {
                var job = Require(arguments[0], context.Catalog);
                Privileges.RequireJobOwner(job, "run", context.Service<SessionContext>());
                JobRunner.Call(job, context.Service<SessionContext>());
            },
        });
        Control(routines, "stop_background_workers", isPaused: true);
        Control(routines, "start_background_workers", isPaused: false);
        Control(routines, "restart_background_workers", isPaused: false);
    }

    /// <summary>The job of a number; null where there is none.</summary>
    public static Job? Find(CatalogSnapshot catalog, int id) => catalog.Objects.OfType<Job>().FirstOrDefault(j => j.Id == id);

    /// <summary>28000 where a role cannot log in, as who runs jobs must.</summary>
    public static void RequireLogin(string role, SessionContext session)
    {
        if (session.Instance.Catalog.FindRole(role) is { CanLogin: true }) return;
        throw new SqlException(new SqlError
        {
            State = SqlState.InvalidAuthorizationSpecification,
            Message = $"permission denied to start background process as role \"{role}\"",
            Hint = "Hypertable owner must have LOGIN permission to run background tasks.",
        });
    }

    private static Job Require(Vector id, CatalogSnapshot catalog)
    {
        if (Arguments.Int(id) is not { } number) throw JobErrors.NullJob();
        return Find(catalog, number) ?? throw JobErrors.NotFound(number);
    }

    private static void Add(Vector[] arguments, VectorBuilder result, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        session.RequireWritable("add_job()");
        if (arguments[0].IsNull(0)) throw JobErrors.NullProcedure();
        if (arguments[1].IsNull(0)) throw JobErrors.NullSchedule();
        var (schema, name) = NameOf(Arguments.Oid(arguments[0]), context);
        (string Schema, string Name)? check = arguments[5].IsNull(0) ? null : NameOf(Arguments.Oid(arguments[5]), context);
        var isFixed = Arguments.Flag(arguments[6], true);
        var interval = VectorAccess.Get<Interval>(arguments[1], 0);
        if (isFixed) RequireSlots(interval);
        var zone = Arguments.Text(arguments[7]);
        if (zone is not null) ZoneSpecifier.Parse(zone);
        var job = new Job
        {
            Oid = session.Database.NextOid(),
            Id = 0,
            Name = Arguments.Text(arguments[8]) ?? "User-Defined Action",
            Owner = session.CurrentUser,
            ProcedureSchema = schema,
            ProcedureName = name,
            ScheduleInterval = interval,
            RetryPeriod = RetryPeriod,
            IsScheduled = Arguments.Flag(arguments[4], true),
            IsFixed = isFixed,
            InitialStart = arguments[3].IsNull(0) ? isFixed ? Clocks.Now(context.Clock) : null : VectorAccess.Get<long>(arguments[3], 0),
            TimeZone = zone,
            Config = Arguments.Text(arguments[2]),
            CheckSchema = check?.Schema,
            CheckName = check?.Name,
        };
        RequireLogin(job.Owner, session);
        CheckConfig(job, session);
        job = job with { Id = session.Database.NextJobId() };
        JobRecords.Create(job, session.Transaction);
        ((FixedVectorBuilder<int>)result).Append(job.Id);
    }

    private static Batch Alter(TableFunctionCall call)
    {
        var (arguments, context) = (call.Arguments, call.Context);
        var session = context.Service<SessionContext>();
        session.RequireWritable("alter_job()");
        var ifExists = Arguments.Flag(arguments[8], false);
        var id = Arguments.Int(arguments[0]);
        if (id is null && !ifExists) throw JobErrors.NullJob();
        if ((id is { } number ? Find(session.Catalog, number) : null) is not { } job)
        {
            if (!ifExists) throw JobErrors.NotFound(id!.Value);
            context.Notice(JobErrors.NotFoundSkipping(id ?? 0));
            return OneRow.Of(AlteredColumns, new object?[AlteredColumns.Length]);
        }

        Privileges.RequireJobOwner(job, "alter", session);
        var zone = Arguments.Text(arguments[12]);
        if (zone is not null) ZoneSpecifier.Parse(zone);
        if (!arguments[7].IsNull(0) && VectorAccess.Get<long>(arguments[7], 0) == long.MinValue) throw JobErrors.NeverStarts();

        // An oid of nothing takes the check away.
        var isUnchecked = !arguments[9].IsNull(0) && Arguments.Oid(arguments[9]) == 0;
        (string Schema, string Name)? check = arguments[9].IsNull(0) || isUnchecked ? null : NameOf(Arguments.Oid(arguments[9]), context);
        var changed = job with
        {
            ScheduleInterval = IntervalOr(arguments[1], job.ScheduleInterval),
            MaxRuntime = IntervalOr(arguments[2], job.MaxRuntime),
            MaxRetries = Arguments.Int(arguments[3]) ?? job.MaxRetries,
            RetryPeriod = IntervalOr(arguments[4], job.RetryPeriod),
            IsScheduled = Arguments.Flag(arguments[5], job.IsScheduled),
            Config = Arguments.Text(arguments[6]) ?? job.Config,
            CheckSchema = check?.Schema ?? (isUnchecked ? null : job.CheckSchema),
            CheckName = check?.Name ?? (isUnchecked ? null : job.CheckName),
            IsFixed = Arguments.Flag(arguments[10], job.IsFixed),
            InitialStart = arguments[11].IsNull(0) ? job.InitialStart : VectorAccess.Get<long>(arguments[11], 0),
            TimeZone = zone ?? job.TimeZone,
            Name = Arguments.Text(arguments[13]) ?? job.Name,
        };
        if (zone is not null && changed.IsFixed) RequireSlots(changed.ScheduleInterval);
        if (changed.Config != job.Config || check is not null) CheckConfig(changed, session);
        session.Transaction.Put(changed);
        var state = JobState.Read(session.Transaction.FindRecord(JobRecords.KeyOf(job)));
        if (!arguments[7].IsNull(0) || (changed.IsScheduled && !job.IsScheduled))
        {
            // A job that is taken up again starts with a clean sheet.
            state = state with { NextStart = arguments[7].IsNull(0) ? state.NextStart : VectorAccess.Get<long>(arguments[7], 0), FailuresInARow = 0 };
            session.Transaction.PutRecord(JobRecords.KeyOf(job), state.Write());
        }

        return OneRow.Of(
            AlteredColumns,
            changed.Id, changed.ScheduleInterval, changed.MaxRuntime, changed.MaxRetries, changed.RetryPeriod, changed.IsScheduled, changed.Config,
            state.NextStart ?? changed.InitialStart ?? long.MinValue, changed.CheckName is null ? null : $"{changed.CheckSchema}.{changed.CheckName}", changed.IsFixed, changed.InitialStart, changed.TimeZone,
            changed.ApplicationName);
    }

    private static void CheckConfig(Job job, SessionContext session)
    {
        if (job.CheckName is null) return;
        var config = job.Config is null ? "NULL" : SyntaxPrinter.QuoteLiteral(job.Config);
        var call = $"{SyntaxPrinter.QuoteIdentifier(job.CheckSchema!)}.{SyntaxPrinter.QuoteIdentifier(job.CheckName)}({config}::jsonb)";
        try
        {
            try
            {
                NestedStatement.Run($"SELECT {call}", session);
            }
            catch (SqlException failure) when (failure.Error.State == SqlState.WrongObjectType)
            {
                NestedStatement.Run($"CALL {call}", session);
            }
        }
        catch (SqlException failure) when (failure.Error.State == SqlState.UndefinedFunction && failure.Error.Message.Contains(job.CheckName, StringComparison.Ordinal))
        {
            throw JobErrors.NoCheck(job.CheckSchema!, job.CheckName);
        }
    }

    /// <summary>Refuses an interval that no fixed slots can be counted by.</summary>
    public static void RequireSlots(Interval interval)
    {
        if (interval.Months != 0 && (interval.Days != 0 || interval.Microseconds != 0)) throw JobErrors.MixedSchedule();
    }

    private static Interval IntervalOr(Vector argument, Interval missing) => argument.IsNull(0) ? missing : VectorAccess.Get<Interval>(argument, 0);

    private static (string Schema, string Name) NameOf(uint oid, FunctionContext context) =>
        context.Catalog.Find<UserRoutine>(oid) is { } found ? (found.Schema, found.Name)
        : context.Routines.Find(oid) is { } routine ? (routine.Schema, routine.Name)
        : throw JobErrors.NullProcedure();

    private static void Control(RoutineCatalogBuilder routines, string name, bool isPaused) => routines.Add(new ScalarFunction
    {
        Schema = Policies.Schema,
        Name = name,
        Parameters = [],
        Result = SqlTypes.Bool,
        Volatility = Volatility.Volatile,
        Kernel = new AdministrativeKernel((_, result, context) =>
        {
            var scheduler = context.Service<SessionContext>().Database.FindService<JobScheduler>();
            if (scheduler is not null) scheduler.IsPaused = isPaused;
            ((FixedVectorBuilder<bool>)result).Append(scheduler is not null);
        }),
    });
}
