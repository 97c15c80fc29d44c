using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Queries;

internal enum SortDirection
{
    /// <summary>Nothing was written: ascending.</summary>
    Default,
    Ascending,
    Descending,

    /// <summary><c>USING operator</c>.</summary>
    Using,
}

internal enum NullsOrder
{
    /// <summary>Nothing was written: last when ascending, first when descending.</summary>
    Default,
    First,
    Last,
}

/// <summary>An entry of ORDER BY.</summary>
internal sealed record SortItem(Expression Value, SortDirection Direction, NullsOrder Nulls, OperatorName? Using = null) : SyntaxNode;
