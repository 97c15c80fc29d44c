using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>timescaledb_pre_restore and timescaledb_post_restore, which scripts that load a dump call around it.</summary>
internal static class Restoring
{
    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        var declare = new Declarations(routines, "public");
        declare.Map("timescaledb_pre_restore", [], SqlTypes.Bool, static c => Switch(c, "on"), Volatility.Volatile);
        declare.Map("timescaledb_post_restore", [], SqlTypes.Bool, static c => Switch(c, "off"), Volatility.Volatile);
    }

    private static bool Switch(FunctionContext context, string value)
    {
        context.SetSetting("timescaledb.restoring", value, isLocal: false);
        return true;
    }
}
