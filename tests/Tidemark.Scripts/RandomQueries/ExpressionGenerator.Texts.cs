namespace Tidemark.Scripts.RandomQueries;

internal sealed partial class ExpressionGenerator
{
    private Choice Text(Scope scope, int depth)
    {
        Part One() => Of(Kind.Text, scope, depth);
        return draw.Way(
            () => Operation(Kind.Text, [One(), One()], "(", " || ", ")"),
            () => Operation(Kind.Text, [One(), One()], "concat(", ", ", ")"),
            () => Operation(Kind.Text, [One()], draw.Of("lower(", "trim(", "reverse(", "ltrim(", "rtrim("), "", ")"),
            () => Call(Kind.Text, draw.Of("left(", "right("), One(), $", {draw.Between(-1, 3)})"),
            () => Call(Kind.Text, "substr(", One(), $", {draw.Between(0, 3)}{draw.Of("", ", 0", ", 2")})"),
            () => Operation(Kind.Text, [One(), One(), One()], "replace(", ", ", ")"),
            () => Call(Kind.Text, draw.Of("lpad(", "rpad("), One(), $", {draw.Between(0, 5)}, 'xy')"),
            () => Call(Kind.Text, "repeat(", One(), $", {draw.Between(-1, 2)})"),
            () => Call(Kind.Text, "split_part(", One(), ", 'b', ", draw.Of("1", "2", "-1"), ")"),
            () => Call(Kind.Text, "(", Of(draw.Of(Kind.Int4, Kind.Int8, Kind.Bool, Kind.Date, Kind.Timestamp, Kind.Timestamptz, Kind.Int4Array, Kind.Jsonb), scope, depth), ")::text"),
            () => Call(Kind.Text, "(", Of(Kind.Jsonb, scope, depth), draw.Of(" ->> 'a')", " ->> 'b')", " ->> 0)")),
            () => Call(Kind.Text, "to_char(", Of(draw.Of(Kind.Timestamp, Kind.Timestamptz), scope, depth), ", ", draw.Of("'YYYY-MM-DD'", "'HH24:MI:SS.MS'", "'Day DD Mon'", "'IYYY-IW ID'"), ")"),
            () => Call(Kind.Text, "to_char(", Of(draw.Of(Kind.Int4, Kind.Numeric), scope, depth), ", ", draw.Of("'999.9'", "'S0999'", "'FM990.00'"), ")"),
            () => Call(Kind.Text, "md5(", One(), ")"));
    }

    private Choice Time(Kind kind, Scope scope, int depth)
    {
        Part One() => Of(kind, scope, depth);
        Part Interval() => Of(Kind.Interval, scope, depth);
        return kind switch
        {
            Kind.Date => draw.Way(
                () => Call(kind, "(", One(), draw.Of(" + ", " - "), Of(Kind.Int2, scope, depth), "::integer)"),
                () => Call(kind, "(", Of(draw.Of(Kind.Timestamp, Kind.Timestamptz), scope, depth), ")::date"),
                () => Call(kind, "make_date(2024, ", $"{draw.Between(1, 12)}", ", ", $"{draw.Between(1, 28)})")),
            Kind.Timestamp => draw.Way(
                () => Call(kind, "(", One(), draw.Of(" + ", " - "), Interval(), ")"),
                () => Call(kind, "date_trunc('", draw.Of("hour", "day", "week", "month", "quarter"), "', ", One(), ")"),
                () => Call(kind, "(", Of(Kind.Date, scope, depth), draw.Of(" + ", " - "), Interval(), ")"),
                () => Call(kind, "(", Of(Kind.Timestamptz, scope, depth), " AT TIME ZONE ", Zone(), ")"),
                () => Call(kind, "(", Of(Kind.Date, scope, depth), ")::timestamp"),
                () => Call(kind, "date_bin('15 minutes', ", One(), ", '2024-01-01'::timestamp)")),
            Kind.Timestamptz => draw.Way(
                () => Call(kind, "(", One(), draw.Of(" + ", " - "), Interval(), ")"),
                () => Call(kind, "(", Of(Kind.Timestamp, scope, depth), " AT TIME ZONE ", Zone(), ")"),
                () => Call(kind, "date_trunc('", draw.Of("hour", "day", "month"), "', ", One(), draw.Of("", ", 'Europe/Berlin'"), ")"),
                () => Call(kind, "(", Of(draw.Of(Kind.Date, Kind.Timestamp), scope, depth), ")::timestamptz"),
                () => Call(kind, "to_timestamp(", Of(Kind.Int4, scope, depth), " * 3600)")),
            _ => draw.Way(
                () => Operation(kind, [One(), One()], "(", draw.Of(" + ", " - "), ")"),
                () => Call(kind, "(", One(), " * ", Of(draw.Of(Kind.Int4, Kind.Float8), scope, depth - 1), ")"),
                () => Call(kind, "(", Of(Kind.Timestamp, scope, depth), " - ", Of(Kind.Timestamp, scope, depth), ")"),
                () => Call(kind, "(", Of(Kind.Timestamptz, scope, depth), " - ", Of(Kind.Timestamptz, scope, depth), ")"),
                () => Call(kind, "age(", Of(Kind.Timestamp, scope, depth), ", ", Of(Kind.Timestamp, scope, depth), ")"),
                () => Operation(kind, [One()], draw.Of("justify_hours(", "justify_days(", "justify_interval(", "(-"), "", ")"),
                () => Call(kind, "make_interval(days => ", Of(Kind.Int4, scope, depth), ")")),
        };
    }

    private string Zone() => draw.Of("'UTC'", "'Europe/Berlin'", "'America/New_York'", "'+02'");
}
