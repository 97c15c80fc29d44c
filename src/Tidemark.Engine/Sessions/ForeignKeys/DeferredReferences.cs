using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.ForeignKeys;

/// <summary>Keys that a deferred constraint is to be asked about when the transaction commits.</summary>
/// <param name="TableOid">The table that has the constraint.</param>
/// <param name="ConstraintOid">A foreign key, or a unique constraint whose keys rows have got.</param>
/// <param name="IsRemoval">Whether they are keys that the referenced table lost, else keys that rows point at.</param>
/// <param name="Keys">The keys' columns.</param>
internal sealed record DeferredKeys(uint TableOid, uint ConstraintOid, bool IsRemoval, Vector[] Keys);

/// <summary>What a transaction has put off, and what SET CONSTRAINTS said. Immutable, so that a savepoint remembers it.</summary>
internal sealed record ConstraintDeferral
{
    /// <summary>Nothing.</summary>
    public static ConstraintDeferral None { get; } = new();

    /// <summary>The keys, oldest first.</summary>
    public ImmutableList<DeferredKeys> Keys { get; init; } = [];

    /// <summary>What SET CONSTRAINTS ALL said; null when it was not used.</summary>
    public bool? IsAllDeferred { get; init; }

    /// <summary>What SET CONSTRAINTS said of single constraints since, by oid.</summary>
    public ImmutableDictionary<uint, bool> IsDeferred { get; init; } = ImmutableDictionary<uint, bool>.Empty;
}

/// <summary>Foreign keys and unique constraints that are tested when a transaction commits, or when SET CONSTRAINTS makes them immediate.</summary>
internal static class DeferredReferences
{
    /// <summary>Whether a constraint waits for the commit at present.</summary>
    public static bool IsDeferred(Constraint key, SessionContext session)
    {
        if (!key.IsDeferrable) return false;
        var deferral = session.Transaction.Deferral;
        return deferral.IsDeferred.TryGetValue(key.Oid, out var own) ? own : deferral.IsAllDeferred ?? key.IsDeferred;
    }

    /// <summary>Tests what was put off for the constraints that do not wait any more.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isDue">Which are tested.</param>
    public static void Test(SessionContext session, Func<Constraint, bool> isDue)
    {
        var deferral = session.Transaction.Deferral;
        var kept = deferral.Keys;
        foreach (var keys in deferral.Keys)
        {
            // A table or constraint that was dropped meanwhile demands nothing.
            var table = session.Catalog.Find<Table>(keys.TableOid);
            var key = table?.Constraints.FirstOrDefault(c => c.Oid == keys.ConstraintOid);
            if (key is not null && !isDue(key)) continue;
            kept = kept.Remove(keys);
            if (table is null || key is null) continue;
            if (key.Kind != ConstraintKind.ForeignKey)
            {
                UniqueCheck.RefuseShared(session, table, key, keys.Keys);
                continue;
            }

            var check = new ReferenceCheck(session, table, key);
            if (keys.IsRemoval) check.RequireUnreferenced(keys.Keys, isStrict: false);
            else check.RequirePresent(keys.Keys);
        }

        session.Transaction.Deferral = session.Transaction.Deferral with { Keys = kept };
    }
}
