using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary>A privilege in lower case, with the columns it is limited to. <c>ALL</c> is no privilege at all but an empty list.</summary>
internal sealed record Privilege(string Name, SyntaxList<Name> Columns) : SyntaxNode;

/// <summary><c>GRANT|REVOKE privileges ON objects TO|FROM roles</c>.</summary>
internal sealed record GrantStatement(bool IsGrant, SyntaxList<Privilege> Privileges, ObjectKind Kind, SyntaxList<RoleName> Grantees) : Statement
{
    /// <summary>The columns of <c>ALL (columns)</c>.</summary>
    public SyntaxList<Name> AllColumns { get; init; }

    /// <summary>The objects; with <see cref="AllInSchema"/>, schemas.</summary>
    public SyntaxList<QualifiedName> Objects { get; init; }

    public SyntaxList<FunctionSignature> Functions { get; init; }

    /// <summary><c>ON ALL TABLES IN SCHEMA ...</c> and its kin.</summary>
    public bool AllInSchema { get; init; }

    /// <summary>GRANT ... WITH GRANT OPTION; REVOKE GRANT OPTION FOR.</summary>
    public bool GrantOption { get; init; }

    public RoleName? GrantedBy { get; init; }

    public bool Cascade { get; init; }
}

/// <summary><c>GRANT|REVOKE roles TO|FROM roles</c>.</summary>
internal sealed record GrantRoleStatement(bool IsGrant, SyntaxList<Name> Roles, SyntaxList<RoleName> Grantees) : Statement
{
    public bool AdminOption { get; init; }

    public RoleName? GrantedBy { get; init; }

    public bool Cascade { get; init; }
}

/// <summary><c>ALTER DEFAULT PRIVILEGES [FOR ROLE ...] [IN SCHEMA ...] GRANT|REVOKE ...</c>; the kind is the sort of future objects.</summary>
internal sealed record AlterDefaultPrivilegesStatement(SyntaxList<RoleName> Roles, SyntaxList<Name> Schemas, GrantStatement Action) : Statement;
