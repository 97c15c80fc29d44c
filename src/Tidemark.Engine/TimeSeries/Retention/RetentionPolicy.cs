using System.Globalization;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Chunks;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Jobs;
using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries.Retention;

/// <summary>policy_retention: drops the chunks of a hypertable that have become old. Configuration: hypertable_id, and drop_after (an interval, or a number for integer time) or drop_created_before.</summary>
internal sealed class RetentionPolicy : PolicyKind
{
    /// <summary>The kind.</summary>
    public static RetentionPolicy Instance { get; } = new();

    /// <inheritdoc />
    public override string Procedure => "policy_retention";

    /// <inheritdoc />
    public override string Title => "Retention Policy";

    /// <inheritdoc />
    public override void Check(JobConfig config, FunctionContext context) => Bound(config, context.Service<SessionContext>(), out _);

    /// <inheritdoc />
    public override void Run(int job, JobConfig config, SessionContext session)
    {
        var selection = Bound(config, session, out var table);
        session.RequireWritable("drop_chunks()");
        var isVerbose = config.FindFlag("verbose_log") == true;
        if (session.Settings.IsOn("tidemark.retention_keeps_rollups") && session.Catalog.RollupsOf(table.Oid) is { IsEmpty: false } rollups)
        {
            KeptRollups.Drop(table, rollups, selection, isVerbose, session);
            return;
        }

        DropChunks.Drop(table, selection, isVerbose, session);
    }

    private static ChunkSelection Bound(JobConfig config, SessionContext session, out Table table)
    {
        var id = config.Int("hypertable_id");
        table = JobTarget.Find(id, session.Catalog) ?? throw JobErrors.NoHypertable(id);
        var time = table.Hypertable!.TimeDimension;
        var type = table.Columns[time.Column - 1].Type;
        if (config.FindInterval("drop_created_before") is { } age) return new ChunkSelection(null, null, TableNow.Before(session.Transaction.StartTime, age, session), null);
        if (!config.Has("drop_after")) throw JobErrors.NotInConfig("drop_after");
        if (ChunkIntervals.IsTime(type)) return new ChunkSelection(TableNow.Before(session.Transaction.StartTime, config.FindInterval("drop_after")!.Value, session), null, null, null);
        var lag = long.Parse(config.Find("drop_after")!, CultureInfo.InvariantCulture);
        var now = TableNow.Of(time, type, session) ?? throw RetentionErrors.InvalidDropAfter(isInteger: true);
        return new ChunkSelection((long)Int128.Clamp((Int128)now - lag, long.MinValue, long.MaxValue), null, null, null);
    }
}
