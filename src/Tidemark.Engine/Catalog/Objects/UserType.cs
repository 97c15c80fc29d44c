using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>A type that the catalog defines. Types have a name space of their own in each schema, which they share with the row types of relations.</summary>
internal abstract record UserType : CatalogObject
{
    /// <summary>The name of the schema.</summary>
    public required string Schema { get; init; }

    /// <summary>The oid of the array type over it.</summary>
    public required uint ArrayOid { get; init; }

    /// <summary>Schema and name.</summary>
    [JsonIgnore]
    public ObjectName QualifiedName => new(Schema, Name);

    /// <summary>The type as values have it.</summary>
    /// <param name="resolve">Gives the types that it is made of.</param>
    public abstract SqlType ToSqlType(Func<SqlType, SqlType> resolve);

    private protected SqlType Describe(TypeKind kind, PhysicalType physical, TypeCategory category, short length, SqlType? element = null, EnumLabels? labels = null, ImmutableArray<TypeField>? fields = null) => new()
    {
        Oid = Oid,
        Name = Name,
        DisplayName = Syntax.SyntaxPrinter.QuoteIdentifier(Name),
        Schema = Schema,
        Kind = kind,
        Physical = physical,
        Category = category,
        Length = length,
        ArrayOid = ArrayOid,
        Element = element,
        Labels = labels,
        Fields = fields ?? [],
    };
}

/// <summary>CREATE TYPE ... AS ENUM.</summary>
internal sealed record EnumType : UserType
{
    /// <summary>The labels in order, with the codes that stand for them.</summary>
    public required ImmutableArray<EnumLabel> Labels { get; init; }

    /// <inheritdoc />
    public override SqlType ToSqlType(Func<SqlType, SqlType> resolve) => Describe(TypeKind.Enum, PhysicalType.Int32, TypeCategory.Enum, sizeof(int), labels: new EnumLabels(Labels));
}

/// <summary>CREATE DOMAIN.</summary>
internal sealed record DomainType : UserType
{
    /// <summary>The type behind it, with its modifier.</summary>
    public required SqlType BaseType { get; init; }

    /// <summary>Whether NULL is refused.</summary>
    public bool IsNotNull { get; init; }

    /// <summary>The default as SQL text; null for none.</summary>
    public string? DefaultSql { get; init; }

    /// <summary>The checks; each sees the value as VALUE.</summary>
    public ImmutableArray<DomainCheck> Checks { get; init; } = [];

    /// <inheritdoc />
    public override SqlType ToSqlType(Func<SqlType, SqlType> resolve)
    {
        var real = resolve(BaseType);
        return Describe(TypeKind.Domain, real.Physical, real.Category, real.Length, element: real);
    }
}

/// <summary>A check of a domain.</summary>
/// <param name="Oid">pg_constraint's oid.</param>
/// <param name="Name">The name, unique within the domain.</param>
/// <param name="Sql">The condition as SQL text.</param>
/// <param name="IsNotValid">NOT VALID: values from before the check were not looked at.</param>
internal sealed record DomainCheck(uint Oid, string Name, string Sql, bool IsNotValid)
{
    /// <summary>COMMENT ON CONSTRAINT; null for none.</summary>
    public string? Comment { get; init; }
}

/// <summary>CREATE TYPE ... AS (fields).</summary>
internal sealed record CompositeType : UserType
{
    /// <summary>The oid of its entry in pg_class.</summary>
    public required uint RelationOid { get; init; }

    /// <summary>The fields.</summary>
    public required ImmutableArray<CompositeField> Fields { get; init; }

    /// <inheritdoc />
    public override SqlType ToSqlType(Func<SqlType, SqlType> resolve) =>
        Describe(TypeKind.Composite, PhysicalType.Bytes, TypeCategory.Composite, -1, fields: [.. Fields.Select(f => new TypeField(f.Name, resolve(f.Type)))]);
}

/// <summary>A field of a composite type.</summary>
internal sealed record CompositeField(string Name, SqlType Type);
