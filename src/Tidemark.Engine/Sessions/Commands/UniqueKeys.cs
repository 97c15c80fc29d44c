using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>What a unique index demands when it is defined.</summary>
internal static class UniqueKeys
{
    /// <summary>On a hypertable a unique key must contain the partitioning columns, because each chunk is checked on its own.</summary>
    public static void CheckDefinition(Catalog.Index index, Table table)
    {
        if (table.Hypertable is null) return;
        foreach (var dimension in table.Hypertable.Dimensions)
        {
            if (index.Keys.Any(k => k.Column == dimension.Column)) continue;
            throw HypertableErrors.UniqueWithoutPartitioningColumn(table.Columns[dimension.Column - 1].Name);
        }
    }
}
