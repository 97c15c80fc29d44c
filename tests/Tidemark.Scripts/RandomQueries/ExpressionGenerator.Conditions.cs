namespace Tidemark.Scripts.RandomQueries;

internal sealed partial class ExpressionGenerator
{
    private static readonly Kind[] Compared = [Kind.Int4, Kind.Int4, Kind.Int8, Kind.Numeric, Kind.Float8, Kind.Text, Kind.Text, Kind.Date, Kind.Timestamp, Kind.Timestamptz, Kind.Interval, Kind.Bool, Kind.Int4Array, Kind.Jsonb];

    /// <summary>A condition as WHERE, ON and FILTER have it.</summary>
    public Part Condition(Scope scope, int depth)
    {
        Part One() => Of(Kind.Bool, scope, depth);
        if (draw.Chance(12) && SubqueryCondition(scope, depth) is { } subquery)
            return new Choice(subquery, ["true", "false", Null(Kind.Bool)]);
        return draw.Between(1, 13) switch
        {
            1 or 2 => Operation(Kind.Bool, [One(), One()], "(", draw.Of(" AND ", " OR "), ")"),
            3 => Operation(Kind.Bool, [One()], "(NOT ", "", ")"),
            4 => Call(Kind.Bool, "(", Of(draw.Of(Kinds.All), scope, depth), draw.Of(" IS NULL)", " IS NOT NULL)")),
            5 => Call(Kind.Bool, "(", One(), " IS ", draw.Of("", "NOT "), draw.Of("TRUE)", "FALSE)", "UNKNOWN)")),
            6 => Matched(scope, depth),
            7 => InList(scope, depth),
            8 => Between(scope, depth),
            9 => RowComparison(scope, depth),
            10 => Times(scope, depth),
            _ => Comparison(scope, depth),
        };
    }

    /// <summary>An equality of two columns' kinds, as joins like it; null when the sides share no kind.</summary>
    public Part? Equality(Scope left, Scope right)
    {
        var kinds = left.Columns.Select(column => column.Kind).Intersect(right.Columns.Select(column => column.Kind)).ToArray();
        if (kinds.Length == 0)
            return null;
        var kind = draw.Of(kinds);
        return Part.Of("(", draw.Of(left.Columns.Where(column => column.Kind == kind).ToArray()).Sql, " = ", draw.Of(right.Columns.Where(column => column.Kind == kind).ToArray()).Sql, ")");
    }

    private Choice Comparison(Scope scope, int depth)
    {
        var kind = draw.Of(Compared);
        var other = kind.IsNumber() && draw.Chance(30) ? draw.Of(Kind.Int2, Kind.Int4, Kind.Int8, Kind.Numeric, Kind.Float8)
            : kind is Kind.Date or Kind.Timestamp && draw.Chance(30) ? draw.Of(Kind.Date, Kind.Timestamp)
            : kind;
        var compare = draw.Of(" = ", " = ", " <> ", " < ", " <= ", " > ", " >= ", " IS DISTINCT FROM ", " IS NOT DISTINCT FROM ");
        return Call(Kind.Bool, "(", Of(kind, scope, depth), compare, Of(other, scope, depth - 1), ")");
    }

    private Choice Matched(Scope scope, int depth)
    {
        var text = Of(Kind.Text, scope, depth);
        return draw.Chance(70)
            ? Call(Kind.Bool, "(", text, draw.Of(" LIKE ", " NOT LIKE ", " ILIKE "), draw.Of("'a%'", "'%b'", "'%b%'", "'_b%'", "'a\\%'", "''", "'%'", "'ab'"), ")")
            : draw.Chance(50) ? Call(Kind.Bool, "(", text, draw.Of(" ~ ", " !~ ", " ~* "), draw.Of("'^a'", "'b$'", "'[ab]+'", "'x|b'", "'.'"), ")")
            : Call(Kind.Bool, "(", text, draw.Of(" LIKE ", " ^@ "), Of(Kind.Text, scope, depth - 1), ")");
    }

    private Choice InList(Scope scope, int depth)
    {
        var kind = draw.Of(Kind.Int4, Kind.Int4, Kind.Text, Kind.Numeric, Kind.Date, Kind.Float8);
        var values = new List<Part>();
        for (var i = draw.Between(1, 5); i > 0; i--)
            values.Add(draw.Chance(85) ? kind.Literal(draw) : Of(kind, scope, depth - 1));
        var value = Of(kind, scope, depth);
        return draw.Chance(70)
            ? Call(Kind.Bool, "(", value, draw.Of(" IN (", " NOT IN ("), new Items(values), "))")
            : Call(Kind.Bool, "(", value, draw.Of(" = ANY (ARRAY[", " <> ALL (ARRAY[", " > ANY (ARRAY[", " <= ALL (ARRAY["), new Items(values), "]))");
    }

    private Choice Between(Scope scope, int depth)
    {
        var kind = draw.Of(Kind.Int4, Kind.Numeric, Kind.Text, Kind.Timestamp, Kind.Timestamptz, Kind.Date);
        return Call(Kind.Bool, "(", Of(kind, scope, depth), draw.Of(" BETWEEN ", " NOT BETWEEN ", " BETWEEN SYMMETRIC "), Leaf(kind, scope), " AND ", Leaf(kind, scope), ")");
    }

    private Choice RowComparison(Scope scope, int depth)
    {
        var (first, second) = (draw.Of(Compared), draw.Of(Compared));
        return Call(Kind.Bool, "((", Of(first, scope, depth - 1), ", ", Of(second, scope, depth - 1), ")", draw.Of(" = ", " <> ", " < ", " >= ", " IS DISTINCT FROM "), "(", Leaf(first, scope), ", ", Leaf(second, scope), "))");
    }

    private Choice Times(Scope scope, int depth)
    {
        if (draw.Chance(50))
            return Call(Kind.Bool, "(", Of(Kind.Int4Array, scope, depth), draw.Of(" @> ", " <@ ", " && "), Of(Kind.Int4Array, scope, depth - 1), ")");
        var kind = draw.Of(Kind.Date, Kind.Timestamp, Kind.Timestamptz);
        return Call(Kind.Bool, "((", Leaf(kind, scope), ", ", Leaf(Kind.Interval, scope), ") OVERLAPS (", Leaf(kind, scope), ", ", Leaf(kind, scope), "))");
    }

    private Part? SubqueryCondition(Scope scope, int depth)
    {
        if (draw.Chance(40))
            return Subquery(scope, Kind.Int4, SubqueryForm.Any) is { } any ? Part.Of(draw.Of("(NOT EXISTS ", "(EXISTS "), any, ")") : null;
        var kind = draw.Of(Kind.Int4, Kind.Int4, Kind.Text, Kind.Numeric, Kind.Date, Kind.Bool);
        if (Subquery(scope, kind, SubqueryForm.Column) is not { } column)
            return null;
        var compare = draw.Of(" IN ", " IN ", " NOT IN ", " = ANY ", " <> ALL ", " < ANY ", " >= ALL ");
        return Part.Of("(", Of(kind, scope, depth), compare, column, ")");
    }
}
