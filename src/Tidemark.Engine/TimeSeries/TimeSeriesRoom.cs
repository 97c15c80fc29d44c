using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Chunks;
using Tidemark.Engine.TimeSeries.ColumnStore;
using Tidemark.Engine.TimeSeries.ContinuousAggregates;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Information;
using Tidemark.Engine.TimeSeries.Jobs;
using Tidemark.Engine.TimeSeries.Retention;

namespace Tidemark.Engine.TimeSeries;

/// <summary>What time series add to the database, in the form in which it is plugged in.</summary>
internal static class TimeSeriesRoom
{
    /// <summary>What plugs into sessions.</summary>
    public static SessionExtensions Extensions { get; } = new() { TableOptions = [new HypertableOptions()], Services = [new JobService()], MaterializedViews = [new RollupHandler()] };

    /// <summary>Declares the functions.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        TimeSeriesRoutines.Register(routines);
        HypertableRoutines.Register(routines);
        DimensionRoutines.Register(routines);
        IntegerNow.Register(routines);
        HypertableSizes.Register(routines);
        ShowChunks.Register(routines);
        DropChunks.Register(routines);
        MergeChunks.Register(routines);
        SplitChunk.Register(routines);
        DetachChunk.Register(routines);
        AttachChunk.Register(routines);
        ReorderChunk.Register(routines);
        FrozenChunks.Register(routines);
        ReorderPolicyRoutines.Register(routines);
        ChunkSkipping.Register(routines);
        ConversionRoutines.Register(routines);
        ColumnstoreStatistics.Register(routines);
        PolicyRoutines.Register(routines);
        Tablespaces.Register(routines);
        InternalTime.Register(routines);
        Restoring.Register(routines);
        JobRoutines.Register(routines);
        JobHistoryRetention.Register(routines);
        RetentionRoutines.Register(routines);
        RefreshRoutines.Register(routines);
        RefreshPolicyRoutines.Register(routines);
        PolicySet.Register(routines);
    }

    /// <summary>The relations that code produces.</summary>
    public static IEnumerable<VirtualTable> Tables() => TimescaleRelations.Tables();
}
