using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>What a transaction changes in one chunk. Immutable.</summary>
internal sealed record ChunkChanges
{
    public static ChunkChanges None { get; } = new();

    public bool Created { get; init; }

    public bool Dropped { get; init; }

    /// <summary>Whether the root's rows are gone; those in <see cref="Own"/> came later.</summary>
    public bool Truncated { get; init; }

    /// <summary>The new layout; null when it stays.</summary>
    public ChunkLayout? Layout { get; init; }

    /// <summary>Private units with the transaction's rows and, already taken out of them, its deletes of these rows. The last may be open for more.</summary>
    public ImmutableArray<UnitVersion> Own { get; init; } = [];

    /// <summary>Deletes of rows of the root's units, by the unit that the row was found in.</summary>
    public ImmutableDictionary<Unit, DeleteSet> Deleted { get; init; } = ImmutableDictionary<Unit, DeleteSet>.Empty;

    /// <summary>The chunks whose units come here.</summary>
    public ImmutableArray<long> Joining { get; init; } = [];

    /// <summary>Whether rows of the root are still seen.</summary>
    public bool KeepsRoot => !Created && !Truncated && !Dropped;
}
