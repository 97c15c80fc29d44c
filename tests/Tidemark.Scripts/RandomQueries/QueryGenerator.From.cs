namespace Tidemark.Scripts.RandomQueries;

internal sealed partial class QueryGenerator
{
    private FromItem From(Scope? outer, int depth)
    {
        var item = Item(outer, depth);
        for (var joins = draw.Of(0, 0, 0, 1, 1, 2); joins > 0; joins--) item = Join(item, outer, depth);
        return item;
    }

    private FromItem Join(FromItem left, Scope? outer, int depth)
    {
        var kind = draw.Of(", ", " CROSS JOIN ", " JOIN ", " JOIN ", " JOIN ", " LEFT JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN ");
        var isLateral = depth > 0 && kind is " CROSS JOIN " or " JOIN " or " LEFT JOIN " && draw.Chance(20);
        var right = isLateral ? Lateral(left, outer, depth - 1) : Item(outer, depth);
        if (kind is ", ")
        {
            // Else the comma would part the sides of a join that comes after it.
            kind = " CROSS JOIN ";
        }

        var (l, r) = (new Scope(left.Columns, null), new Scope(right.Columns, null));
        var both = new Scope([.. left.Columns, .. right.Columns], outer) { Order = [.. left.Order, .. right.Order] };
        Part condition = kind switch
        {
            " CROSS JOIN " => "",
            " FULL JOIN " => Part.Of(" ON ", expressions.Equality(l, r) ?? "true"),
            _ when left.HasId && right.HasId && draw.Chance(15) => " USING (id)",
            _ when draw.Chance(75) && expressions.Equality(l, r) is { } equality =>
                Part.Of(" ON ", equality, draw.Chance(25) ? Part.Optional(" AND ", expressions.Condition(both, 1)) : ""),
            _ => Part.Of(" ON ", expressions.Condition(both with { Outer = null }, 1)),
        };
        var others = isLateral ? new[] { left.Sql } : [left.Sql, right.Sql];
        return new FromItem(new Choice(Part.Of(left.Sql, kind, right.Sql, condition), others), both.Columns, both.Order, HasId: false, left.IsUnique && right.IsUnique);
    }

    private FromItem Item(Scope? outer, int depth)
    {
        var alias = $"t{++names}";
        switch (draw.Between(1, 20))
        {
            case 1:
                return new FromItem($"generate_series({draw.Between(-1, 2)}, {draw.Between(1, 6)}) AS {alias}(n)", [new Named($"{alias}.n", Kind.Int4)], [$"{alias}.n"], HasId: false, IsUnique: true);
            case 2:
                return new FromItem(
                    $"generate_series('2024-01-01'::timestamp, '2024-01-03', '{draw.Of("6 hours", "1 day", "90 minutes")}') WITH ORDINALITY AS {alias}(ts, n)",
                    [new Named($"{alias}.ts", Kind.Timestamp), new Named($"{alias}.n", Kind.Int8)], [$"{alias}.n"], HasId: false, IsUnique: true);
            case 3:
                {
                    Kind[] kinds = [draw.Of(Kinds.All), draw.Of(Kinds.All)];
                    var rows = Enumerable.Range(0, draw.Between(1, 4)).Select(_ => (Part)$"({kinds[0].Literal(draw)}, {(draw.Chance(20) ? ExpressionGenerator.Null(kinds[1]).ToString() : kinds[1].Literal(draw))})").ToArray();
                    return Derived(Part.Of("(VALUES ", new Items(rows), ")"), alias, kinds);
                }

            case 4 or 5 or 6 when commonTables.Count > 0:
                {
                    var table = draw.Of(commonTables);
                    return Derived(table.Name, alias, table.Kinds);
                }

            case 7 or 8 or 9 when depth > 0:
                {
                    var kinds = new Kind[draw.Between(1, 3)];
                    for (var i = 0; i < kinds.Length; i++) kinds[i] = draw.Of(Kinds.All);
                    var isLimited = draw.Chance(20);
                    return Derived(Part.Of("(", Query(kinds, outer, depth - 1, isLimited, isLimited), ")"), alias, kinds);
                }

            default:
                {
                    var table = draw.Of(tables);
                    return new FromItem($"{table.Name} AS {alias}", [.. table.Columns.Select(column => new Named($"{alias}.{column.Name}", column.Kind))], [$"{alias}.id"], HasId: true, IsUnique: true);
                }
        }
    }

    private FromItem Lateral(FromItem left, Scope? outer, int depth)
    {
        var alias = $"t{++names}";
        Kind[] kinds = [draw.Of(Kinds.All), draw.Of(Kinds.All)];
        var isLimited = draw.Chance(40);
        return Derived(Part.Of("LATERAL (", Query(kinds, new Scope(left.Columns, outer), depth, isLimited, isLimited), ")"), alias, kinds);
    }

    private static FromItem Derived(Part sql, string alias, Kind[] kinds)
    {
        var columns = kinds.Select((kind, i) => new Named($"{alias}.{Output(i)}", kind)).ToArray();
        return new FromItem(
            Part.Of(sql, $" AS {alias}({string.Join(", ", kinds.Select((_, i) => Output(i)))})"), columns, [.. columns.Select(column => column.Sql)], HasId: false, IsUnique: false);
    }

    /// <param name="Order">Columns that put its rows into a total order, but for rows that are the same.</param>
    /// <param name="HasId">Whether it is a table, which has the column id.</param>
    /// <param name="IsUnique">Whether no two of its rows are the same.</param>
    private sealed record FromItem(Part Sql, IReadOnlyList<Named> Columns, IReadOnlyList<Part> Order, bool HasId, bool IsUnique);
}
