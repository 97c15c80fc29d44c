using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>has_table_privilege and its kin, and pg_has_role. Privileges come as a list of names; one of them is enough.</summary>
internal static class PrivilegeFunctions
{
    public static void Register(Declarations declare)
    {
        Declare("has_table_privilege", Relation);
        Declare("has_any_column_privilege", Relation);
        Declare("has_sequence_privilege", Relation);
        Declare("has_schema_privilege", static (name, c) => c.Catalog.FindSchema(name) ?? throw NameErrors.SchemaDoesNotExist(name));
        Declare("has_database_privilege", static (name, c) => c.Shared.FindDatabase(name) ?? throw CatalogErrors.NoDatabase(name));
        Declare("has_function_privilege", Routine);
        foreach (var role in new[] { SqlTypes.Text, SqlTypes.Name })
        {
            declare.Map<string, string, string, bool>("pg_has_role", [role, SqlTypes.Name, SqlTypes.Text], SqlTypes.Bool, static (user, role, kind, c) => IsMember(user, role, kind, c), Volatility.Stable);
        }

        declare.Map<string, string, bool>("pg_has_role", [SqlTypes.Name, SqlTypes.Text], SqlTypes.Bool, static (role, kind, c) => IsMember(c.CurrentUser, role, kind, c), Volatility.Stable);
        declare.Map<long, string, bool>("pg_has_role", [SqlTypes.Oid, SqlTypes.Text], SqlTypes.Bool,
            static (oid, kind, c) => IsMember(c.CurrentUser, NameOf(oid, c), kind, c), Volatility.Stable);
        declare.Map<string, long, string, bool>("pg_has_role", [SqlTypes.Name, SqlTypes.Oid, SqlTypes.Text], SqlTypes.Bool, static (user, role, kind, c) => IsMember(user, NameOf(role, c), kind, c), Volatility.Stable);
        declare.Map<long, string, string, bool>("pg_has_role", [SqlTypes.Oid, SqlTypes.Name, SqlTypes.Text], SqlTypes.Bool, static (user, role, kind, c) => IsMember(NameOf(user, c), role, kind, c), Volatility.Stable);
        declare.Map<long, long, string, bool>("pg_has_role", [SqlTypes.Oid, SqlTypes.Oid, SqlTypes.Text], SqlTypes.Bool, static (user, role, kind, c) => IsMember(NameOf(user, c), NameOf(role, c), kind, c), Volatility.Stable);
        declare.Map<string, string, bool>("has_type_privilege", [SqlTypes.Text, SqlTypes.Text], SqlTypes.Bool, static (type, privileges, c) => MayUse(TypeNamed(type, c), privileges), Volatility.Stable);
        declare.Map<long, string, bool?>("has_type_privilege", [SqlTypes.Oid, SqlTypes.Text], SqlTypes.Bool, static (type, privileges, c) => MayUse(IsType(type, c), privileges), Volatility.Stable);
        declare.Map<string, string, string, bool>("has_type_privilege", [SqlTypes.Name, SqlTypes.Text, SqlTypes.Text], SqlTypes.Bool,
            static (role, type, privileges, c) => RoleOf(role, c).Length > 0 && MayUse(TypeNamed(type, c), privileges), Volatility.Stable);
        declare.Map<string, string, string, bool>("has_column_privilege", [SqlTypes.Text, SqlTypes.Text, SqlTypes.Text], SqlTypes.Bool,
            static (table, column, privileges, c) => HasColumn(c.CurrentUser, table, column, privileges, c), Volatility.Stable);
        declare.Map<string, string, string, string, bool>("has_column_privilege", [SqlTypes.Name, SqlTypes.Text, SqlTypes.Text, SqlTypes.Text], SqlTypes.Bool, HasColumn, Volatility.Stable);

        Constant("has_language_privilege", "usage", static (name, _) => name is "sql" or "plpgsql" or "internal" or "c" ? true : throw CatalogErrors.Undefined("language", name));
        Constant("has_tablespace_privilege", "create", static (name, _) => name is "pg_default" or "pg_global" ? true : throw CatalogErrors.Undefined("tablespace", name));
        Constant("has_parameter_privilege", "set", static (name, c) => c.GetSetting(name) is not null);

        // What everybody may use.
        void Constant(string name, string privilege, Func<string, FunctionContext, bool> find)
        {
            declare.Map<string, string, bool>(name, [SqlTypes.Text, SqlTypes.Text], SqlTypes.Bool, (value, privileges, c) => May(find(value, c), privilege, privileges), Volatility.Stable);
            declare.Map<string, string, string, bool>(name, [SqlTypes.Name, SqlTypes.Text, SqlTypes.Text], SqlTypes.Bool, (role, value, privileges, c) => RoleOf(role, c).Length > 0 && May(find(value, c), privilege, privileges), Volatility.Stable);
            if (name != "has_parameter_privilege") declare.Map<long, string, bool>(name, [SqlTypes.Oid, SqlTypes.Text], SqlTypes.Bool, (_, privileges, _) => May(true, privilege, privileges), Volatility.Stable);
        }

        void Declare(string name, Func<string, FunctionContext, CatalogObject?> find)
        {
            declare.Map<string, string, bool>(name, [SqlTypes.Text, SqlTypes.Text], SqlTypes.Bool, (value, privileges, c) => Has(c.CurrentUser, find(value, c), privileges, c), Volatility.Stable);
            declare.Map<long, string, bool>(name, [SqlTypes.Oid, SqlTypes.Text], SqlTypes.Bool, (oid, privileges, c) => Has(c.CurrentUser, Find(oid, c), privileges, c), Volatility.Stable);
            declare.Map<string, string, string, bool>(name, [SqlTypes.Name, SqlTypes.Text, SqlTypes.Text], SqlTypes.Bool, (role, value, privileges, c) => Has(RoleOf(role, c), find(value, c), privileges, c), Volatility.Stable);
            declare.Map<string, long, string, bool>(name, [SqlTypes.Name, SqlTypes.Oid, SqlTypes.Text], SqlTypes.Bool, (role, oid, privileges, c) => Has(RoleOf(role, c), Find(oid, c), privileges, c), Volatility.Stable);
            declare.Map<long, long, string, bool>(name, [SqlTypes.Oid, SqlTypes.Oid, SqlTypes.Text], SqlTypes.Bool, (role, oid, privileges, c) => Has(c.Shared.Find<Role>((uint)role)?.Name ?? "", Find(oid, c), privileges, c), Volatility.Stable);
        }
    }

    // What the system has itself, such as its catalogs, is everybody's to read.
    private static CatalogObject? Find(long oid, FunctionContext context) => context.Catalog.Find((uint)oid) ?? context.Shared.Find((uint)oid);

    private static CatalogObject? Relation(string name, FunctionContext context)
    {
        var oid = CatalogFunctions.ParseRelation(name, context);
        return context.Catalog.Find((uint)oid) ?? (context.VirtualTables.Find((uint)oid) is null ? throw NameErrors.RelationDoesNotExist(name, null, null) : null);
    }

    private static CatalogObject? Routine(string signature, FunctionContext context) =>
        context.Catalog.Find((uint)(SignatureNames.Routine(signature, context) ?? throw SignatureNames.NoRoutine(signature)));

    private static string RoleOf(string name, FunctionContext context) =>
        name == "public" || context.Shared.FindRole(name) is not null ? name : throw CatalogErrors.Undefined("role", name);

    private static bool Has(string role, CatalogObject? value, string privileges, FunctionContext context)
    {
        var has = false;
        foreach (var written in privileges.Split(',', StringSplitOptions.TrimEntries))
        {
            var name = written.ToLowerInvariant();
            var withOption = name.EndsWith(" with grant option", StringComparison.Ordinal);
            if (withOption) name = name[..^" with grant option".Length];
            var letter = PrivilegeLetters.Find(name) ?? throw Unrecognized(written);
            has |= value is null ? letter is 'r' or 'X' : Acls.Has(value, role, letter, context.Shared, withOption);
        }

        return has;
    }

    private static readonly HashSet<string> RoleKinds = new(
        ["usage", "usage with admin option", "usage with grant option", "member", "member with admin option", "member with grant option"], StringComparer.OrdinalIgnoreCase);

    private static SqlException Unrecognized(string privilege) => DataErrors.InvalidParameter($"unrecognized privilege type: \"{privilege}\"");

    private static string? NameOf(long role, FunctionContext context) => context.Shared.Find<Role>((uint)role)?.Name;

    private static bool TypeNamed(string name, FunctionContext context) => NullCounts.TypeOid(name, context) is not null ? true : throw NameErrors.TypeDoesNotExist(name);

    private static bool IsType(long oid, FunctionContext context) => SqlTypes.FromOid((uint)oid) is not null || context.Catalog.FindType((uint)oid) is not null;

    // Types are everybody's to use; the right to hand that on is nobody's.
    private static bool MayUse(bool isThere, string privileges)
    {
        foreach (var written in privileges.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!written.Equals("usage", StringComparison.OrdinalIgnoreCase) && !written.Equals("usage with grant option", StringComparison.OrdinalIgnoreCase)) throw Unrecognized(written);
        }

        return isThere;
    }

    private static bool May(bool isThere, string known, string privileges)
    {
        foreach (var written in privileges.Split(',', StringSplitOptions.TrimEntries))
        {
            var name = written.ToLowerInvariant();
            if (name != known && name != known + " with grant option" && !(known == "set" && name is "alter system" or "alter system with grant option")) throw Unrecognized(written);
        }

        return isThere;
    }

    private static bool HasColumn(string role, string table, string column, string privileges, FunctionContext context)
    {
        var relation = Relation(table, context);
        if (relation is Table found && found.FindColumn(column) is null) throw CatalogErrors.NoColumn(column, found.Name);
        return Has(RoleOf(role, context), relation, privileges, context);
    }

    private static bool IsMember(string? user, string? role, string kind, FunctionContext context)
    {
        if (user is not null) user = RoleOf(user, context);
        if (role is not null && context.Shared.FindRole(role) is null) throw CatalogErrors.Undefined("role", role);
        foreach (var written in kind.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!RoleKinds.Contains(written)) throw Unrecognized(written);
        }

        // Of roles given by oid one that is not there is no error; it is nobody.
        if (user is null) return false;
        if (context.Shared.FindRole(user) is { IsSuperuser: true }) return true;
        if (role is null) return false;
        return Acls.RolesOf(user, context.Shared, inheritedOnly: kind.StartsWith("usage", StringComparison.OrdinalIgnoreCase)).Contains(role);
    }
}
