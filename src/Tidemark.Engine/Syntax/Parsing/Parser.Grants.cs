using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>GRANT, REVOKE, ALTER DEFAULT PRIVILEGES.</summary>
internal sealed partial class Parser
{
    private Statement ParseGrant()
    {
        var position = Position;
        Advance();
        var (privileges, allColumns, isAll) = ParsePrivileges();
        if (!isAll && Accept(Keyword.To))
        {
            return new GrantRoleStatement(IsGrant: true, RolesOf(privileges), ParseRoles())
            {
                Position = position,
                AdminOption = Accept(Keyword.With, Keyword.Admin, Keyword.Option),
                GrantedBy = ParseGrantedBy(),
            };
        }
        return ParseObjectGrant(privileges, allColumns, position);
    }

    private GrantStatement ParseObjectGrant(SyntaxList<Privilege> privileges, SyntaxList<Name> allColumns, int position)
    {
        Expect(Keyword.On);
        var grant = ParseGrantTarget() with { IsGrant = true, Privileges = privileges, AllColumns = allColumns, Position = position };
        Expect(Keyword.To);
        return grant with
        {
            Grantees = ParseCommaSeparated(ParseGrantee),
            GrantOption = Accept(Keyword.With, Keyword.Grant, Keyword.Option),
            GrantedBy = ParseGrantedBy(),
        };
    }

    private Statement ParseRevoke()
    {
        var position = Position;
        Advance();
        var adminOption = Accept(Keyword.Admin, Keyword.Option, Keyword.For);
        var grantOption = !adminOption && Accept(Keyword.Grant, Keyword.Option, Keyword.For);
        var (privileges, allColumns, isAll) = ParsePrivileges();
        if (!isAll && !grantOption && Accept(Keyword.From))
        {
            return new GrantRoleStatement(IsGrant: false, RolesOf(privileges), ParseRoles())
            {
                Position = position,
                AdminOption = adminOption,
                GrantedBy = ParseGrantedBy(),
                Cascade = ParseCascade(),
            };
        }
        if (adminOption) throw Unexpected();
        return ParseObjectRevoke(privileges, allColumns, grantOption, position);
    }

    private GrantStatement ParseObjectRevoke(SyntaxList<Privilege> privileges, SyntaxList<Name> allColumns, bool grantOption, int position)
    {
        Expect(Keyword.On);
        var grant = ParseGrantTarget() with { Privileges = privileges, AllColumns = allColumns, GrantOption = grantOption, Position = position };
        Expect(Keyword.From);
        return grant with { Grantees = ParseCommaSeparated(ParseGrantee), GrantedBy = ParseGrantedBy(), Cascade = ParseCascade() };
    }

    private (SyntaxList<Privilege> Privileges, SyntaxList<Name> AllColumns, bool IsAll) ParsePrivileges()
    {
        if (!Accept(Keyword.All)) return (ParseCommaSeparated(ParsePrivilege), [], false);
        Accept(Keyword.Privileges);
        return ([], ParseOptionalNames(), true);
    }

    private Privilege ParsePrivilege()
    {
        var position = Position;
        if (Accept(Keyword.Alter, Keyword.System)) return new Privilege("alter system", []) { Position = position };
        var name = Current.Keyword is Keyword.Select or Keyword.References or Keyword.Create ? ParseLabel() : ParseColumnId();
        return new Privilege(name, ParseOptionalNames()) { Position = position };
    }

    /// <summary>What was read as privileges turns out to be roles.</summary>
    private static SyntaxList<Name> RolesOf(SyntaxList<Privilege> privileges)
    {
        var roles = new Name[privileges.Count];
        for (var i = 0; i < roles.Length; i++) roles[i] = new Name(privileges[i].Name) { Position = privileges[i].Position };
        return new SyntaxList<Name>(roles);
    }

    private RoleName ParseGrantee()
    {
        Accept(Keyword.Group);
        return ParseRole();
    }

    private RoleName? ParseGrantedBy() => Accept(Keyword.Granted, Keyword.By) ? ParseRole() : null;

    private GrantStatement ParseGrantTarget()
    {
        if (Accept(Keyword.All))
        {
            var kind = ParsePluralKind();
            Expect(Keyword.In, Keyword.Schema);
            return MakeGrant(kind) with { AllInSchema = true, Objects = ParseCommaSeparated(ParseSingleName) };
        }
        switch (Current.Keyword)
        {
            case Keyword.Function or Keyword.Procedure or Keyword.Routine:
                var routine = ParseRoutineKind();
                return MakeGrant(routine) with { Functions = ParseCommaSeparated(ParseSignature) };
            case Keyword.Database: return ParseNamedTarget(ObjectKind.Database);
            case Keyword.Schema: return ParseNamedTarget(ObjectKind.Schema);
            case Keyword.Language: return ParseNamedTarget(ObjectKind.Language);
            case Keyword.Tablespace: return ParseNamedTarget(ObjectKind.Tablespace);
            case Keyword.Parameter:
                Advance();
                return MakeGrant(ObjectKind.Parameter) with { Objects = ParseCommaSeparated(ParseQualifiedName) };
            case Keyword.Foreign when PeekIs(Keyword.Server):
                Advance();
                return ParseNamedTarget(ObjectKind.ForeignServer);
            case Keyword.Foreign:
                Advance();
                Expect(Keyword.Data);
                return ParseNamedTarget(ObjectKind.ForeignDataWrapper);
            case Keyword.Large:
                Refuse("GRANT ON LARGE OBJECT", Position);
                break;
        }
        var objects = Accept(Keyword.Sequence) ? ObjectKind.Sequence : Accept(Keyword.Domain) ? ObjectKind.Domain
            : Accept(Keyword.Type) ? ObjectKind.Type : ObjectKind.Table;
        if (objects == ObjectKind.Table) Accept(Keyword.Table);
        return MakeGrant(objects) with { Objects = ParseCommaSeparated(ParseQualifiedName) };
    }

    private GrantStatement ParseNamedTarget(ObjectKind kind)
    {
        Advance();
        return MakeGrant(kind) with { Objects = ParseCommaSeparated(ParseSingleName) };
    }

    private static GrantStatement MakeGrant(ObjectKind kind) => new(IsGrant: false, [], kind, []);

    private ObjectKind ParsePluralKind()
    {
        if (Accept(Keyword.Tables)) return ObjectKind.Table;
        if (Accept(Keyword.Sequences)) return ObjectKind.Sequence;
        if (Accept(Keyword.Functions)) return ObjectKind.Function;
        if (Accept(Keyword.Procedures)) return ObjectKind.Procedure;
        Expect(Keyword.Routines);
        return ObjectKind.Routine;
    }

    private AlterDefaultPrivilegesStatement ParseAlterDefaultPrivileges(int position)
    {
        Expect(Keyword.Default, Keyword.Privileges);
        SyntaxList<RoleName> roles = [];
        SyntaxList<Name> schemas = [];
        while (true)
        {
            if (Accept(Keyword.For))
            {
                if (!Accept(Keyword.Role)) Expect(Keyword.User);
                roles = ParseRoles();
            }
            else if (Accept(Keyword.In, Keyword.Schema)) schemas = ParseNameList();
            else break;
        }
        return new AlterDefaultPrivilegesStatement(roles, schemas, ParseDefaultGrant()) { Position = position };
    }

    private GrantStatement ParseDefaultGrant()
    {
        var position = Position;
        var isGrant = Accept(Keyword.Grant);
        if (!isGrant) Expect(Keyword.Revoke);
        var grantOption = !isGrant && Accept(Keyword.Grant, Keyword.Option, Keyword.For);
        var (privileges, allColumns, _) = ParsePrivileges();
        Expect(Keyword.On);
        var kind = Accept(Keyword.Types) ? ObjectKind.Type : Accept(Keyword.Schemas) ? ObjectKind.Schema : ParsePluralKind();
        if (isGrant) Expect(Keyword.To);
        else Expect(Keyword.From);
        var grantees = ParseCommaSeparated(ParseGrantee);
        if (isGrant) grantOption = Accept(Keyword.With, Keyword.Grant, Keyword.Option);
        return new GrantStatement(isGrant, privileges, kind, grantees)
        {
            Position = position,
            AllColumns = allColumns,
            GrantOption = grantOption,
            Cascade = !isGrant && ParseCascade(),
        };
    }
}
