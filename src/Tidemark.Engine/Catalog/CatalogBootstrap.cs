using Tidemark.Types;

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
    private const uint HistoryJobOid = 12_200;

    private const long MicrosecondsPerHour = 3_600_000_000;

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

        // TimescaleDB's job 3. Its job 1 sends telemetry, which nobody does here.
        yield return new Job
        {
            Oid = HistoryJobOid,
            Id = 3,
            Name = "Job History Log Retention Policy",
            ProcedureSchema = "_timescaledb_functions",
            ProcedureName = "policy_job_stat_history_retention",
            ScheduleInterval = new Interval(0, 1, 0),
            MaxRuntime = new Interval(MicrosecondsPerHour, 0, 0),
            RetryPeriod = new Interval(MicrosecondsPerHour, 0, 0),
            IsFixed = true,
            InitialStart = 0,
            Config = """{"drop_after": "1 month", "max_failures_per_job": 1000, "max_successes_per_job": 1000}""",
            CheckSchema = "_timescaledb_functions",
            CheckName = "policy_job_stat_history_retention_check",
        };
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
