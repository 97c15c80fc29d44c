using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>DECLARE name ... CURSOR [WITH|WITHOUT HOLD] FOR query</c>.</summary>
internal sealed record DeclareCursorStatement(string Name, QueryExpression Query) : Statement
{
    public bool IsBinary { get; init; }

    /// <summary>SCROLL (true), NO SCROLL (false), or nothing.</summary>
    public bool? Scroll { get; init; }

    /// <summary>INSENSITIVE (true), ASENSITIVE (false), or nothing.</summary>
    public bool? Insensitive { get; init; }

    public bool WithHold { get; init; }
}

internal enum FetchDirection
{
    Forward,
    Backward,
    Absolute,
    Relative,
}

/// <summary>
/// <c>FETCH|MOVE direction FROM cursor</c>. NEXT is forward 1, PRIOR backward 1, FIRST absolute 1, LAST absolute -1.
/// </summary>
/// <param name="IsMove">MOVE: no rows are returned.</param>
/// <param name="Direction">Where to.</param>
/// <param name="Count">How many rows, or which; null is ALL.</param>
/// <param name="Cursor">The cursor.</param>
internal sealed record FetchStatement(bool IsMove, FetchDirection Direction, long? Count, string Cursor) : Statement;

/// <summary><c>CLOSE cursor|ALL</c>; no name means ALL.</summary>
internal sealed record CloseStatement(string? Cursor) : Statement;
