using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Jobs;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>
/// policy_compression: converts the chunks of a hypertable that have become old, and takes in what came late to converted ones. Configuration: hypertable_id; compress_after (an interval, or a number for integer
/// time) or compress_created_before; maxchunks_to_compress (0 for all); recompress (true), whether late rows are taken in. Each chunk is a transaction of its own, and one that fails does not keep the others.
/// </summary>
internal sealed class ColumnstorePolicy : TablePolicy
{
    /// <summary>The kind.</summary>
    public static ColumnstorePolicy Instance { get; } = new();

    /// <inheritdoc />
    public override string Procedure => "policy_compression";

    /// <inheritdoc />
    public override string Title => "Columnstore Policy";

    /// <summary>The age of what is converted.</summary>
    public static PolicyAge Age { get; } = new("compress_after", "compress_created_before");

    /// <inheritdoc />
    protected override Interval RetryPeriod => new(60 * 60 * Calendar.MicrosPerSecond, 0, 0);

    /// <inheritdoc />
    public override void Check(JobConfig config, FunctionContext context) => PolicyAge.TableOf(config, context.Service<SessionContext>());

    /// <inheritdoc />
    public override void Run(int job, JobConfig config, SessionContext session)
    {
        var table = PolicyAge.TableOf(config, session);
        if (!table.Hypertable!.HasColumnstore) throw ColumnstoreErrors.NotEnabled(table.Name);
        var selection = Age.Chunks(config, table, ColumnstoreErrors.NoIntegerNow, session);
        var limit = config.FindInt("maxchunks_to_compress") is > 0 and var most ? most : int.MaxValue;
        var takesLate = config.FindFlag("recompress") ?? true;
        var chunks = selection.Of(session.Catalog.ChunksOf(table.Oid)).Where(c => !c.IsFrozen).Where(c => c.Columnstore is null || (takesLate && !ChunkConversion.IsSettled(c, session))).Take(limit).ToList();
        var failures = new List<SqlError>();
        foreach (var chunk in chunks)
        {
            session.ThrowIfCancelled();
            if (config.FindFlag("verbose_log") == true) session.Notice(ColumnstoreErrors.Converting(chunk.Schema, chunk.Name));
            if (Convert(chunk, session) is { } failure) failures.Add(failure);
        }

        if (failures.Count > 0) throw ColumnstoreErrors.PolicyFailed(failures.Count, chunks.Count - failures.Count, failures[0]);
    }

    /// <inheritdoc />
    protected override SqlException Exists(string table) => ColumnstoreErrors.PolicyExists(table);

    /// <inheritdoc />
    protected override SqlError ExistsSkipping(string table) => ColumnstoreErrors.PolicyExistsSkipping(table);

    /// <inheritdoc />
    protected override SqlError ExistsDifferently(string table) => ColumnstoreErrors.PolicyExistsDifferently(table);

    /// <inheritdoc />
    protected override SqlException NotFound(string table) => ColumnstoreErrors.PolicyNotFound(table);

    /// <inheritdoc />
    protected override SqlError NotFoundSkipping(string table) => ColumnstoreErrors.PolicyNotFoundSkipping(table);

    private static SqlError? Convert(Chunk chunk, SessionContext session)
    {
        if (session.IsInBlock)
        {
            ChunkConversion.ToColumnstore(chunk.Oid, false, false, "policy_compression", session);
            return null;
        }

        SqlError? error = null;
        try
        {
            if (session.Catalog.Find<Chunk>(chunk.Oid) is not null) ChunkConversion.ToColumnstore(chunk.Oid, false, false, "policy_compression", session);
            session.Commit();
        }
        catch (SqlException failure) when (failure.Error.State != SqlState.QueryCanceled && failure.Error.State != SqlState.AdminShutdown)
        {
            session.Rollback();
            error = failure.Error;
        }
        finally
        {
            session.Transaction.BeginStatement();
        }

        // Of a chunk that somebody dropped meanwhile, also while its lock was waited for, nothing is left to do.
        return session.Catalog.Find<Chunk>(chunk.Oid) is null ? null : error;
    }
}
