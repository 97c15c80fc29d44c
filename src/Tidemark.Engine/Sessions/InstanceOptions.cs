using Tidemark.Storage;

namespace Tidemark.Engine.Sessions;

/// <summary>How an <see cref="Instance"/> is opened.</summary>
public sealed record InstanceOptions
{
    /// <summary>The clock; tests replace it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How many rows operators put into a batch; 2 is a hostile test setting.</summary>
    public int BatchRows { get; init; } = Vectors.Batch.DefaultRows;

    /// <summary>How many threads one query may use; 0 for one a processor.</summary>
    public int Parallelism { get; init; }

    /// <summary>Whether plans are checked after each rewriting rule, so that a wrong plan names the rule at fault; for tests.</summary>
    public bool ChecksInvariants { get; init; }

    /// <summary>Settings (postgresql.conf names) that every session begins with.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Told what goes wrong in the background, where no client hears of it. Any thread; null for nobody.</summary>
    public Action<Errors.SqlError>? Log { get; init; }

    /// <summary>How the databases' directories are opened.</summary>
    public StoreOptions Store { get; init; } = new();
}
