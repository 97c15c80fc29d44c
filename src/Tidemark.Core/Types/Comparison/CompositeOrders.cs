using System.Buffers.Binary;
using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>
/// Arrays: element by element, then by the number of elements, then by dimensions and bounds; NULL elements are equal to each other and come last.
/// </summary>
public readonly struct ArrayOrder : IBytesOrder
{
    /// <inheritdoc />
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var x = new ArrayReader(a);
        var y = new ArrayReader(b);
        var kind = BinaryOrder.KindOf(x.ElementOid);
        var elementsX = x.GetEnumerator();
        var elementsY = y.GetEnumerator();
        while (elementsX.MoveNext() && elementsY.MoveNext())
        {
            var order = BinaryOrder.Compare(kind, a, elementsX.Current, b, elementsY.Current);
            if (order != 0) return order;
        }

        if (x.Count != y.Count) return x.Count.CompareTo(y.Count);
        if (x.Dimensions != y.Dimensions) return x.Dimensions.CompareTo(y.Dimensions);
        for (var i = 0; i < x.Dimensions; i++)
        {
            if (x[i].Length != y[i].Length) return x[i].Length.CompareTo(y[i].Length);
        }

        for (var i = 0; i < x.Dimensions; i++)
        {
            if (x[i].LowerBound != y[i].LowerBound) return x[i].LowerBound.CompareTo(y[i].LowerBound);
        }

        return 0;
    }

    /// <inheritdoc />
    public static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceEqual(b) || Compare(a, b) == 0;

    /// <inheritdoc />
    public static ulong Hash(ReadOnlySpan<byte> value)
    {
        var array = new ArrayReader(value);
        var kind = BinaryOrder.KindOf(array.ElementOid);
        ulong hash = 0;
        foreach (var element in array) hash = ValueHash.Combine(hash, BinaryOrder.Hash(kind, value, element));
        return hash;
    }
}

/// <summary>Records: column by column; NULLs are equal to each other and come last.</summary>
public readonly struct RecordOrder : IBytesOrder
{
    /// <inheritdoc />
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var x = new RecordReader(a);
        var y = new RecordReader(b);
        var columnsX = x.GetEnumerator();
        var columnsY = y.GetEnumerator();
        for (var i = 1; columnsX.MoveNext() && columnsY.MoveNext(); i++)
        {
            var (typeX, typeY) = (columnsX.Current.TypeOid, columnsY.Current.TypeOid);
            if (typeX != typeY) throw DataErrors.DissimilarColumns(NameOf(typeX), NameOf(typeY), i);
            var order = BinaryOrder.Compare(BinaryOrder.KindOf(typeX), a, columnsX.Current.Value, b, columnsY.Current.Value);
            if (order != 0) return order;
        }

        return x.Count == y.Count ? 0 : throw DataErrors.DatatypeMismatch("cannot compare record types with different numbers of columns");
    }

    private static string NameOf(uint oid) => SqlTypes.FromOid(oid)?.DisplayName ?? "unknown";

    /// <inheritdoc />
    public static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceEqual(b) || Compare(a, b) == 0;

    /// <inheritdoc />
    public static ulong Hash(ReadOnlySpan<byte> value)
    {
        ulong hash = 0;
        foreach (var column in new RecordReader(value)) hash = ValueHash.Combine(hash, BinaryOrder.Hash(BinaryOrder.KindOf(column.TypeOid), value, column.Value));
        return hash;
    }
}

/// <summary>Order and hash of values in binary form, as they lie in arrays and records.</summary>
internal static class BinaryOrder
{
    /// <summary>What a type is; types that the built-in list does not have are compared as bytes.</summary>
    public static TypeKind KindOf(uint oid) => SqlTypes.FromOid(oid)?.Kind ?? TypeKind.Text;

    public static int Compare(TypeKind kind, ReadOnlySpan<byte> a, FieldRange x, ReadOnlySpan<byte> b, FieldRange y)
    {
        if (x.IsNull || y.IsNull) return (x.IsNull ? 1 : 0) - (y.IsNull ? 1 : 0);
        return Compare(kind, a.Slice(x.Start, x.Length), b.Slice(y.Start, y.Length));
    }

    public static ulong Hash(TypeKind kind, ReadOnlySpan<byte> data, FieldRange range) => range.IsNull ? 0 : Hash(kind, data.Slice(range.Start, range.Length));

    private static int Compare(TypeKind kind, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => kind switch
    {
        TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8 or TypeKind.Date or TypeKind.Time or TypeKind.Timestamp or TypeKind.TimestampTz =>
            Integer(a).CompareTo(Integer(b)),
        TypeKind.Float4 => FloatOrder<float>.Compare(BinaryPrimitives.ReadSingleBigEndian(a), BinaryPrimitives.ReadSingleBigEndian(b)),
        TypeKind.Float8 => FloatOrder<double>.Compare(BinaryPrimitives.ReadDoubleBigEndian(a), BinaryPrimitives.ReadDoubleBigEndian(b)),
        TypeKind.Numeric => Numeric.ReadBinary(a).CompareTo(Numeric.ReadBinary(b)),
        TypeKind.BpChar => BpCharOrder.Compare(a, b),
        TypeKind.Interval => Interval(a).CompareTo(Interval(b)),
        TypeKind.Jsonb => JsonbOrder.Compare(a[1..], b[1..]),
        TypeKind.TimeTz => ZonedTime.Read(a).Packed.CompareTo(ZonedTime.Read(b).Packed),
        TypeKind.Array or TypeKind.AnyArray => ArrayOrder.Compare(a, b),
        TypeKind.Record => RecordOrder.Compare(a, b),

        // bool, oid, uuid, bytea, enums and strings sort as their bytes do.
        _ => a.SequenceCompareTo(b),
    };

    private static ulong Hash(TypeKind kind, ReadOnlySpan<byte> value) => kind switch
    {
        TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8 or TypeKind.Date or TypeKind.Time or TypeKind.Timestamp or TypeKind.TimestampTz =>
            IntegerOrder<long>.Hash(Integer(value)),
        TypeKind.Float4 => FloatOrder<float>.Hash(BinaryPrimitives.ReadSingleBigEndian(value)),
        TypeKind.Float8 => FloatOrder<double>.Hash(BinaryPrimitives.ReadDoubleBigEndian(value)),
        TypeKind.Numeric => Numeric.ReadBinary(value).Hash,
        TypeKind.BpChar => BpCharOrder.Hash(value),
        TypeKind.Interval => IntervalOrder.Hash(Interval(value)),
        TypeKind.Jsonb => JsonbOrder.Hash(value[1..]),
        TypeKind.TimeTz => IntegerOrder<long>.Hash(ZonedTime.Read(value).Packed),
        TypeKind.Array or TypeKind.AnyArray => ArrayOrder.Hash(value),
        TypeKind.Record => RecordOrder.Hash(value),
        _ => ValueHash.Of(value),
    };

    private static long Integer(ReadOnlySpan<byte> value) => value.Length switch
    {
        2 => BinaryPrimitives.ReadInt16BigEndian(value),
        4 => BinaryPrimitives.ReadInt32BigEndian(value),
        _ => BinaryPrimitives.ReadInt64BigEndian(value),
    };

    private static Interval Interval(ReadOnlySpan<byte> value) => new(
        BinaryPrimitives.ReadInt64BigEndian(value),
        BinaryPrimitives.ReadInt32BigEndian(value[8..]),
        BinaryPrimitives.ReadInt32BigEndian(value[12..]));
}
