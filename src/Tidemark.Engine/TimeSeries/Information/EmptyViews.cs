using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;

namespace Tidemark.Engine.TimeSeries.Information;

/// <summary>Relations of TimescaleDB that list what there is not here: its columns, and no rows.</summary>
internal static class EmptyViews
{
    /// <summary>The views.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return Empty(14_125, "_timescaledb_catalog.tablespace", "id int4, hypertable_id int4, tablespace_name name", isView: false);
    }

    private static VirtualTable Empty(uint oid, string name, string columns, bool isView = true) => SystemTable.Empty(oid, name, columns, isView);
}
