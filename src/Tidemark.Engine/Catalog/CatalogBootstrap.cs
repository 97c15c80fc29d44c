namespace Tidemark.Engine.Catalog;

/// <summary>What every database has from its first moment.</summary>
internal static class CatalogBootstrap
{
    /// <summary>The counters' record.</summary>
    public const uint CountersOid = 1;

    /// <summary>pg_catalog's oid in PostgreSQL.</summary>
    public const uint PgCatalogOid = 11;

    /// <summary>public's oid in PostgreSQL.</summary>
    public const uint PublicOid = 2200;

    /// <summary>The superuser's oid in PostgreSQL.</summary>
    public const uint PostgresRoleOid = 10;

    // The oids that template1 and postgres have in PostgreSQL; the counters' record takes 1 already, in all catalogs.
    private const uint TemplateDatabaseOid = 4;
    private const uint PostgresDatabaseOid = 5;
    private const uint InformationSchemaOid = 12_000;
    private const uint FirstExtensionSchemaOid = 12_100;

    /// <summary>PostgreSQL gives user objects oids from 16384 on.</summary>
    public const uint FirstUserOid = 16_384;

    private static readonly string[] ExtensionSchemas =
        ["_timescaledb_catalog", "_timescaledb_internal", "_timescaledb_cache", "_timescaledb_config", "_timescaledb_functions", "timescaledb_information", "timescaledb_experimental", "tidemark_information"];

    /// <summary>The objects of an empty instance: what all its databases share.</summary>
    public static IEnumerable<CatalogObject> InstanceObjects()
    {
        yield return Counters();
        yield return new Role { Oid = PostgresRoleOid, Name = "postgres", IsSuperuser = true };
        yield return new DatabaseEntry { Oid = TemplateDatabaseOid, Name = "template1" };
        yield return new DatabaseEntry { Oid = PostgresDatabaseOid, Name = "postgres" };
    }

    /// <summary>The objects of an empty database.</summary>
    public static IEnumerable<CatalogObject> Objects()
    {
        yield return Counters();
        yield return new Schema { Oid = PgCatalogOid, Name = "pg_catalog" };
        yield return new Schema { Oid = PublicOid, Name = "public" };
        yield return new Schema { Oid = InformationSchemaOid, Name = "information_schema" };
        for (var i = 0; i < ExtensionSchemas.Length; i++)
        {
            yield return new Schema { Oid = FirstExtensionSchemaOid + (uint)i, Name = ExtensionSchemas[i] };
        }
    }
    private static CatalogCounters Counters() => new()
    {
        Oid = CountersOid,
        Name = "counters",
        NextOid = FirstUserOid,
        NextStorageId = 1,
        NextHypertableId = 1,
        NextDimensionId = 1,
        NextChunkId = 1,
    };
}
