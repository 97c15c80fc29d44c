using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>DELETE FROM table [USING ...] [WHERE ...] [RETURNING ...]</c>.</summary>
internal sealed record DeleteStatement(TableReference Table) : Statement
{
    public WithClause? With { get; init; }

    public SyntaxList<FromItem> Using { get; init; }

    public Expression? Where { get; init; }

    public SyntaxList<SelectItem> Returning { get; init; }
}

/// <summary><c>TRUNCATE [TABLE] tables [RESTART|CONTINUE IDENTITY] [CASCADE|RESTRICT]</c>.</summary>
internal sealed record TruncateStatement(SyntaxList<TruncateTarget> Tables, bool RestartIdentity, bool Cascade) : Statement;

internal sealed record TruncateTarget(QualifiedName Name, bool IsOnly) : SyntaxNode;
