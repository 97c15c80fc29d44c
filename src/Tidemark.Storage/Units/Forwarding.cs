using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>
/// Where the rows of a unit went that was replaced, immutable: the new units' rows are numbered through, one unit after the other, and each old row has the number of its new place.
/// </summary>
internal sealed class Forwarding
{
    private readonly ImmutableArray<Unit> _targets;

    // The number of each target's first row.
    private readonly int[] _starts;
    private readonly int[] _places;

    /// <summary>Rows that went to one unit.</summary>
    /// <param name="target">The unit.</param>
    /// <param name="places">For each old row its row of the target; negative for one that was deleted before.</param>
    public Forwarding(Unit target, int[] places)
        : this([target], [0], places)
    {
    }

    /// <summary>Rows that went to several units.</summary>
    /// <param name="targets">The units.</param>
    /// <param name="starts">For each unit the number of its first row, ascending from 0.</param>
    /// <param name="places">For each old row the number of its new place; negative for one that was deleted before.</param>
    public Forwarding(ImmutableArray<Unit> targets, int[] starts, int[] places) => (_targets, _starts, _places) = (targets, starts, places);

    /// <summary>Rows of the unit that was replaced.</summary>
    public int RowCount => _places.Length;

    /// <summary>The units that hold the rows now.</summary>
    public ImmutableArray<Unit> Targets => _targets;

    /// <summary>The same deletes by the new units; rows that were deleted before are not among them.</summary>
    /// <param name="deletes">Deletes of rows of the old unit.</param>
    /// <param name="gone">How many of the rows were deleted before.</param>
    public List<(Unit Unit, DeleteSet Rows)> Forward(DeleteSet deletes, out int gone)
    {
        var places = deletes.ToArray();
        var count = 0;
        foreach (var row in places)
        {
            if (_places[row] >= 0) places[count++] = _places[row];
        }

        gone = places.Length - count;
        var moved = places.AsSpan(0, count);
        moved.Sort();
        var result = new List<(Unit, DeleteSet)>();
        for (var i = 0; i < _targets.Length && moved.Length > 0; i++)
        {
            var end = i + 1 < _starts.Length ? moved.BinarySearch(_starts[i + 1]) : moved.Length;
            if (end < 0) end = ~end;
            if (end == 0) continue;
            foreach (ref var place in moved[..end]) place -= _starts[i];
            result.Add((_targets[i], DeleteSet.Empty.With(moved[..end])));
            moved = moved[end..];
        }

        return result;
    }

    /// <summary>The rows of the old unit that are now among rows of a target.</summary>
    public DeleteSet Back(Unit target, DeleteSet rows)
    {
        var start = _starts[_targets.IndexOf(target)];
        var found = new List<int>();
        for (var row = 0; row < _places.Length; row++)
        {
            if (_places[row] >= start && rows.Contains(_places[row] - start)) found.Add(row);
        }

        return DeleteSet.Empty.With(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(found));
    }
}
