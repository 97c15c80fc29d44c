using System.Runtime.CompilerServices;

namespace Tidemark.Tsbs.Data;

/// <summary>
/// Standard normal numbers by the ziggurat method with 128 layers (Marsaglia, Tsang: The ziggurat method for generating
/// random variables, 2000), the layer and the abscissa taken from different bits.
/// </summary>
internal static class Gaussian
{
    private const double Tail = 3.442619855899;
    private const double LayerArea = 9.91256303526217e-3;

    private static readonly uint[] Inside = new uint[128];
    private static readonly double[] Width = new double[128];
    private static readonly double[] Height = new double[128];

    static Gaussian()
    {
        const double scale = 2147483648.0;
        var x = Tail;
        var previous = Tail;
        var q = LayerArea / Density(x);
        Inside[0] = (uint)(x / q * scale);
        Inside[1] = 0;
        Width[0] = q / scale;
        Width[127] = x / scale;
        Height[0] = 1;
        Height[127] = Density(x);
        for (var i = 126; i >= 1; i--)
        {
            x = Math.Sqrt(-2 * Math.Log(LayerArea / x + Density(x)));
            Inside[i + 1] = (uint)(x / previous * scale);
            previous = x;
            Height[i] = Density(x);
            Width[i] = x / scale;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Next(ref SplitMix random)
    {
        var bits = random.Next();
        var layer = (int)(bits & 127);
        var abscissa = (int)(bits >> 32);
        return (uint)Math.Abs((long)abscissa) < Inside[layer] ? abscissa * Width[layer] : Outside(ref random, layer, abscissa);
    }

    private static double Outside(ref SplitMix random, int layer, int abscissa)
    {
        while (true)
        {
            var x = abscissa * Width[layer];
            if (layer == 0)
                return abscissa > 0 ? BeyondTail(ref random) : -BeyondTail(ref random);
            if (Height[layer] + random.Uniform() * (Height[layer - 1] - Height[layer]) < Density(x))
                return x;

            var bits = random.Next();
            layer = (int)(bits & 127);
            abscissa = (int)(bits >> 32);
            if ((uint)Math.Abs((long)abscissa) < Inside[layer])
                return abscissa * Width[layer];
        }
    }

    private static double BeyondTail(ref SplitMix random)
    {
        double x, y;
        do
        {
            x = -Math.Log(1 - random.Uniform()) / Tail;
            y = -Math.Log(1 - random.Uniform());
        }
        while (y + y < x * x);
        return Tail + x;
    }

    private static double Density(double x) => Math.Exp(-0.5 * x * x);
}
