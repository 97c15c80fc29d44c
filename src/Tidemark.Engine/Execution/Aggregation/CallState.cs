using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>One aggregate call's state within one grouping set: the accumulator, and what DISTINCT and ORDER BY keep. One a worker.</summary>
internal sealed class CallState
{
    private readonly BoundAggregate _call;
    private readonly FunctionContext _context;
    private readonly DistinctValues? _distinct;
    private readonly MaterializedRows? _rows;
    private readonly Vector[] _keyed;
    private readonly VectorBuilder[] _gathered = [];
    private int[] _groups = [];
    private int[] _kept = [];

    public CallState(BoundAggregate call, FunctionContext context)
    {
        _call = call;
        _context = context;
        var unordered = Unordered(call, context);
        Accumulator = unordered ?? call.Function.CreateAccumulator(CallOf(call, context));
        _keyed = new Vector[call.Arguments.Length + call.OrderBy.Length + 1];
        var types = call.Arguments.Select(a => a.Type).Concat(call.OrderBy.Select(k => k.Expression.Type)).ToArray();
        if (call.IsDistinct)
        {
            _distinct = new DistinctValues(call.Arguments.Select(a => a.Type));
            _gathered = [.. types.Select(t => VectorBuilder.Create(t))];
        }

        if (!call.OrderBy.IsEmpty && unordered is null) _rows = new MaterializedRows([SqlTypes.Int4, .. types]);
    }

    /// <summary>The results so far, complete after <see cref="Finish"/>.</summary>
    public Accumulator Accumulator { get; }

    /// <summary>Bytes held.</summary>
    public long ByteSize => Accumulator.ByteSize + (_distinct?.ByteSize ?? 0) + (_rows?.ByteSize ?? 0);

    /// <summary>Whether workers may each have some of the call's rows: not where their order matters.</summary>
    public static bool IsShareable(BoundAggregate call, FunctionContext context)
    {
        if (!ParallelSafety.IsSafe(call)) return false;
        return call.OrderBy.IsEmpty ? !call.Function.IsOrderSensitive && call.Function.DirectArguments < 0 : Unordered(call, context) is not null;
    }

    /// <summary>Adds rows.</summary>
    /// <param name="input">The rows' arguments.</param>
    /// <param name="groups">The groups of all rows of the batch.</param>
    /// <param name="groupCount">How many groups there are.</param>
    public void Add(CallInput input, ReadOnlySpan<int> groups, int groupCount)
    {
        if (input.Rows == 0) return;
        ReadOnlySpan<Vector> values = input.Values;
        var chosen = input.IsWhole ? groups : GroupsOf(input.Chosen, groups);
        if (_distinct is not null)
        {
            if (!KeepNew(ref values, ref chosen, groupCount)) return;
        }

        if (_rows is not null)
        {
            _keyed[0] = new FixedVector<int>(SqlTypes.Int4, chosen.ToArray(), chosen.Length);
            values.CopyTo(_keyed.AsSpan(1));
            _rows.Add(_keyed, chosen.Length);
            return;
        }

        Accumulator.Resize(groupCount);
        Update(values[.._call.Arguments.Length], chosen);
    }

    /// <summary>Whether rows can be added by stretches: nothing is kept of single rows.</summary>
    public bool TakesRuns => _distinct is null && _rows is null;

    /// <summary>Adds all rows of a batch by stretches of one group each; only where <see cref="TakesRuns"/>.</summary>
    /// <param name="input">The rows' arguments, of the whole batch.</param>
    /// <param name="runs">The stretches and their groups.</param>
    /// <param name="groupCount">How many groups there are.</param>
    public void AddRuns(CallInput input, GroupRuns runs, int groupCount)
    {
        Accumulator.Resize(groupCount);
        Accumulator.UpdateRuns(input.Values.AsSpan(0, _call.Arguments.Length), input.Rows, runs.Starts, runs.Groups);
    }

    /// <summary>Adds rows that are all of group 0.</summary>
    public void AddSingle(CallInput input)
    {
        if (input.Rows == 0) return;
        if (_distinct is not null || _rows is not null)
        {
            var zeros = new int[Math.Max(input.Rows, input.IsWhole ? 0 : input.Chosen[^1] + 1)];
            Add(input, zeros, 1);
            return;
        }

        Accumulator.UpdateSingle(input.Values.AsSpan(0, _call.Arguments.Length), input.Rows, 0);
    }

    /// <summary>Takes over another worker's groups.</summary>
    /// <param name="other">The worker's state of the same call.</param>
    /// <param name="map">What each of its groups is here.</param>
    /// <param name="groupCount">How many groups there are here.</param>
    public void Merge(CallState other, int[] map, int groupCount)
    {
        Accumulator.Resize(groupCount);
        if (_distinct is null)
        {
            other.Accumulator.Resize(map.Length);
            Accumulator.Merge(other.Accumulator, map);
            return;
        }

        other._distinct!.Read((values, groups) =>
        {
            var mapped = new int[groups.Length];
            for (var i = 0; i < mapped.Length; i++) mapped[i] = map[groups[i]];
            ReadOnlySpan<int> chosen = mapped;
            if (KeepNew(ref values, ref chosen, groupCount)) Update(values, chosen);
        });
    }

    /// <summary>All rows were added: feeds those that waited to be ordered.</summary>
    public void Finish(int groupCount)
    {
        Accumulator.Resize(groupCount);
        if (_rows is null || _rows.Count == 0) return;
        var columns = _rows.Columns;
        var arguments = _call.Arguments.Length;
        var keys = new List<SortColumnKey> { new(0, false, false) };
        for (var i = 0; i < _call.OrderBy.Length; i++) keys.Add(new SortColumnKey(1 + arguments + i, _call.OrderBy[i].Descending, _call.OrderBy[i].NullsFirst));
        var order = RowKeys.Create(columns, _rows.Count, keys).Order(_context);
        var builders = new VectorBuilder[arguments + 1];
        for (var i = 0; i < builders.Length; i++) builders[i] = VectorBuilder.Create(columns[i].Type, Batch.DefaultRows);
        var values = new Vector[arguments];
        for (var start = 0; start < order.Length; start += Batch.DefaultRows)
        {
            _context.ThrowIfCancelled();
            var rows = order.AsSpan(start, Math.Min(Batch.DefaultRows, order.Length - start));
            for (var i = 0; i < builders.Length; i++)
            {
                builders[i].Reset();
                builders[i].AppendGather(columns[i], rows);
                if (i > 0) values[i - 1] = builders[i].Build();
            }

            Accumulator.Update(values, ((FixedVectorBuilder<int>)builders[0]).Values);
        }
    }

    private static Accumulator? Unordered(BoundAggregate call, FunctionContext context) =>
        call.Function.CreateUnordered is { } create && call.OrderBy.Length == 1 && !call.IsDistinct ? create(CallOf(call, context)) : null;

    private static AggregateCall CallOf(BoundAggregate call, FunctionContext context) =>
        new([.. call.Arguments.Select(a => a.Type)], call.Type, context) { Order = [.. call.OrderBy.Select(k => (k.Descending, k.NullsFirst))] };

    // Sorted segments give long runs of one group: those go to the loop over a single group, which is vectorised.
    private void Update(ReadOnlySpan<Vector> values, ReadOnlySpan<int> groups)
    {
        const int ShortRun = 64;
        var runs = 1;
        for (var i = 1; i < groups.Length; i++) runs += groups[i] != groups[i - 1] ? 1 : 0;
        if (runs == 1)
        {
            Accumulator.UpdateSingle(values, groups.Length, groups[0]);
            return;
        }

        if (groups.Length < runs * ShortRun)
        {
            Accumulator.Update(values, groups);
            return;
        }

        var slices = new Vector[values.Length];
        for (var start = 0; start < groups.Length;)
        {
            var end = start + 1;
            while (end < groups.Length && groups[end] == groups[start]) end++;
            for (var v = 0; v < slices.Length; v++) slices[v] = values[v].Slice(start, end - start);
            Accumulator.UpdateSingle(slices, end - start, groups[start]);
            start = end;
        }
    }

    private bool KeepNew(ref ReadOnlySpan<Vector> values, ref ReadOnlySpan<int> groups, int groupCount)
    {
        var rows = groups.Length;
        if (_kept.Length < rows) _kept = new int[rows];
        var kept = _distinct!.AddRows(values[.._call.Arguments.Length], groups, groupCount, _kept.AsSpan(0, rows));
        if (kept == 0) return false;
        if (kept == rows) return true;
        var chosen = new int[kept];
        for (var i = 0; i < kept; i++) chosen[i] = groups[_kept[i]];
        var gathered = new Vector[values.Length];
        for (var v = 0; v < gathered.Length; v++)
        {
            _gathered[v].Reset();
            _gathered[v].AppendGather(values[v], _kept.AsSpan(0, kept));
            gathered[v] = _gathered[v].Build();
        }

        values = gathered;
        groups = chosen;
        return true;
    }

    private ReadOnlySpan<int> GroupsOf(ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
    {
        if (_groups.Length < rows.Length) _groups = new int[Math.Max(rows.Length, groups.Length)];
        for (var i = 0; i < rows.Length; i++) _groups[i] = groups[rows[i]];
        return _groups.AsSpan(0, rows.Length);
    }
}
