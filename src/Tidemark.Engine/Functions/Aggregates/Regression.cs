using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>The sums of pairs (Y, X) that the regression aggregates need, by the method of Youngs and Cramer, as PostgreSQL's float8_regr_accum keeps them.</summary>
internal struct RegressionState
{
    public double Count;
    public double SumX;
    public double SquaresX;
    public double SumY;
    public double SquaresY;
    public double Products;

    public void Add(double y, double x)
    {
        var before = this;
        Count += 1;
        SumX += x;
        SumY += y;
        if (before.Count > 0)
        {
            var dx = (x * Count) - SumX;
            var dy = (y * Count) - SumY;
            var scale = 1.0 / (Count * before.Count);
            SquaresX += dx * dx * scale;
            SquaresY += dy * dy * scale;
            Products += dx * dy * scale;
            if (double.IsInfinity(SumX) || double.IsInfinity(SquaresX) || double.IsInfinity(SumY) || double.IsInfinity(SquaresY) || double.IsInfinity(Products))
            {
                RefuseOverflow(before, y, x);
            }
        }
        else
        {
            if (!double.IsFinite(x)) SquaresX = Products = double.NaN;
            if (!double.IsFinite(y)) SquaresY = Products = double.NaN;
        }
    }

    public void Merge(ref RegressionState other)
    {
        if (other.Count == 0) return;
        if (Count == 0)
        {
            this = other;
            return;
        }

        var count = Count + other.Count;
        var dx = (SumX / Count) - (other.SumX / other.Count);
        var dy = (SumY / Count) - (other.SumY / other.Count);
        var weight = Count * other.Count / count;
        SquaresX += other.SquaresX + (weight * dx * dx);
        SquaresY += other.SquaresY + (weight * dy * dy);
        Products += other.Products + (weight * dx * dy);
        SumX += other.SumX;
        SumY += other.SumY;
        Count = count;
    }

    private void RefuseOverflow(RegressionState before, double y, double x)
    {
        var finiteX = !double.IsInfinity(before.SumX) && !double.IsInfinity(x);
        var finiteY = !double.IsInfinity(before.SumY) && !double.IsInfinity(y);
        if (((double.IsInfinity(SumX) || double.IsInfinity(SquaresX)) && finiteX)
            || ((double.IsInfinity(SumY) || double.IsInfinity(SquaresY)) && finiteY)
            || (double.IsInfinity(Products) && finiteX && finiteY))
        {
            throw DataErrors.FloatOverflow();
        }

        if (double.IsInfinity(SquaresX)) SquaresX = double.NaN;
        if (double.IsInfinity(SquaresY)) SquaresY = double.NaN;
        if (double.IsInfinity(Products)) Products = double.NaN;
    }
}

/// <summary>What a regression aggregate makes of the sums; null for SQL's null.</summary>
internal delegate double? RegressionResult(in RegressionState state);

/// <summary>corr, covar_* and regr_*: aggregates of (Y, X).</summary>
internal sealed class RegressionAccumulator(RegressionResult compute) : GroupStates<RegressionState>
{
    /// <inheritdoc />
    public override void Update(ReadOnlySpan<Vector> arguments, ReadOnlySpan<int> groups)
    {
        var states = States;
        for (var i = 0; i < groups.Length; i++)
        {
            states[groups[i]].Add(VectorAccess.Get<double>(arguments[0], i), VectorAccess.Get<double>(arguments[1], i));
        }
    }

    /// <inheritdoc />
    public override void UpdateSingle(ReadOnlySpan<Vector> arguments, int rows, int group)
    {
        ref var state = ref States[group];
        for (var i = 0; i < rows; i++) state.Add(VectorAccess.Get<double>(arguments[0], i), VectorAccess.Get<double>(arguments[1], i));
    }

    /// <inheritdoc />
    protected override void Merge(ref RegressionState state, ref RegressionState other) => state.Merge(ref other);

    /// <inheritdoc />
    protected override void Emit(ref RegressionState state, VectorBuilder result) => RowResult<double?>.Write(result, compute(in state));
}

/// <summary>regr_count.</summary>
internal sealed class PairCountAccumulator : GroupStates<long>
{
    /// <inheritdoc />
    public override void Update(ReadOnlySpan<Vector> arguments, ReadOnlySpan<int> groups)
    {
        var states = States;
        foreach (var group in groups) states[group]++;
    }

    /// <inheritdoc />
    public override void UpdateSingle(ReadOnlySpan<Vector> arguments, int rows, int group) => States[group] += rows;

    /// <inheritdoc />
    protected override void Merge(ref long state, ref long other) => state += other;

    /// <inheritdoc />
    protected override void Emit(ref long state, VectorBuilder result) => ((FixedVectorBuilder<long>)result).Append(state);
}
