using System.Numerics;
using System.Runtime.InteropServices;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;
using Vector = System.Numerics.Vector;

namespace Tidemark.Engine.Functions;

/// <summary>The best value so far.</summary>
internal struct ExtremeState<T>
    where T : struct
{
    public T Value;
    public bool HasValue;
}

/// <summary>min and max of a fixed-width type.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <typeparam name="TOrdering">Its order.</typeparam>
/// <typeparam name="TBetter"><see cref="Less"/> for min, <see cref="Greater"/> for max.</typeparam>
internal readonly struct Extreme<T, TOrdering, TBetter> : IFold<T, ExtremeState<T>>
    where T : unmanaged
    where TOrdering : IOrdering<T>
    where TBetter : IComparison
{
    public static void Add(ref ExtremeState<T> state, T value)
    {
        // Of equal values the last counts, as in PostgreSQL, which shows where they are told apart (-0 and 0, 1 month and 30 days).
        if (state.HasValue && TBetter.Test<T, TOrdering>(state.Value, value)) return;
        state.Value = value;
        state.HasValue = true;
    }

    public static void AddAll(ref ExtremeState<T> state, ReadOnlySpan<T> values)
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(double))
        {
            var lanes = MemoryMarshal.Cast<T, Vector<T>>(values);
            if (lanes.Length > 1 && TryLanes(lanes, out var best))
            {
                for (var i = 0; i < Vector<T>.Count; i++) Add(ref state, best[i]);
                values = values[(lanes.Length * Vector<T>.Count)..];
            }
        }

        foreach (var value in values) Add(ref state, value);
    }

    public static void Merge(ref ExtremeState<T> state, ref ExtremeState<T> other)
    {
        if (other.HasValue) Add(ref state, other.Value);
    }

    public static void Emit(ref ExtremeState<T> state, VectorBuilder result)
    {
        if (state.HasValue) ((FixedVectorBuilder<T>)result).Append(state.Value);
        else result.AppendNull();
    }

    public static bool Accepts(in ColumnStatistics statistics) => statistics.HasRange;

    public static void AddStatistics(ref ExtremeState<T> state, in ColumnStatistics statistics)
    {
        var isMin = TBetter.Test(-1);
        if (typeof(T) == typeof(double)) Add(ref state, (T)(object)(isMin ? statistics.MinDouble : statistics.MaxDouble));
        else if (typeof(T) == typeof(float)) Add(ref state, (T)(object)(float)(isMin ? statistics.MinDouble : statistics.MaxDouble));
        else if (typeof(T) == typeof(long)) Add(ref state, (T)(object)(isMin ? statistics.MinInteger : statistics.MaxInteger));
        else if (typeof(T) == typeof(int)) Add(ref state, (T)(object)(int)(isMin ? statistics.MinInteger : statistics.MaxInteger));
        else if (typeof(T) == typeof(short)) Add(ref state, (T)(object)(short)(isMin ? statistics.MinInteger : statistics.MaxInteger));
    }

    // Fails where there is a NaN, which hardware orders otherwise than SQL.
    private static bool TryLanes(ReadOnlySpan<Vector<T>> lanes, out Vector<T> best)
    {
        best = lanes[0];
        var ordered = Vector.Equals(best, best);
        if (TBetter.Test(-1))
        {
            foreach (var lane in lanes)
            {
                best = Vector.ConditionalSelect(Vector.LessThan(lane, best), lane, best);
                ordered &= Vector.Equals(lane, lane);
            }
        }
        else
        {
            foreach (var lane in lanes)
            {
                best = Vector.ConditionalSelect(Vector.GreaterThan(lane, best), lane, best);
                ordered &= Vector.Equals(lane, lane);
            }
        }

        return Vector.EqualsAll(Vector.AsVectorByte(ordered), Vector<byte>.AllBitsSet);
    }
}

/// <summary>The best byte value so far, in a buffer of its own that is reused; a length of -1 cannot occur, null means none.</summary>
internal struct ExtremeBytes
{
    private byte[]? _buffer;
    private int _length;

    public readonly bool HasValue => _buffer is not null;

    public readonly ReadOnlySpan<byte> Value => _buffer.AsSpan(0, _length);

    public void Set(ReadOnlySpan<byte> value)
    {
        if (_buffer is null || _buffer.Length < value.Length) _buffer = new byte[Math.Max(16, value.Length)];
        value.CopyTo(_buffer);
        _length = value.Length;
    }
}

/// <summary>min and max of a type that is kept as bytes.</summary>
internal readonly struct BytesExtreme<TOrder, TBetter> : IBytesFold<ExtremeBytes>
    where TOrder : IBytesOrder
    where TBetter : IComparison
{
    public static void Add(ref ExtremeBytes state, ReadOnlySpan<byte> value)
    {
        // Of equal values the last counts, as in PostgreSQL: 1.0 and 1.00.
        if (!state.HasValue || !TBetter.Test(TOrder.Compare(state.Value, value))) state.Set(value);
    }

    public static void Merge(ref ExtremeBytes state, ref ExtremeBytes other)
    {
        if (other.HasValue) Add(ref state, other.Value);
    }

    public static void Emit(ref ExtremeBytes state, VectorBuilder result)
    {
        if (state.HasValue) ((BytesVectorBuilder)result).Append(state.Value);
        else result.AppendNull();
    }
}
