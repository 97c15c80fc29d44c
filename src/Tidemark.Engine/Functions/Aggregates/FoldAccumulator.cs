using Tidemark.Engine.Catalog;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>An aggregate of one fixed-width argument as operations on a state, inlined into the loops of <see cref="FoldAccumulator{TIn, TState, TFold}"/>.</summary>
internal interface IFold<TIn, TState>
    where TIn : unmanaged
    where TState : struct
{
    /// <summary>Adds a value.</summary>
    static abstract void Add(ref TState state, TIn value);

    /// <summary>Adds values; overridden where hardware vectors help.</summary>
    static abstract void AddAll(ref TState state, ReadOnlySpan<TIn> values);

    /// <summary>Adds another state.</summary>
    static abstract void Merge(ref TState state, ref TState other);

    /// <summary>Appends the result.</summary>
    static abstract void Emit(ref TState state, VectorBuilder result);

    /// <summary>Whether exact statistics of a block, some row of which is not null, can stand for its rows.</summary>
    static virtual bool Accepts(in ColumnStatistics statistics) => false;

    /// <summary>Adds the rows that statistics are of, which were accepted.</summary>
    static virtual void AddStatistics(ref TState state, in ColumnStatistics statistics)
    {
    }
}

/// <summary>Runs a fold over groups.</summary>
internal sealed class FoldAccumulator<TIn, TState, TFold> : GroupStates<TState>, IStatisticsAccumulator
    where TIn : unmanaged
    where TState : struct
    where TFold : IFold<TIn, TState>
{
    // Fewer values are not worth setting vectors up for.
    private const int ShortRun = 16;

    /// <inheritdoc />
    public override void Update(ReadOnlySpan<Vector> arguments, ReadOnlySpan<int> groups)
    {
        var states = States;
        switch (arguments[0])
        {
            case FixedVector<TIn> flat:
                var values = flat.Values[..groups.Length];
                for (var i = 0; i < groups.Length; i++) TFold.Add(ref states[groups[i]], values[i]);
                break;
            case ConstantVector constant:
                var value = ((FixedVector<TIn>)constant.Value).Values[0];
                foreach (var group in groups) TFold.Add(ref states[group], value);
                break;
            case DictionaryVector coded:
                var dictionary = ((FixedVector<TIn>)coded.Dictionary).Values;
                var codes = coded.Codes[..groups.Length];
                for (var i = 0; i < groups.Length; i++) TFold.Add(ref states[groups[i]], dictionary[codes[i]]);
                break;
        }
    }

    /// <inheritdoc />
    public override void UpdateSingle(ReadOnlySpan<Vector> arguments, int rows, int group)
    {
        ref var state = ref States[group];
        if (arguments[0] is FixedVector<TIn> flat)
        {
            TFold.AddAll(ref state, flat.Values[..rows]);
            return;
        }

        for (var row = 0; row < rows; row++) TFold.Add(ref state, VectorAccess.Get<TIn>(arguments[0], row));
    }

    /// <inheritdoc />
    public override void UpdateRuns(ReadOnlySpan<Vector> arguments, int rows, ReadOnlySpan<int> starts, ReadOnlySpan<int> groups)
    {
        if (arguments[0] is not FixedVector<TIn> flat)
        {
            base.UpdateRuns(arguments, rows, starts, groups);
            return;
        }

        var values = flat.Values[..rows];
        var states = States;
        for (var run = 0; run < starts.Length; run++)
        {
            var part = values[starts[run]..(run + 1 < starts.Length ? starts[run + 1] : rows)];
            ref var state = ref states[groups[run]];
            if (part.Length >= ShortRun)
            {
                TFold.AddAll(ref state, part);
                continue;
            }

            foreach (var value in part) TFold.Add(ref state, value);
        }
    }

    /// <inheritdoc />
    public bool Accepts(in ColumnStatistics statistics) => statistics.Nulls == statistics.Rows || TFold.Accepts(statistics);

    /// <inheritdoc />
    public void Add(in ColumnStatistics statistics, SqlType type, int group)
    {
        if (statistics.Nulls < statistics.Rows) TFold.AddStatistics(ref States[group], statistics);
    }

    /// <inheritdoc />
    protected override void Merge(ref TState state, ref TState other) => TFold.Merge(ref state, ref other);

    /// <inheritdoc />
    protected override void Emit(ref TState state, VectorBuilder result) => TFold.Emit(ref state, result);
}
