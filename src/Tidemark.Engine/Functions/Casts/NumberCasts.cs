using System.Numerics;
using System.Runtime.CompilerServices;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;
using Numeric = Tidemark.Types.Numeric;

namespace Tidemark.Engine.Functions;

/// <summary>An integer as a wider number, which cannot fail.</summary>
internal readonly struct Widen<TIn, TOut> : IUnary<TIn, TOut>
    where TIn : INumberBase<TIn>
    where TOut : INumberBase<TOut>
{
    public static bool CanFail => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TOut Invoke(TIn value) => TOut.CreateTruncating(value);
}

/// <summary>An integer as a narrower one; 22003 where it does not fit.</summary>
internal readonly struct Narrow<TIn, TOut> : IUnary<TIn, TOut>
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TOut Invoke(TIn value)
    {
        var narrow = TOut.CreateTruncating(value);
        return TIn.CreateTruncating(narrow) == value ? narrow : IntegerFault.Overflow<TOut>();
    }
}

/// <summary>A floating-point number as an integer, rounded half to even.</summary>
internal readonly struct RoundToInteger<TIn, TOut> : IUnary<TIn, TOut>
    where TIn : unmanaged, IFloatingPointIeee754<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>, IMinMaxValue<TOut>
{
    public static TOut Invoke(TIn value)
    {
        var rounded = Math.Round(double.CreateTruncating(value), MidpointRounding.ToEven);
        // -MinValue is a power of two and exact in a double, unlike MaxValue.
        var limit = -double.CreateTruncating(TOut.MinValue);
        return rounded >= -limit && rounded < limit ? TOut.CreateTruncating(rounded) : IntegerFault.Overflow<TOut>();
    }
}

/// <summary>double precision as real.</summary>
internal readonly struct NarrowFloat : IUnary<double, float>
{
    public static float Invoke(double value)
    {
        var narrow = (float)value;
        if (float.IsInfinity(narrow) && !double.IsInfinity(value)) return FloatFault.Overflow<float>();
        return narrow == 0 && value != 0 ? FloatFault.Underflow<float>() : narrow;
    }
}

/// <summary>The casts among numbers, booleans and oids, with the contexts of pg_cast.</summary>
internal static class NumberCasts
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Unary<short, int, Widen<short, int>>(declare, CastContext.Implicit, "int4", Int2, Int4);
        Unary<short, long, Widen<short, long>>(declare, CastContext.Implicit, "int8", Int2, Int8);
        Unary<short, float, Widen<short, float>>(declare, CastContext.Implicit, "float4", Int2, Float4);
        Unary<short, double, Widen<short, double>>(declare, CastContext.Implicit, "float8", Int2, Float8);
        Unary<int, short, Narrow<int, short>>(declare, CastContext.Assignment, "int2", Int4, Int2);
        Unary<int, long, Widen<int, long>>(declare, CastContext.Implicit, "int8", Int4, Int8);
        Unary<int, float, Widen<int, float>>(declare, CastContext.Implicit, "float4", Int4, Float4);
        Unary<int, double, Widen<int, double>>(declare, CastContext.Implicit, "float8", Int4, Float8);
        Unary<long, short, Narrow<long, short>>(declare, CastContext.Assignment, "int2", Int8, Int2);
        Unary<long, int, Narrow<long, int>>(declare, CastContext.Assignment, "int4", Int8, Int4);
        Unary<long, float, Widen<long, float>>(declare, CastContext.Implicit, "float4", Int8, Float4);
        Unary<long, double, Widen<long, double>>(declare, CastContext.Implicit, "float8", Int8, Float8);
        Unary<float, short, RoundToInteger<float, short>>(declare, CastContext.Assignment, "int2", Float4, Int2);
        Unary<float, int, RoundToInteger<float, int>>(declare, CastContext.Assignment, "int4", Float4, Int4);
        Unary<float, long, RoundToInteger<float, long>>(declare, CastContext.Assignment, "int8", Float4, Int8);
        Unary<float, double, Widen<float, double>>(declare, CastContext.Implicit, "float8", Float4, Float8);
        Unary<double, short, RoundToInteger<double, short>>(declare, CastContext.Assignment, "int2", Float8, Int2);
        Unary<double, int, RoundToInteger<double, int>>(declare, CastContext.Assignment, "int4", Float8, Int4);
        Unary<double, long, RoundToInteger<double, long>>(declare, CastContext.Assignment, "int8", Float8, Int8);
        Unary<double, float, NarrowFloat>(declare, CastContext.Assignment, "float4", Float8, Float4);
        Numerics(declare);
        Booleans(declare);
        Oids(declare);
    }

    private static void Unary<TIn, TOut, TOp>(Declarations declare, CastContext context, string name, SqlType source, SqlType target)
        where TIn : unmanaged
        where TOut : unmanaged
        where TOp : IUnary<TIn, TOut> => declare.Cast(context, declare.Unary<TIn, TOut, TOp>(name, source, target));

    private static void Numerics(Declarations declare)
    {
        var numeric = SqlTypes.Numeric;
        declare.Cast(CastContext.Implicit, declare.Map("numeric", [Int2], numeric, (short value) => new Numeric(value)));
        declare.Cast(CastContext.Implicit, declare.Map("numeric", [Int4], numeric, (int value) => new Numeric(value)));
        declare.Cast(CastContext.Implicit, declare.Map("numeric", [Int8], numeric, (long value) => new Numeric(value)));
        declare.Cast(CastContext.Assignment, declare.Map("numeric", [Float4], numeric, (float value) => Numeric.FromSingle(value)));
        declare.Cast(CastContext.Assignment, declare.Map("numeric", [Float8], numeric, (double value) => Numeric.FromDouble(value)));
        declare.Cast(CastContext.Assignment, declare.Map("int2", [numeric], Int2, (Numeric value) => value.ToInt16()));
        declare.Cast(CastContext.Assignment, declare.Map("int4", [numeric], Int4, (Numeric value) => value.ToInt32()));
        declare.Cast(CastContext.Assignment, declare.Map("int8", [numeric], Int8, (Numeric value) => value.ToInt64()));
        declare.Cast(CastContext.Implicit, declare.Map("float4", [numeric], Float4, (Numeric value) => value.ToSingle()));
        declare.Cast(CastContext.Implicit, declare.Map("float8", [numeric], Float8, (Numeric value) => value.ToDouble()));
    }

    private static void Booleans(Declarations declare)
    {
        declare.Cast(CastContext.Explicit, declare.Map("int4", [SqlTypes.Bool], Int4, (bool value) => value ? 1 : 0));
        declare.Cast(CastContext.Explicit, declare.Map("bool", [Int4], SqlTypes.Bool, (int value) => value != 0));
    }

    private static void Oids(Declarations declare)
    {
        // An oid is an unsigned 32-bit number kept in 64 bits.
        foreach (var type in new[] { Oid, RegClass, RegType, RegProc, RegProcedure, RegOper, RegOperator, RegNamespace, RegRole })
        {
            declare.Cast(CastContext.Implicit, declare.Map(type.Name, [Int2], type, (short value) => (long)(uint)value));
            declare.Cast(CastContext.Implicit, declare.Map(type.Name, [Int4], type, (int value) => (long)(uint)value));
            declare.Cast(CastContext.Implicit, declare.Map(type.Name, [Int8], type,
                (long value) => value is >= 0 and <= uint.MaxValue ? value : throw Errors.DataErrors.OutOfRange("OID")));
            declare.Cast(CastContext.Assignment, declare.Map("int4", [type], Int4, (long value) => (int)(uint)value));
            declare.Relabel(CastContext.Assignment, type, Int8);
            if (!type.Is(Oid))
            {
                declare.Relabel(CastContext.Implicit, type, Oid);
                declare.Relabel(CastContext.Implicit, Oid, type);
            }
        }

        declare.Relabel(CastContext.Implicit, RegProc, RegProcedure);
        declare.Relabel(CastContext.Implicit, RegProcedure, RegProc);
        declare.Relabel(CastContext.Implicit, RegOper, RegOperator);
        declare.Relabel(CastContext.Implicit, RegOperator, RegOper);
    }
}
