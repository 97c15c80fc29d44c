namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>How a continuous aggregate is refreshed.</summary>
internal sealed record RefreshOptions
{
    /// <summary>Whether buckets that are up to date are computed again.</summary>
    public bool IsForced { get; init; }

    /// <summary>How many buckets are computed at a time; 0 for all at once, null for as many as one chunk of the aggregate holds.</summary>
    public int? BucketsPerBatch { get; init; }

    /// <summary>How many batches are computed at most; 0 for all.</summary>
    public int MaxBatches { get; init; }

    /// <summary>Whether the newest buckets come first.</summary>
    public bool NewestFirst { get; init; } = true;

    /// <summary>Whether nothing is said where nothing is to do.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Whether each batch is committed by itself; otherwise all becomes visible with the caller's transaction.</summary>
    public bool MayCommit { get; init; }
}
