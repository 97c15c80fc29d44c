using System.Collections.Immutable;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>What to read of a chunk. Immutable; shared by all workers of a scan.</summary>
public sealed class ScanRequest
{
    private FilterKernel[]? _kernels;
    private bool? _hasMembers;
    private (ColumnFilter Filter, ulong[] Hashes)[] _hashes = [];

    /// <summary>The columns of the batches, in this order.</summary>
    public required ImmutableArray<int> ColumnIds { get; init; }

    /// <summary>Conditions that every row of a batch meets; all of them hold.</summary>
    public ImmutableArray<ColumnFilter> Filters { get; init; } = [];

    /// <summary>Whether a last column of type int8 brings row ids, as <see cref="Changes"/> takes them.</summary>
    public bool RowIds { get; init; }

    /// <summary>The most rows of a batch before its selection; never more than a block has.</summary>
    public int BatchRows { get; init; } = Batch.DefaultRows;

    /// <summary>Whether a filter lets only listed values pass.</summary>
    internal bool HasMembers => _hasMembers ??= Filters.Any(f => f.Members is not null);

    /// <summary>The filters, ready for use.</summary>
    internal FilterKernel[] Kernels => _kernels ??= [.. Filters.Select(FilterKernel.Create)];

    /// <summary>The hashes of a filter's members, computed once; two threads that do it at once do it twice.</summary>
    internal ulong[] HashesOf(ColumnFilter filter)
    {
        foreach (var (known, hashes) in _hashes)
        {
            if (ReferenceEquals(known, filter)) return hashes;
        }

        var computed = new ulong[filter.Members!.Length];
        KeyHashes.Compute([filter.Members], computed);
        _hashes = [.. _hashes, (filter, computed)];
        return computed;
    }
}

/// <summary>A piece of a chunk for one worker: some blocks of one unit.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="FirstBlock">The first block.</param>
/// <param name="BlockCount">How many blocks.</param>
public readonly record struct ScanMorsel(UnitView Unit, int FirstBlock, int BlockCount);

/// <summary>What statistics say about a filter and a block.</summary>
public enum BlockMatch
{
    /// <summary>No row passes.</summary>
    None,

    /// <summary>Some rows may pass: the block must be read.</summary>
    Some,

    /// <summary>Every row passes that is not deleted.</summary>
    All,
}
