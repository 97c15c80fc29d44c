using System.Numerics;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>count, sum, avg, min, max, and the logical and bitwise reductions.</summary>
internal static class BasicAggregates
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Aggregate("count", [], Int8, _ => new CountAccumulator(), skipsNulls: false);
        declare.Aggregate("count", [Any], Int8, _ => new CountAccumulator(), skipsNulls: false);

        declare.Aggregate("sum", [Int2], Int8, _ => new FoldAccumulator<short, SumState<long>, SumSmall<short>>());
        declare.Aggregate("sum", [Int4], Int8, _ => new FoldAccumulator<int, SumState<long>, SumSmall<int>>());
        declare.Aggregate("sum", [Float4], Float4, _ => new FoldAccumulator<float, SumState<float>, SumFloat4>());
        declare.Aggregate("sum", [Float8], Float8, _ => new FoldAccumulator<double, SumState<double>, SumFloat8>());
        declare.Aggregate("avg", [Float4], Float8, _ => new FoldAccumulator<float, SumState<double>, AverageFloat<float>>());
        declare.Aggregate("avg", [Float8], Float8, _ => new FoldAccumulator<double, SumState<double>, AverageFloat<double>>());

        Extremes<short, NativeOrdering<short>>(declare, Int2);
        Extremes<int, NativeOrdering<int>>(declare, Int4);
        Extremes<long, NativeOrdering<long>>(declare, Int8);
        Extremes<long, NativeOrdering<long>>(declare, Oid);
        Extremes<float, FloatOrdering<float>>(declare, Float4);
        Extremes<double, FloatOrdering<double>>(declare, Float8);
        Extremes<int, NativeOrdering<int>>(declare, Date);
        Extremes<long, NativeOrdering<long>>(declare, Time);
        Extremes<long, NativeOrdering<long>>(declare, Timestamp);
        Extremes<long, NativeOrdering<long>>(declare, TimestampTz);
        Extremes<long, NativeOrdering<long>>(declare, TimeTz);
        Extremes<int, NativeOrdering<int>>(declare, AnyEnum);
        Extremes<Interval, IntervalOrdering>(declare, SqlTypes.Interval);
        BytesExtremes<BytesOrder>(declare, Text);
        BytesExtremes<BpCharOrder>(declare, BpChar);
        BytesExtremes<ArrayOrder>(declare, AnyArray);

        declare.Aggregate("bool_and", [SqlTypes.Bool], SqlTypes.Bool, _ => new FoldAccumulator<bool, ExtremeState<bool>, Reduce<bool, And>>());
        declare.Aggregate("every", [SqlTypes.Bool], SqlTypes.Bool, _ => new FoldAccumulator<bool, ExtremeState<bool>, Reduce<bool, And>>());
        declare.Aggregate("bool_or", [SqlTypes.Bool], SqlTypes.Bool, _ => new FoldAccumulator<bool, ExtremeState<bool>, Reduce<bool, Or>>());
        Bits<short>(declare, Int2);
        Bits<int>(declare, Int4);
        Bits<long>(declare, Int8);
    }

    /// <summary>Declares min and max of a type that is kept as bytes.</summary>
    public static void BytesExtremes<TOrder>(Declarations declare, SqlType type)
        where TOrder : IBytesOrder
    {
        declare.Aggregate("min", [type], type, _ => new BytesFoldAccumulator<ExtremeBytes, BytesExtreme<TOrder, Less>>());
        declare.Aggregate("max", [type], type, _ => new BytesFoldAccumulator<ExtremeBytes, BytesExtreme<TOrder, Greater>>());
    }

    private static void Extremes<T, TOrdering>(Declarations declare, SqlType type)
        where T : unmanaged
        where TOrdering : IOrdering<T>
    {
        declare.Aggregate("min", [type], type, _ => new FoldAccumulator<T, ExtremeState<T>, Extreme<T, TOrdering, Less>>());
        declare.Aggregate("max", [type], type, _ => new FoldAccumulator<T, ExtremeState<T>, Extreme<T, TOrdering, Greater>>());
    }

    private static void Bits<T>(Declarations declare, SqlType type)
        where T : unmanaged, IBinaryInteger<T>
    {
        declare.Aggregate("bit_and", [type], type, _ => new FoldAccumulator<T, ExtremeState<T>, Reduce<T, AndInteger<T>>>());
        declare.Aggregate("bit_or", [type], type, _ => new FoldAccumulator<T, ExtremeState<T>, Reduce<T, OrInteger<T>>>());
        declare.Aggregate("bit_xor", [type], type, _ => new FoldAccumulator<T, ExtremeState<T>, Reduce<T, XorInteger<T>>>());
    }
}
