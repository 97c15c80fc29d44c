using Tidemark.Errors;

namespace Tidemark.Engine.Execution;

/// <summary>The common tables that a query can read: its own, then those of the queries around it. Filled before the query that reads them is opened.</summary>
internal sealed class CommonTableScope(CommonTableScope? parent)
{
    private readonly Dictionary<int, MaterializedRows> _tables = [];

    /// <summary>Sets the rows of a common table; a recursive one's change from round to round.</summary>
    public void Set(int id, MaterializedRows rows) => _tables[id] = rows;

    /// <summary>The rows of a common table.</summary>
    public MaterializedRows Find(int id) =>
        _tables.TryGetValue(id, out var rows) ? rows : parent?.Find(id) ?? throw InternalErrors.Unexpected($"common table {id} was not computed");
}
