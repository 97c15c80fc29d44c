namespace Tidemark.Scripts.RandomQueries;

internal sealed partial class ExpressionGenerator
{
    private Choice Number(Kind kind, Scope scope, int depth)
    {
        Part One() => Of(kind, scope, depth);
        if (draw.Chance(25))
            return FromOther(kind, scope, depth);
        switch (kind)
        {
            case Kind.Int2:
                return draw.Chance(50) ? Call(kind, "(", One(), " % 3::smallint)") : Operation(kind, [One()], "abs(", "", ")");
            case Kind.Int4 when draw.Chance(20):
                return draw.Way(
                    () => Operation(kind, [One(), One()], "(", draw.Of(" & ", " | ", " # "), ")"),
                    () => Operation(kind, [One()], "sign(", "", ")::integer"),
                    () => Operation(kind, [One()], "(-", "", ")"),
                    () => Operation(kind, [One()], "width_bucket(", "", "::numeric, 0, 10, 4)"));
            case Kind.Numeric when draw.Chance(40):
                return draw.Way(
                    () => Operation(kind, [One()], draw.Of("round(", "trunc("), "", $", {draw.Between(-1, 2)})"),
                    () => Operation(kind, [One()], draw.Of("ceil(", "floor(", "round(", "abs("), "", ")"),
                    () => Operation(kind, [One(), One()], "(", " / nullif(", ", 0))"),
                    () => Operation(kind, [One(), One()], "mod(", ", nullif(", ", 0))"));
            case Kind.Float8 when draw.Chance(30):
                return draw.Way(
                    () => Operation(kind, [One()], "sqrt(abs(", "", "))"),
                    () => Operation(kind, [One()], draw.Of("floor(", "ceil(", "round(", "trunc(", "abs("), "", ")"));
            default:
                return draw.Way(
                    () => Operation(kind, [One(), One()], "(", draw.Of(" + ", " - ", " * "), ")"),
                    () => Operation(kind, [One(), One()], "(", draw.Of(" + ", " - "), ")"),
                    () => kind == Kind.Float8 ? Operation(kind, [One(), One()], "(", " - ", ")") : Operation(kind, [One(), One()], "(", draw.Of(" / ", " % ") + "nullif(", ", 0))"),
                    () => Operation(kind, [One()], "abs(", "", ")"));
        }
    }

    private Choice FromOther(Kind kind, Scope scope, int depth)
    {
        if (kind == Kind.Int2)
            return Call(kind, "(", Of(Kind.Bool, scope, depth), ")::integer::smallint");
        if (kind != Kind.Int4)
        {
            return draw.Chance(70)
                ? Call(kind, "(", Of(kind == Kind.Int8 ? Kind.Int4 : draw.Of(Kind.Int4, Kind.Int2, Kind.Int8), scope, depth), $")::{kind.Sql()}")
                : Call(kind, "extract(", draw.Of("epoch", "day", "hour", "minute"), " FROM ", Of(draw.Of(Kind.Timestamp, Kind.Interval), scope, depth), $")::{kind.Sql()}");
        }

        return draw.Way(
            () => Call(kind, draw.Of("length(", "char_length(", "octet_length(", "ascii("), Of(Kind.Text, scope, depth), ")"),
            () => Call(kind, "(", Of(Kind.Bool, scope, depth), ")::integer"),
            () => Call(kind, "extract(", draw.Of("year", "month", "day", "dow", "doy", "isodow", "week", "hour", "quarter"), " FROM ", Of(draw.Of(Kind.Timestamp, Kind.Timestamptz), scope, depth), ")::integer"),
            () => Call(kind, "date_part('", draw.Of("year", "month", "day", "dow"), "', ", Of(Kind.Date, scope, depth), ")::integer"),
            () => Call(kind, "(", Of(Kind.Date, scope, depth), " - ", Of(Kind.Date, scope, depth), ")"),
            () => Call(kind, "position(", Of(Kind.Text, scope, depth), " IN ", Of(Kind.Text, scope, depth), ")"),
            () => Call(kind, "(", Of(Kind.Int4Array, scope, depth), $")[{draw.Between(1, 3)}]"),
            () => Call(kind, "cardinality(", Of(Kind.Int4Array, scope, depth), ")"),
            () => Call(kind, "array_length(", Of(Kind.Int4Array, scope, depth), ", 1)"));
    }

    private Choice Array(Scope scope, int depth)
    {
        Part One() => Of(Kind.Int4Array, scope, depth);
        if (draw.Chance(20) && Subquery(scope, Kind.Int4, SubqueryForm.Ordered) is { } ordered)
            return new Choice(Part.Of("ARRAY", ordered), [Null(Kind.Int4Array)]);
        return draw.Way(
            () => Operation(Kind.Int4Array, [One(), One()], "(", " || ", ")"),
            () => Call(Kind.Int4Array, "ARRAY[", Of(Kind.Int4, scope, depth), ", ", Of(Kind.Int4, scope, depth), "]"),
            () => Call(Kind.Int4Array, "array_append(", One(), ", ", Of(Kind.Int4, scope, depth), ")"),
            () => Call(Kind.Int4Array, "array_remove(", One(), ", ", Of(Kind.Int4, scope, depth), ")"),
            () => Call(Kind.Int4Array, "(", One(), $")[{draw.Between(1, 2)}:{draw.Between(2, 3)}]"));
    }

    private Choice Json(Scope scope, int depth)
    {
        Part One() => Of(Kind.Jsonb, scope, depth);
        return draw.Way(
            () => Call(Kind.Jsonb, "(", One(), draw.Of(" -> 'a')", " -> 'b')", " -> 0)", " -> 1)", " #> '{b,0}')")),
            () => Call(Kind.Jsonb, "to_jsonb(", Of(draw.Of(Kind.Int4, Kind.Text, Kind.Bool, Kind.Numeric, Kind.Int4Array, Kind.Timestamp), scope, depth), ")"),
            () => Call(Kind.Jsonb, "jsonb_build_object('k', ", Of(draw.Of(Kind.Int4, Kind.Text, Kind.Jsonb), scope, depth), ")"),
            () => Call(Kind.Jsonb, "jsonb_build_array(", Of(draw.Of(Kind.Int4, Kind.Text), scope, depth), ", ", One(), ")"),
            () => Operation(Kind.Jsonb, [One(), One()], "(", " || ", ")"));
    }
}
