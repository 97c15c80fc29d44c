using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Expressions;

/// <summary>What OVER refers to.</summary>
internal abstract record WindowReference : SyntaxNode;

/// <summary><c>OVER name</c>.</summary>
internal sealed record NamedWindowReference(string Name) : WindowReference;

/// <summary><c>([base] [PARTITION BY ...] [ORDER BY ...] [frame])</c>.</summary>
internal sealed record WindowSpecification(
    string? BaseWindow, SyntaxList<Expression> PartitionBy, SyntaxList<SortItem> OrderBy, WindowFrame? Frame) : WindowReference;

/// <summary>An entry of the WINDOW clause.</summary>
internal sealed record WindowDefinition(string Name, WindowSpecification Specification) : SyntaxNode;

internal enum FrameUnit
{
    Rows,
    Range,
    Groups,
}

internal enum FrameBoundKind
{
    UnboundedPreceding,
    Preceding,
    CurrentRow,
    Following,
    UnboundedFollowing,
}

internal enum FrameExclusion
{
    NoOthers,
    CurrentRow,
    Group,
    Ties,
}

/// <summary><c>ROWS|RANGE|GROUPS start</c> or <c>... BETWEEN start AND end</c>, with EXCLUDE.</summary>
/// <param name="Unit">What offsets count.</param>
/// <param name="From">The first bound.</param>
/// <param name="To">The second bound; null when only one was written (then the frame ends at the current row).</param>
/// <param name="Exclusion">What EXCLUDE leaves out.</param>
internal sealed record WindowFrame(FrameUnit Unit, FrameBound From, FrameBound? To, FrameExclusion Exclusion) : SyntaxNode;

internal sealed record FrameBound(FrameBoundKind Kind, Expression? Offset) : SyntaxNode;
