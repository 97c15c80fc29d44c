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

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>add_reorder_policy and remove_reorder_policy.</summary>
internal static class ReorderPolicyRoutines
{
    private static readonly Interval FourDays = new(0, 4, 0);

    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        Policies.Register(routines, ReorderPolicy.Instance);
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "add_reorder_policy",
            Parameters =
            [
                new(SqlTypes.RegClass, "hypertable"), new(SqlTypes.Name, "index_name"), new(SqlTypes.Bool, "if_not_exists", "false"), new(SqlTypes.TimestampTz, "initial_start", "NULL"),
                new(SqlTypes.Text, "timezone", "NULL"),
            ],
            Result = SqlTypes.Int4,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = new AdministrativeKernel(static (arguments, result, context) =>
            {
                if (arguments[0].IsNull(0) || arguments[1].IsNull(0)) result.AppendNull();
                else ((FixedVectorBuilder<int>)result).Append(Add(arguments, context));
            }),
        });
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "remove_reorder_policy",
            Parameters = [new(SqlTypes.RegClass, "hypertable"), new(SqlTypes.Bool, "if_exists", "false")],
            Result = SqlTypes.Void,
            IsStrict = true,
            Volatility = Volatility.Volatile,
            Kernel = new AdministrativeKernel(static (arguments, result, context) =>
            {
                // Null whether there was one or not, as in TimescaleDB.
                result.AppendNull();
                if (arguments[0].IsNull(0)) return;
                var session = context.Service<SessionContext>();
                session.RequireWritable("remove_reorder_policy()");
                var table = Arguments.OnlyHypertable(arguments[0], context);
                Privileges.RequireHypertableOwner(table, session);
                ReorderPolicy.Instance.Remove(table, table.Name, Arguments.Flag(arguments[1], false), session);
            }),
        });
    }

    private static int Add(Vector[] arguments, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        session.RequireWritable("add_reorder_policy()");
        var table = Arguments.OnlyHypertable(arguments[0], context);
        Privileges.RequireHypertableOwner(table, session);
        session.Lock(table.Oid, TableLockMode.ShareUpdateExclusive);
        var name = Arguments.Text(arguments[1])!;
        if (session.Catalog.FindRelation(table.Schema, name) is not Catalog.Index) throw ReorderErrors.NoIndex();
        if (ReorderChunk.FindIndex(table, i => i.Name == name, session) is null) throw ReorderErrors.InvalidIndex(table.Name);
        var time = table.Hypertable!.TimeDimension;
        var interval = ChunkIntervals.IsInteger(ChunkFacts.DividedTypeOf(time, table)) ? FourDays : new Interval(time.Interval / 2, 0, 0);
        var schedule = new PolicySchedule(interval, null, null).StartingAt(arguments[3], arguments[4]);
        return ReorderPolicy.Instance.Add(table, table.Name, ReorderPolicy.Config(table, name), Arguments.Flag(arguments[2], false), schedule, session);
    }
}
