namespace Tidemark.Tsbs.Data;

/// <summary>Which of TSBS's use cases.</summary>
internal enum DataSet
{
    Cpu,
    Iot,
}

/// <summary>What data set, of which size; the same values always give the same rows.</summary>
internal sealed record Workload
{
    public required DataSet Set { get; init; }

    /// <summary>Hosts (cpu) or trucks (IoT).</summary>
    public required int Scale { get; init; }

    public required double Hours { get; init; }

    /// <summary>Seconds between two readings of one series.</summary>
    public required int IntervalSeconds { get; init; }

    public required long Seed { get; init; }

    /// <summary>Decimal places of the cpu metrics; TSBS floors them to none.</summary>
    public int Decimals { get; init; }

    /// <summary>TSBS starts at this instant unless told otherwise.</summary>
    public static DateTime Start { get; } = new(2016, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public DateTime End => Start.AddHours(Hours);

    public int Ticks => (int)(Hours * 3600 / IntervalSeconds);

    /// <summary>Rows of one table that has a row per series and tick.</summary>
    public long Rows => (long)Scale * Ticks;
}
