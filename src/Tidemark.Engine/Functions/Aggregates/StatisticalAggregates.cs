using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Variance, deviation, correlation and regression of floating-point numbers.</summary>
internal static class StatisticalAggregates
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Spread<PopulationVariance>(declare, "var_pop");
        Spread<SampleVariance>(declare, "var_samp");
        Spread<SampleVariance>(declare, "variance");
        Spread<PopulationDeviation>(declare, "stddev_pop");
        Spread<SampleDeviation>(declare, "stddev_samp");
        Spread<SampleDeviation>(declare, "stddev");

        declare.Aggregate("regr_count", [Float8, Float8], Int8, _ => new PairCountAccumulator());
        Regression(declare, "covar_pop", (in s) => s.Count < 1 ? null : s.Products / s.Count);
        Regression(declare, "covar_samp", (in s) => s.Count < 2 ? null : s.Products / (s.Count - 1));
        Regression(declare, "corr", (in s) => s.Count < 1 || s.SquaresX == 0 || s.SquaresY == 0 ? null : s.Products / Math.Sqrt(s.SquaresX * s.SquaresY));
        Regression(declare, "regr_sxx", (in s) => s.Count < 1 ? null : s.SquaresX);
        Regression(declare, "regr_syy", (in s) => s.Count < 1 ? null : s.SquaresY);
        Regression(declare, "regr_sxy", (in s) => s.Count < 1 ? null : s.Products);
        Regression(declare, "regr_avgx", (in s) => s.Count < 1 ? null : s.SumX / s.Count);
        Regression(declare, "regr_avgy", (in s) => s.Count < 1 ? null : s.SumY / s.Count);
        Regression(declare, "regr_slope", (in s) => s.Count < 1 || s.SquaresX == 0 ? null : s.Products / s.SquaresX);
        Regression(declare, "regr_intercept", (in s) => s.Count < 1 || s.SquaresX == 0 ? null : (s.SumY - (s.SumX * s.Products / s.SquaresX)) / s.Count);
        Regression(declare, "regr_r2", (in s) => s.Count < 1 || s.SquaresX == 0 ? null
            : s.SquaresY == 0 ? 1.0 : s.Products * s.Products / (s.SquaresX * s.SquaresY));
    }

    private static void Spread<TSpread>(Declarations declare, string name)
        where TSpread : ISpread
    {
        declare.Aggregate(name, [Float4], Float8, _ => new FoldAccumulator<float, SpreadState, SpreadFloat<float, TSpread>>());
        declare.Aggregate(name, [Float8], Float8, _ => new FoldAccumulator<double, SpreadState, SpreadFloat<double, TSpread>>());
    }

    private static void Regression(Declarations declare, string name, RegressionResult compute) =>
        declare.Aggregate(name, [Float8, Float8], Float8, _ => new RegressionAccumulator(compute));
}
