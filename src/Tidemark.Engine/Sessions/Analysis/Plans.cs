using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>From bound statements to running plans, with the session's settings.</summary>
internal static class Plans
{
    // A plan's operators keep this share of memory for what work_mem does not count.
    private const long Kilobyte = 1024;

    private const int SampledChunks = 64;

    /// <summary>Plans a bound statement.</summary>
    public static Plan Make(BoundStatement bound, SessionContext session) => Planner.Plan(bound, Surroundings(session));

    /// <summary>What the planner may look at.</summary>
    public static PlanningContext Surroundings(SessionContext session) => new()
    {
        Functions = new StatementContext(session),
        RowCount = table => RowCount(table, session),
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
        var snapshot = session.Transaction.Snapshot();
        return new QueryContext
        {
            Functions = new StatementContext(session),
            View = snapshot.View,
            Parameters = parameters,
            Writer = writer ?? new TransactionWriter(session),
            Memory = new MemoryAccount(session.Settings.OfStatements.WorkMemory * Kilobyte),
            BatchRows = options.BatchRows,
            Parallelism = inOrder ? 1 : options.Parallelism > 0 ? options.Parallelism : Environment.ProcessorCount,
            UseBlockStatistics = session.Settings.OfStatements.UsesBlockStatistics,
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

    // Planning does not grow with the number of chunks: of many, some spread over all of them stand for the rest.
    private static long? RowCount(Table table, SessionContext session)
    {
        var root = session.Transaction.Root;
        if (table.Hypertable is null) return RowsOf(table.StorageId);
        var chunks = session.Catalog.ChunksOf(table.Oid);
        var sampled = Math.Min(chunks.Count, SampledChunks);
        var rows = 0L;
        for (var i = 0; i < sampled; i++) rows += RowsOf(chunks.All[(int)((long)i * chunks.Count / sampled)].StorageId);
        return sampled < chunks.Count ? (long)((Int128)rows * chunks.Count / sampled) : rows;

        long RowsOf(long storageId) => root.FindChunk(storageId)?.RowCount ?? 0;
    }

    private static ImmutableHashSet<string> DisabledRules(SessionContext session)
    {
        var names = session.Settings.Get("tidemark.disabled_rules");
        return names.Length == 0 ? [] : [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    }
}
