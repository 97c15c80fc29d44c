namespace Tidemark.Scripts.RandomQueries;

internal sealed partial class QueryGenerator
{
    /// <summary>A window function's call of a type; null when there is none.</summary>
    private Part? Window(Kind kind, Scope rows)
    {
        // Equal numbers of different scale are in no order of their own but look different.
        Part total = Part.Of("ORDER BY ", new Text(string.Join(", ", rows.Order)));
        Part partition = draw.Chance(60) && rows.Columns.Count > 0 ? Part.Optional("PARTITION BY ", draw.Of(rows.Columns).Sql, " ") : "";
        if (draw.Chance(35))
        {
            Part value = draw.Chance(70) ? expressions.Leaf(kind, rows) : expressions.Of(kind, rows, 1);
            var call = draw.Of(
                () => Part.Of(draw.Of("lag(", "lead("), value, draw.Of("", ", 2", ", 0"), ")"),
                () => Part.Of(draw.Of("first_value(", "last_value("), value, ")"),
                () => Part.Of("nth_value(", value, ", 2)"))();
            return Part.Of(call, " OVER (", partition, total, " ", Frame(isTotal: true), ")");
        }

        switch (kind)
        {
            case Kind.Int8 when draw.Chance(40):
                return Part.Of("row_number() OVER (", partition, total, ")");
            case Kind.Int8 when draw.Chance(50):
                return Part.Of(draw.Of("rank()", "dense_rank()"), " OVER (", partition, Peers(rows).Sql, ")");
            case Kind.Float8 when draw.Chance(60):
                return Part.Of(draw.Of("percent_rank()", "cume_dist()"), " OVER (", partition, Peers(rows).Sql, ")");
            case Kind.Int4 when draw.Chance(50):
                return Part.Of($"ntile({draw.Between(1, 4)}) OVER (", partition, total, ")");
        }

        if (expressions.Aggregate(kind, rows, 1) is not { } aggregate || aggregate.ToString() is var text && (text.Contains("DISTINCT", StringComparison.Ordinal) || text.Contains("ORDER BY", StringComparison.Ordinal) || text.Contains("WITHIN", StringComparison.Ordinal)))
            return null;
        if (draw.Chance(30))
            return Part.Of(aggregate, " OVER (", partition, total, " ", Frame(isTotal: true), ")");
        var (order, offset) = Peers(rows);
        return Part.Of(aggregate, " OVER (", partition, order, " ", offset is not null && draw.Chance(50) ? Range(offset) : Frame(isTotal: false), ")");
    }

    // An order with peers, and what a RANGE frame could add to its key.
    private (Part Sql, string? Offset) Peers(Scope rows)
    {
        var key = draw.Of(rows.Columns);
        var offset = key.Kind switch
        {
            Kind.Int2 or Kind.Int4 or Kind.Int8 => draw.Of("0", "1", "2"),
            Kind.Numeric => draw.Of("0.5", "2"),
            Kind.Float8 => draw.Of("0.25", "1"),
            Kind.Date or Kind.Timestamp or Kind.Timestamptz or Kind.Interval => draw.Of("'1 day'::interval", "'1 mon'::interval", "'2 hours'::interval"),
            _ => null,
        };
        return (Part.Of("ORDER BY ", key.Sql, draw.Of("", " DESC", " NULLS FIRST")), offset);
    }

    private Part Range(string offset) => Part.Optional($"RANGE BETWEEN {draw.Of("UNBOUNDED PRECEDING", $"{offset} PRECEDING", "CURRENT ROW")} AND {draw.Of("CURRENT ROW", $"{offset} FOLLOWING", "UNBOUNDED FOLLOWING")}{Exclusion()}");

    private Part Frame(bool isTotal)
    {
        if (draw.Chance(40))
            return "";
        var unit = isTotal ? draw.Of("ROWS", "ROWS", "GROUPS", "RANGE") : draw.Of("GROUPS", "RANGE");
        var canOffset = unit != "RANGE";
        string[] starts = canOffset ? ["UNBOUNDED PRECEDING", "1 PRECEDING", "2 PRECEDING", "CURRENT ROW"] : ["UNBOUNDED PRECEDING", "CURRENT ROW"];
        string[] ends = canOffset ? ["CURRENT ROW", "1 FOLLOWING", "2 FOLLOWING", "UNBOUNDED FOLLOWING"] : ["CURRENT ROW", "UNBOUNDED FOLLOWING"];
        return Part.Optional($"{unit} BETWEEN {draw.Of(starts)} AND {draw.Of(ends)}{Exclusion()}");
    }

    private string Exclusion() => draw.Chance(25) ? draw.Of(" EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES", " EXCLUDE NO OTHERS") : "";
}
