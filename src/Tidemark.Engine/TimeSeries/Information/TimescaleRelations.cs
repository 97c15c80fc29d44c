using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.TimeSeries.Information;

/// <summary>All relations of the extension's schemas.</summary>
internal static class TimescaleRelations
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables() => [.. HypertableViews.Tables(), .. EmptyViews.Tables(), .. CatalogTables.Tables()];
}
