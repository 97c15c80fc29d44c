using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>numeric + numeric.</summary>
internal readonly struct AddNumeric : IBinary<Numeric, Numeric, Numeric>
{
    public static Numeric Invoke(Numeric left, Numeric right) => left + right;
}

/// <summary>numeric - numeric.</summary>
internal readonly struct SubtractNumeric : IBinary<Numeric, Numeric, Numeric>
{
    public static Numeric Invoke(Numeric left, Numeric right) => left - right;
}

/// <summary>numeric * numeric.</summary>
internal readonly struct MultiplyNumeric : IBinary<Numeric, Numeric, Numeric>
{
    public static Numeric Invoke(Numeric left, Numeric right) => left * right;
}

/// <summary>numeric / numeric.</summary>
internal readonly struct DivideNumeric : IBinary<Numeric, Numeric, Numeric>
{
    public static Numeric Invoke(Numeric left, Numeric right) => left / right;
}

/// <summary>numeric % numeric.</summary>
internal readonly struct RemainderNumeric : IBinary<Numeric, Numeric, Numeric>
{
    public static Numeric Invoke(Numeric left, Numeric right) => left % right;
}

/// <summary>numeric ^ numeric.</summary>
internal readonly struct PowerNumeric : IBinary<Numeric, Numeric, Numeric>
{
    public static Numeric Invoke(Numeric left, Numeric right) => Numeric.Power(left, right);
}
