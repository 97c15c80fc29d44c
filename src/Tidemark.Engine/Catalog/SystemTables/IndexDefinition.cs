using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Expressions;
using System.Text;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>The CREATE INDEX statement of an index, as pg_get_indexdef prints it.</summary>
internal static class IndexDefinition
{
    /// <summary>The statement.</summary>
    public static string Of(Index index, CatalogSnapshot catalog, bool isPretty = false)
    {
        var relation = catalog.Find<SchemaObject>(index.TableOid);
        var table = TableOf(index, catalog);
        var text = new StringBuilder($"CREATE {(index.IsUnique ? "UNIQUE " : "")}INDEX {SyntaxPrinter.QuoteIdentifier(index.Name)} ON ");
        if (relation is not null) text.Append($"{SyntaxPrinter.QuoteIdentifier(relation.Schema)}.{SyntaxPrinter.QuoteIdentifier(relation.Name)} ");
        text.Append($"USING {index.Method} (").AppendJoin(", ", index.Keys.Select(k => Key(k, table, isPretty))).Append(')');
        if (!index.Included.IsEmpty) text.Append(" INCLUDE (").AppendJoin(", ", index.Included.Select(c => SyntaxPrinter.QuoteIdentifier(table!.Columns[c - 1].Name))).Append(')');
        if (index.NullsNotDistinct) text.Append(" NULLS NOT DISTINCT");
        if (index.WhereSql is not null) text.Append($" WHERE {Expression(index.WhereSql, isPretty)}");
        return text.ToString();
    }

    /// <summary>One element of the key, from 0; null where there is none.</summary>
    public static string? Key(Index index, int element, CatalogSnapshot catalog, bool isPretty = false)
    {
        if (element >= index.Keys.Length && index.Included.ElementAtOrDefault(element - index.Keys.Length) is > 0 and var included) return SyntaxPrinter.QuoteIdentifier(TableOf(index, catalog)!.Columns[included - 1].Name);
        if (element < 0 || element >= index.Keys.Length) return null;
        var key = index.Keys[element];
        return key.Column > 0 ? SyntaxPrinter.QuoteIdentifier(TableOf(index, catalog)!.Columns[key.Column - 1].Name) : Expression(key.ExpressionSql!, isPretty);
    }

    /// <summary>An element as messages show it: a column's name, or an expression, in parentheses unless it is a call.</summary>
    public static string Element(IndexKey key, Table table)
    {
        if (key.Column > 0) return SyntaxPrinter.QuoteIdentifier(table.Columns[key.Column - 1].Name);
        return IsCall(key) || key.ExpressionSql!.StartsWith('(') ? key.ExpressionSql! : $"({key.ExpressionSql})";
    }

    private static string Expression(string sql, bool isPretty) => isPretty ? PrettyExpression.Of(sql) : sql;

    private static bool IsCall(IndexKey key) => SqlParser.ParseExpression(key.ExpressionSql!) is FunctionCall;

    /// <summary>The index with this oid, be it a chunk's; null where there is none.</summary>
    public static Index? Find(uint oid, CatalogSnapshot catalog) => catalog.Find<Index>(oid) ?? ChunkParts.IndexAt(oid, catalog);

    private static Table? TableOf(Index index, CatalogSnapshot catalog) => catalog.Find(index.TableOid) switch
    {
        Table table => table,
        Chunk chunk => catalog.Find<Table>(chunk.TableOid),
        _ => null,
    };

    private static string Key(IndexKey key, Table? table, bool isPretty)
    {
        var text = key.Column > 0 ? SyntaxPrinter.QuoteIdentifier(table!.Columns[key.Column - 1].Name) : IsCall(key) ? Expression(key.ExpressionSql!, isPretty) : $"({Expression(key.ExpressionSql!, isPretty)})";
        if (key.Descending) text += " DESC";
        if (key.NullsFirst != key.Descending) text += key.NullsFirst ? " NULLS FIRST" : " NULLS LAST";
        return text;
    }
}
