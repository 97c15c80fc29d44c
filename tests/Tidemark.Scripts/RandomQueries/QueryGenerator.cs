namespace Tidemark.Scripts.RandomQueries;

/// <summary>A query, and whether its rows come in a fixed order.</summary>
internal sealed record RandomQuery(Part Sql, bool IsOrdered);

/// <summary>Queries over some tables. What they give is determined by SQL: whatever depends on the order of rows orders them totally.</summary>
internal sealed partial class QueryGenerator
{
    private readonly Draw draw;
    private readonly IReadOnlyList<RandomTable> tables;
    private readonly ExpressionGenerator expressions;
    private readonly List<(string Name, Kind[] Kinds)> commonTables = [];
    private int names;
    private int subqueries;

    public QueryGenerator(Draw draw, IReadOnlyList<RandomTable> tables)
    {
        this.draw = draw;
        this.tables = tables;
        expressions = new ExpressionGenerator(draw) { Subquery = Subquery, HasMistake = draw.Chance(8) };
    }

    public RandomQuery Create()
    {
        var kinds = new Kind[draw.Between(1, 4)];
        for (var i = 0; i < kinds.Length; i++) kinds[i] = draw.Of(Kinds.All);
        var isOrdered = draw.Chance(50);
        return new RandomQuery(Query(kinds, outer: null, depth: draw.Between(1, 3), isOrdered, isOrdered && draw.Chance(50)), isOrdered);
    }

    // The columns of every query are named o1, o2 and so on.
    private static string Output(int column) => $"o{column + 1}";

    private Part Query(Kind[] kinds, Scope? outer, int depth, bool isOrdered, bool isLimited)
    {
        var known = commonTables.Count;
        Part with = depth > 0 && draw.Chance(12) ? With(depth - 1) : "";
        if (isOrdered && draw.Chance(10))
        {
            var on = draw.Between(1, kinds.Length);
            var distinct = Part.Of(with, Core(kinds, outer, depth, Part.Of("DISTINCT ON (", new Text(string.Join(", ", Enumerable.Range(1, on))), ") ")), OrderBy(Enumerable.Range(1, kinds.Length)), isLimited ? Limit() : "");
            commonTables.RemoveRange(known, commonTables.Count - known);
            return distinct;
        }

        var body = depth > 0 && draw.Chance(14) ? SetOperation(kinds, outer, depth - 1) : Core(kinds, outer, depth, draw.Chance(12) ? Part.Optional("DISTINCT ") : "");
        commonTables.RemoveRange(known, commonTables.Count - known);
        var positions = Enumerable.Range(1, kinds.Length).OrderBy(_ => draw.Between(0, 100)).ToArray();
        return Part.Of(with, body, isOrdered ? OrderBy(positions) : "", isLimited ? Limit() : "");
    }

    private Part OrderBy(IEnumerable<int> positions) =>
        Part.Of(" ORDER BY ", new Items([.. positions.Select(position => (Part)$"{position}{draw.Of("", "", " DESC")}{draw.Of("", "", " NULLS FIRST", " NULLS LAST")}")]));

    private Part Limit() => draw.Between(1, 5) switch
    {
        1 => Part.Of($" LIMIT {draw.Between(0, 5)} OFFSET {draw.Between(0, 3)}"),
        2 => Part.Of($" OFFSET {draw.Between(0, 5)}"),
        3 => Part.Of($" FETCH FIRST {draw.Between(1, 4)} ROWS WITH TIES"),
        _ => Part.Of($" LIMIT {draw.Between(0, 8)}"),
    };

    private Part With(int depth)
    {
        var parts = new List<Part>();
        var isRecursive = draw.Chance(15);
        for (var i = draw.Between(1, 2); i > 0; i--)
        {
            var name = $"w{++names}";
            if (isRecursive)
            {
                parts.Add(Part.Of($"{name} (o1) AS (SELECT {draw.Between(0, 3)} UNION{draw.Of("", " ALL")} SELECT {draw.Of("o1 + 1", "o1 + 2", "(o1 * 3) % 7")} FROM {name} WHERE o1 < {draw.Of(3, 5)}{draw.Of("", " AND o1 <> 6")} LIMIT 40)"));
                commonTables.Add((name, [Kind.Int4]));
                continue;
            }

            var kinds = new Kind[draw.Between(1, 3)];
            for (var k = 0; k < kinds.Length; k++) kinds[k] = draw.Of(Kinds.All);
            parts.Add(Part.Of($"{name} AS {draw.Of("", "", "MATERIALIZED ", "NOT MATERIALIZED ")}(", Query(kinds, outer: null, depth, isOrdered: false, isLimited: false), ")"));
            commonTables.Add((name, kinds));
        }

        return Part.Optional(isRecursive ? "WITH RECURSIVE " : "WITH ", new Items(parts), " ");
    }

    private Choice SetOperation(Kind[] kinds, Scope? outer, int depth)
    {
        var left = Part.Of("(", Core(kinds, outer, depth, ""), ")");
        var right = Part.Of("(", draw.Chance(25) ? SetOperation(kinds, outer, depth - 1) : Core(kinds, outer, depth, ""), ")");
        return new Choice(Part.Of(left, draw.Of(" UNION ", " UNION ALL ", " UNION ALL ", " INTERSECT ", " INTERSECT ALL ", " EXCEPT ", " EXCEPT ALL "), right), [left, right]);
    }

    private Part Core(Kind[] kinds, Scope? outer, int depth, Part distinct)
    {
        var from = draw.Chance(4) ? null : From(outer, depth);
        var rows = new Scope(from?.Columns ?? [], outer) { Order = from?.Order ?? [] };
        Part where = draw.Chance(55) ? Part.Optional(" WHERE ", expressions.Condition(rows, 2)) : "";
        Part group = "";
        var scope = rows;
        if (from is not null && draw.Chance(30))
            (group, scope) = Group(rows);
        var list = new Part[kinds.Length];
        var given = new HashSet<string>();
        var hasWindow = false;
        for (var i = 0; i < list.Length; i++)
        {
            // Two windows need not put rows that are the same into the same order.
            var isFixed = rows.Order.Count > 0 && (from!.IsUnique || !hasWindow);
            var value = ReferenceEquals(scope, rows) && isFixed && draw.Chance(15) ? Window(kinds[i], rows) : null;
            hasWindow |= value is not null;
            value ??= expressions.Of(kinds[i], scope, 3);

            // PostgreSQL 15 takes columns that turn out to be the same one for one in expressions over grouping sets.
            while (IsColumn(value.ToString()) && !given.Add(value.ToString())) value = expressions.Of(kinds[i], scope, 3);
            list[i] = Part.Of(value, $" AS {Output(i)}");
        }

        return Part.Of("SELECT ", distinct, new Items(list), from is null ? "" : Part.Of(" FROM ", from.Sql), where, group);
    }

    private static bool IsColumn(string sql) => char.IsAsciiLetter(sql[0]) && sql.Contains('.') && sql.All(c => char.IsAsciiLetterOrDigit(c) || c == '.');

    private (Part Sql, Scope Scope) Group(Scope rows)
    {
        if (rows.Columns.Count == 0 || draw.Chance(25))
            return (draw.Chance(20) ? Part.Optional(" HAVING ", expressions.Condition(Grouped([], rows), 1)) : "", Grouped([], rows));

        var form = draw.Between(1, 8);
        var keys = new List<Named>();
        for (var i = draw.Between(1, 3); i > 0; i--)
        {
            var key = draw.Of(rows.Columns);
            // PostgreSQL 15 does not make a key null in the sets that lack it when it turns out to be a constant.
            if (form > 4 && draw.Chance(20))
            {
                var kind = draw.Of(Kinds.All);
                var computed = expressions.Of(kind, rows with { Outer = null }, 1);
                // A constant could be taken for a position. A subquery is another one wherever it is written.
                if (computed.ToString() is var sql && rows.Columns.Any(column => sql.Contains(column.Sql.ToString(), StringComparison.Ordinal)) && !sql.Contains("SELECT", StringComparison.Ordinal)) key = new Named(Part.Of("(", new Text(computed.ToString()), ")"), kind);
            }

            if (keys.TrueForAll(known => known.Sql.ToString() != key.Sql.ToString())) keys.Add(key);
        }

        var scope = Grouped(keys, rows);
        var names = keys.Select(key => key.Sql).ToArray();
        Part by = form switch
        {
            1 => Part.Of("ROLLUP (", new Items(names), ")"),
            2 => Part.Of("CUBE (", new Items(names), ")"),
            3 when names.Length > 1 => Part.Of("GROUPING SETS (", new Items([names[0], Part.Of("(", new Items(names), ")"), "()"]), ")"),
            4 when names.Length > 1 => Part.Of(names[0], ", ROLLUP (", new Items(names[1..]), ")"),
            _ => new Items(names),
        };
        if (by is not Items)
            scope = scope with { Columns = [.. scope.Columns, new Named(Part.Of("grouping(", names[0], ")"), Kind.Int4)] };
        return (Part.Of(" GROUP BY ", by, draw.Chance(25) ? Part.Optional(" HAVING ", expressions.Condition(scope, 1)) : ""), scope);
    }

    private static Scope Grouped(IReadOnlyList<Named> keys, Scope rows) => new(keys, rows.Outer) { Aggregated = rows with { Order = [] } };

    private Part? Subquery(Scope scope, Kind kind, SubqueryForm form)
    {
        if (subqueries >= 2)
            return null;
        subqueries++;
        // Queries inside may name columns that this one groups by, not expressions.
        var outer = new Scope([.. scope.Columns.Where(column => column.Sql is Text)], scope.Outer);
        var query = form switch
        {
            SubqueryForm.Any => Query([draw.Of(Kinds.All)], outer, 1, isOrdered: false, isLimited: false),
            SubqueryForm.Column => Query([kind], outer, 1, isOrdered: false, isLimited: false),
            SubqueryForm.Ordered => Query([kind], outer, 1, isOrdered: true, draw.Chance(30)),
            _ => Single(kind, outer),
        };
        subqueries--;
        return Part.Of("(", query, ")");
    }

    // One row at most: an aggregate over all rows, or the first row of an order.
    private Part Single(Kind kind, Scope outer)
    {
        var from = From(outer, depth: 0);
        var rows = new Scope(from.Columns, outer) { Order = from.Order };
        Part where = draw.Chance(75) ? Part.Optional(" WHERE ", draw.Chance(60) && expressions.Equality(rows, outer) is { } equality ? equality : expressions.Condition(rows, 1)) : "";
        return draw.Chance(60) && expressions.Aggregate(kind, rows, 1) is { } aggregate
            ? Part.Of("SELECT ", aggregate, " AS o1 FROM ", from.Sql, where)
            : Part.Of("SELECT ", expressions.Of(kind, rows, 1), " AS o1 FROM ", from.Sql, where, $" ORDER BY 1{draw.Of("", " DESC", " NULLS FIRST")} LIMIT 1");
    }
}
