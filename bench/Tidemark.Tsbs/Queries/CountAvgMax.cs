namespace Tidemark.Tsbs.Queries;

/// <summary>count-avg-max: one pass over all rows; beside TSBS's own.</summary>
internal static class CountAvgMax
{
    public static BenchmarkQuery Query { get; } = new("count-avg-max", Ordered: true,
        _ => "SELECT count(*), avg(usage_user), max(usage_idle) FROM cpu");
}
