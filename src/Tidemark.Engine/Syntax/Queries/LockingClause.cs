using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Queries;

internal enum LockStrength
{
    KeyShare,
    Share,
    NoKeyUpdate,
    Update,
}

internal enum LockWaitPolicy
{
    Block,
    SkipLocked,
    NoWait,
}

/// <summary><c>FOR UPDATE|... [OF tables] [NOWAIT|SKIP LOCKED]</c>.</summary>
internal sealed record LockingClause(LockStrength Strength, SyntaxList<QualifiedName> Tables, LockWaitPolicy Wait) : SyntaxNode;
