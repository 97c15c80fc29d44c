using Tidemark.Engine.Catalog;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>The number of the present transaction, which is when it began, under its two names, and xid8, the type of it.</summary>
internal static class TransactionNumbers
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        foreach (var (prefix, type) in new[] { ("txid_current", Int8), ("pg_current_xact_id", Xid8) })
        {
            declare.Map(prefix, [], type, static context => context.Service<ISessionMonitor>().TransactionNumber(assigns: true), Volatility.Stable);
            declare.Map(prefix + "_if_assigned", [], type, static context => context.Service<ISessionMonitor>().TransactionNumber(assigns: false), Volatility.Stable);
        }

        declare.Cast(CastContext.Explicit, declare.Map("xid", [Xid8], Xid, static (long number) => (long)(uint)number));
        declare.Map("xid8cmp", [Xid8, Xid8], Int4, static (long a, long b) => a.CompareTo(b));
    }
}
