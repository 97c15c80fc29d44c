namespace Tidemark.Scripts.RandomQueries;

internal sealed partial class ExpressionGenerator
{
    /// <summary>An aggregate of a type over rows; null when there is none. Sums of floats are of values that add up exactly.</summary>
    public Part? Aggregate(Kind kind, Scope rows, int depth)
    {
        // What is inside of an aggregate belongs to its own query, or the aggregate would move to another.
        var own = rows with { Outer = null };
        if (draw.Chance(50) && kind.HasExtremes() && kind != Kind.Int2)
            return Aggregate(kind, draw.Of("min(", "max("), Argument(kind, own, depth), own, depth);
        return kind switch
        {
            Kind.Int8 when draw.Chance(30) => Aggregate(kind, "count(", "*", own, depth, canBeDistinct: false),
            Kind.Int8 when draw.Chance(50) => Aggregate(kind, "count(", Argument(draw.Of(Kinds.All), own, depth), own, depth),
            Kind.Int8 => Aggregate(kind, "sum(", Argument(draw.Of(Kind.Int4, Kind.Int2), own, depth), own, depth),
            Kind.Int4 => draw.Chance(60)
                ? Aggregate(kind, draw.Of("bit_and(", "bit_or("), Argument(kind, own, depth), own, depth)
                : WithinGroup(draw.Of("mode()", "percentile_disc(0.5)", "percentile_disc(0.9)"), Argument(kind, own, depth)),
            Kind.Numeric => draw.Of(
                () => Aggregate(kind, "avg(", Argument(draw.Of(Kind.Int4, Kind.Int8, Kind.Numeric), own, depth), own, depth),
                () => Aggregate(kind, "sum(", Argument(draw.Of(Kind.Int8, Kind.Numeric), own, depth), own, depth),
                () => Aggregate(kind, draw.Of("stddev(", "variance(", "var_pop("), Argument(draw.Of(Kind.Int4, Kind.Numeric), own, depth), own, depth))(),
            Kind.Float8 => draw.Chance(60)
                ? Aggregate(kind, draw.Of("sum(", "avg("), Part.Of("(", ExactFloat(own), ")"), own, depth)
                : WithinGroup(draw.Of("percentile_cont(0.5)", "percentile_cont(0.25)"), Part.Of("(", ExactFloat(own), ")")),
            Kind.Bool => Aggregate(kind, draw.Of("bool_and(", "bool_or(", "every("), Argument(kind, own, depth), own, depth),
            Kind.Interval => Aggregate(kind, draw.Of("sum(", "avg("), Argument(kind, own, depth), own, depth),
            Kind.Text => Ordered("string_agg(", Kind.Text, ", ','", own, depth),
            Kind.Int4Array => Ordered("array_agg(", Kind.Int4, "", own, depth),
            Kind.Jsonb => Ordered("jsonb_agg(", draw.Of(Kind.Int4, Kind.Text), "", own, depth),
            _ => null,
        };
    }

    private Part Argument(Kind kind, Scope rows, int depth) => draw.Chance(60) ? Leaf(kind, rows) : Of(kind, rows, Math.Min(depth, 2));

    // What a subquery has computed may have any last digits.
    private Part ExactFloat(Scope rows)
    {
        if (!draw.Chance(70)) return Part.Of("(", Leaf(Kind.Int4, rows), ")::float8 / 4");
        var leaf = Leaf(Kind.Float8, rows);
        return leaf.ToString().Contains(".o", StringComparison.Ordinal) ? Part.Of("floor(", leaf, " * 4) / 4") : leaf;
    }

    private Choice Aggregate(Kind kind, string open, Part argument, Scope rows, int depth, bool canBeDistinct = true)
    {
        var distinct = canBeDistinct && draw.Chance(20) ? Part.Optional("DISTINCT ") : "";
        return new Choice(Part.Of(open, distinct, argument, ")", Filter(rows, depth)), [Null(kind)]);
    }

    // Equal values are in no order of their own: they are the same to look at.
    private Part Ordered(string open, Kind kind, string rest, Scope rows, int depth)
    {
        var argument = draw.Chance(80) && rows.Pick(kind, draw) is { } column ? column.Sql : kind.Literal(draw);
        if (kind == Kind.Int4 && int.TryParse(argument.ToString(), out _)) argument = $"{argument}::integer";
        return Part.Of(open, draw.Chance(25) ? Part.Optional("DISTINCT ") : "", argument, rest, " ORDER BY ", argument, draw.Of("", " DESC", " NULLS FIRST"), ")", Filter(rows, depth));
    }

    private Part WithinGroup(string call, Part argument) => Part.Of(call, " WITHIN GROUP (ORDER BY ", argument, draw.Of("", " DESC"), ")");

    private Part Filter(Scope rows, int depth) => draw.Chance(20) ? Part.Optional(" FILTER (WHERE ", Condition(rows, Math.Min(depth, 1)), ")") : "";
}
