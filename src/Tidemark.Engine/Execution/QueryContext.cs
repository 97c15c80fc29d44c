using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>What one execution of a plan works with. Made by the session, shared by all streams and workers of the execution.</summary>
internal sealed class QueryContext
{
    /// <summary>An execution.</summary>
    public QueryContext()
    {
    }

    [SetsRequiredMembers]
    private QueryContext(QueryContext other)
    {
        Functions = other.Functions;
        Catalog = other.Catalog;
        View = other.View;
        Parameters = other.Parameters;
        Writer = other.Writer;
        Memory = other.Memory;
        Temporary = other.Temporary;
        BatchRows = other.BatchRows;
        Parallelism = other.Parallelism;
        UseBlockStatistics = other.UseBlockStatistics;
        ParallelThreshold = other.ParallelThreshold;
        Profile = other.Profile;
        Outer = other.Outer;
        CommonTables = other.CommonTables;
        Bound = other.Bound;
        KeyFilters = other.KeyFilters;
    }

    /// <summary>The session's side of functions; also knows the catalog and whether the statement was cancelled.</summary>
    public required FunctionContext Functions { get; init; }

    /// <summary>
    /// The catalog that goes with <see cref="View"/>: a statement that waits for somebody may look at a newer one afterwards, in which the chunks are others.
    /// </summary>
    public CatalogSnapshot Catalog { get => field ?? Functions.Catalog; init; }

    /// <summary>What the statement sees of a storage chunk, its transaction's own changes included. Thread-safe.</summary>
    public required Func<long, ChunkView> View { get; init; }

    /// <summary>The parameters' values, flat vectors of one row.</summary>
    public IReadOnlyList<Vector> Parameters { get; init; } = [];

    /// <summary>Where changed rows go; null for a read-only execution.</summary>
    public ITableWriter? Writer { get; init; }

    /// <summary>The memory that the query holds.</summary>
    public MemoryAccount Memory { get; init; } = new();

    /// <summary>Where operators put what does not fit into memory; null where they cannot.</summary>
    public TemporaryFiles? Temporary { get; init; }

    /// <summary>How many rows operators put into a batch. 2 is a hostile test setting.</summary>
    public int BatchRows { get; init; } = Batch.DefaultRows;

    /// <summary>How many threads the query may use.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>Whether aggregates may be answered from block statistics.</summary>
    public bool UseBlockStatistics { get; init; } = true;

    /// <summary>Scans with fewer rows than this stay on one thread.</summary>
    public long ParallelThreshold { get; init; } = 50_000;

    /// <summary>Counts rows and time by operator for EXPLAIN ANALYZE; null otherwise.</summary>
    public QueryProfile? Profile { get; init; }

    /// <summary>The outer rows that a subquery runs for; null outside of correlated subqueries.</summary>
    internal OuterRow? Outer { get; private init; }

    /// <summary>The common tables computed so far.</summary>
    internal CommonTableScope CommonTables { get; private init; } = new(null);

    /// <summary>The scan that an operator above bounds while it runs; null where none does.</summary>
    internal (SeqScanNode Scan, ScanBound Bound)? Bound { get; private init; }

    /// <summary>What joins have found out about the rows of scans below them.</summary>
    internal ImmutableList<(SeqScanNode Scan, ColumnFilter Filter)> KeyFilters { get; private init; } = [];

    /// <summary>Whether what an operator now holds may stay in memory; false when it is to go to disk with some of it.</summary>
    internal bool Fits(ref MemoryShare share, long bytes)
    {
        if (Temporary is not null) return share.TrySet(bytes);
        share.Set(bytes);
        return true;
    }

    /// <summary>The same execution with more known of scans.</summary>
    internal QueryContext Filtered(IEnumerable<(SeqScanNode Scan, ColumnFilter Filter)> filters) => new(this) { KeyFilters = KeyFilters.AddRange(filters) };

    /// <summary>The same execution with a scan bounded.</summary>
    internal QueryContext Bounded(SeqScanNode scan, ScanBound bound) => new(this) { Bound = (scan, bound) };

    /// <summary>The same execution, its operators measured.</summary>
    public QueryContext Measured(QueryProfile profile) => new(this) { Profile = profile };

    /// <summary>The same execution inside of a row of an outer query, on one thread.</summary>
    internal QueryContext Within(OuterRow row) => new(this) { Parallelism = 1, Outer = row };

    /// <summary>The same execution with common tables of its own on top.</summary>
    internal QueryContext WithCommonTables() => new(this) { CommonTables = new CommonTableScope(CommonTables) };
}
