using Tidemark.Types;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>pg_type and its kin.</summary>
internal static class PgType
{
    /// <summary>The oid of the default collation.</summary>
    public const int DefaultCollation = 100;

    // What clients look at to tell arrays from others (Npgsql joins pg_proc on typreceive = 'array_recv').
    private const int ArrayReceive = 2400;
    private const int ArrayInput = 750;

    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(1247, "pg_catalog.pg_type",
            """
            oid oid, typname name, typnamespace oid, typowner oid, typlen int2, typbyval bool, typtype char, typcategory char, typispreferred bool, typisdefined bool, typdelim char,
            typrelid oid, typsubscript regproc, typelem oid, typarray oid, typinput regproc, typoutput regproc, typreceive regproc, typsend regproc, typmodin regproc, typmodout regproc,
            typanalyze regproc, typalign char, typstorage char, typnotnull bool, typbasetype oid, typtypmod int4, typndims int4, typcollation oid, typdefaultbin text, typdefault text, typacl text[]
            """, FillType);
        yield return SystemTable.Empty(3541, "pg_catalog.pg_range", "rngtypid oid, rngsubtype oid, rngmultitypid oid, rngcollation oid, rngsubopc oid, rngcanonical regproc, rngsubdiff regproc");
        yield return SystemTable.Define(3501, "pg_catalog.pg_enum", "oid oid, enumtypid oid, enumsortorder float4, enumlabel name", FillEnum);
        yield return SystemTable.Define(3456, "pg_catalog.pg_collation",
            "oid oid, collname name, collnamespace oid, collowner oid, collprovider char, collisdeterministic bool, collencoding int4, collcollate text, collctype text, colliculocale text, collversion text",
            static (_, rows) =>
            {
                rows.Add(DefaultCollation).Add("default").Add(CatalogBootstrap.PgCatalogOid).Add(CatalogBootstrap.PostgresRoleOid).Add('d').Add(true).Add(-1).Null(4).End();
                rows.Add(950).Add("C").Add(CatalogBootstrap.PgCatalogOid).Add(CatalogBootstrap.PostgresRoleOid).Add('c').Add(true).Add(-1).Add("C").Add("C").Null(2).End();
            });
    }

    private static void FillEnum(FunctionContext context, SystemRows rows)
    {
        foreach (var type in context.Catalog.UserTypes.OfType<EnumType>().OrderBy(t => t.Oid))
            for (var i = 0; i < type.Labels.Length; i++)
                rows.Add(type.Labels[i].Oid).Add(type.Oid).Add(i + 1).Add(type.Labels[i].Text).End();
    }

    private static void FillOwn(FunctionContext context, SystemRows rows)
    {
        foreach (var defined in context.Catalog.UserTypes.OrderBy(t => t.Oid))
        {
            var type = context.Catalog.FindType(defined.Oid)!;
            var kind = defined switch
            {
                EnumType => 'e',
                DomainType => 'd',
                _ => 'c',
            };
            var domain = defined as DomainType;
            AddOwn(context, rows, type, kind, (defined as CompositeType)?.RelationOid ?? 0, domain?.IsNotNull ?? false, domain is null ? null : type.Element, domain?.DefaultSql);
            AddOwn(context, rows, SqlTypes.ArrayOf(type)!, 'b', 0, false, null, null);
        }

        foreach (var relation in context.Catalog.Relations.Where(r => r is Table or View).OrderBy(r => r.Oid))
        {
            var type = RowTypes.Of(relation)!;
            AddOwn(context, rows, type, 'c', relation.Oid, false, null, null);
            AddOwn(context, rows, SqlTypes.ArrayOf(type)!, 'b', 0, false, null, null);
        }
    }

    private static void AddOwn(FunctionContext context, SystemRows rows, SqlType type, char kind, uint relation, bool isNotNull, SqlType? baseType, string? defaultSql) => rows
        .Add(type.Oid).Add(type.Name).Add(SystemRelations.SchemaOid(context, type.Schema!)).Add(CatalogBootstrap.PostgresRoleOid).Add(type.Length).Add(type.Length is > 0 and <= 8)
        .Add(kind).Add((char)type.Category).Add(false).Add(true).Add(',').Add(relation).Add(0).Add(type.IsArray ? type.Element!.Oid : 0).Add(type.ArrayOid)
        .Add(type.IsArray ? ArrayInput : 0).Add(0).Add(type.IsArray ? ArrayReceive : 0).Add(0).Add(0).Add(0).Add(0).Add(Alignment(type)).Add(Storage(type))
        .Add(isNotNull).Add(baseType?.Oid ?? 0).Add(baseType?.Modifier ?? -1).Add(0).Add(type.IsString || baseType is { IsString: true } ? DefaultCollation : 0).Null().Add(defaultSql).Null().End();

    private static void FillType(FunctionContext context, SystemRows rows)
    {
        FillOwn(context, rows);
        foreach (var type in SqlTypes.All)
        {
            var array = type.IsArray ? null : SqlTypes.ArrayOf(type);
            rows.Add(type.Oid).Add(type.Name).Add(CatalogBootstrap.PgCatalogOid).Add(CatalogBootstrap.PostgresRoleOid).Add(type.Length).Add(type.Length is > 0 and <= 8)
                .Add(type.Category == TypeCategory.Pseudo ? 'p' : 'b').Add((char)type.Category).Add(type.IsPreferred).Add(true).Add(',').Add(0).Add(0).Add(type.Element?.Oid ?? 0).Add(array?.Oid ?? 0)
                .Add(type.IsArray ? ArrayInput : 0).Add(0).Add(type.IsArray ? ArrayReceive : 0).Add(0).Add(0).Add(0).Add(0).Add(Alignment(type)).Add(Storage(type))
                .Add(false).Add(0).Add(-1).Add(0).Add(type.IsString ? DefaultCollation : 0).Null(3).End();
        }
    }

    /// <summary>pg_type.typalign.</summary>
    public static char Alignment(SqlType type) => type.Length switch
    {
        8 or 16 when type.Kind != TypeKind.Uuid => 'd',
        1 => 'c',
        2 => 's',
        _ when type.Kind is TypeKind.Uuid or TypeKind.Name => 'c',
        _ when type.Kind is TypeKind.Composite or TypeKind.Record || type.Element is { Length: 8 or 16, Kind: not TypeKind.Uuid } or { Kind: TypeKind.Composite } => 'd',
        _ => 'i',
    };

    /// <summary>pg_type.typstorage.</summary>
    public static char Storage(SqlType type) => type.Length >= 0 ? 'p' : type.Kind == TypeKind.Numeric || type is { Kind: TypeKind.Domain, Element.Kind: TypeKind.Numeric } ? 'm' : 'x';
}
