namespace Tidemark.Tsbs.Data;

/// <summary>A random walk with uniform steps that stays between two bounds and is cut to a number of decimals.</summary>
internal readonly record struct Walk(double Step, double Min, double Max, int Decimals)
{
    private double Unit => Math.Pow(10, Decimals);

    public double Advance(double state, ref SplitMix random) => Math.Clamp(state + random.Uniform(-Step, Step), Min, Max);

    public void Render(ref RowWriter writer, double state) => writer.Decimal((long)(state * Unit), Decimals);
}
