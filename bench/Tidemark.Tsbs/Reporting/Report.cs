using Tidemark.Tsbs.Data;
using Tidemark.Tsbs.Measuring;

namespace Tidemark.Tsbs.Reporting;

/// <summary>Everything that one run measured; what the JSON file holds.</summary>
internal sealed record Report(Workload Workload)
{
    public required ServerReport Target { get; init; }

    public ServerReport? Peer { get; init; }

    public List<QueryMeasurement> Queries { get; init; } = [];

    /// <summary>Over the queries that ran.</summary>
    public double? TargetGeometricMeanMs => QueryMeasurement.GeometricMean(Queries.Select(query => query.Target?.MedianMs));

    public double? PeerGeometricMeanMs => QueryMeasurement.GeometricMean(Queries.Select(query => query.Peer?.MedianMs));

    /// <summary>Over the queries that ran on both servers.</summary>
    public double? GeometricMeanRatio => QueryMeasurement.GeometricMean(Queries.Select(query => query.Ratio));

    /// <summary>Whether any query failed on the target or gave other rows than on the peer.</summary>
    public bool HasDefects => Queries.Any(query => query.TargetError is not null || !string.IsNullOrEmpty(query.Difference));
}

