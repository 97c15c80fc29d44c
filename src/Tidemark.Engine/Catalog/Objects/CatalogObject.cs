using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// Something that the catalog names. Immutable: a change is a new record under the same oid. Each is one metadata record of the store, as JSON
/// (<see cref="CatalogSerializer"/>).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Schema), "schema")]
[JsonDerivedType(typeof(Table), "table")]
[JsonDerivedType(typeof(Chunk), "chunk")]
[JsonDerivedType(typeof(Index), "index")]
[JsonDerivedType(typeof(View), "view")]
[JsonDerivedType(typeof(Sequence), "sequence")]
[JsonDerivedType(typeof(Job), "job")]
[JsonDerivedType(typeof(EnumType), "enum")]
[JsonDerivedType(typeof(DomainType), "domain")]
[JsonDerivedType(typeof(CompositeType), "composite")]
[JsonDerivedType(typeof(Role), "role")]
[JsonDerivedType(typeof(UserRoutine), "routine")]
[JsonDerivedType(typeof(DefaultPrivileges), "defaultPrivileges")]
[JsonDerivedType(typeof(DatabaseEntry), "database")]
[JsonDerivedType(typeof(StoredSettings), "settings")]
[JsonDerivedType(typeof(CatalogCounters), "counters")]
internal abstract record CatalogObject
{
    /// <summary>Unique among all objects of the database, never used again.</summary>
    public required uint Oid { get; init; }

    /// <summary>The name, as the user spelled it after case folding.</summary>
    public required string Name { get; init; }

    /// <summary>The role that owns the object.</summary>
    public string Owner { get; init; } = "postgres";

    /// <summary>Who may do what with it; null until something was granted or revoked: then its kind says it.</summary>
    public ImmutableArray<AclItem>? Acl { get; init; }

    /// <summary>What COMMENT ON says of it.</summary>
    public string? Comment { get; init; }

    /// <summary>The object with the types that it is made of in the place of what it has; itself where nothing changes.</summary>
    public virtual CatalogObject WithTypes(Func<SqlType, SqlType> resolve) => this;
}

/// <summary>An object that shares the name space of relations (pg_class): tables, chunks, indexes, views and sequences.</summary>
internal abstract record SchemaObject : CatalogObject
{
    /// <summary>The name of the schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Schema and name.</summary>
    [JsonIgnore]
    public ObjectName QualifiedName => new(Schema, Name);
}

/// <summary>A schema-qualified name.</summary>
internal readonly record struct ObjectName(string Schema, string Name)
{
    /// <inheritdoc />
    public override string ToString() => $"{Schema}.{Name}";
}
