using System.Numerics;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Types;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Engine.TimeSeries;

/// <summary>
/// first(value, time) and last(value, time): the value at the smallest or greatest time. Rows with a null time do not count; a null value does. Of rows with
/// the same time the first one seen wins. Values lie in one builder by the slot of their group; a slot is written anew when a better row comes.
/// </summary>
internal static class FirstLast
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Aggregate("first", [SqlTypes.AnyElement, SqlTypes.Any], SqlTypes.AnyElement, call => Create(call, isLast: false), skipsNulls: false);
        declare.Aggregate("last", [SqlTypes.AnyElement, SqlTypes.Any], SqlTypes.AnyElement, call => Create(call, isLast: true), skipsNulls: false);
    }

    private static Accumulator Create(AggregateCall call, bool isLast) => (call.Arguments[0].Physical, call.Arguments[1].Physical) switch
    {
        (PhysicalType.Float64, PhysicalType.Int64) => Fixed<double>(isLast),
        (PhysicalType.Int64, PhysicalType.Int64) => Fixed<long>(isLast),
        (PhysicalType.Int32, PhysicalType.Int64) => Fixed<int>(isLast),
        (PhysicalType.Float32, PhysicalType.Int64) => Fixed<float>(isLast),
        _ => new AnyFirstLast(call, isLast),
    };

    private static Accumulator Fixed<T>(bool isLast)
        where T : unmanaged => isLast ? new FixedFirstLast<T, Greater>() : new FixedFirstLast<T, Less>();
}

/// <summary>The best row so far.</summary>
internal struct TimedValue<T>
    where T : unmanaged
{
    public long Time;
    public T Value;
    public bool HasRow;
    public bool IsNull;
}

/// <summary>first and last of a fixed-width value by a time that is an integer.</summary>
internal sealed class FixedFirstLast<T, TBetter> : GroupStates<TimedValue<T>>
    where T : unmanaged
    where TBetter : IComparison
{
    /// <inheritdoc />
    public override void Update(ReadOnlySpan<Vector> arguments, ReadOnlySpan<int> groups)
    {
        var values = FixedOperand<T>.Of(arguments[0], groups.Length);
        var times = FixedOperand<long>.Of(arguments[1], groups.Length);
        var states = States;
        for (var row = 0; row < groups.Length; row++)
        {
            if (arguments[1].IsNull(row)) continue;
            ref var state = ref states[groups[row]];
            var time = times.Values[times.IsConstant ? 0 : row];
            if (state.HasRow && !TBetter.Test<long, NativeOrdering<long>>(time, state.Time)) continue;
            Set(ref state, time, values.Values[values.IsConstant ? 0 : row], arguments[0].IsNull(row));
        }
    }

    /// <inheritdoc />
    public override void UpdateSingle(ReadOnlySpan<Vector> arguments, int rows, int group)
    {
        var times = FixedOperand<long>.Of(arguments[1], rows);
        ref var state = ref States[group];
        var best = -1;
        var bestTime = state.Time;
        var hasRow = state.HasRow;
        for (var row = 0; row < rows; row++)
        {
            var time = times.Values[times.IsConstant ? 0 : row];
            if ((hasRow && !TBetter.Test<long, NativeOrdering<long>>(time, bestTime)) || arguments[1].IsNull(row)) continue;
            (best, bestTime, hasRow) = (row, time, true);
        }

        if (best < 0) return;
        var isNull = arguments[0].IsNull(best);
        Set(ref state, bestTime, isNull ? default : VectorAccess.Get<T>(arguments[0], best), isNull);
    }

    /// <inheritdoc />
    protected override void Merge(ref TimedValue<T> state, ref TimedValue<T> other)
    {
        if (other.HasRow && (!state.HasRow || TBetter.Test<long, NativeOrdering<long>>(other.Time, state.Time))) state = other;
    }

    /// <inheritdoc />
    protected override void Emit(ref TimedValue<T> state, VectorBuilder result)
    {
        if (!state.HasRow || state.IsNull) result.AppendNull();
        else ((FixedVectorBuilder<T>)result).Append(state.Value);
    }

    private static void Set(ref TimedValue<T> state, long time, T value, bool isNull)
    {
        state.Time = time;
        state.Value = value;
        state.HasRow = true;
        state.IsNull = isNull;
    }
}

/// <summary>first and last of any value by any ordered type. Rows that were beaten stay in the builders until they are more than the ones that count.</summary>
internal sealed class AnyFirstLast(AggregateCall call, bool isLast) : Accumulator
{
    private const int MinGarbage = 4096;

    private VectorBuilder _values = VectorBuilder.Create(call.Arguments[0]);
    private VectorBuilder _times = VectorBuilder.Create(call.Arguments[1]);
    private int[] _rows = [];
    private int _groups;

    /// <inheritdoc />
    public override long ByteSize => _values.ByteSize + _times.ByteSize + (_rows.Length * sizeof(int));

    /// <inheritdoc />
    public override void Resize(int count)
    {
        _groups = Math.Max(_groups, count);
        if (count <= _rows.Length) return;
        var before = _rows.Length;
        Array.Resize(ref _rows, (int)BitOperations.RoundUpToPowerOf2((uint)count));
        _rows.AsSpan(before).Fill(-1);
    }

    /// <inheritdoc />
    public override void Update(ReadOnlySpan<Vector> arguments, ReadOnlySpan<int> groups)
    {
        for (var row = 0; row < groups.Length; row++) Consider(arguments[0], arguments[1], row, groups[row]);
        Compact();
    }

    /// <inheritdoc />
    public override void UpdateSingle(ReadOnlySpan<Vector> arguments, int rows, int group)
    {
        for (var row = 0; row < rows; row++) Consider(arguments[0], arguments[1], row, group);
        Compact();
    }

    /// <inheritdoc />
    public override void Merge(Accumulator other, ReadOnlySpan<int> groups)
    {
        var from = (AnyFirstLast)other;
        var values = from._values.Build();
        var times = from._times.Build();
        for (var group = 0; group < groups.Length; group++)
        {
            if (from._rows[group] >= 0) Consider(values, times, from._rows[group], groups[group]);
        }

        Compact();
    }

    /// <inheritdoc />
    public override void Emit(int start, int count, VectorBuilder result)
    {
        var values = _values.Build();
        for (var group = start; group < start + count; group++)
        {
            if (_rows[group] < 0) result.AppendNull();
            else result.AppendRow(values, _rows[group]);
        }
    }

    private void Consider(Vector values, Vector times, int row, int group)
    {
        if (times.IsNull(row)) return;
        var known = _rows[group];
        if (known >= 0)
        {
            var order = ValueComparison.Compare(times, row, _times.Build(), known);
            if (isLast ? order <= 0 : order >= 0) return;
        }

        _rows[group] = _times.Length;
        _times.AppendRow(times, row);
        _values.AppendRow(values, row);
    }

    private void Compact()
    {
        if (_times.Length < MinGarbage || _times.Length < 2 * _groups) return;
        var kept = new List<int>(_groups);
        for (var group = 0; group < _groups; group++)
        {
            if (_rows[group] < 0) continue;
            kept.Add(_rows[group]);
            _rows[group] = kept.Count - 1;
        }

        _values = Gathered(_values, kept);
        _times = Gathered(_times, kept);
    }

    private static VectorBuilder Gathered(VectorBuilder source, List<int> rows)
    {
        var builder = VectorBuilder.Create(source.Type, rows.Count);
        builder.AppendGather(source.Build(), System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows));
        return builder;
    }
}
