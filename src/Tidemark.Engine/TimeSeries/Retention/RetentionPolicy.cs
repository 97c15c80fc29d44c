using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Chunks;
using Tidemark.Engine.TimeSeries.Jobs;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.Retention;

/// <summary>policy_retention: drops the chunks of a hypertable that have become old. Configuration: hypertable_id, and drop_after (an interval, or a number for integer time) or drop_created_before.</summary>
internal sealed class RetentionPolicy : TablePolicy
{
    private static readonly Interval s_fiveMinutes = new(5 * 60 * Calendar.MicrosPerSecond, 0, 0);

    /// <summary>The kind.</summary>
    public static RetentionPolicy Instance { get; } = new();

    /// <inheritdoc />
    public override string Procedure => "policy_retention";

    /// <inheritdoc />
    public override string Title => "Retention Policy";

    /// <summary>The age of what goes.</summary>
    public static PolicyAge Age { get; } = new("drop_after", "drop_created_before");

    /// <inheritdoc />
    protected override Interval RetryPeriod => s_fiveMinutes;

    /// <inheritdoc />
    protected override Interval MaxRuntime => s_fiveMinutes;

    /// <inheritdoc />
    public override void Check(JobConfig config, FunctionContext context) => Old(config, context.Service<SessionContext>(), out _);

    /// <inheritdoc />
    public override void Run(int job, JobConfig config, SessionContext session)
    {
        var selection = Old(config, session, out var table);
        session.RequireWritable("drop_chunks()");
        var rows = selection.Of(session.Catalog.ChunksOf(table.Oid)).ToDictionary(c => c.Oid, c => session.Transaction.View(c.StorageId).RowCount);
        using var activity = session.Database.Store.Activities.Begin("retention", 0, table.Oid);
        activity.Expect(rows.Values.Sum());
        try
        {
            foreach (var chunk in Drop(table, selection, config.FindFlag("verbose_log") == true, session)) activity.AddRows(rows.GetValueOrDefault(chunk.Oid));
        }
        catch (SqlException failure)
        {
            activity.Fail(failure.Error);
            throw;
        }
    }

    /// <inheritdoc />
    protected override SqlException Exists(string table) => RetentionErrors.Exists(table);

    /// <inheritdoc />
    protected override SqlError ExistsSkipping(string table) => RetentionErrors.ExistsSkipping(table);

    /// <inheritdoc />
    protected override SqlError ExistsDifferently(string table) => RetentionErrors.ExistsDifferently(table);

    /// <inheritdoc />
    protected override SqlException NotFound(string table) => RetentionErrors.NotFound(table);

    /// <inheritdoc />
    protected override SqlError NotFoundSkipping(string table) => RetentionErrors.NotFoundSkipping(table);

    private static IReadOnlyList<Chunk> Drop(Table table, ChunkSelection selection, bool isVerbose, SessionContext session) =>
        session.Settings.IsOn("tidemark.retention_keeps_rollups") && session.Catalog.RollupsOf(table.Oid) is { IsEmpty: false } rollups
            ? KeptRollups.Drop(table, rollups, selection, isVerbose, session)
            : DropChunks.Drop(table, selection, isVerbose, session);

    private static ChunkSelection Old(JobConfig config, SessionContext session, out Table table)
    {
        table = PolicyAge.TableOf(config, session);
        return Age.Chunks(config, table, () => RetentionErrors.InvalidDropAfter(isInteger: true), session);
    }
}
