using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Definitions;

/// <summary><c>PARTITION BY strategy (keys)</c>; the strategy is in lower case as written.</summary>
internal sealed record PartitionSpecification(string Strategy, SyntaxList<PartitionKey> Keys) : SyntaxNode;

/// <summary>A column by name or an expression.</summary>
internal sealed record PartitionKey(string? Column, Expression? Value) : SyntaxNode
{
    public QualifiedName? Collation { get; init; }

    public QualifiedName? OperatorClass { get; init; }
}

internal enum PartitionBoundKind
{
    Default,
    List,
    Range,
    Hash,
}

/// <summary><c>DEFAULT</c>, <c>FOR VALUES IN (...)</c>, <c>FROM (...) TO (...)</c> or <c>WITH (modulus, remainder)</c>.</summary>
internal sealed record PartitionBound(PartitionBoundKind Kind) : SyntaxNode
{
    /// <summary>The values of IN or FROM.</summary>
    public SyntaxList<Expression> Values { get; init; }

    /// <summary>The values of TO.</summary>
    public SyntaxList<Expression> To { get; init; }

    public int Modulus { get; init; }

    public int Remainder { get; init; }
}
