namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>All relations of pg_catalog, information_schema and tidemark_information.</summary>
internal static class SystemCatalog
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables() =>
        [.. PgClass.Tables(), .. PgType.Tables(), .. PgTimeZones.Tables(), .. PgProc.Tables(), .. PgProcRoutines.Views(), .. PrivilegeViews.Tables(), .. PgConstraint.Tables(), .. PgDepend.Tables(), .. PgNamespace.Tables(), .. PgViews.Tables(), .. PgActivity.Tables(), .. PgEmpty.Tables(), .. InformationSchema.Tables(), .. InformationSchemaConstraints.Tables(), .. InformationSchemaTypes.Tables(), .. PgStatistics.Tables(), .. UnusedViews.Tables(), .. TidemarkInformation.Tables()];
}
