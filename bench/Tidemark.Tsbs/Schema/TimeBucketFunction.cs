namespace Tidemark.Tsbs.Schema;

/// <summary>
/// time_bucket for a PostgreSQL without the extension, so that all servers run the same text. The planner inlines it;
/// the origin is TimescaleDB's, a Monday.
/// </summary>
internal static class TimeBucketFunction
{
    public const string Create = """
        CREATE OR REPLACE FUNCTION time_bucket(width interval, instant timestamptz) RETURNS timestamptz
            LANGUAGE sql IMMUTABLE PARALLEL SAFE
            AS $$ SELECT date_bin(width, instant, TIMESTAMPTZ '2000-01-03 00:00:00+00') $$
        """;
}
