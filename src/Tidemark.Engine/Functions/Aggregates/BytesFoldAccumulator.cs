using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>An aggregate of one argument that is kept as bytes, as operations on a state.</summary>
internal interface IBytesFold<TState>
    where TState : struct
{
    /// <summary>Adds a value.</summary>
    static abstract void Add(ref TState state, ReadOnlySpan<byte> value);

    /// <summary>Adds another state.</summary>
    static abstract void Merge(ref TState state, ref TState other);

    /// <summary>Appends the result.</summary>
    static abstract void Emit(ref TState state, VectorBuilder result);
}

/// <summary>Runs a fold of byte values over groups.</summary>
internal sealed class BytesFoldAccumulator<TState, TFold> : GroupStates<TState>
    where TState : struct
    where TFold : IBytesFold<TState>
{
    /// <inheritdoc />
    public override void Update(ReadOnlySpan<Vector> arguments, ReadOnlySpan<int> groups)
    {
        var states = States;
        if (arguments[0] is BytesVector flat)
        {
            for (var i = 0; i < groups.Length; i++) TFold.Add(ref states[groups[i]], flat[i]);
            return;
        }

        for (var i = 0; i < groups.Length; i++) TFold.Add(ref states[groups[i]], VectorAccess.GetBytes(arguments[0], i));
    }

    /// <inheritdoc />
    public override void UpdateSingle(ReadOnlySpan<Vector> arguments, int rows, int group)
    {
        ref var state = ref States[group];
        for (var row = 0; row < rows; row++) TFold.Add(ref state, VectorAccess.GetBytes(arguments[0], row));
    }

    /// <inheritdoc />
    public override void UpdateRuns(ReadOnlySpan<Vector> arguments, int rows, ReadOnlySpan<int> starts, ReadOnlySpan<int> groups)
    {
        for (var run = 0; run < starts.Length; run++)
        {
            var end = run + 1 < starts.Length ? starts[run + 1] : rows;
            ref var state = ref States[groups[run]];
            for (var row = starts[run]; row < end; row++) TFold.Add(ref state, VectorAccess.GetBytes(arguments[0], row));
        }
    }

    /// <inheritdoc />
    protected override void Merge(ref TState state, ref TState other) => TFold.Merge(ref state, ref other);

    /// <inheritdoc />
    protected override void Emit(ref TState state, VectorBuilder result) => TFold.Emit(ref state, result);
}
