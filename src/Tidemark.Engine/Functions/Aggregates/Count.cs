using Tidemark.Engine.Catalog;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>count(*) and count(x). Counts the nulls away itself, so that nobody copies the argument without them.</summary>
internal sealed class CountAccumulator : GroupStates<long>, IStatisticsAccumulator
{
    /// <inheritdoc />
    public override void Update(ReadOnlySpan<Vector> arguments, ReadOnlySpan<int> groups)
    {
        var counts = States;
        if (arguments.IsEmpty || arguments[0].Validity.IsAllValid)
        {
            foreach (var group in groups) counts[group]++;
            return;
        }

        var validity = arguments[0].Validity;
        for (var i = 0; i < groups.Length; i++) counts[groups[i]] += validity.IsValid(i) ? 1 : 0;
    }

    /// <inheritdoc />
    public override void UpdateSingle(ReadOnlySpan<Vector> arguments, int rows, int group) =>
        States[group] += arguments.IsEmpty ? rows : arguments[0].Validity.CountValid(rows);

    /// <inheritdoc />
    public override void UpdateRuns(ReadOnlySpan<Vector> arguments, int rows, ReadOnlySpan<int> starts, ReadOnlySpan<int> groups)
    {
        var validity = arguments.IsEmpty ? default : arguments[0].Validity;
        for (var run = 0; run < starts.Length; run++)
        {
            var count = (run + 1 < starts.Length ? starts[run + 1] : rows) - starts[run];
            States[groups[run]] += validity.IsAllValid ? count : validity.Slice(starts[run]).CountValid(count);
        }
    }

    /// <inheritdoc />
    public override void Emit(int start, int count, VectorBuilder result) => ((FixedVectorBuilder<long>)result).Append(States.Slice(start, count));

    /// <inheritdoc />
    public bool Accepts(in ColumnStatistics statistics) => true;

    /// <inheritdoc />
    public void Add(in ColumnStatistics statistics, SqlType type, int group) => States[group] += statistics.Rows - statistics.Nulls;

    /// <inheritdoc />
    protected override void Merge(ref long state, ref long other) => state += other;

    /// <inheritdoc />
    protected override void Emit(ref long state, VectorBuilder result) => ((FixedVectorBuilder<long>)result).Append(state);
}
