using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Jobs;
using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>
/// policy_refresh_continuous_aggregate: refreshes a window that moves with time. Configuration: mat_hypertable_id, start_offset and end_offset (intervals, numbers for integer time, or null for
/// no bound), and the options of a refresh.
/// </summary>
internal sealed class RefreshPolicy : PolicyKind
{
    /// <summary>The kind.</summary>
    public static RefreshPolicy Instance { get; } = new();

    /// <inheritdoc />
    public override string Procedure => "policy_refresh_continuous_aggregate";

    /// <inheritdoc />
    public override string Title => "Refresh Continuous Aggregate Policy";

    /// <inheritdoc />
    public override void Check(JobConfig config, FunctionContext context) => Find(config, context.Service<SessionContext>());

    /// <inheritdoc />
    public override void Run(int job, JobConfig config, SessionContext session)
    {
        var view = Find(config, session);
        var window = Window(view, config, session);
        RollupRefresh.Run(view, RefreshRoutines.Inscribed(view, window.Start, window.End), RefreshRoutines.Read(config) with { IsQuiet = true, MayCommit = RefreshRoutines.MayCommit(session) }, session);
    }

    /// <summary>The window of a policy at present, not rounded.</summary>
    public static TimeRange Window(View view, JobConfig config, SessionContext session) =>
        new(Bound(view, config, "start_offset", session) ?? long.MinValue, Bound(view, config, "end_offset", session) ?? long.MaxValue);

    private static View Find(JobConfig config, SessionContext session)
    {
        if (config.FindInt("mat_hypertable_id") is not { } id) throw JobErrors.NoMember("\"mat_hypertable_id\"");
        return RefreshRoutines.Find(id, session.Catalog)
            ?? throw new SqlException(new SqlError { State = SqlState.InvalidParameterValue, Message = $"configuration materialization hypertable id {id} not found" });
    }

    private static long? Bound(View view, JobConfig config, string name, SessionContext session)
    {
        return config.Find(name) is null ? null : PolicyAge.Moment(config, name, view.Rollup!.Buckets.Type, () => RollupClock.Now(view, session), session);
    }
}

/// <summary>What time it is for a continuous aggregate whose time is a number: its hypertable knows, or the one below that.</summary>
internal static class RollupClock
{
    /// <summary>Now.</summary>
    public static long Now(View view, SessionContext session)
    {
        var table = session.Catalog.Find<Table>(view.Rollup!.Main.TableOid)!;
        return TableNow.Of(table, session) ?? throw RollupErrors.NoIntegerNow(table.Name);
    }
}
