using System.Collections.Immutable;

namespace Tidemark.Engine.Catalog;

/// <summary>A role that can log in or own things. Roles belong to the instance: all its databases share them.</summary>
internal sealed record Role : CatalogObject
{
    /// <summary>Whether privileges are not checked.</summary>
    public bool IsSuperuser { get; init; }

    /// <summary>Whether the role can log in.</summary>
    public bool CanLogin { get; init; } = true;

    /// <summary>CREATEROLE.</summary>
    public bool CanCreateRoles { get; init; }

    /// <summary>CREATEDB.</summary>
    public bool CanCreateDatabases { get; init; }

    /// <summary>Whether it has the privileges of the roles that it is a member of without SET ROLE.</summary>
    public bool Inherits { get; init; } = true;

    /// <summary>REPLICATION, which nothing here depends on.</summary>
    public bool CanReplicate { get; init; }

    /// <summary>BYPASSRLS, which nothing here depends on.</summary>
    public bool BypassesRowSecurity { get; init; }

    /// <summary>CONNECTION LIMIT, as it was given; -1 for none.</summary>
    public int ConnectionLimit { get; init; } = -1;

    /// <summary>The roles that it is a member of.</summary>
    public ImmutableArray<RoleMembership> MemberOf { get; init; } = [];

    /// <summary>The SCRAM-SHA-256 verifier in PostgreSQL's form (SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey); null for no password.</summary>
    public string? PasswordVerifier { get; init; }
}

/// <summary>Membership in a role.</summary>
/// <param name="Role">The role.</param>
/// <param name="WithAdmin">Whether the member may add others.</param>
/// <param name="Grantor">Who said so.</param>
internal sealed record RoleMembership(string Role, bool WithAdmin, string Grantor);

/// <summary>A database of the instance; it lies in a directory named by its oid.</summary>
internal sealed record DatabaseEntry : CatalogObject;
