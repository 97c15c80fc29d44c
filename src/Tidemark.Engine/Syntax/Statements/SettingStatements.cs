using Tidemark.Engine.Syntax.Expressions;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary>How long a setting lasts: the session (also when nothing was written) or the transaction.</summary>
internal enum SettingScope
{
    Session,
    Local,
}

/// <summary>
/// <c>SET [SESSION|LOCAL] name = values</c>. The special spellings have become settings as in PostgreSQL's grammar:
/// TIME ZONE is <c>timezone</c>, NAMES <c>client_encoding</c>, SCHEMA <c>search_path</c>, ROLE <c>role</c>,
/// SESSION AUTHORIZATION <c>session_authorization</c>.
/// </summary>
/// <param name="Scope">How long it lasts.</param>
/// <param name="Name">The name with its dots, each part folded.</param>
/// <param name="Values">Constants, words as strings among them; empty for DEFAULT. SET TIME ZONE INTERVAL is a typed literal.</param>
internal sealed record SetStatement(SettingScope Scope, string Name, SyntaxList<Expression> Values) : Statement
{
    /// <summary><c>FROM CURRENT</c>, in CREATE FUNCTION only.</summary>
    public bool FromCurrent { get; init; }
}

/// <summary><c>RESET name|ALL</c>; no name means ALL.</summary>
internal sealed record ResetStatement(string? Name) : Statement;

/// <summary><c>SHOW name|ALL</c>; no name means ALL.</summary>
internal sealed record ShowStatement(string? Name) : Statement;

/// <summary><c>ALTER SYSTEM SET|RESET ...</c>.</summary>
internal sealed record AlterSystemStatement(Statement Setting) : Statement;
