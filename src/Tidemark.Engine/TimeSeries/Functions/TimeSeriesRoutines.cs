using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;

namespace Tidemark.Engine.TimeSeries;

/// <summary>The functions that the timescaledb extension puts into schema public.</summary>
internal static class TimeSeriesRoutines
{
    /// <summary>Declares all of them.</summary>
    public static void Register(RoutineCatalogBuilder catalog)
    {
        var declare = new Declarations(catalog, "public");
        TimeBucket.Register(declare);
        UuidFunctions.Register(declare);
        GapFillFunctions.Register(declare);
        FirstLast.Register(declare);
        Histogram.Register(declare);
    }
}
