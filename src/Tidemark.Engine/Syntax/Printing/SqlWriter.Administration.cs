using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Printing;

/// <summary>Schemas, extensions, databases, roles, privileges.</summary>
internal sealed partial class SqlWriter
{
    private SqlWriter Administration(Statement statement) => statement switch
    {
        CreateSchemaStatement s => CreateSchema(s),
        CreateExtensionStatement s => Word("CREATE EXTENSION ").IfNotExists(s.IfNotExists).Identifier(s.Name).IdentifierIf(" SCHEMA ", s.Schema)
            .Word(s.Version is null ? "" : " VERSION " + QuoteString(s.Version)).Cascade(s.Cascade),
        AlterExtensionStatement s => Word("ALTER EXTENSION ").Identifier(s.Name).Word(" UPDATE").Word(s.Version is null ? "" : " TO " + QuoteString(s.Version)),
        CreateDatabaseStatement s => Word("CREATE DATABASE ").Identifier(s.Name).List(s.Options, DatabaseOption, ""),
        AlterDatabaseStatement s => Word("ALTER DATABASE ").Identifier(s.Name).List(s.Options, DatabaseOption, ""),
        AlterDatabaseSetStatement s => Word("ALTER DATABASE ").Identifier(s.Name).Word(" ").Statement(s.Setting),
        DropDatabaseStatement s => Word("DROP DATABASE ").IfExists(s.IfExists).Identifier(s.Name).WordIf(s.IsForced, " WITH (FORCE)"),
        CreateRoleStatement s => CreateRole(s),
        AlterRoleStatement s => Word("ALTER ROLE ").Role(s.Role).List(s.Options, RoleOption, ""),
        AlterRoleSetStatement s => AlterRoleSet(s),
        AlterGroupStatement s => Word("ALTER GROUP ").Role(s.Group).Word(s.IsAdd ? " ADD USER " : " DROP USER ").List(s.Members, RoleItem),
        DropRoleStatement s => Word("DROP ROLE ").IfExists(s.IfExists).List(s.Roles, RoleItem),
        AlterSystemStatement s => Word("ALTER SYSTEM ").Statement(s.Setting),
        GrantStatement s => Grant(s),
        GrantRoleStatement s => GrantRole(s),
        AlterDefaultPrivilegesStatement s => Word("ALTER DEFAULT PRIVILEGES").ListIf(" FOR ROLE ", s.Roles, RoleItem)
            .ListIf(" IN SCHEMA ", s.Schemas, NameItem).Word(" ").DefaultGrant(s.Action),
        _ => throw NoPrinter(statement),
    };

    private SqlWriter CreateSchema(CreateSchemaStatement s)
    {
        Word("CREATE SCHEMA ").IfNotExists(s.IfNotExists).IdentifierIf("", s.Name);
        if (s.Owner is not null) WordIf(s.Name is not null, " ").Word("AUTHORIZATION ").Role(s.Owner);
        return ListIf(" ", s.Elements, element => Statement(element), " ");
    }

    private SqlWriter ListIf<T>(string words, SyntaxList<T> items, Action<T> write, string separator) =>
        items.IsEmpty ? this : Word(words).List(items, write, separator);

    private void DatabaseOption(Option option)
    {
        Word(" ").Word(option.Name == "connection_limit" ? "CONNECTION LIMIT" : Quote(option.Name)).Word(" = ");
        if (option.Value is null) Word("DEFAULT");
        else OptionValue(option.Value);
    }

    private void RoleOption(Option option)
    {
        Word(" ");
        var flag = option.Name switch
        {
            "superuser" => "SUPERUSER",
            "createrole" => "CREATEROLE",
            "createdb" => "CREATEDB",
            "isreplication" => "REPLICATION",
            "canlogin" => "LOGIN",
            "bypassrls" => "BYPASSRLS",
            "inherit" => "INHERIT",
            _ => null,
        };
        if (flag is not null)
        {
            WordIf(option.Value!.Text == "false", "NO").Word(flag);
            return;
        }
        Word(option.Name switch { "connectionlimit" => "CONNECTION LIMIT ", "validUntil" => "VALID UNTIL ", "sysid" => "SYSID ", _ => "PASSWORD " });
        if (option.Name == "sysid") Word(option.Value!.Text);
        else if (option.Value is null) Word("NULL");
        else OptionValue(option.Value);
    }

    private SqlWriter CreateRole(CreateRoleStatement s) => Word($"CREATE {s.Word.ToString().ToUpperInvariant()} ").Identifier(s.Name).List(s.Options, RoleOption, "")
        .ListIf(" IN ROLE ", s.MemberOf, RoleItem).ListIf(" ROLE ", s.Members, RoleItem).ListIf(" ADMIN ", s.AdminMembers, RoleItem);

    private SqlWriter AlterRoleSet(AlterRoleSetStatement s)
    {
        Word("ALTER ROLE ");
        if (s.Role is null) Word("ALL");
        else Role(s.Role);
        return IdentifierIf(" IN DATABASE ", s.Database).Word(" ").Statement(s.Setting);
    }

    private void Privilege(Privilege privilege)
    {
        // The reserved words among them stand as they are.
        if (privilege.Name is "select" or "references" or "create" or "alter system") Word(privilege.Name.ToUpperInvariant());
        else Identifier(privilege.Name);
        Names(privilege.Columns);
    }

    private SqlWriter Privileges(GrantStatement s, string verb)
    {
        Word(verb).WordIf(!s.IsGrant && s.GrantOption, "GRANT OPTION FOR ");
        return s.Privileges.IsEmpty ? Word("ALL PRIVILEGES").Names(s.AllColumns) : List(s.Privileges, Privilege);
    }

    private SqlWriter Grantees(GrantStatement s)
    {
        Word(s.IsGrant ? " TO " : " FROM ").List(s.Grantees, RoleItem).WordIf(s.IsGrant && s.GrantOption, " WITH GRANT OPTION");
        if (s.GrantedBy is not null) Word(" GRANTED BY ").Role(s.GrantedBy);
        return Cascade(s.Cascade);
    }

    private SqlWriter Grant(GrantStatement s)
    {
        Privileges(s, s.IsGrant ? "GRANT " : "REVOKE ").Word(" ON ");
        if (s.AllInSchema) Word($"ALL {Words(s.Kind)}S IN SCHEMA ");
        else Word($"{Words(s.Kind)} ");
        return List(s.Objects, QualifiedItem).List(s.Functions, Signature).Grantees(s);
    }

    private SqlWriter DefaultGrant(GrantStatement s) => Privileges(s, s.IsGrant ? "GRANT " : "REVOKE ").Word($" ON {Words(s.Kind)}S").Grantees(s);

    private SqlWriter GrantRole(GrantRoleStatement s)
    {
        Word(s.IsGrant ? "GRANT " : "REVOKE ").WordIf(!s.IsGrant && s.AdminOption, "ADMIN OPTION FOR ").List(s.Roles, RolePrivilege);
        Word(s.IsGrant ? " TO " : " FROM ").List(s.Grantees, RoleItem).WordIf(s.IsGrant && s.AdminOption, " WITH ADMIN OPTION");
        if (s.GrantedBy is not null) Word(" GRANTED BY ").Role(s.GrantedBy);
        return Cascade(s.Cascade);
    }

    private void RolePrivilege(Name role) => Identifier(role.Text);
}
