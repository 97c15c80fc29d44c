using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Storage;

namespace Tidemark.Engine.Planning;

/// <summary>What planning may look at. The plan holds for as long as the catalog stands; statistics only steer it.</summary>
internal sealed class PlanningContext
{
    // The binder numbers a statement's columns from below.
    private int _lastColumn = int.MaxValue / 2;

    /// <summary>The session's side of functions, for folding calls of immutable ones.</summary>
    public required FunctionContext Functions { get; init; }

    /// <summary>How many rows a table has, about; null where nobody knows.</summary>
    public Func<Table, long?> RowCount { get; init; } = static _ => null;

    /// <summary>How the rows of a table, or of one chunk, lie, given the beginning of a clustering key; null where that would take long to find out.</summary>
    public Func<Table, Chunk?, ImmutableArray<SortColumn>, RowArrangement?> Arrangement { get; init; } = static (_, _, _) => null;

    /// <summary>Of so many rows on, their order is made use of. 0 does it always, which is a hostile test setting.</summary>
    public long OrderedRows { get; init; } = 50_000;

    /// <summary>How many threads a query may use.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>Rules that are left out, by name.</summary>
    public ImmutableHashSet<string> DisabledRules { get; init; } = [];

    /// <summary>Whether the tree's invariants are checked after each rule: a defect then names the rule that caused it.</summary>
    public bool ChecksInvariants { get; init; }

    /// <summary>The id of a column that a rule makes.</summary>
    public Binding.ColumnId NewColumn() => new(++_lastColumn);
}
