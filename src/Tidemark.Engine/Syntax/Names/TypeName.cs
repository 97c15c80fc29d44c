using Tidemark.Engine.Syntax.Expressions;

namespace Tidemark.Engine.Syntax.Names;

/// <summary>
/// A type as written. The SQL spellings are resolved here as PostgreSQL's grammar resolves them: <c>int</c> is <c>pg_catalog.int4</c>,
/// <c>char</c> is <c>pg_catalog.bpchar</c> with modifier 1, <c>double precision</c> is <c>pg_catalog.float8</c>, and so on.
/// </summary>
/// <param name="Name">The type's name, of as many parts as were written.</param>
/// <param name="Modifiers">What stands in parentheses: <c>numeric(10, 2)</c> has two. For interval, the digits of fractional seconds.</param>
internal sealed record TypeName(QualifiedName Name, SyntaxList<Expression> Modifiers = default) : SyntaxNode
{
    /// <summary>The fields of an interval in lower case, such as <c>day to second</c>; null when all.</summary>
    public string? IntervalFields { get; init; }

    /// <summary>One entry for each array dimension, its declared size or null. Empty when the type is not an array.</summary>
    public SyntaxList<int?> ArrayBounds { get; init; }

    /// <summary><c>SETOF type</c>, in function signatures.</summary>
    public bool IsSetOf { get; init; }

    /// <summary><c>table.column%TYPE</c>, in function signatures.</summary>
    public bool IsPercentType { get; init; }

    public bool IsArray => !ArrayBounds.IsEmpty;
}
