using Tidemark.Engine.Syntax;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// The scripts that a session ran last, parsed, with the plans that belong to them: a client that repeats the same text pays for parsing and planning once.
/// Long texts (inserts with their values in them) are not worth keeping.
/// </summary>
internal sealed class StatementCache(SessionContext session)
{
    private const int MaxScripts = 64;
    private const int MaxLength = 4096;

    private readonly Dictionary<string, LinkedListNode<Entry>> _byText = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = [];

    /// <summary>The statements of a script.</summary>
    public IReadOnlyList<PreparedStatement> GetScript(string sql)
    {
        if (sql.Length > MaxLength) return Parse(sql);
        if (_byText.TryGetValue(sql, out var node))
        {
            if (node != _byUse.First)
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }

            return node.Value.Statements;
        }

        var statements = Parse(sql);
        _byText[sql] = _byUse.AddFirst(new Entry(sql, statements));
        if (_byUse.Count > MaxScripts)
        {
            _byText.Remove(_byUse.Last!.Value.Text);
            _byUse.RemoveLast();
        }

        return statements;
    }

    private PreparedStatement[] Parse(string sql)
    {
        var parsed = SqlParser.Parse(sql);
        if (parsed.Count == 0) return [new PreparedStatement(session, null, StatementParameters.None)];
        var statements = new PreparedStatement[parsed.Count];
        for (var i = 0; i < statements.Length; i++) statements[i] = new PreparedStatement(session, parsed[i], StatementParameters.None);
        return statements;
    }

    private sealed record Entry(string Text, PreparedStatement[] Statements);
}
