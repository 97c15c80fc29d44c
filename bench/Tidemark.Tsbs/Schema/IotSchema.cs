namespace Tidemark.Tsbs.Schema;

/// <summary>The tables of the IoT use case: what a truck is, where it drives, how it is.</summary>
internal static class IotSchema
{
    public const string TagColumns =
        "id, name, fleet, driver, model, device_version, load_capacity, fuel_capacity, nominal_fuel_consumption";

    public static IEnumerable<string> Create(bool hypertable)
    {
        yield return "DROP TABLE IF EXISTS tags";
        yield return """
            CREATE TABLE tags (id integer PRIMARY KEY, name text, fleet text, driver text, model text, device_version text,
                load_capacity double precision, fuel_capacity double precision, nominal_fuel_consumption double precision)
            """;

        yield return "DROP TABLE IF EXISTS readings";
        yield return """
            CREATE TABLE readings (time timestamptz NOT NULL, tags_id integer, name text,
                latitude double precision, longitude double precision, elevation double precision, velocity double precision,
                heading double precision, grade double precision, fuel_consumption double precision)
            """;
        if (hypertable)
            yield return Hypertables.Create("readings");
        yield return "CREATE INDEX readings_tags_id_time ON readings (tags_id, time DESC)";

        yield return "DROP TABLE IF EXISTS diagnostics";
        yield return """
            CREATE TABLE diagnostics (time timestamptz NOT NULL, tags_id integer, name text,
                fuel_state double precision, current_load double precision, status double precision)
            """;
        if (hypertable)
            yield return Hypertables.Create("diagnostics");
        yield return "CREATE INDEX diagnostics_tags_id_time ON diagnostics (tags_id, time DESC)";
    }
}
