using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Tells which rows have a key of a unique index that an earlier row has.</summary>
internal sealed class ConflictKeys
{
    private readonly int[][] _indexes;
    private readonly bool[] _groupsNulls;
    private readonly bool _isUnknown;
    private readonly GroupKeys?[] _seen;

    /// <summary>For an arbiter, or for all unique indexes of the table.</summary>
    public ConflictKeys(Table table, Catalog.Index? arbiter, QueryContext context)
    {
        var indexes = arbiter is not null ? [arbiter] : context.Functions.Catalog.IndexesOf(table.Oid).Where(i => i.IsUnique).ToImmutableArray();
        var places = table.LiveColumns.Select((column, place) => (column.Number, place)).ToDictionary(c => c.Number, c => c.place);
        // Of keys that are computed nothing is known here.
        _isUnknown = indexes.Any(i => i.Keys.Any(k => k.Column == 0));
        _indexes = _isUnknown ? [] : [.. indexes.Select(i => i.Keys.Select(k => places[k.Column]).ToArray())];
        _seen = new GroupKeys?[_indexes.Length];
        _groupsNulls = [.. indexes.Select(i => i.NullsNotDistinct)];
    }

    /// <summary>Begins anew: no row was seen.</summary>
    public void Forget() => Array.Clear(_seen);

    /// <summary>For each row whether one before it, of this batch or of those since <see cref="Forget"/>, has a key of it.</summary>
    public bool[] Repeats(Batch rows)
    {
        var repeats = new bool[rows.Length];
        if (_isUnknown) repeats.AsSpan(1).Fill(true);
        var groups = new int[rows.Length];
        for (var index = 0; index < _indexes.Length; index++)
        {
            var keys = Array.ConvertAll(_indexes[index], rows.Column);
            var numbers = _seen[index] ??= new GroupKeys(Array.ConvertAll(keys, k => k.Type), _groupsNulls[index]);
            var next = numbers.Count;
            numbers.Assign(keys, groups);
            for (var row = 0; row < groups.Length; row++)
            {
                if (groups[row] == next) next++;
                else if (groups[row] >= 0) repeats[row] = true;
            }
        }

        return repeats;
    }
}
