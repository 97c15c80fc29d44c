using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>Changes of what a hypertable is, in the session's transaction.</summary>
internal static class HypertableChange
{
    /// <summary>Locks a hypertable and gives it as it is then.</summary>
    public static Table Lock(Table table, string function, SessionContext session)
    {
        session.RequireWritable($"{function}()");
        session.Lock(table.Oid, TableLockMode.Exclusive);
        Privileges.RequireHypertableOwner(table, session);
        return session.Catalog.Find<Table>(table.Oid) is { Hypertable: not null } found ? found : throw HypertableErrors.NotHypertable(table.Name);
    }

    /// <summary>Puts another dimension in the place of one.</summary>
    public static void Replace(Table table, Dimension old, Dimension changed, SessionContext session)
    {
        var hypertable = table.Hypertable!;
        session.Transaction.Put(table with { Hypertable = hypertable with { Dimensions = hypertable.Dimensions.Replace(old, changed) } });
    }

    /// <summary>The dimension of a kind that a function is asked to change.</summary>
    /// <param name="table">The hypertable.</param>
    /// <param name="column">The column's name; null for the only one.</param>
    /// <param name="isHash">Whether a hash dimension is wanted.</param>
    public static Dimension Find(Table table, string? column, bool isHash)
    {
        var kind = table.Hypertable!.Dimensions.Where(d => d.Partitions > 0 == isHash).ToList();
        if (column is null && kind.Count > 1) throw HypertableErrors.SeveralDimensions(table.Name, isHash ? "space" : "time");
        return kind.Find(d => column is null || table.Columns[d.Column - 1].Name == column) ?? throw HypertableErrors.NoMatchingDimension(table.Name);
    }
}
