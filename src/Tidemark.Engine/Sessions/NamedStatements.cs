using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// A session's prepared statements by name. PREPARE, DEALLOCATE and DISCARD ALL share the names with the wire protocol's Parse and Close.
/// </summary>
public sealed class NamedStatements : IPreparedStatements
{
    private readonly Dictionary<string, PreparedStatement> _statements = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyDictionary<string, PreparedStatement> All => _statements;

    /// <summary>Keeps a statement under a name.</summary>
    /// <exception cref="SqlException">42P05: the name is taken.</exception>
    public void Add(string name, PreparedStatement statement)
    {
        if (!_statements.TryAdd(name, statement)) throw PreparedStatementErrors.Exists(name);
    }

    /// <summary>The statement of this name.</summary>
    /// <exception cref="SqlException">26000: there is none.</exception>
    public PreparedStatement Get(string name) => _statements.TryGetValue(name, out var statement) ? statement : throw PreparedStatementErrors.DoesNotExist(name);

    /// <summary>Forgets a statement; false when there is none of this name.</summary>
    public bool Remove(string name) => _statements.Remove(name);

    /// <summary>Forgets all statements.</summary>
    public void Clear() => _statements.Clear();

    /// <inheritdoc />
    IEnumerable<PreparedStatementRow> IPreparedStatements.List() => _statements.Select(s => s.Value.Describe(s.Key));
}
