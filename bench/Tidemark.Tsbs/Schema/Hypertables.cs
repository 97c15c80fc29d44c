namespace Tidemark.Tsbs.Schema;

/// <summary>What the measured tables use of TimescaleDB's administration.</summary>
internal static class Hypertables
{
    public static string Create(string table) =>
        $"SELECT create_hypertable('{table}', 'time', chunk_time_interval => INTERVAL '12 hours', create_default_indexes => FALSE)";

    /// <summary>Turns every chunk into columns, ordered for queries by series.</summary>
    public static IEnumerable<string> Compress(string table)
    {
        var series = table == "cpu" ? "hostname" : "tags_id";
        yield return $"""
            ALTER TABLE {table} SET (timescaledb.compress, timescaledb.compress_segmentby = '{series}',
                timescaledb.compress_orderby = 'time DESC')
            """;
        yield return $"SELECT count(compress_chunk(chunk)) FROM show_chunks('{table}') AS chunk";
    }
}
