using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Syntax;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>Statements that the engine runs for itself, within the transaction of a session: checks of rows that are there, referential actions.</summary>
internal static class InternalQuery
{
    /// <summary>Runs a statement and gives its batches, each valid until the next.</summary>
    /// <param name="sql">The text, all names qualified.</param>
    /// <param name="session">The session.</param>
    /// <param name="input">A relation that the statement may read beside those of the catalog; null for none.</param>
    /// <param name="writer">Where rows that the statement changes go; null for a writer of its own.</param>
    public static IEnumerable<Batch> Run(string sql, SessionContext session, VirtualTable? input = null, ITableWriter? writer = null)
    {
        var plan = StoredSql.Unplaced(() =>
        {
            var binder = new Binder(Binders.ContextOf(session, input is null ? Builtins.VirtualTables : new VirtualTables([input]), ParameterTypes.None));
            return Plans.Make(binder.BindStatement(SqlParser.Parse(sql)[0].Statement), session);
        });
        using var stream = Operators.Open(plan.Root, Plans.Context(session, [], writer));
        while (stream.Next() is { } batch) yield return batch;
    }

    /// <summary>Whether a query gives a row.</summary>
    public static bool HasRows(string sql, SessionContext session)
    {
        foreach (var batch in Run(sql, session))
        {
            if (batch.Length > 0) return true;
        }

        return false;
    }

    /// <summary>The table, or of a hypertable the oldest chunk, that has a row which meets a condition; null where none has.</summary>
    public static SchemaObject? FindPlace(Table table, string condition, SessionContext session)
    {
        if (table.Hypertable is null) return HasRows($"SELECT 1 FROM {Name(table)} WHERE {condition} LIMIT 1", session) ? table : null;
        foreach (var batch in Run($"SELECT min(tableoid) FROM {Name(table)} WHERE {condition}", session))
        {
            if (batch.Length > 0 && !batch.Column(0).IsNull(0)) return session.Catalog.Find<Chunk>((uint)VectorAccess.Get<long>(batch.Column(0), 0));
        }

        return null;
    }

    /// <summary>A relation's name as SQL.</summary>
    public static string Name(SchemaObject relation) => $"{SyntaxPrinter.QuoteIdentifier(relation.Schema)}.{SyntaxPrinter.QuoteIdentifier(relation.Name)}";
}
