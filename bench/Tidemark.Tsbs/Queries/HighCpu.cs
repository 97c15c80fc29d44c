namespace Tidemark.Tsbs.Queries;

/// <summary>high-cpu-H: all readings above a threshold in twelve hours, of H hosts or of all.</summary>
internal static class HighCpu
{
    public static BenchmarkQuery[] All { get; } =
    [
        new("high-cpu-1", Ordered: false, draw => $"{AllHosts(draw)} AND hostname IN ({draw.Hosts(1)})"),
        new("high-cpu-all", Ordered: false, AllHosts),
    ];

    private static string AllHosts(QueryDraw draw) =>
        $"SELECT * FROM cpu WHERE usage_user > 90.0 and {draw.TimeWindow(TimeSpan.FromHours(12))}";
}
