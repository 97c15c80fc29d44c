namespace Tidemark.Tsbs.Queries;

/// <summary>lastpoint: the newest reading of each host.</summary>
internal static class LastPoint
{
    public static BenchmarkQuery Query { get; } = new("lastpoint", Ordered: true,
        _ => "SELECT DISTINCT ON (hostname) * FROM cpu ORDER BY hostname, time DESC");
}
