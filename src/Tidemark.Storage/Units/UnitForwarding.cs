using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>Deletes that name units which another unit has replaced since.</summary>
internal static class UnitForwarding
{
    /// <summary>The same deletes by the units that stand in <paramref name="units"/>; what is left of units that are gone altogether keeps its key.</summary>
    public static ImmutableDictionary<Unit, DeleteSet> Resolve(ImmutableDictionary<Unit, DeleteSet> deletes, ImmutableArray<UnitVersion> units)
    {
        var result = deletes;
        foreach (var (unit, set) in deletes)
        {
            var (target, rows) = (unit, set);
            while (!Stands(units, target) && target.Forwarding is { } forwarding)
            {
                rows = rows.Forward(forwarding);
                target = forwarding.Target;
            }

            if (ReferenceEquals(target, unit)) continue;
            result = result.Remove(unit).SetItem(target, DeleteSet.Union(result.GetValueOrDefault(target), rows)!);
        }

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
