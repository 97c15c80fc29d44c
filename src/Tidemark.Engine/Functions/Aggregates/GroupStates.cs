using System.Runtime.CompilerServices;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>An accumulator with one small struct a group, whose default value is the empty state.</summary>
internal abstract class GroupStates<TState> : Accumulator
    where TState : struct
{
    private TState[] _states = [];

    /// <inheritdoc />
    public override long ByteSize => (long)_states.Length * Unsafe.SizeOf<TState>();

    /// <summary>The states by group.</summary>
    protected Span<TState> States => _states;

    /// <inheritdoc />
    public override void Resize(int count)
    {
        if (count > _states.Length) Array.Resize(ref _states, Math.Max(count, _states.Length * 2));
    }

    /// <inheritdoc />
    public override void Merge(Accumulator other, ReadOnlySpan<int> groups)
    {
        var from = ((GroupStates<TState>)other)._states;
        for (var i = 0; i < groups.Length; i++) Merge(ref _states[groups[i]], ref from[i]);
    }

    /// <inheritdoc />
    public override void Emit(int start, int count, VectorBuilder result)
    {
        for (var group = start; group < start + count; group++) Emit(ref _states[group], result);
    }

    /// <summary>Adds another state to one.</summary>
    protected abstract void Merge(ref TState state, ref TState other);

    /// <summary>Appends the result of one group.</summary>
    protected abstract void Emit(ref TState state, VectorBuilder result);
}
