using Tidemark.Errors;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;
using Numeric = Tidemark.Types.Numeric;

namespace Tidemark.Engine.Functions;

/// <summary>Operators and functions of numeric.</summary>
internal static class NumericFunctions
{
    private static readonly SqlType Type = SqlTypes.Numeric;

    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Binary<AddNumeric>(declare, "+", "numeric_add", "+");
        Binary<SubtractNumeric>(declare, "-", "numeric_sub", null);
        Binary<MultiplyNumeric>(declare, "*", "numeric_mul", "*");
        Binary<DivideNumeric>(declare, "/", "numeric_div", null);
        Binary<RemainderNumeric>(declare, "%", "numeric_mod", null);
        Binary<PowerNumeric>(declare, "^", "numeric_power", null);
        declare.Function("mod", [Type, Type], Type, new NumericKernel<RemainderNumeric>());
        declare.Function("power", [Type, Type], Type, new NumericKernel<PowerNumeric>());
        declare.Function("pow", [Type, Type], Type, new NumericKernel<PowerNumeric>());
        declare.Operator("-", declare.Map("numeric_uminus", [Type], Type, (Numeric a) => -a));
        declare.Operator("+", declare.Map("numeric_uplus", [Type], Type, (Numeric a) => a));
        declare.Operator("@", declare.Map("numeric_abs", [Type], Type, (Numeric a) => Numeric.Abs(a)));
        declare.Map("abs", [Type], Type, (Numeric a) => Numeric.Abs(a));
        declare.Map("sign", [Type], Type, (Numeric a) => Numeric.SignOf(a));
        declare.Map("ceil", [Type], Type, (Numeric a) => Numeric.Ceiling(a));
        declare.Map("ceiling", [Type], Type, (Numeric a) => Numeric.Ceiling(a));
        declare.Map("floor", [Type], Type, (Numeric a) => Numeric.Floor(a));
        declare.Map("round", [Type], Type, (Numeric a) => Numeric.Round(a, 0));
        declare.Map("round", [Type, Int4], Type, (Numeric a, int digits) => Numeric.Round(a, digits));
        declare.Map("trunc", [Type], Type, (Numeric a) => Numeric.Truncate(a, 0));
        declare.Map("trunc", [Type, Int4], Type, (Numeric a, int digits) => Numeric.Truncate(a, digits));
        declare.Map("div", [Type, Type], Type, (Numeric a, Numeric b) => Numeric.DivideTruncated(a, b));
        declare.Map("sqrt", [Type], Type, (Numeric a) => Numeric.Sqrt(a));
        declare.Map("exp", [Type], Type, (Numeric a) => Numeric.Exp(a));
        declare.Map("ln", [Type], Type, (Numeric a) => Numeric.Ln(a));
        declare.Map("log", [Type], Type, (Numeric a) => Numeric.Log10(a));
        declare.Map("log10", [Type], Type, (Numeric a) => Numeric.Log10(a));
        declare.Map("log", [Type, Type], Type, (Numeric b, Numeric a) => Numeric.Log(b, a));
        declare.Map("scale", [Type], Int4, (Numeric a) => a.IsFinite ? a.Scale : default(int?));
        declare.Map("min_scale", [Type], Int4, (Numeric a) => a.IsFinite ? a.MinScale : default(int?));
        declare.Map("trim_scale", [Type], Type, (Numeric a) => a.TrimScale());
        declare.Map("gcd", [Type, Type], Type, (Numeric a, Numeric b) => GreatestCommonDivisor(a, b));
        declare.Map("lcm", [Type, Type], Type, (Numeric a, Numeric b) => LeastCommonMultiple(a, b));
        declare.Map("factorial", [Int8], Type, (long n) => Factorial(n));
        declare.Map("width_bucket", [Type, Type, Type, Int4], Int4,
            (Numeric value, Numeric low, Numeric high, int count) => WidthBuckets.Of(value, low, high, count));
    }

    private static void Binary<TOp>(Declarations declare, string symbol, string name, string? commutator)
        where TOp : IBinary<Numeric, Numeric, Numeric> =>
        declare.Operator(symbol, declare.Function(name, [Type, Type], Type, new NumericKernel<TOp>()), commutator);

    private static Numeric GreatestCommonDivisor(Numeric a, Numeric b)
    {
        if (!a.IsFinite || !b.IsFinite) return Numeric.NaN;
        var scale = Math.Max(a.Scale, b.Scale);
        a = Numeric.Abs(a);
        b = Numeric.Abs(b);
        while (!b.IsZero) (a, b) = (b, a % b);
        return Numeric.Round(a, scale);
    }

    private static Numeric LeastCommonMultiple(Numeric a, Numeric b)
    {
        if (!a.IsFinite || !b.IsFinite) return Numeric.NaN;
        var scale = Math.Max(a.Scale, b.Scale);
        if (a.IsZero || b.IsZero) return Numeric.Round(Numeric.Zero, scale);
        return Numeric.Round(Numeric.Abs(Numeric.DivideTruncated(a, GreatestCommonDivisor(a, b)) * b), scale);
    }

    private static Numeric Factorial(long n)
    {
        if (n < 0) throw MathErrors.FactorialOfNegative();
        if (n > 32177) throw DataErrors.NumericOverflow();
        var product = System.Numerics.BigInteger.One;
        for (var i = 2; i <= n; i++) product *= i;
        return Numeric.Create(product, 0);
    }
}
