using Tidemark.Tsbs.Data;

namespace Tidemark.Tsbs.Schema;

/// <summary>The table of the cpu-only use case, with the host's name in the table.</summary>
internal static class CpuSchema
{
    public static IEnumerable<string> Create(bool hypertable)
    {
        var metrics = string.Join(", ", CpuRows.Metrics.Select(metric => $"{metric} double precision"));
        yield return "DROP TABLE IF EXISTS cpu";
        yield return $"CREATE TABLE cpu (time timestamptz NOT NULL, hostname text, {metrics})";
        if (hypertable)
            yield return Hypertables.Create("cpu");
        yield return "CREATE INDEX cpu_hostname_time ON cpu (hostname, time DESC)";
    }
}
