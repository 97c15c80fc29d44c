using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Tells which rows have a key of a unique index that an earlier row has.</summary>
internal sealed class ConflictKeys
{
    private readonly Evaluator[][] _elements;
    private readonly Evaluator?[] _conditions;
    private readonly bool[] _groupsNulls;
    private readonly GroupKeys?[] _seen;
    private readonly SubBatch _chosen = new();

    /// <summary>For the keys of an arbiter, or of all unique indexes of a table, over a row's columns by place.</summary>
    public ConflictKeys(ImmutableArray<BoundUniqueKey> keys, QueryContext context)
    {
        var factory = new EvaluatorFactory(context);
        _elements = [.. keys.Select(k => factory.Create(k.Elements))];
        _conditions = [.. keys.Select(k => k.Condition is null ? null : factory.Create(k.Condition))];
        _groupsNulls = [.. keys.Select(k => k.NullsNotDistinct)];
        _seen = new GroupKeys?[_elements.Length];
    }

    /// <summary>Begins anew: no row was seen.</summary>
    public void Forget() => Array.Clear(_seen);

    /// <summary>For each row whether one before it, of this batch or of those since <see cref="Forget"/>, has a key of it.</summary>
    public bool[] Repeats(Batch rows)
    {
        var repeats = new bool[rows.Length];
        for (var index = 0; index < _elements.Length; index++)
        {
            var chosen = ChosenRows(index, rows);
            var batch = chosen is null ? rows : _chosen.Of(rows, chosen);
            if (batch.Length == 0) continue;
            var keys = Array.ConvertAll(_elements[index], e => e.Evaluate(batch));
            var groups = new int[batch.Length];
            var numbers = _seen[index] ??= new GroupKeys(Array.ConvertAll(keys, k => k.Type), _groupsNulls[index]);
            var next = numbers.Count;
            numbers.Assign(keys, groups);
            for (var row = 0; row < groups.Length; row++)
            {
                if (groups[row] == next) next++;
                else if (groups[row] >= 0) repeats[chosen is null ? row : chosen[row]] = true;
            }
        }

        return repeats;
    }

    // The rows that a partial index is about; null for all.
    private int[]? ChosenRows(int index, Batch rows)
    {
        if (_conditions[index] is not { } condition) return null;
        var values = new BooleanValues(condition.Evaluate(rows));
        var chosen = new List<int>();
        for (var row = 0; row < rows.Length; row++)
        {
            if (!values.IsNull(row) && values[row]) chosen.Add(row);
        }

        return [.. chosen];
    }
}
