using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary>With which word the role was named: USER may log in.</summary>
internal enum RoleWord
{
    Role,
    User,
    Group,
}

/// <summary>
/// <c>CREATE ROLE|USER|GROUP name [WITH] options</c>. Options have PostgreSQL's catalog names and a boolean word where they are flags:
/// <c>superuser</c>, <c>canlogin</c>, <c>createdb</c>, <c>createrole</c>, <c>inherit</c>, <c>isreplication</c>, <c>bypassrls</c>;
/// <c>password</c> (no value: NULL), <c>connectionlimit</c>, <c>validUntil</c>, <c>sysid</c>.
/// </summary>
internal sealed record CreateRoleStatement(string Name, RoleWord Word, SyntaxList<Option> Options) : Statement
{
    /// <summary><c>IN ROLE</c>: the groups it joins.</summary>
    public SyntaxList<RoleName> MemberOf { get; init; }

    /// <summary><c>ROLE</c> or <c>USER</c>: the members it gets.</summary>
    public SyntaxList<RoleName> Members { get; init; }

    /// <summary><c>ADMIN</c>: the members that may add others.</summary>
    public SyntaxList<RoleName> AdminMembers { get; init; }
}

/// <summary><c>ALTER ROLE|USER name [WITH] options</c>.</summary>
internal sealed record AlterRoleStatement(RoleName Role, SyntaxList<Option> Options) : Statement;

/// <summary><c>ALTER ROLE name|ALL [IN DATABASE database] SET|RESET ...</c>; no role means ALL.</summary>
internal sealed record AlterRoleSetStatement(RoleName? Role, string? Database, Statement Setting) : Statement;

/// <summary><c>ALTER GROUP name ADD|DROP USER roles</c>.</summary>
internal sealed record AlterGroupStatement(RoleName Group, bool IsAdd, SyntaxList<RoleName> Members) : Statement;

/// <summary><c>REASSIGN OWNED BY roles TO role</c>.</summary>
internal sealed record ReassignOwnedStatement(SyntaxList<RoleName> Roles, RoleName NewOwner) : Statement;

/// <summary><c>DROP OWNED BY roles</c>.</summary>
internal sealed record DropOwnedStatement(SyntaxList<RoleName> Roles, bool Cascade) : Statement;

internal sealed record DropRoleStatement(SyntaxList<RoleName> Roles, bool IfExists) : Statement;
