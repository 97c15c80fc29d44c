namespace Tidemark.Tsbs.Servers;

/// <summary>What kind of server answers; decides about schema and helper functions, never about the queries.</summary>
internal enum ServerKind
{
    Tidemark,
    TimescaleDb,
    PostgreSql,
}
