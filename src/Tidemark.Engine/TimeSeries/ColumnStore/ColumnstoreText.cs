using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>segmentby and orderby as text: what a user writes in options, and what views show.</summary>
internal static class ColumnstoreText
{
    /// <summary>Reads a list of columns; an empty text names none.</summary>
    public static ImmutableArray<int> ReadSegmentBy(string text, Table table)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        var columns = ImmutableArray.CreateBuilder<int>();
        foreach (var element in Parse("GROUP BY", text, ColumnstoreErrors.UnreadableSegmentBy).GroupBy)
        {
            if (element is not GroupingValue { Value: ColumnReference { Parts: [var name] } }) throw ColumnstoreErrors.UnreadableSegmentBy(text, null);
            var column = Find(name, table, "timescaledb.compress_segmentby");
            if (columns.Contains(column)) throw ColumnstoreErrors.DuplicateColumn(name, "timescaledb.compress_segmentby");
            columns.Add(column);
        }

        return columns.ToImmutable();
    }

    /// <summary>Reads the items of an ORDER BY of columns. The time column comes last, the latest first, where it neither is among them nor segments.</summary>
    public static ImmutableArray<ColumnOrder> ReadOrderBy(string text, ImmutableArray<int> segmentBy, Table table)
    {
        if (text.Length == 0) throw ColumnstoreErrors.EmptyOrder();
        var columns = ImmutableArray.CreateBuilder<ColumnOrder>();
        foreach (var item in Parse("ORDER BY", text, ColumnstoreErrors.UnreadableOrderBy).OrderBy)
        {
            if (item is not { Using: null, Value: ColumnReference { Parts: [var name] } }) throw ColumnstoreErrors.UnreadableOrderBy(text, null);
            var column = Find(name, table, "timescaledb.compress_orderby");
            if (columns.Any(c => c.Column == column)) throw ColumnstoreErrors.DuplicateColumn(name, "timescaledb.compress_orderby");
            var descending = item.Direction == SortDirection.Descending;
            columns.Add(new ColumnOrder(column, descending, item.Nulls switch { NullsOrder.First => true, NullsOrder.Last => false, _ => descending }));
        }

        var time = table.Hypertable!.TimeDimension.Column;
        if (!segmentBy.Contains(time) && !columns.Any(c => c.Column == time)) columns.Add(new ColumnOrder(time, Descending: true, NullsFirst: true));
        return columns.ToImmutable();
    }

    /// <summary>The columns of segmentby, as the views have them: without quotes.</summary>
    public static string Print(ImmutableArray<int> columns, Table table) => string.Join(',', columns.Select(c => table.Columns[c - 1].Name));

    /// <summary>The items of orderby.</summary>
    public static string Print(ImmutableArray<ColumnOrder> order, Table table) => string.Join(',', order.Select(o =>
    {
        var nulls = o.NullsFirst == o.Descending ? "" : o.NullsFirst ? " NULLS FIRST" : " NULLS LAST";
        return $"{SyntaxPrinter.QuoteIdentifier(table.Columns[o.Column - 1].Name)}{(o.Descending ? " DESC" : "")}{nulls}";
    }));

    private static int Find(string name, Table table, string option) => (table.FindColumn(name) ?? throw ColumnstoreErrors.NoColumn(name, option)).Number;

    private static SelectQuery Parse(string clause, string text, Func<string, string?, SqlException> unreadable)
    {
        try
        {
            if (SqlParser.Parse($"SELECT 1 FROM t {clause} {text}") is [{ Statement: SelectStatement { Query: SelectQuery query } }] && IsPlain(query)) return query;
        }
        catch (SqlException error)
        {
            throw unreadable(text, error.Error.Message);
        }

        throw unreadable(text, null);
    }

    // Nothing follows the clause that was asked for.
    private static bool IsPlain(SelectQuery query) =>
        query is { Having: null, Limit: null, Offset: null, Locking.Count: 0 } && (query.GroupBy.Count == 0 || query.OrderBy.Count == 0);
}
