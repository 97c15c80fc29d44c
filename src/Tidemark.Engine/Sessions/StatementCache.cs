using Tidemark.Engine.Sessions.Sharing;
using Tidemark.Engine.Syntax;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// The texts that a session ran last, parsed, with the plans that belong to them: a client that repeats the same text pays for parsing and planning once, whether
/// it sends simple queries or extended ones without a name, and texts that differ in their constants only share one (<see cref="SharedStatements"/>). Long texts (inserts with their values in them) are not worth keeping.
/// </summary>
internal sealed class StatementCache(SessionContext session)
{
    private const int MaxEntries = 64;
    private const int MaxLength = 4096;

    private readonly Dictionary<string, LinkedListNode<Entry>> _byText = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = [];
    private readonly SharedStatements _shared = new(session);

    /// <summary>The statements of a script; they take no parameters.</summary>
    /// <exception cref="SqlException">42601: the text is not SQL.</exception>
    public IReadOnlyList<PreparedStatement> GetScript(string sql)
    {
        if (Find(sql) is { DeclaredTypes: null } known) return known.Statements;
        if (_shared.Find(sql) is { } shared) return [shared];
        var parsed = SqlParser.Parse(sql);
        PreparedStatement[] statements = parsed.Count == 0 ? [Prepare(null, StatementParameters.None, sql)] : [.. parsed.Select(p => Prepare(p, StatementParameters.None, sql))];
        Keep(new Entry(sql, null, statements));
        return statements;
    }

    /// <summary>One statement, to which nobody may give a name: it is shared by all who ask for the same text and types.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="parameterTypes">Type oids of the first parameters, as the client declared them.</param>
    /// <exception cref="SqlException">42601: the text holds several statements or is not SQL.</exception>
    public PreparedStatement GetStatement(string sql, ReadOnlySpan<uint> parameterTypes)
    {
        if (Find(sql) is { DeclaredTypes: { } declared } known && parameterTypes.SequenceEqual(declared)) return known.Statements[0];
        if (parameterTypes.IsEmpty && _shared.Find(sql) is { } shared) return shared;
        var statement = ParseOne(sql, parameterTypes);
        Keep(new Entry(sql, parameterTypes.ToArray(), [statement]));
        return statement;
    }

    /// <summary>One statement, parsed anew.</summary>
    /// <inheritdoc cref="GetStatement" />
    public PreparedStatement ParseOne(string sql, ReadOnlySpan<uint> parameterTypes)
    {
        var parsed = SqlParser.Parse(sql);
        if (parsed.Count > 1) throw StatementErrors.SeveralStatements();
        return Prepare(parsed.Count == 0 ? null : parsed[0], StatementParameters.Declare(parameterTypes, session.Catalog), sql);
    }

    private PreparedStatement Prepare(ParsedStatement? parsed, SqlType?[] declared, string source) => new(session, parsed, declared, source);

    private Entry? Find(string sql)
    {
        if (!_byText.TryGetValue(sql, out var node)) return null;
        if (node != _byUse.First)
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }

        return node.Value;
    }

    private void Keep(Entry entry)
    {
        if (entry.Text.Length > MaxLength) return;
        if (_byText.TryGetValue(entry.Text, out var other)) _byUse.Remove(other);
        _byText[entry.Text] = _byUse.AddFirst(entry);
        if (_byUse.Count <= MaxEntries) return;
        _byText.Remove(_byUse.Last!.Value.Text);
        _byUse.RemoveLast();
    }

    // Of one text the use that came last is kept; DeclaredTypes is null for a script.
    private sealed record Entry(string Text, uint[]? DeclaredTypes, PreparedStatement[] Statements);
}
