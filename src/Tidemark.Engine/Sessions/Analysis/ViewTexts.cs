using System.Text;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>
/// The texts of views. They name relations with their schemas and columns one by one, so that they mean the same whatever the search path, and whatever columns tables get later. When
/// something that they name gets another name, they are written anew.
/// </summary>
internal sealed class ViewTexts
{
    private readonly SessionContext _session;
    private readonly List<(StoredQuery View, NameTrace Trace, CatalogSnapshot Catalog)> _views = [];

    private ViewTexts(SessionContext session) => _session = session;

    /// <summary>A query's text with all names resolved; the text itself where that cannot be written.</summary>
    public static string Resolved(string text, SessionContext session)
    {
        try
        {
            var (trace, before) = Bind(text, session);
            var resolved = Write(text, trace, session.Catalog, session.Catalog);
            return Bind(resolved, session).Output.SequenceEqual(before) ? resolved : text;
        }
        catch (SqlException)
        {
            return text;
        }
    }

    /// <summary>Remembers what views mean, before the names change.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isConcerned">The views that may name what changes.</param>
    public static ViewTexts Capture(SessionContext session, Func<StoredQuery, bool> isConcerned)
    {
        var texts = new ViewTexts(session);
        foreach (var view in StoredQuery.All(session.Catalog).Where(isConcerned)) texts._views.Add((view, Bind(view.Query, session).Trace, session.Catalog));
        return texts;
    }

    /// <summary>Writes the texts with the names of now.</summary>
    public void Rewrite()
    {
        foreach (var (view, trace, catalog) in _views)
        {
            var current = Current(view);
            _session.Transaction.Put(current.With(Write(view.Query, trace, catalog, _session.Catalog)));
        }

        // A column that a join merges by its name, say, cannot be renamed in the text alone.
        foreach (var (view, _, _) in _views)
        {
            try
            {
                var wanted = view.ColumnTypes.ToList();
                if (Bind(Current(view).Query, _session).Output.Take(wanted.Count).Select(c => c.Type).SequenceEqual(wanted)) continue;
            }
            catch (SqlException)
            {
            }

            throw InternalErrors.NotSupported($"renaming what view \"{view.Owner.Name}\" reads in the way it does");
        }
    }

    private StoredQuery Current(StoredQuery view) => StoredQuery.Of((SchemaObject)_session.Catalog.Find(view.Owner.Oid)!)!;

    private static (NameTrace Trace, IReadOnlyList<(string Name, Types.SqlType Type)> Output) Bind(string text, SessionContext session)
    {
        var trace = new NameTrace();
        var query = StoredSql.Unplaced(() => session.NewBinder(trace: trace).BindQuery(StoredSql.ParseQuery(text)));
        return (trace, [.. query.Output.Select(c => (c.Name, c.Type))]);
    }

    private static string Write(string text, NameTrace trace, CatalogSnapshot before, CatalogSnapshot now)
    {
        var tokens = new TokenBuffer(64);
        Lexer.Tokenize(text, tokens);
        var at = new Dictionary<int, int>();
        for (var i = 0; i < tokens.Count; i++) at.TryAdd(tokens[i].Position, i);
        var edits = new SortedDictionary<int, (int End, string Text)>();
        foreach (var relation in trace.Relations.Where(r => r.Position > 0))
        {
            if (now.Find(relation.Oid) is not SchemaObject found) continue;
            var alias = relation.HasAlias || found.Name == relation.Name ? "" : $" AS {Quote(relation.Name)}";
            Replace(relation.Position, relation.Parts, InternalQuery.Name(found) + alias);
        }

        foreach (var routine in trace.Routines.Where(r => r.Position > 0))
        {
            if (now.Find<UserRoutine>(routine.Oid) is { } found) Replace(routine.Position, routine.Parts, $"{Quote(found.Schema)}.{Quote(found.Name)}");
        }

        foreach (var column in trace.Columns.Where(c => c.Position > 0))
        {
            var old = column.Parts[^1];
            var name = RenamedColumn(column, before, now) ?? old;
            if (name == old && column.Parts.Count < 3) continue;
            var qualifier = column.Parts.Count > 1 ? $"{Quote(column.Parts[^2])}." : "";
            var alias = name != old && trace.Items.Contains(column.Position) ? $" AS {Quote(old)}" : "";
            Replace(column.Position, column.Parts.Count, $"{qualifier}{Quote(name)}{alias}");
        }

        foreach (var star in trace.Stars.Where(s => s.Position > 0))
        {
            var parts = 1;
            for (var i = at[star.Position]; tokens[i].Kind != TokenKind.Star; i += 2) parts++;
            Replace(star.Position, parts, string.Join(", ", star.Columns.Select(c => c.Table.Length == 0 ? Quote(c.Column) : $"{Quote(c.Table)}.{Quote(c.Column)}")));
        }

        var result = new StringBuilder();
        var done = 0;
        foreach (var (start, (end, replacement)) in edits)
        {
            result.Append(text, done, start - done).Append(replacement);
            done = end;
        }

        return result.Append(text, done, text.Length - done).ToString();

        void Replace(int position, int parts, string replacement)
        {
            var first = at[position];
            edits[tokens[first].Start] = (tokens[first + (2 * (parts - 1))].End, replacement);
        }
    }

    // The new name of a column that the text calls by its own name; null where an alias stands for it, or nothing has changed.
    private static string? RenamedColumn(TracedColumn column, CatalogSnapshot before, CatalogSnapshot now)
    {
        if (column.RelationOid == 0 || column.Place < 0) return null;
        switch (before.Find(column.RelationOid))
        {
            case Chunk chunk:
                return RenamedColumn(column with { RelationOid = chunk.TableOid }, before, now);
            case Table table when table.LiveColumns.ElementAtOrDefault(column.Place) is { } old && old.Name == column.Parts[^1]:
                return now.Find<Table>(table.Oid)?.Columns[old.Number - 1].Name;
            case View view when view.Columns.Length > column.Place && view.Columns[column.Place].Name == column.Parts[^1]:
                return now.Find<View>(view.Oid)?.Columns[column.Place].Name;
            default:
                return null;
        }
    }

    private static string Quote(string name) => SyntaxPrinter.QuoteIdentifier(name);
}
