using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Expressions;

/// <summary>
/// How a call was written. All but <see cref="Call"/> are SQL's own spellings of functions in pg_catalog; the arguments stand in the order
/// in which PostgreSQL's grammar hands them to the function.
/// </summary>
internal enum FunctionForm
{
    /// <summary><c>name(arguments)</c>.</summary>
    Call,

    /// <summary><c>x AT TIME ZONE zone</c>: <c>timezone(zone, x)</c>.</summary>
    AtTimeZone,

    /// <summary><c>EXTRACT(field FROM x)</c>: <c>extract('field', x)</c>.</summary>
    Extract,

    /// <summary><c>OVERLAY(x PLACING y FROM n [FOR m])</c>: <c>overlay(x, y, n[, m])</c>.</summary>
    Overlay,

    /// <summary><c>POSITION(x IN y)</c>: <c>position(y, x)</c>.</summary>
    Position,

    /// <summary><c>SUBSTRING(x FROM n [FOR m])</c>: <c>substring(x, n[, m])</c>; <c>SUBSTRING(x FOR m)</c>: <c>substring(x, 1, m::int4)</c>.</summary>
    Substring,

    /// <summary><c>SUBSTRING(x SIMILAR p ESCAPE e)</c>: <c>substring(x, p, e)</c>.</summary>
    SubstringSimilar,

    /// <summary><c>TRIM([BOTH|LEADING|TRAILING] [y FROM] x)</c>: <c>btrim|ltrim|rtrim(x[, y])</c>.</summary>
    Trim,

    /// <summary><c>NORMALIZE(x [, form])</c>.</summary>
    Normalize,

    /// <summary><c>x IS [form] NORMALIZED</c>: <c>is_normalized(x[, form])</c>.</summary>
    IsNormalized,

    /// <summary><c>(a, b) OVERLAPS (c, d)</c>: <c>overlaps(a, b, c, d)</c>.</summary>
    Overlaps,

    /// <summary><c>COLLATION FOR (x)</c>: <c>pg_collation_for(x)</c>.</summary>
    CollationFor,
}

/// <summary>A call of a function, aggregate or window function.</summary>
internal sealed record FunctionCall(QualifiedName Name, SyntaxList<FunctionArgument> Arguments) : Expression
{
    public FunctionForm Form { get; init; }

    /// <summary><c>name(*)</c>.</summary>
    public bool IsStar { get; init; }

    /// <summary><c>name(DISTINCT ...)</c>.</summary>
    public bool IsDistinct { get; init; }

    /// <summary>The last argument is marked VARIADIC.</summary>
    public bool IsVariadic { get; init; }

    /// <summary>ORDER BY inside the parentheses, or that of WITHIN GROUP.</summary>
    public SyntaxList<SortItem> OrderBy { get; init; }

    /// <summary><see cref="OrderBy"/> was written WITHIN GROUP (ORDER BY ...).</summary>
    public bool IsWithinGroup { get; init; }

    /// <summary><c>FILTER (WHERE ...)</c>.</summary>
    public Expression? Filter { get; init; }

    /// <summary>The OVER clause.</summary>
    public WindowReference? Over { get; init; }

    public override int Start => Arguments.IsEmpty || Form == FunctionForm.Call ? Position : Leftmost(Position, LeftmostArgument());

    private int LeftmostArgument()
    {
        var start = 0;
        foreach (var argument in Arguments) start = Leftmost(start, argument.Value.Start);
        return start;
    }
}

/// <summary>An argument, with its name when it was passed as <c>name => value</c>.</summary>
internal sealed record FunctionArgument(Expression Value, string? Name = null) : SyntaxNode;

/// <summary>The values that SQL names by keyword; the output column is named after the keyword.</summary>
internal enum SqlValueKind
{
    CurrentDate,
    CurrentTime,
    CurrentTimestamp,
    LocalTime,
    LocalTimestamp,
    CurrentRole,
    CurrentUser,
    User,
    SessionUser,
    CurrentCatalog,
    CurrentSchema,
}

/// <summary><c>CURRENT_TIMESTAMP(precision)</c> and its kin.</summary>
internal sealed record SqlValueExpression(SqlValueKind Kind, int? Precision = null) : Expression;

/// <summary><c>GROUPING(expressions)</c>.</summary>
internal sealed record GroupingExpression(SyntaxList<Expression> Arguments) : Expression;
