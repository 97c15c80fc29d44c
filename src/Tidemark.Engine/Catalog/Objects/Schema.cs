namespace Tidemark.Engine.Catalog;

/// <summary>A schema.</summary>
internal sealed record Schema : CatalogObject;

/// <summary>A role that can log in or own things.</summary>
internal sealed record Role : CatalogObject
{
    /// <summary>Whether privileges are not checked.</summary>
    public bool IsSuperuser { get; init; }

    /// <summary>Whether the role can log in.</summary>
    public bool CanLogin { get; init; } = true;

    /// <summary>The SCRAM-SHA-256 verifier in PostgreSQL's form (SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey); null for no password.</summary>
    public string? PasswordVerifier { get; init; }
}

/// <summary>The counters that must never go back: one record a database.</summary>
internal sealed record CatalogCounters : CatalogObject
{
    /// <summary>The next oid to give out.</summary>
    public required uint NextOid { get; init; }

    /// <summary>The next id of a storage chunk.</summary>
    public required long NextStorageId { get; init; }

    /// <summary>The next hypertable id, as it appears in chunk names.</summary>
    public required int NextHypertableId { get; init; }

    /// <summary>The next chunk id, as it appears in chunk names.</summary>
    public required int NextChunkId { get; init; }
}
