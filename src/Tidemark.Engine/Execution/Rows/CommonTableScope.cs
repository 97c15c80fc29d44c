using Tidemark.Errors;

namespace Tidemark.Engine.Execution;

/// <summary>The common tables that a query can read: its own, then those of the queries around it. Filled before the query that reads them is opened.</summary>
internal sealed class CommonTableScope(CommonTableScope? parent)
{
    private readonly Dictionary<int, Func<BatchStream>> _tables = [];

    /// <summary>Sets how the rows of a common table are read; a recursive one's change from round to round.</summary>
    public void Set(int id, Func<BatchStream> read) => _tables[id] = read;

    /// <summary>The rows of a common table.</summary>
    public BatchStream Open(int id) =>
        _tables.TryGetValue(id, out var read) ? read() : parent?.Open(id) ?? throw InternalErrors.Unexpected($"common table {id} was not computed");
}
