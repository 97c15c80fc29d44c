namespace Tidemark.Tsbs.Measuring;

/// <summary>One query on the target and, if there is one, on the peer.</summary>
internal sealed record QueryMeasurement(string Query)
{
    public Timing? Target { get; init; }

    public Timing? Peer { get; init; }

    /// <summary>The server's error if the query does not run there.</summary>
    public string? TargetError { get; init; }

    public string? PeerError { get; init; }

    /// <summary>How the rows of the two servers differ; empty when they were compared and are the same.</summary>
    public string? Difference { get; init; }

    /// <summary>The peer's median as a multiple of the target's: above one, the target is faster.</summary>
    public double? Ratio => Peer?.MedianMs / Target?.MedianMs;

    public static double? GeometricMean(IEnumerable<double?> values)
    {
        var known = values.Where(value => value > 0).Select(value => Math.Log(value!.Value)).ToArray();
        return known.Length == 0 ? null : Math.Exp(known.Average());
    }
}
