using Tidemark.Engine.Catalog;
using Tidemark.Engine.TimeSeries.ColumnStore;
using Tidemark.Engine.TimeSeries.ContinuousAggregates;
using Tidemark.Engine.TimeSeries.Jobs;

namespace Tidemark.Engine.TimeSeries.Information;

/// <summary>All relations of the extension's schemas.</summary>
internal static class TimescaleRelations
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables() =>
        [.. HypertableViews.Tables(), .. ColumnstoreViews.Tables(), .. JobViews.Tables(), .. RollupTables.Tables(), PolicySet.Table(), .. EmptyViews.Tables(), .. CatalogTables.Tables()];
}
