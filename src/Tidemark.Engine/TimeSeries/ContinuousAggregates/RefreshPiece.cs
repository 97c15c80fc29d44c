using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>What a refresh computes at a time: all of some buckets, or of buckets the groups that have changed.</summary>
/// <param name="Window">Whole buckets; of groups those outside are left alone.</param>
/// <param name="Groups">The changed groups; empty for all.</param>
internal sealed record RefreshPiece(TimeRange Window, TouchedGroups Groups);
