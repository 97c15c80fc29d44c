using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Information;
using Tidemark.Engine.TimeSeries.Jobs;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>add_compression_policy and remove_compression_policy, and their newer names, the procedures add_columnstore_policy and remove_columnstore_policy.</summary>
internal static class PolicyRoutines
{
    private static readonly Interval Daily = new(0, 1, 0);
    private const long LongestSchedule = 12 * 60 * 60 * Calendar.MicrosPerSecond;

    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        Policies.Register(routines, ColumnstorePolicy.Instance);
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "add_compression_policy",
            Parameters = [new(SqlTypes.RegClass, "hypertable"), new(SqlTypes.Any, "compress_after", "NULL"), .. Schedule, new(SqlTypes.Interval, "compress_created_before", "NULL")],
            Result = SqlTypes.Int4,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = new AdministrativeKernel(static (arguments, result, context) =>
            {
                if (Add(arguments, "add_compression_policy", context) is { } id) ((FixedVectorBuilder<int>)result).Append(id);
                else result.AppendNull();
            }),
        });
        routines.Add(new Procedure
        {
            Schema = "public",
            Name = "add_columnstore_policy",
            Parameters = [new(SqlTypes.RegClass, "hypertable"), new(SqlTypes.Any, "after", "NULL"), .. Schedule, new(SqlTypes.Interval, "created_before", "NULL")],
            Result = SqlTypes.Void,
            Volatility = Volatility.Volatile,
            Invoke = static (arguments, context) => Add(arguments, "add_columnstore_policy", context),
        });
        RoutineParameter[] removal = [new(SqlTypes.RegClass, "hypertable"), new(SqlTypes.Bool, "if_exists", "false")];
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "remove_compression_policy",
            Parameters = [.. removal],
            Result = SqlTypes.Bool,
            Volatility = Volatility.Volatile,
            Kernel = new AdministrativeKernel(static (arguments, result, context) =>
            {
                if (arguments[0].IsNull(0) || arguments[1].IsNull(0)) result.AppendNull();
                else ((FixedVectorBuilder<bool>)result).Append(Remove(arguments, "remove_compression_policy", context));
            }),
        });
        routines.Add(new Procedure
        {
            Schema = "public",
            Name = "remove_columnstore_policy",
            Parameters = [.. removal],
            Result = SqlTypes.Void,
            Volatility = Volatility.Volatile,
            Invoke = static (arguments, context) =>
            {
                if (arguments[0].IsNull(0)) throw ColumnstoreErrors.NoRelation();
                Remove(arguments, "remove_columnstore_policy", context);
            },
        });
    }

    /// <summary>The policy that a hypertable gets which is made with a column store: a chunk is converted when it is one chunk's width old, looked for each day.</summary>
    public static void AddDefault(Table table, SessionContext session)
    {
        var time = table.Hypertable!.TimeDimension;
        var type = ChunkFacts.DividedTypeOf(time, table);
        var after = VectorBuilder.Create(ChunkIntervals.IsTime(type) ? SqlTypes.Interval : SqlTypes.Int8, 1);
        if (ChunkIntervals.IsTime(type)) ((FixedVectorBuilder<Interval>)after).Append(ChunkFacts.ToInterval(time.Interval));
        else ((FixedVectorBuilder<long>)after).Append(time.Interval);
        var config = JobConfig.Of(("hypertable_id", $"{table.Hypertable.Id}"), (ColumnstorePolicy.Age.After, JobConfig.ValueOf(after.Build())));
        ColumnstorePolicy.Instance.Add(table, table.Name, config, false, new PolicySchedule(Daily, null, null), session);
    }

    /// <summary>Adds the policy of a hypertable.</summary>
    /// <param name="table">The hypertable.</param>
    /// <param name="name">The name that messages call it by.</param>
    /// <param name="after">The age of what is converted, of a type that fits the time dimension; null for none.</param>
    /// <param name="createdBefore">The age of chunks that are converted, an interval; null for none.</param>
    /// <param name="ifNotExists">Whether a policy that is there already is no matter.</param>
    /// <param name="schedule">When it runs.</param>
    /// <param name="session">The session.</param>
    /// <returns>The job's number; -1 where there was a policy.</returns>
    public static int Add(Table table, string name, Vector after, Vector createdBefore, bool ifNotExists, PolicySchedule schedule, SessionContext session)
    {
        if (after.IsNull(0) == createdBefore.IsNull(0)) throw ColumnstoreErrors.OneOfBounds();
        session.Lock(table.Oid, TableLockMode.ShareUpdateExclusive);
        if (!table.Hypertable!.HasColumnstore) throw ColumnstoreErrors.NotEnabledForPolicy(session.Catalog.RollupOf(table.Oid) is null ? "hypertable" : "continuous aggregate", name);
        if (!after.IsNull(0)) Checked(table, after);
        return ColumnstorePolicy.Instance.Add(table, name, ColumnstorePolicy.Age.Config(table, after, createdBefore), ifNotExists, schedule, session);
    }

    /// <summary>Adds the policy of a hypertable or continuous aggregate as add_compression_policy does, with the schedule that it takes by itself.</summary>
    /// <param name="relation">A regclass.</param>
    /// <param name="after">The age of what is converted, of a type that fits the time dimension.</param>
    /// <param name="context">The statement.</param>
    public static void Add(Vector relation, Vector after, FunctionContext context)
    {
        var createdBefore = VectorBuilder.Create(SqlTypes.Interval, 1);
        createdBefore.AppendNull();
        var table = Target(relation, "add_compression_policy", context);
        Add(table, JobTarget.NameOf(relation, context), after, createdBefore.Build(), false, new PolicySchedule(DefaultSchedule(table), null, null), context.Service<SessionContext>());
    }

    /// <summary>An age of times that fits the time dimension; an error for another.</summary>
    public static Vector Checked(Table table, Vector after)
    {
        var isInteger = ChunkIntervals.IsInteger(ChunkFacts.DividedTypeOf(table.Hypertable!.TimeDimension, table));
        if (isInteger && !ChunkIntervals.IsInteger(after.Type)) throw ColumnstoreErrors.InvalidAfter();
        if (!isInteger && after.Type.Kind != TypeKind.Interval) throw ColumnstoreErrors.UnsupportedAfter();
        return after;
    }

    private static RoutineParameter[] Schedule =>
    [
        new(SqlTypes.Bool, "if_not_exists", "false"), new(SqlTypes.Interval, "schedule_interval", "NULL"), new(SqlTypes.TimestampTz, "initial_start", "NULL"), new(SqlTypes.Text, "timezone", "NULL"),
    ];

    private static int? Add(IReadOnlyList<Vector> arguments, string command, FunctionContext context)
    {
        if (arguments[0].IsNull(0)) return null;
        var table = Target(arguments[0], command, context);
        var schedule = PolicySchedule.Read(arguments[3], arguments[4], arguments[5], DefaultSchedule(table));
        return Add(table, JobTarget.NameOf(arguments[0], context), arguments[1], arguments[6], Arguments.Flag(arguments[2], false), schedule, context.Service<SessionContext>());
    }

    private static Table Target(Vector relation, string command, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        session.RequireWritable($"{command}()");
        var table = JobTarget.Require(relation, context);
        Privileges.RequireHypertableOwner(table, session);
        RequireRefresh(table, JobTarget.NameOf(relation, context), session);
        return table;
    }

    // What a continuous aggregate keeps is converted when it is refreshed no more. Its refresh policy may be of the same statement.
    private static void RequireRefresh(Table table, string name, SessionContext session)
    {
        if (session.Catalog.RollupOf(table.Oid) is null) return;
        if (Policies.Of(session.Catalog, ContinuousAggregates.RefreshPolicy.Instance, table.Oid).Count == 0) throw ColumnstoreErrors.NoRefreshPolicy(name);
    }

    private static bool Remove(IReadOnlyList<Vector> arguments, string command, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        session.RequireWritable($"{command}()");
        var name = JobTarget.NameOf(arguments[0], context);
        var table = JobTarget.Find(arguments[0], context) ?? throw JobErrors.NotPolicyTarget(name);
        if (Policies.Of(session.Catalog, ColumnstorePolicy.Instance, table.Oid).Count > 0) Privileges.RequireHypertableOwner(table, session);
        return ColumnstorePolicy.Instance.Remove(table, name, Arguments.Flag(arguments[1], false), session);
    }

    private static Interval DefaultSchedule(Table table)
    {
        var time = table.Hypertable!.TimeDimension;
        return ChunkIntervals.IsTime(ChunkFacts.DividedTypeOf(time, table)) ? new Interval(Math.Min(LongestSchedule, time.Interval / 2), 0, 0) : Daily;
    }
}
