using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>From bound statements to running plans, with the session's settings.</summary>
internal static class Plans
{
    private const long Kilobyte = 1024;

    // What cannot go to disk may take more than work_mem, but a query does not take the process down.
    private static readonly long MostMemory = Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 256L << 20);

    /// <summary>Plans a bound statement.</summary>
    public static Plan Make(BoundStatement bound, SessionContext session) => Planner.Plan(bound, Surroundings(session));

    /// <summary>What the planner may look at.</summary>
    public static PlanningContext Surroundings(SessionContext session) => new()
    {
        Functions = new StatementContext(session),
        RowCount = table => RowCount(table, session),
        Arrangement = (table, chunk, clustering) => Arrangement(table, chunk, clustering, session),
        OrderedRows = session.Settings.OfStatements.OrderedRows,
        Parallelism = Parallelism(session),
        DisabledRules = DisabledRules(session),
        ChecksInvariants = session.Database.Options.ChecksInvariants,
    };

    /// <summary>What one execution works with.</summary>
    /// <param name="session">The session.</param>
    /// <param name="parameters">The parameters' values.</param>
    /// <param name="writer">Where changed rows go; null for a writer of its own.</param>
    /// <param name="inOrder">Whether scans stay on one thread, so that rows come as they lie.</param>
    public static QueryContext Context(SessionContext session, IReadOnlyList<Vector> parameters, ITableWriter? writer = null, bool inOrder = false)
    {
        var options = session.Database.Options;
        var settings = session.Settings.OfStatements;
        var snapshot = session.Transaction.Snapshot();
        return new QueryContext
        {
            Functions = new StatementContext(session),
            Catalog = session.Catalog,
            View = snapshot.View,
            Parameters = parameters,
            Writer = writer ?? new TransactionWriter(session),
            Memory = settings.ForcesSpilling ? new MemoryAccount(0, MostMemory) : new MemoryAccount(settings.WorkMemory * Kilobyte, MostMemory),
            Temporary = new TemporaryFiles(session.Database.Temporary, settings.TemporaryFileLimit >= 0 ? settings.TemporaryFileLimit * Kilobyte : long.MaxValue),
            BatchRows = settings.BatchRows > 0 ? settings.BatchRows : options.BatchRows,
            Parallelism = inOrder ? 1 : Parallelism(session),
            ParallelThreshold = settings.ParallelRows,
            UseBlockStatistics = settings.UsesBlockStatistics,
        };
    }

    /// <summary>Locks the tables that a plan changes. False when somebody changed one while it was waited for: the plan no longer holds.</summary>
    public static bool Lock(Plan plan, SessionContext session)
    {
        foreach (var target in plan.Targets) session.Lock(target.Table.Oid, target.IsChanged ? TableLockMode.RowExclusive : TableLockMode.RowShare);
        foreach (var target in plan.Targets)
        {
            if (!ReferenceEquals(session.Catalog.Find(target.Table.Oid), target.Table)) return false;
        }

        return true;
    }

    // What works in the background leaves half of the processors to queries and inserts: a lower priority alone does not keep their caches and memory free.
    private static int Parallelism(SessionContext session)
    {
        var most = session.Database.Options.Parallelism > 0 ? session.Database.Options.Parallelism : Environment.ProcessorCount;
        return Upkeep.IsCurrent ? Math.Max(1, most / 2) : most;
    }

    private static long RowCount(Table table, SessionContext session)
    {
        var root = session.Transaction.Root;
        return table.Hypertable is null ? root.FindChunk(table.StorageId)?.RowCount ?? 0 : session.Catalog.ChunksOf(table.Oid).EstimateRows(root);
    }

    // Planning does not look at more chunks than these: rows of so many are merged no faster than they are sorted.
    private const int MostChunks = 64;

    private static RowArrangement? Arrangement(Table table, Chunk? chunk, ImmutableArray<SortColumn> clustering, SessionContext session)
    {
        IReadOnlyList<long> chunks = chunk is not null ? [chunk.StorageId] : table.Hypertable is null ? [table.StorageId] : [.. session.Catalog.ChunksOf(table.Oid).All.Take(MostChunks + 1).Select(c => c.StorageId)];
        if (chunks.Count > MostChunks) return null;
        var snapshot = session.Transaction.Snapshot();
        return UnitChains.Arrangement(chunks.Select(snapshot.View), table, clustering);
    }

    // What only makes sense for rows in the order of time; the general operators give the same.
    private static readonly ImmutableHashSet<string> _timeSeriesRules = ["find_last_points", "unnest_first_rows", "first_per_group", "bound_scans"];

    private static ImmutableHashSet<string> DisabledRules(SessionContext session)
    {
        var names = session.Settings.Get("tidemark.disabled_rules");
        ImmutableHashSet<string> rules = names.Length == 0 ? [] : [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return session.Settings.OfStatements.UsesTimeSeriesOperators ? rules : rules.Union(_timeSeriesRules);
    }
}
