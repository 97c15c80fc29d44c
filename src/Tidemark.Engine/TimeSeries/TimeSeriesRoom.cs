using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Hypertables;

namespace Tidemark.Engine.TimeSeries;

/// <summary>What time series add to the database, in the form in which it is plugged in.</summary>
internal static class TimeSeriesRoom
{
    /// <summary>What plugs into sessions.</summary>
    public static SessionExtensions Extensions { get; } = new() { TableOptions = [new HypertableOptions()] };

    /// <summary>Declares the functions.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        TimeSeriesRoutines.Register(routines);
        HypertableRoutines.Register(routines);
        HypertableSizes.Register(routines);
    }
}
