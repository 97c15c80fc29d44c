using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Roles.</summary>
internal sealed partial class Parser
{
    private CreateRoleStatement ParseCreateRole(int position)
    {
        var word = Current.Keyword switch
        {
            Keyword.User => RoleWord.User,
            Keyword.Group => RoleWord.Group,
            _ => RoleWord.Role,
        };
        Advance();
        var statement = new CreateRoleStatement(ParseRoleWord(), word, []) { Position = position };
        Accept(Keyword.With);
        var options = new List<Option>();
        while (true)
        {
            if (Accept(Keyword.Admin)) statement = statement with { AdminMembers = ParseRoles() };
            else if (Current.Keyword is Keyword.Role or Keyword.User)
            {
                Advance();
                statement = statement with { Members = ParseRoles() };
            }
            else if (Accept(Keyword.In, Keyword.Role) || Accept(Keyword.In, Keyword.Group)) statement = statement with { MemberOf = ParseRoles() };
            else if (At(Keyword.Sysid))
            {
                var here = Position;
                Advance();
                options.Add(StringOption("sysid", ParseSignedNumber(), here));
            }
            else if (ParseRoleOption() is { } option) options.Add(option);
            else return statement with { Options = ToList(options) };
        }
    }

    /// <summary>An option that CREATE and ALTER share; null, and nothing taken, when there is none.</summary>
    private Option? ParseRoleOption()
    {
        var position = Position;
        switch (Current.Keyword)
        {
            case Keyword.Encrypted or Keyword.Password:
                Accept(Keyword.Encrypted);
                Expect(Keyword.Password);
                return Accept(Keyword.Null) ? new Option(null, "password", null) { Position = position }
                    : StringOption("password", ParseString(), position);
            case Keyword.Unencrypted:
                throw InternalErrors.NotSupported("UNENCRYPTED PASSWORD", position, "Remove UNENCRYPTED to store the password in encrypted form instead.");
            case Keyword.Inherit:
                Advance();
                return Flag("inherit", position);
            case Keyword.Connection:
                Advance();
                Expect(Keyword.Limit);
                return new Option(null, "connectionlimit", new OptionValue(OptionValueKind.Number, ParseSignedNumber())) { Position = position };
            case Keyword.Valid:
                Advance();
                Expect(Keyword.Until);
                return StringOption("validUntil", ParseString(), position);
        }
        if (!At(TokenKind.Identifier) || Current.Keyword != Keyword.NotKeyword) return null;
        var word = IdentifierOf(Current);
        var isOn = !word.StartsWith("no", StringComparison.Ordinal);
        var name = (isOn ? word : word[2..]) switch
        {
            "superuser" => "superuser",
            "createrole" => "createrole",
            "createdb" => "createdb",
            "replication" => "isreplication",
            "login" => "canlogin",
            "bypassrls" => "bypassrls",
            "inherit" when !isOn => "inherit",
            _ => throw SyntaxErrors.Rule($"unrecognized role option \"{word}\"", position),
        };
        Advance();
        return Flag(name, position, isOn);
    }

    private Statement ParseAlterRole(int position)
    {
        var isGroup = At(Keyword.Group);
        Advance();
        var isAll = !isGroup && Accept(Keyword.All);
        var role = isAll ? null : ParseRole();
        if (role is not null && Accept(Keyword.Rename, Keyword.To))
        {
            var name = new QualifiedName([role.Name]) { Position = role.Position };
            return new RenameStatement(ObjectKind.Role, ObjectKind.Role, name, null, ParseColumnId()) { Position = position };
        }
        if (isGroup)
        {
            var isAdd = Accept(Keyword.Add);
            if (!isAdd) Expect(Keyword.Drop);
            Expect(Keyword.User);
            return new AlterGroupStatement(role!, isAdd, ParseRoles()) { Position = position };
        }
        var database = Accept(Keyword.In, Keyword.Database) ? ParseColumnId() : null;
        if (At(Keyword.Set) || At(Keyword.Reset)) return new AlterRoleSetStatement(role, database, ParseSetOrReset()) { Position = position };
        if (database is not null || role is null) throw Unexpected();
        Accept(Keyword.With);
        var options = new List<Option>();
        while (ParseRoleOption() is { } option) options.Add(option);
        return new AlterRoleStatement(role, ToList(options)) { Position = position };
    }

    /// <summary>SET or RESET of a setting inside another statement.</summary>
    private Statement ParseSetOrReset()
    {
        var position = Position;
        if (At(Keyword.Reset)) return ParseReset();
        Expect(Keyword.Set);
        return ParseSetRest(SettingScope.Session, position);
    }

    private ReassignOwnedStatement ParseReassignOwned()
    {
        var position = Position;
        Advance();
        Advance();
        Expect(Keyword.By);
        var roles = ParseRoles();
        Expect(Keyword.To);
        return new ReassignOwnedStatement(roles, ParseRole()) { Position = position };
    }

    private DropOwnedStatement ParseDropOwned(int position)
    {
        Advance();
        Expect(Keyword.By);
        return new DropOwnedStatement(ParseRoles(), ParseCascade()) { Position = position };
    }

    private DropRoleStatement ParseDropRole(int position)
    {
        Advance();
        var ifExists = ParseIfExists();
        return new DropRoleStatement(ParseRoles(), ifExists) { Position = position };
    }
}
