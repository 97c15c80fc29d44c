using Tidemark.Storage;

namespace Tidemark.Engine.Execution;

/// <summary>
/// What an operator above a scan has found out while it ran: rows that do not pass this filter can no longer get into its result. The scan takes it up between the pieces that
/// it reads. Thread-safe: workers tighten it, and a tighter filter only ever takes the place of a looser one of the same worker.
/// </summary>
internal sealed class ScanBound(int column, bool descending)
{
    private ColumnFilter? _filter;

    /// <summary>The number of the column that is bounded.</summary>
    public int Column => column;

    /// <summary>Whether its greatest values are wanted.</summary>
    public bool Descending => descending;

    /// <summary>The filter; null while nothing is known.</summary>
    public ColumnFilter? Filter
    {
        get => Volatile.Read(ref _filter);
        set => Volatile.Write(ref _filter, value);
    }
}
