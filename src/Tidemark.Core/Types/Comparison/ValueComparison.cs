using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>Which of the orders a type's values are compared by; operators choose their kernel by it once for each vector.</summary>
public enum ValueOrder : byte
{
    /// <summary><see cref="BoolOrder"/>.</summary>
    Bool,

    /// <summary><see cref="IntegerOrder{T}"/> of the physical type's width.</summary>
    Integer,

    /// <summary><see cref="FloatOrder{T}"/> of the physical type's width.</summary>
    Float,

    /// <summary><see cref="IntervalOrder"/>.</summary>
    Interval,

    /// <summary><see cref="UuidOrder"/>.</summary>
    Uuid,

    /// <summary><see cref="BytesOrder"/>.</summary>
    Bytes,

    /// <summary><see cref="BpCharOrder"/>.</summary>
    BpChar,

    /// <summary><see cref="NumericOrder"/>.</summary>
    Numeric,

    /// <summary><see cref="JsonbOrder"/>.</summary>
    Jsonb,

    /// <summary><see cref="ArrayOrder"/>.</summary>
    Array,

    /// <summary><see cref="RecordOrder"/>.</summary>
    Record,
}

/// <summary>
/// How values are compared, by type. Loops over vectors switch on <see cref="OrderOf"/> outside and use the order's struct inside; the methods
/// that take rows dispatch for each call and are for code that is not hot.
/// </summary>
public static class ValueComparison
{
    /// <summary>The order of a type's values.</summary>
    public static ValueOrder OrderOf(SqlType type) => type.Physical switch
    {
        PhysicalType.Bool => ValueOrder.Bool,
        PhysicalType.Int16 or PhysicalType.Int32 or PhysicalType.Int64 => ValueOrder.Integer,
        PhysicalType.Float32 or PhysicalType.Float64 => ValueOrder.Float,
        PhysicalType.Interval => ValueOrder.Interval,
        PhysicalType.Uuid => ValueOrder.Uuid,
        _ => type.Kind switch
        {
            TypeKind.BpChar => ValueOrder.BpChar,
            TypeKind.Numeric => ValueOrder.Numeric,
            TypeKind.Jsonb => ValueOrder.Jsonb,
            TypeKind.Array => ValueOrder.Array,
            TypeKind.Record or TypeKind.Composite => ValueOrder.Record,
            TypeKind.Domain when type.Element is { } baseType => OrderOf(baseType),
            _ => ValueOrder.Bytes,
        },
    };

    /// <summary>Whether equal values of the type are equal bit by bit, so that bytes may be compared and hashed instead.</summary>
    public static bool IsBitwise(SqlType type) => OrderOf(type) is ValueOrder.Bool or ValueOrder.Integer or ValueOrder.Uuid or ValueOrder.Bytes;

    /// <summary>Compares two values that are not NULL; the vectors may have any shape and must have one type.</summary>
    public static int Compare(Vector a, int rowA, Vector b, int rowB) => a.Type.Physical switch
    {
        PhysicalType.Bool => Fixed<bool, BoolOrder>(a, rowA, b, rowB),
        PhysicalType.Int16 => Fixed<short, IntegerOrder<short>>(a, rowA, b, rowB),
        PhysicalType.Int32 => Fixed<int, IntegerOrder<int>>(a, rowA, b, rowB),
        PhysicalType.Int64 => Fixed<long, IntegerOrder<long>>(a, rowA, b, rowB),
        PhysicalType.Float32 => Fixed<float, FloatOrder<float>>(a, rowA, b, rowB),
        PhysicalType.Float64 => Fixed<double, FloatOrder<double>>(a, rowA, b, rowB),
        PhysicalType.Interval => Fixed<Interval, IntervalOrder>(a, rowA, b, rowB),
        PhysicalType.Uuid => Fixed<Uuid, UuidOrder>(a, rowA, b, rowB),
        _ => CompareBytes(OrderOf(a.Type), VectorAccess.GetBytes(a, rowA), VectorAccess.GetBytes(b, rowB)),
    };

    /// <summary>Whether two values that are not NULL are equal.</summary>
    public static bool AreEqual(Vector a, int rowA, Vector b, int rowB) => Compare(a, rowA, b, rowB) == 0;

    /// <summary>The hash of a value that is not NULL.</summary>
    public static ulong Hash(Vector vector, int row) => vector.Type.Physical switch
    {
        PhysicalType.Bool => BoolOrder.Hash(VectorAccess.Get<bool>(vector, row)),
        PhysicalType.Int16 => IntegerOrder<short>.Hash(VectorAccess.Get<short>(vector, row)),
        PhysicalType.Int32 => IntegerOrder<int>.Hash(VectorAccess.Get<int>(vector, row)),
        PhysicalType.Int64 => IntegerOrder<long>.Hash(VectorAccess.Get<long>(vector, row)),
        PhysicalType.Float32 => FloatOrder<float>.Hash(VectorAccess.Get<float>(vector, row)),
        PhysicalType.Float64 => FloatOrder<double>.Hash(VectorAccess.Get<double>(vector, row)),
        PhysicalType.Interval => IntervalOrder.Hash(VectorAccess.Get<Interval>(vector, row)),
        PhysicalType.Uuid => UuidOrder.Hash(VectorAccess.Get<Uuid>(vector, row)),
        _ => HashBytes(OrderOf(vector.Type), VectorAccess.GetBytes(vector, row)),
    };

    /// <summary>Compares two values kept as bytes by one of the orders of such types.</summary>
    public static int CompareBytes(ValueOrder order, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => order switch
    {
        ValueOrder.BpChar => BpCharOrder.Compare(a, b),
        ValueOrder.Numeric => NumericOrder.Compare(a, b),
        ValueOrder.Jsonb => JsonbOrder.Compare(a, b),
        ValueOrder.Array => ArrayOrder.Compare(a, b),
        ValueOrder.Record => RecordOrder.Compare(a, b),
        _ => BytesOrder.Compare(a, b),
    };

    /// <summary>The hash of a value kept as bytes by one of the orders of such types.</summary>
    public static ulong HashBytes(ValueOrder order, ReadOnlySpan<byte> value) => order switch
    {
        ValueOrder.BpChar => BpCharOrder.Hash(value),
        ValueOrder.Numeric => NumericOrder.Hash(value),
        ValueOrder.Jsonb => JsonbOrder.Hash(value),
        ValueOrder.Array => ArrayOrder.Hash(value),
        ValueOrder.Record => RecordOrder.Hash(value),
        _ => BytesOrder.Hash(value),
    };

    private static int Fixed<T, TOrder>(Vector a, int rowA, Vector b, int rowB)
        where T : unmanaged
        where TOrder : struct, IFixedOrder<T> => TOrder.Compare(VectorAccess.Get<T>(a, rowA), VectorAccess.Get<T>(b, rowB));
}
