using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Jobs;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>policy_reorder: brings the oldest chunk that is not in the order of an index into it, one in each run, and leaves the newest alone. Configuration: hypertable_id and index_name.</summary>
internal sealed class ReorderPolicy : TablePolicy
{
    // TimescaleDB's: what is written to is not worth it yet.
    private const int NewestSlices = 3;

    /// <summary>The kind.</summary>
    public static ReorderPolicy Instance { get; } = new();

    /// <inheritdoc />
    public override string Procedure => "policy_reorder";

    /// <inheritdoc />
    public override string Title => "Reorder Policy";

    /// <inheritdoc />
    protected override Interval RetryPeriod => new(5 * 60 * Calendar.MicrosPerSecond, 0, 0);

    /// <summary>The configuration of a policy.</summary>
    public static JobConfig Config(Table table, string index) => JobConfig.Of(("hypertable_id", $"{table.Hypertable!.Id}"), ("index_name", JobConfig.Quote(index)));

    /// <inheritdoc />
    public override void Check(JobConfig config, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        IndexOf(config, TableOf(config, session), session);
    }

    /// <inheritdoc />
    public override void Run(int job, JobConfig config, SessionContext session)
    {
        session.RequireWritable("reorder_chunk()");
        var table = TableOf(config, session);
        var index = IndexOf(config, table, session);
        var chunks = session.Catalog.ChunksOf(table.Oid).All;
        var newest = chunks.Select(c => c.Slices[0].Start).Distinct().OrderDescending().Take(NewestSlices).ToHashSet();
        foreach (var chunk in chunks.Where(c => c.Columnstore is null && !c.IsFrozen && !newest.Contains(c.Slices[0].Start)))
        {
            var layout = ReorderChunk.LayoutOf(table, index, session);
            if (session.Transaction.View(chunk.StorageId).Layout.ClusteringKey.SequenceEqual(layout.ClusteringKey)) continue;
            session.Lock(table.Oid, Sessions.Locks.TableLockMode.Exclusive);
            session.Transaction.AlterStorage(chunk.StorageId, layout);
            return;
        }
    }

    /// <inheritdoc />
    protected override SqlException Exists(string table) => ReorderErrors.Exists(table);

    /// <inheritdoc />
    protected override SqlError ExistsSkipping(string table) => ReorderErrors.ExistsSkipping(table);

    /// <inheritdoc />
    protected override SqlError ExistsDifferently(string table) => ReorderErrors.ExistsDifferently(table);

    /// <inheritdoc />
    protected override SqlException NotFound(string table) => ReorderErrors.NotFound(table);

    /// <inheritdoc />
    protected override SqlError NotFoundSkipping(string table) => ReorderErrors.NotFoundSkipping(table);

    private static Table TableOf(JobConfig config, SessionContext session)
    {
        var id = config.Int("hypertable_id");
        return JobTarget.Find(id, session.Catalog) ?? throw ReorderErrors.HypertableNotFound(id);
    }

    private static Catalog.Index IndexOf(JobConfig config, Table table, SessionContext session)
    {
        var name = config.Find("index_name") ?? throw JobErrors.NotInConfig("index_name");
        return ReorderChunk.FindIndex(table, i => i.Name == name, session) ?? throw ReorderErrors.IndexNotFound(name);
    }
}
