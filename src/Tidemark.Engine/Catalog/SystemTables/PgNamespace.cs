namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>pg_namespace, pg_database, roles and other objects that stand on their own.</summary>
internal static class PgNamespace
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(2615, "pg_catalog.pg_namespace", "oid oid, nspname name, nspowner oid, nspacl text[]", static (context, rows) =>
        {
            foreach (var schema in context.Catalog.Schemas.OrderBy(s => s.Oid)) rows.Add(schema.Oid).Add(schema.Name).Add(RoleOid(context, schema.Owner)).Add(Acls.Text(schema)).End();
        });
        yield return SystemTable.Define(1262, "pg_catalog.pg_database",
            """
            oid oid, datname name, datdba oid, encoding int4, datlocprovider char, datistemplate bool, datallowconn bool, datconnlimit int4, datfrozenxid xid, datminmxid xid,
            dattablespace oid, datcollate text, datctype text, daticulocale text, datcollversion text, datacl text[]
            """, static (context, rows) =>
            {
                foreach (var database in context.Shared.Objects.OfType<DatabaseEntry>().OrderBy(d => d.Oid))
                {
                    rows.Add(database.Oid).Add(database.Name).Add(RoleOid(context, database.Owner)).Add(6).Add('c').Add(database.Name == "template1").Add(true).Add(-1).Add(0).Add(0).Add(1663).Add("C").Add("C.UTF-8").Null(2).Add(Acls.Text(database)).End();
                }
            });
        yield return SystemTable.Define(12_201, "pg_catalog.pg_roles",
            """
            rolname name, rolsuper bool, rolinherit bool, rolcreaterole bool, rolcreatedb bool, rolcanlogin bool, rolreplication bool, rolconnlimit int4, rolpassword text,
            rolvaliduntil timestamptz, rolbypassrls bool, rolconfig text[], oid oid
            """, static (context, rows) =>
            {
                foreach (var role in Roles(context))
                {
                    rows.Add(role.Name).Add(role.IsSuperuser).Add(role.Inherits).Add(role.CanCreateRoles || role.Oid == CatalogBootstrap.PostgresRoleOid).Add(role.CanCreateDatabases || role.Oid == CatalogBootstrap.PostgresRoleOid).Add(role.CanLogin)
                        .Add(role.CanReplicate || role.Oid == CatalogBootstrap.PostgresRoleOid).Add(role.ConnectionLimit).Add("********").Null().Add(role.BypassesRowSecurity || role.Oid == CatalogBootstrap.PostgresRoleOid).Add(SettingsOf(role, context)).Add(role.Oid).End();
                }
            }, isView: true);
        yield return SystemTable.Define(1260, "pg_catalog.pg_authid",
            """
            oid oid, rolname name, rolsuper bool, rolinherit bool, rolcreaterole bool, rolcreatedb bool, rolcanlogin bool, rolreplication bool, rolbypassrls bool, rolconnlimit int4,
            rolpassword text, rolvaliduntil timestamptz
            """, static (context, rows) =>
            {
                foreach (var role in Roles(context))
                {
                    rows.Add(role.Oid).Add(role.Name).Add(role.IsSuperuser).Add(true).Add(role.IsSuperuser).Add(role.IsSuperuser).Add(role.CanLogin).Add(role.IsSuperuser).Add(role.IsSuperuser)
                        .Add(-1).Add(role.PasswordVerifier).Null().End();
                }
            });
        yield return SystemTable.Define(12_203, "pg_catalog.pg_user",
            "usename name, usesysid oid, usecreatedb bool, usesuper bool, userepl bool, usebypassrls bool, passwd text, valuntil timestamptz, useconfig text[]", static (context, rows) =>
            {
                foreach (var role in Roles(context).Where(r => r.CanLogin))
                {
                    rows.Add(role.Name).Add(role.Oid).Add(role.IsSuperuser).Add(role.IsSuperuser).Add(role.IsSuperuser).Add(role.IsSuperuser).Add("********").Null().Add(SettingsOf(role, context)).End();
                }
            }, isView: true);
        yield return SystemTable.Define(1261, "pg_catalog.pg_auth_members", "roleid oid, member oid, grantor oid, admin_option bool", static (context, rows) =>
        {
            foreach (var role in Roles(context))
            {
                foreach (var membership in role.MemberOf) rows.Add(RoleOid(context, membership.Role)).Add(role.Oid).Add(RoleOid(context, membership.Grantor)).Add(membership.WithAdmin).End();
            }
        });
        yield return SystemTable.Define(2964, "pg_catalog.pg_db_role_setting", "setdatabase oid, setrole oid, setconfig text[]", static (context, rows) =>
        {
            foreach (var settings in context.Shared.Objects.OfType<StoredSettings>().OrderBy(s => s.Oid))
            {
                rows.Add(context.Shared.FindDatabase(settings.Database)?.Oid ?? 0).Add(context.Shared.FindRole(settings.Role)?.Oid ?? 0).Add(settings.Text).End();
            }
        });
        yield return SystemTable.Define(1213, "pg_catalog.pg_tablespace", "oid oid, spcname name, spcowner oid, spcacl text[], spcoptions text[]", static (_, rows) =>
        {
            rows.Add(1663).Add("pg_default").Add(CatalogBootstrap.PostgresRoleOid).Null(2).End();
            rows.Add(1664).Add("pg_global").Add(CatalogBootstrap.PostgresRoleOid).Null(2).End();
        });
        yield return SystemTable.Define(2601, "pg_catalog.pg_am", "oid oid, amname name, amhandler regproc, amtype char", static (_, rows) =>
        {
            rows.Add(2).Add("heap").Add(0).Add('t').End();
            rows.Add(403).Add("btree").Add(0).Add('i').End();
        });
        yield return SystemTable.Define(2612, "pg_catalog.pg_language",
            "oid oid, lanname name, lanowner oid, lanispl bool, lanpltrusted bool, lanplcallfoid oid, laninline oid, lanvalidator oid, lanacl text[]", static (_, rows) =>
            {
                rows.Add(12).Add("internal").Add(CatalogBootstrap.PostgresRoleOid).Add(false).Add(false).Add(0).Add(0).Add(0).Null().End();
                rows.Add(14).Add("sql").Add(CatalogBootstrap.PostgresRoleOid).Add(false).Add(true).Add(0).Add(0).Add(0).Null().End();
            });
        yield return SystemTable.Define(3079, "pg_catalog.pg_extension",
            "oid oid, extname name, extowner oid, extnamespace oid, extrelocatable bool, extversion text, extconfig oid[], extcondition text[]", static (_, rows) =>
            {
                rows.Add(13_000).Add("plpgsql").Add(CatalogBootstrap.PostgresRoleOid).Add(CatalogBootstrap.PgCatalogOid).Add(false).Add("1.0").Null(2).End();
                rows.Add(13_001).Add("timescaledb").Add(CatalogBootstrap.PostgresRoleOid).Add(CatalogBootstrap.PublicOid).Add(false).Add(TimescaleVersion).Null(2).End();
            });
        yield return SystemTable.Define(12_140, "pg_catalog.pg_available_extensions", "name name, default_version text, installed_version text, comment text", static (_, rows) =>
        {
            rows.Add("plpgsql").Add("1.0").Add("1.0").Add("PL/pgSQL procedural language").End();
            rows.Add("timescaledb").Add(TimescaleVersion).Add(TimescaleVersion).Add("Enables scalable inserts and complex queries for time-series data").End();
        }, isView: true);
    }

    private static string? SettingsOf(Role role, FunctionContext context) => context.Shared.Objects.OfType<StoredSettings>().FirstOrDefault(s => s.Role == role.Name && s.Database.Length == 0)?.Text;

    /// <summary>The version of TimescaleDB whose surface is spoken.</summary>
    public const string TimescaleVersion = "2.28.3";

    private static IEnumerable<Role> Roles(FunctionContext context) => context.Shared.Roles.OrderBy(r => r.Oid);

    private static long RoleOid(FunctionContext context, string name) => context.Shared.FindRole(name)?.Oid ?? CatalogBootstrap.PostgresRoleOid;
}
