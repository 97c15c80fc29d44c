using System.Diagnostics.CodeAnalysis;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>What a root, or a transaction, sees of a unit: the first <see cref="Rows"/> rows without the deleted ones. Immutable.</summary>
internal sealed class UnitVersion
{
    private Vector[]? _columns;

    public UnitVersion(Unit unit, int rows, DeleteSet? deletes)
    {
        Unit = unit;
        Rows = rows;
        Deletes = deletes is { Count: 0 } ? null : deletes;
    }

    public Unit Unit { get; }

    /// <summary>Visible rows, deleted ones included.</summary>
    public int Rows { get; }

    public DeleteSet? Deletes { get; }

    public int LiveRows => Rows - (Deletes?.Count ?? 0);

    /// <summary>
    /// The visible rows of a tail. The first call must come from the thread that may append to the tail, or before the version is published.
    /// </summary>
    [SuppressMessage("Performance", "CA1819", Justification = "internal, never written to")]
    public Vector[] TailColumns => _columns ??= ((TailUnit)Unit).Capture(Rows);

    public UnitVersion WithDeletes(DeleteSet? deletes) => ReferenceEquals(deletes, Deletes) ? this : new UnitVersion(Unit, Rows, deletes) { _columns = _columns };
}
