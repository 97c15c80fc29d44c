using System.Text;
using Tidemark.Types;

namespace Tidemark.Core.Tests.Types;

/// <summary>Arithmetic and functions of numeric against PostgreSQL's answers, digit for digit.</summary>
public class NumericFunctionTests
{
    [Fact]
    public void Functions_give_PostgreSQLs_digits() => KnownAnswers.Check("numeric_functions", Answer);

    private static string Answer(string[] fields, FormatSettings settings)
    {
        var a = Value(fields[1]);
        var b = fields.Length > 2 ? Value(fields[2]) : default;
        return fields[0] switch
        {
            "add" => (a + b).ToString(),
            "sub" => (a - b).ToString(),
            "mul" => (a * b).ToString(),
            "div" => (a / b).ToString(),
            "mod" => (a % b).ToString(),
            "divt" => Numeric.DivideTruncated(a, b).ToString(),
            "cmp" => Math.Sign(a.CompareTo(b)).ToString(),
            "power" => Numeric.Power(a, b).ToString(),
            "log2" => Numeric.Log(a, b).ToString(),
            "log" => Numeric.Log10(a).ToString(),
            "ln" => Numeric.Ln(a).ToString(),
            "exp" => Numeric.Exp(a).ToString(),
            "sqrt" => Numeric.Sqrt(a).ToString(),
            "round" => Numeric.Round(a, b.ToInt32()).ToString(),
            "trunc" => Numeric.Truncate(a, b.ToInt32()).ToString(),
            "ceil" => Numeric.Ceiling(a).ToString(),
            "floor" => Numeric.Floor(a).ToString(),
            "sign" => Numeric.SignOf(a).ToString(),
            "abs" => Numeric.Abs(a).ToString(),
            "neg" => (-a).ToString(),
            "min_scale" => a.MinScale?.ToString() ?? "NULL",
            "trim_scale" => a.TrimScale().ToString(),
            "int2" => a.ToInt16().ToString(),
            "int4" => a.ToInt32().ToString(),
            "int8" => a.ToInt64().ToString(),
            "float8" => Float(a.ToDouble()),
            "float4" => Float(a.ToSingle()),
            "from_float8" => Numeric.FromDouble(FloatText.ParseDouble(Encoding.ASCII.GetBytes(fields[1]))).ToString(),
            "from_float4" => Numeric.FromSingle(FloatText.ParseSingle(Encoding.ASCII.GetBytes(fields[1]))).ToString(),
            _ => throw new ArgumentException(fields[0]),
        };
    }

    private static Numeric Value(string text) => Numeric.Parse(Encoding.ASCII.GetBytes(text));

    private static string Float(double value)
    {
        Span<byte> buffer = stackalloc byte[40];
        return Encoding.ASCII.GetString(buffer[..FloatText.Shortest(value, buffer)]);
    }

    private static string Float(float value)
    {
        Span<byte> buffer = stackalloc byte[40];
        return Encoding.ASCII.GetString(buffer[..FloatText.Shortest(value, buffer)]);
    }
}
