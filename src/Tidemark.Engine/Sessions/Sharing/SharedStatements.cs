using Tidemark.Engine.Syntax;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Sharing;

/// <summary>
/// The shapes of texts that a session ran: a client that writes values into its texts pays for parsing, binding and planning with the first two of a shape. Repeated texts do not come here:
/// <see cref="StatementCache"/> knows them. Belongs to its session.
/// </summary>
internal sealed class SharedStatements(SessionContext session)
{
    private const int MaxShapes = 128;

    private readonly StatementShape _shape = new();

    // A shape that was seen once has not been tried; one without a statement is not shared.
    private readonly Dictionary<string, (bool IsTried, SharedStatement? Statement)> _byShape = new(StringComparer.Ordinal);

    /// <summary>The statement of a text whose shape is known; null for a text that is to be parsed, because it is the first of its shape or its shape is not shared.</summary>
    /// <exception cref="SqlException">42601: the text is not SQL.</exception>
    public PreparedStatement? Find(string sql)
    {
        if (!_shape.TryRead(sql)) return null;
        var byShape = _byShape.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!byShape.TryGetValue(_shape.Key, out var known))
        {
            if (_byShape.Count >= MaxShapes) _byShape.Clear();
            byShape[_shape.Key] = default;
            return null;
        }

        if (!known.IsTried)
        {
            known = (true, SqlParser.Parse(sql) is [var parsed] ? SharedStatement.TryMake(parsed.Statement, _shape.Constants) : null);
            byShape[_shape.Key] = known;
        }

        if (known.Statement is not { IsUsable: true } shared || shared.ValuesOf(_shape.Constants) is not { } values) return null;
        return new PreparedStatement(session, sql, sql[_shape.Own], new SharedUse(shared, values));
    }
}
