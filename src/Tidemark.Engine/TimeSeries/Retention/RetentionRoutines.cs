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

namespace Tidemark.Engine.TimeSeries.Retention;

/// <summary>add_retention_policy and remove_retention_policy.</summary>
internal static class RetentionRoutines
{
    private static readonly Interval Daily = new(0, 1, 0);

    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        Policies.Register(routines, RetentionPolicy.Instance);
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "add_retention_policy",
            Parameters =
            [
                new(SqlTypes.RegClass, "relation"), new(SqlTypes.Any, "drop_after", "NULL"), new(SqlTypes.Bool, "if_not_exists", "false"), new(SqlTypes.Interval, "schedule_interval", "NULL"),
                new(SqlTypes.TimestampTz, "initial_start", "NULL"), new(SqlTypes.Text, "timezone", "NULL"), new(SqlTypes.Interval, "drop_created_before", "NULL"),
            ],
            Result = SqlTypes.Int4,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = new AdministrativeKernel(static (arguments, result, context) =>
            {
                if (arguments[0].IsNull(0) || arguments[2].IsNull(0))
                {
                    result.AppendNull();
                    return;
                }

                var schedule = PolicySchedule.Read(arguments[3], arguments[4], arguments[5], Daily);
                var table = JobTarget.Require(arguments[0], context);
                ((FixedVectorBuilder<int>)result).Append(Add(table, JobTarget.NameOf(arguments[0], context), arguments[1], arguments[6], Arguments.Flag(arguments[2], false), schedule, context));
            }),
        });
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "remove_retention_policy",
            Parameters = [new(SqlTypes.RegClass, "relation"), new(SqlTypes.Bool, "if_exists", "false")],
            Result = SqlTypes.Void,
            IsStrict = true,
            Volatility = Volatility.Volatile,
            Kernel = AdministrativeKernel.StrictVoid(static (arguments, context) =>
            {
                var session = context.Service<SessionContext>();
                session.RequireWritable("remove_retention_policy()");
                var name = JobTarget.NameOf(arguments[0], context);
                var table = JobTarget.Find(arguments[0], context) ?? throw JobErrors.NotPolicyTarget(name);
                Privileges.RequireHypertableOwner(table, session);
                RetentionPolicy.Instance.Remove(table, name, Arguments.Flag(arguments[1], false), session);
            }),
        });
    }

    /// <summary>Adds the policy of a hypertable.</summary>
    /// <param name="table">The hypertable.</param>
    /// <param name="name">The name that messages call it by.</param>
    /// <param name="dropAfter">The age of what goes, of a type that fits the time dimension; null for none.</param>
    /// <param name="createdBefore">The age of chunks that go, an interval; null for none.</param>
    /// <param name="ifNotExists">Whether a policy that is there already is no matter.</param>
    /// <param name="schedule">When it runs.</param>
    /// <param name="context">The session's state.</param>
    /// <returns>The job's number; -1 where there was a policy.</returns>
    public static int Add(Table table, string name, Vector dropAfter, Vector createdBefore, bool ifNotExists, PolicySchedule schedule, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        session.RequireWritable("add_retention_policy()");
        Privileges.RequireHypertableOwner(table, session);
        if (dropAfter.IsNull(0) == createdBefore.IsNull(0)) throw RetentionErrors.OneOfBounds();
        session.Lock(table.Oid, TableLockMode.ShareUpdateExclusive);
        if (!dropAfter.IsNull(0))
        {
            Checked(table, dropAfter);
            var isInteger = ChunkIntervals.IsInteger(ChunkFacts.DividedTypeOf(table.Hypertable!.TimeDimension, table));
            if (isInteger && TableNow.FunctionOf(table, session) is null) throw RetentionErrors.InvalidDropAfter(isInteger);
        }

        return RetentionPolicy.Instance.Add(table, name, RetentionPolicy.Age.Config(table, dropAfter, createdBefore), ifNotExists, schedule, session);
    }

    /// <summary>An age of times that fits the time dimension; 22023 for another.</summary>
    public static Vector Checked(Table table, Vector dropAfter)
    {
        var isInteger = ChunkIntervals.IsInteger(ChunkFacts.DividedTypeOf(table.Hypertable!.TimeDimension, table));
        if (isInteger ? ChunkIntervals.IsInteger(dropAfter.Type) : dropAfter.Type.Kind == TypeKind.Interval) return dropAfter;
        throw RetentionErrors.InvalidDropAfter(isInteger);
    }
}
