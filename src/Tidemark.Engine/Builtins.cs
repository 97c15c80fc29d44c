using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.Functions;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries;

namespace Tidemark.Engine;

/// <summary>
/// The composition root: the one place that names the rooms which plug into the others through registries. Everything here is made once for the process, when it is first used.
/// </summary>
internal static class Builtins
{
    /// <summary>Functions, operators and casts.</summary>
    public static RoutineCatalog Routines { get; } = BuildRoutines();

    /// <summary>pg_catalog, information_schema and the other relations that code produces.</summary>
    public static VirtualTables VirtualTables { get; } = new([.. SystemCatalog.Tables(), .. TimeSeriesRoom.Tables()]);

    /// <summary>What plugs into sessions.</summary>
    public static SessionExtensions Extensions { get; } = TimeSeriesRoom.Extensions;

    private static RoutineCatalog BuildRoutines()
    {
        var builder = new RoutineCatalogBuilder();
        BuiltinRoutines.Register(builder);
        SystemRoutines.Register(builder);
        TimeSeriesRoom.Register(builder);
        return builder.Build();
    }
}
