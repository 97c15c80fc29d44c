using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>Deletes that name units which others have replaced since.</summary>
internal static class UnitForwarding
{
    /// <summary>The same deletes by the units that stand in <paramref name="units"/>; what is left of units that are gone altogether keeps its key.</summary>
    /// <param name="deletes">Deletes by the unit that the row was found in.</param>
    /// <param name="units">The units of the chunk as it is now.</param>
    /// <param name="gone">How many of the rows had been deleted already when their unit was replaced.</param>
    public static ImmutableDictionary<Unit, DeleteSet> Resolve(ImmutableDictionary<Unit, DeleteSet> deletes, ImmutableArray<UnitVersion> units, out int gone)
    {
        gone = 0;
        var result = deletes;
        foreach (var (unit, rows) in deletes)
        {
            if (Stands(units, unit) || unit.Forwarding is null) continue;
            result = Move(result.Remove(unit), unit, rows, units, ref gone);
        }

        return result;
    }

    /// <summary>
    /// The deletes that concern a unit of an older root, when they were made by a newer one: rows that the unit's successors are told to delete. Null when there are none.
    /// </summary>
    /// <param name="deletes">Deletes by the unit that the row was found in.</param>
    /// <param name="unit">The older unit.</param>
    /// <param name="known">What was found for units so far, of the same deletes: merges spread and gather rows, so that many ways lead to one unit.</param>
    public static DeleteSet? ResolveBack(ImmutableDictionary<Unit, DeleteSet> deletes, Unit unit, Dictionary<Unit, DeleteSet?> known)
    {
        if (unit.Forwarding is not { } forwarding) return null;
        if (known.TryGetValue(unit, out var result)) return result;
        foreach (var target in forwarding.Targets)
        {
            var rows = DeleteSet.Union(deletes.GetValueOrDefault(target), ResolveBack(deletes, target, known));
            if (rows is not null) result = DeleteSet.Union(result, forwarding.Back(target, rows));
        }

        known.Add(unit, result);
        return result;
    }

    private static ImmutableDictionary<Unit, DeleteSet> Move(ImmutableDictionary<Unit, DeleteSet> result, Unit unit, DeleteSet rows, ImmutableArray<UnitVersion> units, ref int gone)
    {
        if (Stands(units, unit) || unit.Forwarding is not { } forwarding) return result.SetItem(unit, DeleteSet.Union(result.GetValueOrDefault(unit), rows)!);
        var moved = forwarding.Forward(rows, out var lost);
        gone += lost;
        foreach (var (target, part) in moved) result = Move(result, target, part, units, ref gone);
        return result;
    }

    private static bool Stands(ImmutableArray<UnitVersion> units, Unit unit)
    {
        foreach (var version in units)
        {
            if (ReferenceEquals(version.Unit, unit)) return true;
        }

        return false;
    }
}
