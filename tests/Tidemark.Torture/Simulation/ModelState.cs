using System.Collections.Immutable;

namespace Tidemark.Torture.Simulation;

/// <summary>What a store should hold after some commit.</summary>
/// <param name="Commit">The commit's number, which the store keeps as metadata record 0.</param>
internal sealed record ModelState(long Commit, ImmutableSortedDictionary<long, ModelChunk> Chunks, ImmutableSortedDictionary<long, string> Metadata)
{
    public static ModelState Empty { get; } = new(0, ImmutableSortedDictionary<long, ModelChunk>.Empty, ImmutableSortedDictionary<long, string>.Empty);

    public ModelState With(long id, ModelChunk chunk) => this with { Chunks = Chunks.SetItem(id, chunk) };
}

/// <summary>What a chunk should hold.</summary>
/// <param name="Extras">Its columns beside those that every chunk has.</param>
/// <param name="Rows">Its rows by id, each with the extra columns that it was written with.</param>
internal sealed record ModelChunk(ImmutableArray<int> Extras, ImmutableSortedDictionary<long, ImmutableArray<int>> Rows)
{
    public static ModelChunk Empty { get; } = new([], ImmutableSortedDictionary<long, ImmutableArray<int>>.Empty);

    public ModelChunk WithRows(IEnumerable<long> ids) => this with { Rows = Rows.AddRange(ids.Select(id => KeyValuePair.Create(id, Extras))) };

    public ModelChunk Without(IEnumerable<long> ids) => this with { Rows = Rows.RemoveRange(ids) };
}
