using Tidemark.Engine.Syntax.Expressions;

namespace Tidemark.Engine.Syntax.Queries;

/// <summary>An entry of GROUP BY.</summary>
internal abstract record GroupingElement : SyntaxNode;

/// <summary>A plain expression; <c>(a, b)</c> is a row constructor here.</summary>
internal sealed record GroupingValue(Expression Value) : GroupingElement;

/// <summary><c>()</c>: the empty grouping set.</summary>
internal sealed record EmptyGroupingSet : GroupingElement;

internal enum GroupingKind
{
    GroupingSets,
    Rollup,
    Cube,
}

/// <summary><c>GROUPING SETS|ROLLUP|CUBE (...)</c>; for the last two the elements are plain values.</summary>
internal sealed record GroupingSet(GroupingKind Kind, SyntaxList<GroupingElement> Elements) : GroupingElement;
