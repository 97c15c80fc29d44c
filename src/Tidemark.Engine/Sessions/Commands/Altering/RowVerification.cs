using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.ForeignKeys;
using Tidemark.Engine.Syntax;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>Whether rows that are there meet what is demanded of them from now on.</summary>
internal static class RowVerification
{
    /// <summary>23502 where a column has a NULL.</summary>
    public static void NotNull(Table table, Column column, SessionContext session)
    {
        if (InternalQuery.FindPlace(table, $"{SyntaxPrinter.QuoteIdentifier(column.Name)} IS NULL", session) is { } place) throw AlterErrors.ContainsNulls(place.Schema, place.Name, column.Name);
    }

    /// <summary>23514 where a row does not meet a check.</summary>
    public static void Check(Table table, Constraint check, SessionContext session)
    {
        if (InternalQuery.FindPlace(table, $"NOT ({check.CheckSql})", session) is { } place) throw AlterErrors.CheckViolatedByRow(place.Schema, place.Name, check.Name);
    }

    /// <summary>23503 where a row points at nothing.</summary>
    public static void ForeignKey(Table table, Constraint key, SessionContext session)
    {
        var referenced = session.Catalog.Find<Table>(key.ReferencedTable)!;
        var own = key.Columns.Select(c => $"a.{SyntaxPrinter.QuoteIdentifier(table.Columns[c - 1].Name)}").ToList();
        var other = key.ReferencedColumns.Select(c => $"b.{SyntaxPrinter.QuoteIdentifier(referenced.Columns[c - 1].Name)}").ToList();
        var equal = string.Join(" AND ", own.Zip(other, (a, b) => $"{a} = {b}"));
        var wanted = string.Join(key.MatchesFully ? " OR " : " AND ", own.Select(c => $"{c} IS NOT NULL"));
        var sql = $"SELECT {string.Join(", ", own)} FROM {InternalQuery.Name(table)} a WHERE ({wanted}) AND NOT EXISTS (SELECT 1 FROM {InternalQuery.Name(referenced)} b WHERE {equal}) LIMIT 1";
        foreach (var batch in InternalQuery.Run(sql, session))
        {
            if (batch.Length == 0) continue;
            var values = new Vector[own.Count];
            for (var i = 0; i < values.Length; i++) values[i] = batch.Column(i);
            throw ForeignKeyViolations.NotPresent(table, key, referenced, values, 0, session, isNew: true);
        }
    }
}
