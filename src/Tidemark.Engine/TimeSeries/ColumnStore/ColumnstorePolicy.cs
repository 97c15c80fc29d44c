using System.Globalization;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Chunks;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Information;
using Tidemark.Engine.TimeSeries.Jobs;
using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>
/// policy_compression: converts the chunks of a hypertable that have become old, and takes in what came late to converted ones. Configuration: hypertable_id; compress_after (an interval, or a number for integer
/// time) or compress_created_before; maxchunks_to_compress (0 for all); recompress (true), whether late rows are taken in. Each chunk is a transaction of its own, and one that fails does not keep the others.
/// </summary>
internal sealed class ColumnstorePolicy : PolicyKind
{
    /// <summary>The kind.</summary>
    public static ColumnstorePolicy Instance { get; } = new();

    /// <inheritdoc />
    public override string Procedure => "policy_compression";

    /// <inheritdoc />
    public override string Title => "Columnstore Policy";

    /// <inheritdoc />
    public override void Check(JobConfig config, FunctionContext context) => Find(config, context.Service<SessionContext>());

    /// <inheritdoc />
    public override void Run(int job, JobConfig config, SessionContext session)
    {
        var table = Find(config, session);
        if (!table.Hypertable!.HasColumnstore) throw ColumnstoreErrors.NotEnabled(table.Name);
        var selection = Bound(config, table, session);
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

    private static SqlError? Convert(Chunk chunk, SessionContext session)
    {
        if (session.IsInBlock)
        {
            ChunkConversion.ToColumnstore(chunk.Oid, false, false, "policy_compression", session);
            return null;
        }

        try
        {
            // Gone meanwhile: somebody else dropped it.
            if (session.Catalog.Find<Chunk>(chunk.Oid) is not null) ChunkConversion.ToColumnstore(chunk.Oid, false, false, "policy_compression", session);
            session.Commit();
            return null;
        }
        catch (SqlException failure) when (failure.Error.State != SqlState.QueryCanceled && failure.Error.State != SqlState.AdminShutdown)
        {
            session.Rollback();
            return failure.Error;
        }
        finally
        {
            session.Transaction.BeginStatement();
        }
    }

    private static Table Find(JobConfig config, SessionContext session)
    {
        var id = config.Int("hypertable_id");
        return JobTarget.Find(id, session.Catalog) ?? throw JobErrors.NoHypertable(id);
    }

    private static ChunkSelection Bound(JobConfig config, Table table, SessionContext session)
    {
        if (config.FindInterval("compress_created_before") is { } age) return new ChunkSelection(null, null, TableNow.Before(session.Transaction.StartTime, age, session), null);
        if (!config.Has("compress_after")) throw JobErrors.NotInConfig("compress_after");
        var time = table.Hypertable!.TimeDimension;
        var type = ChunkFacts.TypeOf(time, table);
        if (!ChunkIntervals.IsInteger(type)) return new ChunkSelection(TableNow.Before(session.Transaction.StartTime, config.FindInterval("compress_after")!.Value, session), null, null, null);
        var lag = long.Parse(config.Find("compress_after")!, CultureInfo.InvariantCulture);
        var now = TableNow.Of(time, type, session) ?? throw ColumnstoreErrors.NoIntegerNow();
        return new ChunkSelection((long)Int128.Clamp((Int128)now - lag, long.MinValue, long.MaxValue), null, null, null);
    }
}
