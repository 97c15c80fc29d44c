using System.Collections.Immutable;
using System.Text.Json;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>The option sparse_index: a list of bloom(columns), minmax(column) and firstlast(column).</summary>
internal static class SparseIndexes
{
    /// <summary>Reads the option's text.</summary>
    /// <param name="text">The text; an empty one asks for none.</param>
    /// <param name="table">The hypertable.</param>
    /// <param name="segmentBy">The columns of segmentby.</param>
    /// <param name="orderBy">The columns of orderby.</param>
    public static ImmutableArray<SparseIndex> Read(string text, Table table, ImmutableArray<int> segmentBy, ImmutableArray<ColumnOrder> orderBy)
    {
        var indexes = ImmutableArray.CreateBuilder<SparseIndex>();
        foreach (var call in Calls(text))
        {
            var type = call.Name.Object;
            if (type is not ("bloom" or "minmax" or "firstlast")) throw ColumnstoreErrors.UnknownIndexType(type);
            var columns = call.Arguments.Select(a => a.Value is ColumnReference { Parts: [var name] } ? Find(name, type, table) : throw ColumnstoreErrors.UnreadableIndex(text)).ToImmutableArray();
            if (columns.IsEmpty) throw ColumnstoreErrors.IndexOfNothing(type);
            if (columns.Length > 1 && type != "bloom") throw ColumnstoreErrors.OnlyBloomOfSeveral();
            foreach (var column in columns)
            {
                var name = table.Columns[column - 1].Name;
                if (segmentBy.Contains(column)) throw ColumnstoreErrors.IndexOfSegmentColumn(name);
                if (type == "bloom" && columns.Length == 1 && orderBy.Any(o => o.Column == column)) throw ColumnstoreErrors.BloomOfOrderColumn(name);
                if (columns.Length == 1 && indexes.Any(i => i.Columns.SequenceEqual(columns))) throw ColumnstoreErrors.DuplicateColumn(name, "sparse index");
            }

            indexes.Add(new SparseIndex(type, columns));
        }

        return indexes.ToImmutable();
    }

    /// <summary>What the views show: the indexes of the option, then those that the order gives.</summary>
    public static string? Json(ImmutableArray<SparseIndex>? indexes, ImmutableArray<ColumnOrder> orderBy, Table table)
    {
        var items = new List<string>();
        if (indexes is { IsEmpty: true }) items.Add("""{"source": "config"}""");
        foreach (var index in indexes ?? [])
        {
            var names = index.Columns.Select(c => Quote(table.Columns[c - 1].Name)).ToList();
            items.Add($$"""{"type": "{{index.Type}}", "column": {{(names.Count == 1 ? names[0] : $"[{string.Join(", ", names)}]")}}, "source": "config"}""");
        }

        foreach (var order in orderBy) items.Add($$"""{"type": "minmax", "column": {{Quote(table.Columns[order.Column - 1].Name)}}, "source": "orderby"}""");
        return items.Count == 0 ? null : $"[{string.Join(", ", items)}]";
    }

    private static string Quote(string name) => $"\"{JsonEncodedText.Encode(name)}\"";

    private static int Find(string name, string type, Table table) => (table.FindColumn(name) ?? throw ColumnstoreErrors.NoColumn(name, $"sparse index {type}")).Number;

    private static IEnumerable<FunctionCall> Calls(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        try
        {
            if (SqlParser.Parse($"SELECT {text}") is [{ Statement: SelectStatement { Query: SelectQuery { From.Count: 0, Where: null, OrderBy.Count: 0, Limit: null } query } }])
                return [.. query.Items.Select(i => i is { Alias: null, Value: FunctionCall call } ? call : throw ColumnstoreErrors.UnreadableIndex(text))];
        }
        catch (SqlException error) when (error.Error.Position is not null)
        {
            throw ColumnstoreErrors.UnreadableIndex(text, error.Error.Message);
        }

        throw ColumnstoreErrors.UnreadableIndex(text);
    }
}
