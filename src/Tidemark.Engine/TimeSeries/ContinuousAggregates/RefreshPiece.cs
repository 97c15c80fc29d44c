using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>What a refresh does at a time: it computes all of some buckets, or of buckets the groups that have changed, or merges what came late.</summary>
/// <param name="Window">Whole buckets; of groups and late rows those outside are left alone.</param>
/// <param name="Groups">The changed groups; empty for all.</param>
/// <param name="IsMerge">Whether late rows are merged, and nothing is computed again.</param>
internal sealed record RefreshPiece(TimeRange Window, TouchedGroups Groups, bool IsMerge = false);
