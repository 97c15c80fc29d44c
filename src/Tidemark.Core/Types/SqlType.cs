using System.Collections.Immutable;

namespace Tidemark.Types;

/// <summary>
/// A SQL type with its modifier: <c>numeric(10,2)</c>, <c>varchar(20)</c>, <c>timestamptz</c>, <c>int4[]</c>. Immutable. Two types are
/// equal when oid and modifier are. The built-in ones are the members of <see cref="SqlTypes"/>, with PostgreSQL's oids.
/// </summary>
public sealed class SqlType : IEquatable<SqlType>
{
    /// <summary>PostgreSQL's oid of the type, or one of the catalog's own for a user-defined type.</summary>
    public required uint Oid { get; init; }

    /// <summary>The name in pg_type, such as <c>int4</c>, <c>timestamptz</c>, <c>_text</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name in error messages and format_type, without modifier: <c>integer</c>, <c>timestamp with time zone</c>, <c>text[]</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What the type is.</summary>
    public required TypeKind Kind { get; init; }

    /// <summary>How its values lie in memory.</summary>
    public required PhysicalType Physical { get; init; }

    /// <summary>pg_type.typcategory.</summary>
    public required TypeCategory Category { get; init; }

    /// <summary>pg_type.typispreferred: the type that overload resolution prefers within the category.</summary>
    public bool IsPreferred { get; init; }

    /// <summary>The wire protocol's type size: bytes of a fixed-width type, -1 for a variable one, -2 for cstring.</summary>
    public required short Length { get; init; }

    /// <summary>The element type of an array, the base type of a domain; null otherwise.</summary>
    public SqlType? Element { get; init; }

    /// <summary>
    /// PostgreSQL's typmod: <c>n + 4</c> for varchar(n) and char(n), <c>((precision &lt;&lt; 16) | scale) + 4</c> for numeric, the digits of
    /// fractional seconds for times, PostgreSQL's packed form for interval; -1 for none.
    /// </summary>
    public int Modifier { get; init; } = -1;

    /// <summary>The fields of a composite type, and of a record whose columns are known; empty otherwise. No part of equality.</summary>
    public ImmutableArray<TypeField> Fields { get; init; } = [];

    /// <summary>The labels of an enum type; null otherwise. No part of equality.</summary>
    public EnumLabels? Labels { get; init; }

    /// <summary>The oid of the array type over a type of the catalog's own; 0 for built-in types.</summary>
    public uint ArrayOid { get; init; }

    /// <summary>The schema of a type of the catalog's own; null for built-in types.</summary>
    public string? Schema { get; init; }

    /// <summary>Whether the catalog defines the type, or what it consists of: then its oid alone does not tell what it is.</summary>
    public bool IsUserDefined => ArrayOid != 0 || !Fields.IsEmpty || Kind is TypeKind.Composite or TypeKind.Enum or TypeKind.Domain || Element is { IsUserDefined: true };

    /// <summary>True for composite types and records.</summary>
    public bool IsRow => Kind is TypeKind.Composite or TypeKind.Record;

    /// <summary>The oid by which values of the type are known inside of arrays and records: one that says how they compare.</summary>
    internal uint StoredOid => Kind switch
    {
        TypeKind.Domain => Element!.StoredOid,
        TypeKind.Composite => SqlTypes.Record.Oid,
        TypeKind.Array when IsUserDefined => SqlTypes.AnyArray.Oid,
        _ => Oid,
    };

    /// <summary>The codec, where it has been asked for and is this instance's own.</summary>
    internal TypeCodec? Codec { get; set; }

    /// <summary>True for arrays of any element type.</summary>
    public bool IsArray => Kind == TypeKind.Array;

    /// <summary>Whether this is int2vector or oidvector, an array that counts from 0 and is written as numbers with spaces between them.</summary>
    public bool IsNumberVector => Oid is 22 or 30;

    /// <summary>True for pseudo-types that resolution replaces by a real type.</summary>
    public bool IsPolymorphic => Kind is >= TypeKind.AnyElement and <= TypeKind.Any;

    /// <summary>True for text, varchar, char(n) and name.</summary>
    public bool IsString => Kind is TypeKind.Text or TypeKind.Varchar or TypeKind.BpChar or TypeKind.Name;

    /// <summary>The same type with another modifier; -1 takes it away.</summary>
    public SqlType WithModifier(int modifier) => modifier == Modifier ? this : new SqlType
    {
        Oid = Oid,
        Name = Name,
        DisplayName = DisplayName,
        Kind = Kind,
        Physical = Physical,
        Category = Category,
        IsPreferred = IsPreferred,
        Length = Length,
        Element = Element,
        Fields = Fields,
        Labels = Labels,
        ArrayOid = ArrayOid,
        Schema = Schema,
        Modifier = modifier,
    };

    /// <summary>The type of records with these fields.</summary>
    public static SqlType RecordOf(ImmutableArray<TypeField> fields) => new()
    {
        Oid = SqlTypes.Record.Oid,
        Name = SqlTypes.Record.Name,
        DisplayName = SqlTypes.Record.DisplayName,
        Kind = TypeKind.Record,
        Physical = PhysicalType.Bytes,
        Category = TypeCategory.Pseudo,
        Length = -1,
        Fields = fields,
    };

    /// <summary>Whether both are the same type, whatever their modifiers.</summary>
    public bool Is(SqlType other) => Oid == other.Oid;

    /// <inheritdoc />
    public bool Equals(SqlType? other) => other is not null && Oid == other.Oid && Modifier == other.Modifier;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SqlType);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Oid, Modifier);

    /// <summary>The name with its modifier, as format_type prints it.</summary>
    public override string ToString() => TypeModifiers.Format(this);
}
