using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>Asks the membership filters of a segment about the equalities and sets of a scan.</summary>
internal static class FilterProbe
{
    // Of more members than this one is nearly always there by chance.
    private const int MaxMembers = 4096;

    /// <summary>Whether the segment may hold rows that pass; may read its footer and its filters.</summary>
    public static bool MayHold(SegmentUnit segment, ScanRequest request)
    {
        if (!request.HasMembers) return true;
        foreach (var filter in segment.Filters)
        {
            if (!MayHold(filter, request)) return false;
        }

        return true;
    }

    private static bool MayHold(SegmentFilter filter, ScanRequest request)
    {
        if (filter.ColumnIds.Length == 1)
        {
            foreach (var condition in request.Filters)
            {
                if (condition.ColumnId == filter.ColumnIds[0] && condition.Members is { Length: <= MaxMembers } && !AnyIn(filter.Value, request.HashesOf(condition))) return false;
            }

            return true;
        }

        var key = new Vector[filter.ColumnIds.Length];
        for (var i = 0; i < key.Length; i++)
        {
            foreach (var condition in request.Filters)
            {
                if (condition.ColumnId == filter.ColumnIds[i] && condition.Members is { Length: 1 } value) key[i] = value;
            }

            if (key[i] is null) return true;
        }

        Span<ulong> hash = stackalloc ulong[1];
        KeyHashes.Compute(key, hash);
        return filter.Value.MayContain(hash[0]);
    }

    private static bool AnyIn(SplitBlockFilter filter, ulong[] hashes)
    {
        foreach (var hash in hashes)
        {
            if (filter.MayContain(hash)) return true;
        }

        return false;
    }
}
