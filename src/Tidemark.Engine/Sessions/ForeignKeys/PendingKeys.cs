using Tidemark.Engine.Execution;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.ForeignKeys;

/// <summary>Distinct keys that are to be looked at when a statement, or its transaction, has made its changes. With each may go the values that an update put in its place.</summary>
internal sealed class PendingKeys
{
    private readonly GroupKeys _known;
    private readonly VectorBuilder[] _values;
    private readonly int _width;
    private int[] _groups = [];

    /// <summary>No keys.</summary>
    /// <param name="types">The types of the key's columns.</param>
    /// <param name="attached">The types of what goes with each key.</param>
    /// <param name="groupsNulls">Whether null is a key like another; else keys with a null are left out.</param>
    public PendingKeys(IReadOnlyList<SqlType> types, IReadOnlyList<SqlType> attached, bool groupsNulls = false)
    {
        _width = types.Count;
        _known = new GroupKeys(types, groupsNulls);
        _values = [.. types.Concat(attached).Select(t => VectorBuilder.Create(t))];
    }

    /// <summary>How many there are.</summary>
    public int Count => _values[0].Length;

    /// <summary>Adds rows whose keys are not there yet.</summary>
    /// <param name="columns">The key's columns, and those that go with it.</param>
    /// <param name="rows">How many rows they have.</param>
    /// <param name="isWanted">Which of them count; null for all.</param>
    public void Add(Vector[] columns, int rows, bool[]? isWanted)
    {
        if (isWanted is not null)
        {
            var chosen = new List<int>();
            for (var row = 0; row < rows; row++)
            {
                if (isWanted[row]) chosen.Add(row);
            }

            if (chosen.Count == 0) return;
            columns = Gather(columns, chosen.ToArray());
            rows = chosen.Count;
        }

        if (_groups.Length < rows) _groups = new int[rows];
        var next = _known.Count;
        _known.Assign(columns.AsSpan(0, _width), _groups.AsSpan(0, rows));
        for (var row = 0; row < rows; row++)
        {
            if (_groups[row] != next) continue;
            next++;
            for (var i = 0; i < _values.Length; i++) _values[i].AppendRow(columns[i], row);
        }
    }

    /// <summary>All of them as flat columns, which are the caller's.</summary>
    public Vector[] Take() => Array.ConvertAll(_values, v => v.Detach());

    /// <summary>Some rows of columns.</summary>
    public static Vector[] Gather(Vector[] columns, ReadOnlySpan<int> rows)
    {
        var result = new Vector[columns.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var builder = VectorBuilder.Create(columns[i].Type, rows.Length);
            builder.AppendGather(columns[i], rows);
            result[i] = builder.Detach();
        }

        return result;
    }
}
