using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Definitions;

/// <summary>A key of an index: a column by name, or an expression; exactly one of the two is given.</summary>
internal sealed record IndexElement(string? Column, Expression? Value) : SyntaxNode
{
    public QualifiedName? Collation { get; init; }

    public QualifiedName? OperatorClass { get; init; }

    public SyntaxList<Option> OperatorClassOptions { get; init; }

    public SortDirection Direction { get; init; }

    public NullsOrder Nulls { get; init; }
}
