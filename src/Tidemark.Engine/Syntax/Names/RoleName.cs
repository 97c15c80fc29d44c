namespace Tidemark.Engine.Syntax.Names;

/// <summary>What stands for a role's name.</summary>
internal enum RoleKind
{
    Named,
    Public,
    CurrentRole,
    CurrentUser,
    SessionUser,
}

/// <summary>A role: by name, or one of the keywords (then <paramref name="Name"/> is the keyword).</summary>
internal sealed record RoleName(RoleKind Kind, string Name) : SyntaxNode;
