using System.Numerics;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>+ - * / % and the bit operators of integers and floating-point numbers, under the names that pg_proc gives them.</summary>
internal static class NumberOperators
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Integer<short>(declare, "int2", Int2);
        Integer<int>(declare, "int4", Int4);
        Integer<long>(declare, "int8", Int8);
        Mixed<short, int, int>(declare, "24", Int2, Int4, Int4);
        Mixed<int, short, int>(declare, "42", Int4, Int2, Int4);
        Mixed<short, long, long>(declare, "28", Int2, Int8, Int8);
        Mixed<long, short, long>(declare, "82", Int8, Int2, Int8);
        Mixed<int, long, long>(declare, "48", Int4, Int8, Int8);
        Mixed<long, int, long>(declare, "84", Int8, Int4, Int8);
        Float<float>(declare, "float4", Float4);
        Float<double>(declare, "float8", Float8);
        MixedFloat<float, double>(declare, "48", Float4, Float8);
        MixedFloat<double, float>(declare, "84", Float8, Float4);
    }

    private static void Arithmetic<T, TOp>(Declarations declare, string symbol, string name, SqlType type, bool commutes)
        where T : unmanaged
        where TOp : IArithmetic<T> =>
        declare.Operator(symbol, declare.Function(name, [type, type], type, new ArithmeticKernel<T, TOp>()), commutes ? symbol : null);

    private static void Integer<T>(Declarations declare, string name, SqlType type)
        where T : unmanaged, IBinaryInteger<T>
    {
        Arithmetic<T, AddInteger<T>>(declare, "+", name + "pl", type, commutes: true);
        Arithmetic<T, SubtractInteger<T>>(declare, "-", name + "mi", type, commutes: false);
        Arithmetic<T, MultiplyInteger<T>>(declare, "*", name + "mul", type, commutes: true);
        Arithmetic<T, DivideInteger<T>>(declare, "/", name + "div", type, commutes: false);
        Arithmetic<T, RemainderInteger<T>>(declare, "%", name + "mod", type, commutes: false);
        declare.Function("mod", [type, type], type, new ArithmeticKernel<T, RemainderInteger<T>>());
        declare.Operator("-", declare.Unary<T, T, NegateInteger<T>>(name + "um", type, type));
        declare.Operator("+", declare.Unary<T, T, Identity<T>>(name + "up", type, type));
        declare.Operator("@", declare.Unary<T, T, AbsoluteInteger<T>>(name + "abs", type, type));
        declare.Unary<T, T, AbsoluteInteger<T>>("abs", type, type);
        declare.Operator("&", declare.Binary<T, T, T, AndInteger<T>>(name + "and", type, type, type), "&");
        declare.Operator("|", declare.Binary<T, T, T, OrInteger<T>>(name + "or", type, type, type), "|");
        declare.Operator("#", declare.Binary<T, T, T, XorInteger<T>>(name + "xor", type, type, type), "#");
        declare.Operator("~", declare.Unary<T, T, NotInteger<T>>(name + "not", type, type));
        declare.Operator("<<", declare.Binary<T, int, T, ShiftLeftInteger<T>>(name + "shl", type, Int4, type));
        declare.Operator(">>", declare.Binary<T, int, T, ShiftRightInteger<T>>(name + "shr", type, Int4, type));
    }

    private static void Mixed<TLeft, TRight, TWide>(Declarations declare, string digits, SqlType left, SqlType right, SqlType wide)
        where TLeft : unmanaged, IBinaryInteger<TLeft>
        where TRight : unmanaged, IBinaryInteger<TRight>
        where TWide : unmanaged, IBinaryInteger<TWide>
    {
        Widen<AddInteger<TWide>>("+", "pl", "+");
        Widen<SubtractInteger<TWide>>("-", "mi", null);
        Widen<MultiplyInteger<TWide>>("*", "mul", "*");
        Widen<DivideInteger<TWide>>("/", "div", null);

        void Widen<TOp>(string symbol, string name, string? commutator)
            where TOp : IBinary<TWide, TWide, TWide> => declare.Operator(
                symbol,
                declare.Binary<TLeft, TRight, TWide, Widened<TLeft, TRight, TWide, TOp>>($"int{digits}{name}", left, right, wide),
                commutator);
    }

    private static void Float<T>(Declarations declare, string name, SqlType type)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Arithmetic<T, AddFloat<T>>(declare, "+", name + "pl", type, commutes: true);
        Arithmetic<T, SubtractFloat<T>>(declare, "-", name + "mi", type, commutes: false);
        Arithmetic<T, MultiplyFloat<T>>(declare, "*", name + "mul", type, commutes: true);
        Arithmetic<T, DivideFloat<T>>(declare, "/", name + "div", type, commutes: false);
        declare.Operator("-", declare.Unary<T, T, NegateFloat<T>>(name + "um", type, type));
        declare.Operator("+", declare.Unary<T, T, Identity<T>>(name + "up", type, type));
        declare.Operator("@", declare.Unary<T, T, AbsoluteFloat<T>>(name + "abs", type, type));
        declare.Unary<T, T, AbsoluteFloat<T>>("abs", type, type);
    }

    private static void MixedFloat<TLeft, TRight>(Declarations declare, string digits, SqlType left, SqlType right)
        where TLeft : unmanaged, IFloatingPointIeee754<TLeft>
        where TRight : unmanaged, IFloatingPointIeee754<TRight>
    {
        Widen<AddFloat<double>>("+", "pl", "+");
        Widen<SubtractFloat<double>>("-", "mi", null);
        Widen<MultiplyFloat<double>>("*", "mul", "*");
        Widen<DivideFloat<double>>("/", "div", null);

        void Widen<TOp>(string symbol, string name, string? commutator)
            where TOp : IBinary<double, double, double> => declare.Operator(
                symbol,
                declare.Binary<TLeft, TRight, double, Widened<TLeft, TRight, double, TOp>>($"float{digits}{name}", left, right, Float8),
                commutator);
    }
}
