namespace Tidemark.Scripts.RandomQueries;

/// <summary>Expressions of a wanted type over the columns of a scope. They seldom fail when they run: which of several errors comes first is nobody's promise.</summary>
internal sealed partial class ExpressionGenerator(Draw draw)
{
    /// <summary>Makes the subqueries in expressions; how deep queries nest is its business.</summary>
    public required Func<Scope, Kind, SubqueryForm, Part?> Subquery { get; init; }

    /// <summary>Whether one expression is yet to have another type than is wanted, so that the query fails or casts. Of two mistakes any may be reported.</summary>
    public bool HasMistake { get; set; }

    /// <summary>An expression, in parentheses where it needs them.</summary>
    /// <param name="depth">How far it may nest.</param>
    public Part Of(Kind kind, Scope scope, int depth)
    {
        if (HasMistake && draw.Chance(15))
        {
            kind = draw.Of(Kinds.All);
            HasMistake = false;
        }

        if (depth <= 0 || draw.Chance(25))
            return Leaf(kind, scope);
        if (scope.Aggregated is { } rows && draw.Chance(35) && Aggregate(kind, rows, depth - 1) is { } aggregate)
            return aggregate;
        if (draw.Chance(4) && Subquery(scope, kind, SubqueryForm.Scalar) is { } subquery)
            return new Choice(subquery, [Null(kind)]);
        if (draw.Chance(22))
            return Conditional(kind, scope, depth - 1);
        return kind switch
        {
            Kind.Bool => Condition(scope, depth - 1),
            Kind.Int2 or Kind.Int4 or Kind.Int8 or Kind.Numeric or Kind.Float8 => Number(kind, scope, depth - 1),
            Kind.Text => Text(scope, depth - 1),
            Kind.Int4Array => Array(scope, depth - 1),
            Kind.Jsonb => Json(scope, depth - 1),
            _ => Time(kind, scope, depth - 1),
        };
    }

    /// <summary>A column, or else a literal.</summary>
    public Part Leaf(Kind kind, Scope scope)
    {
        if (draw.Chance(85) && scope.Pick(kind, draw) is { } column)
            return new Choice(column.Sql, [Null(kind)]);
        if (scope.Aggregated is { } rows && draw.Chance(60) && Aggregate(kind, rows, 1) is { } aggregate)
            return aggregate;
        return draw.Chance(6) ? Null(kind) : kind.Literal(draw);
    }

    /// <summary>The null of a type.</summary>
    public static Part Null(Kind kind) => $"NULL::{kind.Sql()}";

    private Choice Conditional(Kind kind, Scope scope, int depth)
    {
        Part One() => Of(kind, scope, depth);
        switch (draw.Between(1, 6))
        {
            case 1:
                return Operation(kind, [One(), One()], "coalesce(", ", ", ")");
            case 2:
                return Operation(kind, [One(), One()], "nullif(", ", ", ")");
            case 3 when kind != Kind.Jsonb:
                return Operation(kind, [One(), One(), One()], draw.Of("greatest(", "least("), ", ", ")");
            case 4:
                {
                    var (then, otherwise) = (One(), One());
                    var tested = draw.Of(Kind.Int4, Kind.Text, Kind.Bool);
                    return new Choice(
                        Part.Of("CASE ", Of(tested, scope, depth), " WHEN ", Of(tested, scope, depth), " THEN ", then, Part.Optional(" ELSE ", otherwise), " END"),
                        [then, otherwise, Null(kind)]);
                }

            default:
                {
                    var (first, second, last) = (One(), One(), One());
                    return new Choice(
                        Part.Of("CASE WHEN ", Of(Kind.Bool, scope, depth), " THEN ", first, Part.Optional(" WHEN ", Of(Kind.Bool, scope, depth), " THEN ", second), Part.Optional(" ELSE ", last), " END"),
                        [first, second, last, Null(kind)]);
                }
        }
    }

    // An operation whose operands have its own type can become one of them.
    private static Choice Operation(Kind kind, Part[] operands, string open, string between, string close)
    {
        var parts = new List<Part> { open };
        for (var i = 0; i < operands.Length; i++)
        {
            if (i > 0) parts.Add(between);
            parts.Add(operands[i]);
        }

        parts.Add(close);
        return new Choice(new Sequence(parts), [.. operands, Null(kind)]);
    }

    // A call whose operands have other types can only become null.
    private static Choice Call(Kind kind, params Part[] parts) => new Choice(new Sequence(parts), [Null(kind)]);
}

/// <summary>How a subquery stands in an expression.</summary>
internal enum SubqueryForm
{
    /// <summary>As a value: one row at most.</summary>
    Scalar,

    /// <summary>After IN, ANY, ALL: one column, any rows.</summary>
    Column,

    /// <summary>After EXISTS.</summary>
    Any,

    /// <summary>After ARRAY: one column in a fixed order.</summary>
    Ordered,
}
