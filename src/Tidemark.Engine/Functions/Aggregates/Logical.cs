using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>Folds values by an operation that has no identity to start from: bool_and, bool_or, bit_and, bit_or, bit_xor.</summary>
internal readonly struct Reduce<T, TOp> : IFold<T, ExtremeState<T>>
    where T : unmanaged
    where TOp : IBinary<T, T, T>
{
    public static void Add(ref ExtremeState<T> state, T value)
    {
        state.Value = state.HasValue ? TOp.Invoke(state.Value, value) : value;
        state.HasValue = true;
    }

    public static void AddAll(ref ExtremeState<T> state, ReadOnlySpan<T> values)
    {
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
}

/// <summary>Both.</summary>
internal readonly struct And : IBinary<bool, bool, bool>
{
    public static bool Invoke(bool left, bool right) => left & right;
}

/// <summary>Either.</summary>
internal readonly struct Or : IBinary<bool, bool, bool>
{
    public static bool Invoke(bool left, bool right) => left | right;
}
