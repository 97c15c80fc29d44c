using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Cursors;

/// <summary>The cursors of a session by name. Those without HOLD end with their transaction; one whose transaction comes to nothing ends in any case.</summary>
internal sealed class SessionCursors : ICursors
{
    private readonly Dictionary<string, Cursor> _cursors = new(StringComparer.Ordinal);

    // In the order in which they were declared, for savepoints.
    private readonly List<string> _order = [];

    /// <summary>How many were declared so far, to be gone back to by <see cref="CloseSince"/>.</summary>
    public int Count => _order.Count;

    /// <inheritdoc />
    public IEnumerable<CursorRow> List() => _cursors.Values.Select(c =>
        new CursorRow(c.Declared.Name, c.Text, c.Declared.WithHold, c.Declared.IsBinary, c.Declared.Scroll != false, c.CreatedAt));

    /// <summary>The cursor of a name; 34000 where there is none.</summary>
    public Cursor Get(string name) => _cursors.TryGetValue(name, out var cursor) ? cursor : throw PreparedStatementErrors.CursorDoesNotExist(name);

    /// <summary>The cursor of a name, or null.</summary>
    public Cursor? Find(string name) => _cursors.GetValueOrDefault(name);

    /// <summary>Fails with 42P03 where the name is taken.</summary>
    public void CheckFree(string name)
    {
        if (_cursors.ContainsKey(name)) throw PreparedStatementErrors.CursorExists(name);
    }

    public void Add(Cursor cursor)
    {
        _cursors.Add(cursor.Declared.Name, cursor);
        _order.Add(cursor.Declared.Name);
    }

    public void Close(string name)
    {
        Get(name).Dispose();
        _cursors.Remove(name);
    }

    public void CloseAll()
    {
        foreach (var cursor in _cursors.Values) cursor.Dispose();
        _cursors.Clear();
        _order.Clear();
    }

    /// <summary>Closes those that were declared since a savepoint.</summary>
    public void CloseSince(int count)
    {
        for (var i = _order.Count - 1; i >= count; i--)
        {
            if (_cursors.Remove(_order[i], out var cursor)) cursor.Dispose();
        }

        if (count < _order.Count) _order.RemoveRange(count, _order.Count - count);
    }

    /// <summary>The transaction is about to commit: what outlives it is read while it can be. May fail as a query may.</summary>
    public void Hold()
    {
        foreach (var cursor in _cursors.Values)
        {
            if (cursor is { CreatedIn: not null, Declared.WithHold: true }) cursor.Keep();
        }
    }

    /// <summary>The transaction is over: cursors of it that were not kept are gone.</summary>
    public void End()
    {
        if (_cursors.Count > 0)
        {
            foreach (var (name, cursor) in _cursors.Where(c => c.Value.CreatedIn is not null).ToList())
            {
                cursor.Dispose();
                _cursors.Remove(name);
            }
        }

        _order.Clear();
    }
}
