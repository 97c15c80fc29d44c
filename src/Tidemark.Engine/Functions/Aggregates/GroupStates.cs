using System.Buffers;
using System.Runtime.CompilerServices;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>An accumulator with one small struct a group, whose default value is the empty state.</summary>
internal abstract class GroupStates<TState> : Accumulator
    where TState : struct
{
    // From as many on the array comes from the pool.
    private const int FewestPooled = 256;

    private TState[] _states = [];

    /// <inheritdoc />
    public override long ByteSize => (long)_states.Length * Unsafe.SizeOf<TState>();

    /// <summary>The states by group.</summary>
    protected Span<TState> States => _states;

    /// <inheritdoc />
    public override void Resize(int count)
    {
        if (count <= _states.Length) return;
        var before = _states;
        var size = Math.Max(count, before.Length * 2);
        var states = size < FewestPooled ? new TState[size] : ArrayPool<TState>.Shared.Rent(size);
        before.CopyTo(states, 0);
        if (size >= FewestPooled) states.AsSpan(before.Length).Clear();
        Release();
        _states = states;
    }

    /// <inheritdoc />
    public override void Release()
    {
        if (_states.Length >= FewestPooled) ArrayPool<TState>.Shared.Return(_states, RuntimeHelpers.IsReferenceOrContainsReferences<TState>());
        _states = [];
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
