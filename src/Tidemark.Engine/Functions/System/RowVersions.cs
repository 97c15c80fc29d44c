using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>
/// What the system column xmin is: a number made of a row's values, so that it changes when they do. Rows keep no transaction; what xmin is read for, whether a row is still the one that was read before
/// (optimistic concurrency, EF Core's row versions), this tells. It is the same in every process and stays when background work moves the row.
/// </summary>
internal static class RowVersions
{
    // PostgreSQL's first number that is a transaction's.
    private const uint First = 3;

    /// <summary>Declares the function that xmin stands for, which is not for users to call, and age(xid): nothing ages where there are no transaction numbers to run out of.</summary>
    public static void Register(Declarations declare)
    {
        declare.Map("tidemark_row_version", [SqlTypes.Record], SqlTypes.Xid, static (ReadOnlySpan<byte> row) => (long)(First + (ValueHash.Of(row) % (uint.MaxValue - First))));
        declare.Map("age", [SqlTypes.Xid], SqlTypes.Int4, static (long _) => 0, Volatility.Stable);
    }
}
