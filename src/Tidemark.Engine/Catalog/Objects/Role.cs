namespace Tidemark.Engine.Catalog;

/// <summary>A role that can log in or own things. Roles belong to the instance: all its databases share them.</summary>
internal sealed record Role : CatalogObject
{
    /// <summary>Whether privileges are not checked.</summary>
    public bool IsSuperuser { get; init; }

    /// <summary>Whether the role can log in.</summary>
    public bool CanLogin { get; init; } = true;

    /// <summary>The SCRAM-SHA-256 verifier in PostgreSQL's form (SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey); null for no password.</summary>
    public string? PasswordVerifier { get; init; }
}

/// <summary>A database of the instance; it lies in a directory named by its oid.</summary>
internal sealed record DatabaseEntry : CatalogObject;
