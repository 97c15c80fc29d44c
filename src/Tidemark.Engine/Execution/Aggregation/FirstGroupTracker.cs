using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Watches the groups of an aggregation of which only the first in the order of one key are wanted: once there are enough of them, rows of later ones are of no use, and the
/// scan is told so. One a worker; each worker's own first groups are a valid bound for all.
/// </summary>
internal sealed class FirstGroupTracker
{
    private readonly FirstGroups _first;
    private readonly ScanBound _bound;
    private readonly QueryContext _context;
    private readonly int _wanted;
    private readonly SortedSet<ulong> _best = [];
    private int _seen;
    private ulong _published;

    public FirstGroupTracker(FirstGroups first, ScanBound bound, QueryContext context)
    {
        _first = first;
        _bound = bound;
        _context = context;
        var (count, offset) = LimitBounds.Evaluate(first.Count, first.Offset, context);
        _wanted = count > MaxWanted - Math.Min(offset, MaxWanted) ? 0 : (int)(count + offset);
    }

    // A limit beyond this gains nothing from watching.
    private const int MaxWanted = 10_000;

    /// <summary>Looks at the groups that are new since the last call.</summary>
    public void Watch(GroupKeys keys)
    {
        if (_wanted == 0 || keys.Count == _seen) return;
        var count = keys.Count - _seen;
        var values = keys.EmitKey(_first.Key, _seen, count);
        _seen = keys.Count;
        if (!values.Validity.IsAllValid)
        {
            // The group of nulls is none of the first.
            var builder = VectorBuilder.Create(values.Type, count);
            for (var row = 0; row < count; row++)
            {
                if (!values.IsNull(row)) builder.AppendRow(values, row);
            }

            values = builder.Detach();
        }

        var prefixes = SortKeys.Create([values], values.Length, [new SortColumnKey(0, _first.Bounded.Descending, false)]);
        foreach (var prefix in prefixes.Prefixes) Add(prefix, values.Type);
    }

    private void Add(ulong prefix, Types.SqlType type)
    {
        if (_best.Count == _wanted && prefix >= _best.Max) return;
        _best.Add(prefix);
        if (_best.Count > _wanted) _best.Remove(_best.Max);
        if (_best.Count < _wanted || _best.Max == _published) return;
        _published = _best.Max;
        Publish(type);
    }

    private void Publish(Types.SqlType type)
    {
        var key = _first.Bounded.Descending ? ~_published : _published;
        var value = VectorBuilder.Create(type, 1);
        switch (value)
        {
            case FixedVectorBuilder<bool> b: b.Append(BoolKey.FromKey(key)); break;
            case FixedVectorBuilder<short> b: b.Append(Int16Key.FromKey(key)); break;
            case FixedVectorBuilder<int> b: b.Append(Int32Key.FromKey(key)); break;
            case FixedVectorBuilder<long> b: b.Append(Int64Key.FromKey(key)); break;
            case FixedVectorBuilder<float> b: b.Append(Float32Key.FromKey(key)); break;
            case FixedVectorBuilder<double> b: b.Append(Float64Key.FromKey(key)); break;
        }

        _bound.Filter = BoundFilters.Create(_first.Bounded, value.Detach(), _context);
    }
}
