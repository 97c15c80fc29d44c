using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Functions of double precision, and of integers beyond the operators.</summary>
internal static class FloatFunctions
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        DegreeFunctions.Register(declare);
        declare.Function("setseed", [Float8], SqlTypes.Void, new DirectKernel(static (arguments, row, result, context) =>
        {
            var seed = VectorAccess.Get<double>(arguments[0], row);
            if (seed is < -1 or > 1 || double.IsNaN(seed)) throw DataErrors.InvalidParameter($"setseed parameter {seed.ToString(System.Globalization.CultureInfo.InvariantCulture)} is out of allowed range [-1,1]");
            context.Reseed((int)(seed * int.MaxValue));
            ((BytesVectorBuilder)result).EndValue();
        })
        { IsPerRow = true }, Volatility.Volatile);
        Rounding(declare);
        Powers(declare);
        Trigonometry(declare);
        Integers(declare);
        declare.Map("pi", [], Float8, _ => Math.PI);
        declare.Map("random", [], Float8, context => context.Random.NextDouble(), Volatility.Volatile);
        declare.Direct("width_bucket", [AnyCompatible, AnyCompatibleArray], Int4, static (arguments, row, result, _) => RowResult<int>.Write(result, WidthBuckets.Of(arguments[0], arguments[1], row)));
        declare.Map("width_bucket", [Float8, Float8, Float8, Int4], Int4, (double value, double low, double high, int count) => WidthBuckets.Of(value, low, high, count));
    }

    private static void Rounding(Declarations declare)
    {
        declare.Unary<double, double, Ceiling>("ceil", Float8, Float8);
        declare.Unary<double, double, Ceiling>("ceiling", Float8, Float8);
        declare.Unary<double, double, Floor>("floor", Float8, Float8);
        declare.Unary<double, double, RoundToEven>("round", Float8, Float8);
        declare.Unary<double, double, Truncate>("trunc", Float8, Float8);
        declare.Unary<double, double, SignOf>("sign", Float8, Float8);
    }

    private static void Powers(Declarations declare)
    {
        declare.Unary<double, double, SquareRoot>("sqrt", Float8, Float8);
        declare.Operator("|/", declare.Unary<double, double, SquareRoot>("dsqrt", Float8, Float8));
        declare.Map("cbrt", [Float8], Float8, (double value) => Math.Cbrt(value));
        declare.Operator("||/", declare.Map("dcbrt", [Float8], Float8, (double value) => Math.Cbrt(value)));
        foreach (var name in new[] { "power", "pow" }) declare.Map(name, [Float8, Float8], Float8, (double number, double exponent) => Power(number, exponent));
        declare.Operator("^", declare.Map("dpow", [Float8, Float8], Float8, (double number, double exponent) => Power(number, exponent)));
        declare.Map("exp", [Float8], Float8, (double value) => Checked(Math.Exp(value), double.IsFinite(value), canUnderflow: true));
        declare.Map("ln", [Float8], Float8, (double value) => Math.Log(Positive(value)));
        declare.Map("log", [Float8], Float8, (double value) => Math.Log10(Positive(value)));
        declare.Map("log10", [Float8], Float8, (double value) => Math.Log10(Positive(value)));
    }

    private static double Positive(double value) =>
        value == 0 ? throw DataErrors.LogarithmOf("zero") : value < 0 ? throw DataErrors.LogarithmOf("a negative number") : value;

    private static double Checked(double result, bool isFiniteInput, bool canUnderflow = false)
    {
        if (double.IsInfinity(result) && isFiniteInput) throw DataErrors.FloatOverflow();
        return result == 0 && canUnderflow && isFiniteInput ? throw DataErrors.FloatUnderflow() : result;
    }

    private static double Power(double number, double exponent)
    {
        if (double.IsNaN(number)) return exponent == 0 ? 1 : double.NaN;
        if (double.IsNaN(exponent)) return number == 1 ? 1 : double.NaN;
        if (number == 0 && exponent < 0) throw DataErrors.PowerDomain("zero raised to a negative power is undefined");
        if (number < 0 && Math.Floor(exponent) != exponent) throw DataErrors.PowerDomain("a negative number raised to a non-integer power yields a complex result");
        var result = Math.Pow(number, exponent);
        var isFinite = double.IsFinite(number) && double.IsFinite(exponent);
        if (isFinite && double.IsInfinity(result)) throw DataErrors.FloatOverflow();
        return isFinite && result == 0 && number != 0 ? throw DataErrors.FloatUnderflow() : result;
    }

    private static void Trigonometry(Declarations declare)
    {
        declare.Map("sin", [Float8], Float8, (double x) => Math.Sin(Finite(x)));
        declare.Map("cos", [Float8], Float8, (double x) => Math.Cos(Finite(x)));
        declare.Map("tan", [Float8], Float8, (double x) => Math.Tan(Finite(x)));
        declare.Map("cot", [Float8], Float8, (double x) => 1 / Math.Tan(Finite(x)));
        declare.Map("asin", [Float8], Float8, (double x) => Math.Asin(Unit(x)));
        declare.Map("acos", [Float8], Float8, (double x) => Math.Acos(Unit(x)));
        declare.Map("atan", [Float8], Float8, (double x) => Math.Atan(x));
        declare.Map("atan2", [Float8, Float8], Float8, (double y, double x) => Math.Atan2(y, x));
        declare.Map("sinh", [Float8], Float8, (double x) => Math.Sinh(x));
        declare.Map("cosh", [Float8], Float8, (double x) => Math.Cosh(x));
        declare.Map("tanh", [Float8], Float8, (double x) => Math.Tanh(x));
        declare.Map("asinh", [Float8], Float8, (double x) => Math.Asinh(x));
        declare.Map("acosh", [Float8], Float8, (double x) => x < 1 ? throw MathErrors.InputOutOfRange() : Math.Acosh(x));
        declare.Map("atanh", [Float8], Float8, (double x) => x is < -1 or > 1 ? throw MathErrors.InputOutOfRange() : Math.Atanh(x));
        declare.Map("degrees", [Float8], Float8, (double x) => Checked(x / (Math.PI / 180), double.IsFinite(x)));
        declare.Map("radians", [Float8], Float8, (double x) => x * (Math.PI / 180));
    }

    private static double Finite(double x) => double.IsInfinity(x) ? throw MathErrors.InputOutOfRange() : x;

    private static double Unit(double x) => x is < -1 or > 1 ? throw MathErrors.InputOutOfRange() : x;

    private static void Integers(Declarations declare)
    {
        declare.Map("gcd", [Int4, Int4], Int4, (int a, int b) => Narrow<long, int>.Invoke(Gcd(a, b)));
        declare.Map("gcd", [Int8, Int8], Int8, (long a, long b) => Exact(Gcd(a, b)));
        declare.Map("lcm", [Int4, Int4], Int4, (int a, int b) => Narrow<long, int>.Invoke((long)Lcm(a, b)));
        declare.Map("lcm", [Int8, Int8], Int8, (long a, long b) => Exact(Lcm(a, b)));
    }

    private static long Exact(Int128 value) => value <= long.MaxValue ? (long)value : IntegerFault.Overflow<long>();

    private static Int128 Gcd(Int128 a, Int128 b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return Int128.Abs(a);
    }

    private static long Gcd(int a, int b) => (long)Gcd((Int128)a, b);

    private static Int128 Lcm(Int128 a, Int128 b)
    {
        if (a == 0 || b == 0) return 0;
        return Int128.Abs(a / Gcd(a, b) * b);
    }

    private readonly struct Ceiling : IUnary<double, double>
    {
        public static bool CanFail => false;

        public static double Invoke(double value) => Math.Ceiling(value);
    }

    private readonly struct Floor : IUnary<double, double>
    {
        public static bool CanFail => false;

        public static double Invoke(double value) => Math.Floor(value);
    }

    private readonly struct RoundToEven : IUnary<double, double>
    {
        public static bool CanFail => false;

        public static double Invoke(double value) => Math.Round(value, MidpointRounding.ToEven);
    }

    private readonly struct Truncate : IUnary<double, double>
    {
        public static bool CanFail => false;

        public static double Invoke(double value) => Math.Truncate(value);
    }

    private readonly struct SignOf : IUnary<double, double>
    {
        public static bool CanFail => false;

        public static double Invoke(double value) => value > 0 ? 1 : value < 0 ? -1 : 0;
    }

    private readonly struct SquareRoot : IUnary<double, double>
    {
        public static double Invoke(double value) => value < 0 ? throw DataErrors.PowerDomain("cannot take square root of a negative number") : Math.Sqrt(value);
    }
}
