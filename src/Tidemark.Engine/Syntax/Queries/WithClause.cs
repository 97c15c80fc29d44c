using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Queries;

/// <summary><c>WITH [RECURSIVE] ...</c>.</summary>
internal sealed record WithClause(bool IsRecursive, SyntaxList<CommonTableExpression> Tables) : SyntaxNode;

/// <param name="Name">The name it goes by.</param>
/// <param name="Columns">Column names, may be fewer than there are columns.</param>
/// <param name="Materialized">MATERIALIZED (true), NOT MATERIALIZED (false), or nothing.</param>
/// <param name="Body">A <see cref="SelectStatement"/>, or INSERT, UPDATE or DELETE with RETURNING.</param>
internal sealed record CommonTableExpression(string Name, SyntaxList<Name> Columns, bool? Materialized, Statement Body) : SyntaxNode
{
    public SearchClause? Search { get; init; }

    public CycleClause? Cycle { get; init; }
}

/// <summary><c>SEARCH BREADTH|DEPTH FIRST BY columns SET column</c>.</summary>
internal sealed record SearchClause(bool IsBreadthFirst, SyntaxList<Name> Columns, string SequenceColumn) : SyntaxNode;

/// <summary><c>CYCLE columns SET mark [TO value DEFAULT default] USING path</c>.</summary>
internal sealed record CycleClause(
    SyntaxList<Name> Columns, string MarkColumn, Expression? MarkValue, Expression? MarkDefault, string PathColumn) : SyntaxNode;
