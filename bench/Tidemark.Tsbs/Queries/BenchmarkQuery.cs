namespace Tidemark.Tsbs.Queries;

/// <summary>One of TSBS's query types: its name, and its text for a draw of hosts and time windows.</summary>
/// <param name="Ordered">Whether its ORDER BY fixes the order of all rows.</param>
internal sealed record BenchmarkQuery(string Name, bool Ordered, Func<QueryDraw, string> Sql)
{
    /// <summary>How many times as often as others it is checked and timed: a few runs of what takes less than a millisecond measure how a server wakes up.</summary>
    public int Times { get; init; } = 1;

    public static BenchmarkQuery[] CpuQueries { get; } =
    [
        .. SingleGroupBy.All,
        .. CpuMaxAll.All,
        .. DoubleGroupBy.All,
        GroupByOrderByLimit.Query,
        .. HighCpu.All,
        LastPoint.Query,
        CountAvgMax.Query,
    ];

    public static BenchmarkQuery[] IotQueries { get; } =
    [
        .. LastLocation.All,
        LowFuel.Query,
        HighLoad.Query,
        StationaryTrucks.Query,
        .. LongSessions.All,
        FuelConsumption.Query,
        DrivingDuration.Query,
        DrivingSession.Query,
        AverageLoad.Query,
        DailyActivity.Query,
        BreakdownFrequency.Query,
    ];
}
