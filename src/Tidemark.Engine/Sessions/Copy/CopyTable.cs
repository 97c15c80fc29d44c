using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Copy;

/// <summary>The table and columns that COPY names.</summary>
internal static class CopyTable
{
    /// <summary>The columns in the order of the data: those named, or all that are not generated.</summary>
    public static List<Column> Columns(Table table, SyntaxList<Name> names)
    {
        if (names.IsEmpty) return [.. table.LiveColumns.Where(c => c.GeneratedSql is null)];
        var chosen = new List<Column>();
        foreach (var name in names)
        {
            var column = table.FindColumn(name.Text) ?? throw CatalogErrors.NoColumn(name.Text, table.Name);
            if (column.GeneratedSql is not null) throw CopyErrors.Generated(column.Name);
            if (chosen.Contains(column)) throw CatalogErrors.DuplicateColumn(name.Text);
            chosen.Add(column);
        }

        return chosen;
    }

    /// <summary>Which columns an option such as FORCE_QUOTE names.</summary>
    /// <param name="option">The option, as messages name it.</param>
    /// <param name="names">The names that it has.</param>
    /// <param name="copied">The columns that are copied.</param>
    /// <param name="table">The table, null for a query.</param>
    public static bool[] Forced(string option, IReadOnlyList<string> names, IReadOnlyList<string> copied, Table? table)
    {
        var forced = new bool[copied.Count];
        for (var i = 0; i < names.Count; i++)
        {
            var at = copied.ToList().IndexOf(names[i]);
            if (at < 0 && table?.FindColumn(names[i]) is null) throw CatalogErrors.NoColumn(names[i], table?.Name);
            if (names.Take(i).Contains(names[i])) throw CatalogErrors.DuplicateColumn(names[i]);
            if (at < 0) throw CopyErrors.NotCopied(option, names[i]);
            forced[at] = true;
        }

        return forced;
    }

    /// <summary>The query that COPY table TO stands for. A hypertable gives its rows too.</summary>
    public static Statement Query(CopyStatement statement, SessionContext session)
    {
        var relation = session.GetRelation(statement.Table! with { Position = 0 });
        if (relation is View) throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = $"cannot copy from view \"{relation.Name}\"", Hint = "Try the COPY (SELECT ...) TO variant." });
        if (relation is Table { Materialized: not null }) throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = $"cannot copy from materialized view \"{relation.Name}\"", Hint = "Try the COPY (SELECT ...) TO variant." });
        var columns = relation switch
        {
            Table table => Columns(table, statement.Columns),
            Chunk chunk => Columns(session.Catalog.Find<Table>(chunk.TableOid)!, statement.Columns),
            _ => throw CatalogErrors.WrongKind(relation.Name, "a table"),
        };
        var list = string.Join(", ", columns.Select(c => SyntaxPrinter.QuoteIdentifier(c.Name)));
        return SqlParser.Parse($"SELECT {list} FROM {SyntaxPrinter.QuoteIdentifier(relation.Schema)}.{SyntaxPrinter.QuoteIdentifier(relation.Name)}")[0].Statement;
    }
}
