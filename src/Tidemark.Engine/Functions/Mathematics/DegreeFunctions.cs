using Tidemark.Errors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Trigonometry in degrees. The quarters of the circle, and the angles with well-known values, come out exactly; the way is that of float.c.</summary>
internal static class DegreeFunctions
{
    private const double Radians = Math.PI / 180;

    private static readonly double s_sin30 = Math.Sin(30 * Radians);
    private static readonly double s_oneMinusCos60 = 1 - Math.Cos(60 * Radians);
    private static readonly double s_asinHalf = Math.Asin(0.5);
    private static readonly double s_acosHalf = Math.Acos(0.5);
    private static readonly double s_atanOne = Math.Atan(1);
    private static readonly double s_tan45 = SineOfQuarter(45) / CosineOfQuarter(45);
    private static readonly double s_cot45 = CosineOfQuarter(45) / SineOfQuarter(45);

    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Map("sind", [Float8], Float8, (double x) => Sine(x));
        declare.Map("cosd", [Float8], Float8, (double x) => Cosine(x));
        declare.Map("tand", [Float8], Float8, (double x) => Tangent(x));
        declare.Map("cotd", [Float8], Float8, (double x) => Cotangent(x));
        declare.Map("asind", [Float8], Float8, (double x) => double.IsNaN(x) ? x : x is < -1 or > 1 ? throw OutOfRange() : x >= 0 ? ArcSine(x) : -ArcSine(-x));
        declare.Map("acosd", [Float8], Float8, (double x) => double.IsNaN(x) ? x : x is < -1 or > 1 ? throw OutOfRange() : x >= 0 ? ArcCosine(x) : 90 + ArcSine(-x));
        declare.Map("atand", [Float8], Float8, (double x) => Math.Atan(x) / s_atanOne * 45);
        declare.Map("atan2d", [Float8, Float8], Float8, (double y, double x) => Math.Atan2(y, x) / s_atanOne * 45);
    }

    private static SqlException OutOfRange() => new(new SqlError { State = SqlState.NumericValueOutOfRange, Message = "input is out of range" });

    private static double SineTo30(double x) => Math.Sin(x * Radians) / s_sin30 / 2;

    private static double CosineTo60(double x) => 1 - ((1 - Math.Cos(x * Radians)) / s_oneMinusCos60 / 2);

    private static double SineOfQuarter(double x) => x <= 30 ? SineTo30(x) : CosineTo60(90 - x);

    private static double CosineOfQuarter(double x) => x <= 60 ? CosineTo60(x) : SineTo30(90 - x);

    private static double ArcSine(double x) => x <= 0.5 ? Math.Asin(x) / s_asinHalf * 30 : 90 - (Math.Acos(x) / s_acosHalf * 60);

    private static double ArcCosine(double x) => x <= 0.5 ? 90 - (Math.Asin(x) / s_asinHalf * 30) : Math.Acos(x) / s_acosHalf * 60;

    // Into the first quarter, with the sign that the function has where the angle was.
    private static double Sine(double x)
    {
        if (double.IsNaN(x)) return x;
        if (double.IsInfinity(x)) throw OutOfRange();
        x %= 360;
        var sign = 1;
        if (x < 0) (x, sign) = (-x, -sign);
        if (x > 180) (x, sign) = (360 - x, -sign);
        if (x > 90) x = 180 - x;
        return sign * SineOfQuarter(x);
    }

    private static double Cosine(double x)
    {
        if (double.IsNaN(x)) return x;
        if (double.IsInfinity(x)) throw OutOfRange();
        x = Math.Abs(x % 360);
        var sign = 1;
        if (x > 180) x = 360 - x;
        if (x > 90) (x, sign) = (180 - x, -sign);
        return sign * CosineOfQuarter(x);
    }

    private static double Tangent(double x) => Reduced(x, static y => SineOfQuarter(y) / CosineOfQuarter(y) / s_tan45);

    private static double Cotangent(double x) => Reduced(x, static y => CosineOfQuarter(y) / SineOfQuarter(y) / s_cot45);

    private static double Reduced(double x, Func<double, double> ofQuarter)
    {
        if (double.IsNaN(x)) return x;
        if (double.IsInfinity(x)) throw OutOfRange();
        x %= 360;
        var sign = 1;
        if (x < 0) (x, sign) = (-x, -sign);
        if (x > 180) (x, sign) = (360 - x, -sign);
        if (x > 90) (x, sign) = (180 - x, -sign);
        var result = sign * ofQuarter(x);
        return result == 0 ? 0 : result;
    }
}
