using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>Advisory locks: pg_advisory_lock and its kin, with a bigint or two integers.</summary>
internal static class LockFunctions
{
    public static void Register(Declarations declare)
    {
        foreach (var forTransaction in new[] { false, true })
        {
            foreach (var isShared in new[] { false, true })
            {
                foreach (var waits in new[] { true, false })
                {
                    DeclareLock(declare, $"pg{(waits ? "" : "_try")}_advisory{(forTransaction ? "_xact" : "")}_lock{(isShared ? "_shared" : "")}", isShared, forTransaction, waits);
                }
            }
        }

        foreach (var isShared in new[] { false, true })
        {
            var name = isShared ? "pg_advisory_unlock_shared" : "pg_advisory_unlock";
            declare.Map<long, bool>(name, [SqlTypes.Int8], SqlTypes.Bool, (key, c) => c.Service<IAdvisoryLocks>().Unlock((uint)(key >> 32), (uint)key, false, isShared), Volatility.Volatile);
            declare.Map<int, int, bool>(name, [SqlTypes.Int4, SqlTypes.Int4], SqlTypes.Bool, (high, low, c) => c.Service<IAdvisoryLocks>().Unlock((uint)high, (uint)low, true, isShared), Volatility.Volatile);
        }

        declare.Map("pg_advisory_unlock_all", [], SqlTypes.Void, static c =>
        {
            c.Service<IAdvisoryLocks>().UnlockAll();
            return "";
        }, Volatility.Volatile);
    }

    private static void DeclareLock(Declarations declare, string name, bool isShared, bool forTransaction, bool waits)
    {
        if (waits)
        {
            declare.Map<long, string>(name, [SqlTypes.Int8], SqlTypes.Void, (key, c) => Done(Lock(c, (uint)(key >> 32), (uint)key, false)), Volatility.Volatile);
            declare.Map<int, int, string>(name, [SqlTypes.Int4, SqlTypes.Int4], SqlTypes.Void, (high, low, c) => Done(Lock(c, (uint)high, (uint)low, true)), Volatility.Volatile);
        }
        else
        {
            declare.Map<long, bool>(name, [SqlTypes.Int8], SqlTypes.Bool, (key, c) => Lock(c, (uint)(key >> 32), (uint)key, false), Volatility.Volatile);
            declare.Map<int, int, bool>(name, [SqlTypes.Int4, SqlTypes.Int4], SqlTypes.Bool, (high, low, c) => Lock(c, (uint)high, (uint)low, true), Volatility.Volatile);
        }

        bool Lock(FunctionContext context, uint high, uint low, bool isPair) => context.Service<IAdvisoryLocks>().Lock(high, low, isPair, isShared, forTransaction, waits);
    }

    private static string Done(bool locked) => locked ? "" : throw Errors.InternalErrors.Unexpected("a lock that was waited for was not given");
}
