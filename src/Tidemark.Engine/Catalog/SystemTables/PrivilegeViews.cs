namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>Who may do what, as information_schema and pg_default_acl show it.</summary>
internal static class PrivilegeViews
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        foreach (var (oid, name) in new[] { (13_141u, "table_privileges"), (13_142u, "role_table_grants") })
        {
            yield return SystemTable.Define(oid, $"information_schema.{name}",
                "grantor name, grantee name, table_catalog name, table_schema name, table_name name, privilege_type varchar, is_grantable varchar, with_hierarchy varchar", FillTables, isView: true);
        }

        yield return SystemTable.Define(13_143, "information_schema.column_privileges",
            "grantor name, grantee name, table_catalog name, table_schema name, table_name name, column_name name, privilege_type varchar, is_grantable varchar", FillColumns, isView: true);
        yield return SystemTable.Define(13_144, "information_schema.routine_privileges",
            """
            grantor name, grantee name, specific_catalog name, specific_schema name, specific_name name, routine_catalog name, routine_schema name, routine_name name, privilege_type varchar,
            is_grantable varchar
            """, FillRoutines, isView: true);
        yield return SystemTable.Define(13_145, "information_schema.usage_privileges",
            "grantor name, grantee name, object_catalog name, object_schema name, object_name name, object_type varchar, privilege_type varchar, is_grantable varchar", FillUsage, isView: true);
        yield return SystemTable.Define(13_146, "information_schema.enabled_roles", "role_name name", static (context, rows) =>
        {
            foreach (var role in Acls.RolesOf(context.CurrentUser, context.Shared)) rows.Add(role).End();
        }, isView: true);
        yield return SystemTable.Define(826, "pg_catalog.pg_default_acl", "oid oid, defaclrole oid, defaclnamespace oid, defaclobjtype char, defaclacl text[]", static (context, rows) =>
        {
            foreach (var defaults in context.Catalog.Objects.OfType<DefaultPrivileges>().OrderBy(d => d.Oid))
            {
                rows.Add(defaults.Oid).Add(context.Shared.FindRole(defaults.Owner)?.Oid ?? 0).Add(defaults.Schema.Length == 0 ? 0 : SystemRelations.SchemaOid(context, defaults.Schema)).Add(defaults.Kind)
                    .Add(Acls.Text(defaults with { Acl = defaults.Items })).End();
            }
        });
    }

    // What the current role granted or was granted, as the SQL standard has it.
    private static IEnumerable<(AclItem Item, char Letter, bool IsGrantable)> Visible(CatalogObject value, FunctionContext context)
    {
        var roles = Acls.RolesOf(context.CurrentUser, context.Shared);
        var isSuperuser = context.Shared.FindRole(context.CurrentUser) is { IsSuperuser: true };
        foreach (var item in Acls.Of(value))
        {
            if (!isSuperuser && item.Grantee.Length > 0 && !roles.Contains(item.Grantee) && !roles.Contains(item.Grantor)) continue;
            foreach (var letter in item.Privileges) yield return (item, letter, item.Grantable.Contains(letter) || item.Grantee == value.Owner);
        }
    }

    private static string Grantee(AclItem item) => item.Grantee.Length == 0 ? "PUBLIC" : item.Grantee;

    private static string YesNo(bool value) => value ? "YES" : "NO";

    private static void FillTables(FunctionContext context, SystemRows rows)
    {
        foreach (var relation in context.Catalog.Relations.Where(r => r is Table { Materialized: null } or View).OrderBy(r => r.Oid))
        {
            foreach (var (item, letter, isGrantable) in Visible(relation, context))
            {
                rows.Add(item.Grantor).Add(Grantee(item)).Add(context.DatabaseName).Add(relation.Schema).Add(relation.Name).Add(PrivilegeLetters.NameOf(letter)).Add(YesNo(isGrantable)).Add(YesNo(letter == 'r')).End();
            }
        }
    }

    private static void FillColumns(FunctionContext context, SystemRows rows)
    {
        foreach (var relation in context.Catalog.Relations.Where(r => r is Table { Materialized: null } or View).OrderBy(r => r.Oid))
        {
            var columns = relation is Table table ? table.LiveColumns.Select(c => c.Name) : ((View)relation).Columns.Select(c => c.Name);
            foreach (var column in columns)
            {
                foreach (var (item, letter, isGrantable) in Visible(relation, context).Where(v => v.Letter is 'a' or 'r' or 'w' or 'x'))
                {
                    rows.Add(item.Grantor).Add(Grantee(item)).Add(context.DatabaseName).Add(relation.Schema).Add(relation.Name).Add(column).Add(PrivilegeLetters.NameOf(letter)).Add(YesNo(isGrantable)).End();
                }
            }
        }
    }

    private static void FillRoutines(FunctionContext context, SystemRows rows)
    {
        foreach (var routine in context.Catalog.Routines.OrderBy(r => r.Oid))
        {
            foreach (var (item, letter, isGrantable) in Visible(routine, context))
            {
                rows.Add(item.Grantor).Add(Grantee(item)).Add(context.DatabaseName).Add(routine.Schema).Add($"{routine.Name}_{routine.Oid}").Add(context.DatabaseName).Add(routine.Schema).Add(routine.Name)
                    .Add(PrivilegeLetters.NameOf(letter)).Add(YesNo(isGrantable)).End();
            }
        }
    }

    private static void FillUsage(FunctionContext context, SystemRows rows)
    {
        foreach (var sequence in context.Catalog.Relations.OfType<Sequence>().OrderBy(s => s.Oid))
        {
            foreach (var (item, letter, isGrantable) in Visible(sequence, context).Where(v => v.Letter == 'U'))
            {
                rows.Add(item.Grantor).Add(Grantee(item)).Add(context.DatabaseName).Add(sequence.Schema).Add(sequence.Name).Add("SEQUENCE").Add(PrivilegeLetters.NameOf(letter)).Add(YesNo(isGrantable)).End();
            }
        }
    }
}
