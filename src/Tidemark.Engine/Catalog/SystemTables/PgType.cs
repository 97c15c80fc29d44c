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
        yield return SystemTable.Empty(3501, "pg_catalog.pg_enum", "oid oid, enumtypid oid, enumsortorder float4, enumlabel name");
        yield return SystemTable.Define(3456, "pg_catalog.pg_collation",
            "oid oid, collname name, collnamespace oid, collowner oid, collprovider char, collisdeterministic bool, collencoding int4, collcollate text, collctype text, colliculocale text, collversion text",
            static (_, rows) =>
            {
                rows.Add(DefaultCollation).Add("default").Add(CatalogBootstrap.PgCatalogOid).Add(CatalogBootstrap.PostgresRoleOid).Add('d').Add(true).Add(-1).Null(4).End();
                rows.Add(950).Add("C").Add(CatalogBootstrap.PgCatalogOid).Add(CatalogBootstrap.PostgresRoleOid).Add('c').Add(true).Add(-1).Add("C").Add("C").Null(2).End();
            });
    }

    private static void FillType(FunctionContext context, SystemRows rows)
    {
        foreach (var type in SqlTypes.All)
        {
            var array = type.IsArray ? null : SqlTypes.ArrayOf(type);
            rows.Add(type.Oid).Add(type.Name).Add(CatalogBootstrap.PgCatalogOid).Add(CatalogBootstrap.PostgresRoleOid).Add(type.Length).Add(type.Length is > 0 and <= 8)
                .Add(type.Category == TypeCategory.Pseudo ? 'p' : 'b').Add((char)type.Category).Add(type.IsPreferred).Add(true).Add(',').Add(0).Add(0).Add(type.Element?.Oid ?? 0).Add(array?.Oid ?? 0)
                .Add(type.IsArray ? ArrayInput : 0).Add(0).Add(type.IsArray ? ArrayReceive : 0).Add(0).Add(0).Add(0).Add(0).Add(type.Length == 8 ? 'd' : 'i').Add(type.Length < 0 ? 'x' : 'p')
                .Add(false).Add(0).Add(-1).Add(0).Add(type.IsString ? DefaultCollation : 0).Null(3).End();
        }
    }
}
