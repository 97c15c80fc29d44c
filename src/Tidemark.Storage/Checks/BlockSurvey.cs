using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>Statistics counted value by value, to compare with those that a file has.</summary>
internal static class BlockSurvey
{
    /// <summary>Counts a flat column.</summary>
    public static ColumnStatistics Of(Vector column, SqlType type)
    {
        var (nulls, first) = (0, true);
        long minInteger = 0, maxInteger = 0;
        double minDouble = 0, maxDouble = 0, sumDouble = 0;
        byte[] minBytes = [], maxBytes = [];
        Int128 sumInteger = 0;
        for (var row = 0; row < column.Length; row++)
        {
            if (column.IsNull(row))
            {
                nulls++;
                continue;
            }

            switch (column)
            {
                case FixedVector<float> or FixedVector<double>:
                    var number = column is FixedVector<float> f ? f.Values[row] : ((FixedVector<double>)column).Values[row];
                    (minDouble, maxDouble) = first ? (number, number) : (FloatOrder.Min(minDouble, number), FloatOrder.Max(maxDouble, number));
                    sumDouble += number;
                    break;
                case BytesVector or FixedVector<Uuid>:
                    var bytes = column is BytesVector b ? b[row].ToArray() : Bytes(((FixedVector<Uuid>)column).Values[row]);
                    if (first || bytes.AsSpan().SequenceCompareTo(minBytes) < 0) minBytes = bytes;
                    if (first || bytes.AsSpan().SequenceCompareTo(maxBytes) > 0) maxBytes = bytes;
                    break;
                case FixedVector<Interval>:
                    break;
                default:
                    var integer = Integer(column, row);
                    (minInteger, maxInteger) = first ? (integer, integer) : (Math.Min(minInteger, integer), Math.Max(maxInteger, integer));
                    sumInteger += integer;
                    break;
            }

            first = false;
        }

        return new ColumnStatistics
        {
            Rows = column.Length,
            Nulls = nulls,
            IsExact = true,
            HasRange = !first && PhysicalOrder.IsSqlOrder(type),
            HasSum = true,
            MinInteger = minInteger,
            MaxInteger = maxInteger,
            MinDouble = minDouble,
            MaxDouble = maxDouble,
            MinBytes = minBytes,
            MaxBytes = maxBytes,
            SumInteger = sumInteger,
            SumDouble = sumDouble,
        };
    }

    /// <summary>Whether a range covers what is there, and meets its ends where it says so.</summary>
    public static bool Bounds(in ColumnStatistics said, in ColumnStatistics counted, SqlType type)
    {
        if (!said.HasRange) return true;
        if (!counted.HasRange) return false;
        switch (type.Physical)
        {
            case PhysicalType.Float32 or PhysicalType.Float64:
                return FloatOrder.Key(said.MinDouble) == FloatOrder.Key(counted.MinDouble) && FloatOrder.Key(said.MaxDouble) == FloatOrder.Key(counted.MaxDouble);
            case PhysicalType.Bytes or PhysicalType.Uuid:
                var low = said.MinBytes.Span.SequenceCompareTo(counted.MinBytes.Span);
                var high = said.MaxBytes.Span.SequenceCompareTo(counted.MaxBytes.Span);
                return said.IsExact && counted.IsExact ? low == 0 && high == 0 : low <= 0 && high >= 0;
            default:
                return said.MinInteger == counted.MinInteger && said.MaxInteger == counted.MaxInteger;
        }
    }

    /// <summary>Whether a sum, where one is said, is that of the values.</summary>
    public static bool SumIs(in ColumnStatistics said, in ColumnStatistics counted, SqlType type)
    {
        if (!said.HasSum) return true;
        if (type.Physical is not (PhysicalType.Float32 or PhysicalType.Float64)) return said.SumInteger == counted.SumInteger;
        return said.SumDouble == counted.SumDouble || (double.IsNaN(said.SumDouble) && double.IsNaN(counted.SumDouble));
    }

    private static byte[] Bytes(Uuid value)
    {
        var bytes = new byte[16];
        value.Write(bytes);
        return bytes;
    }

    private static long Integer(Vector column, int row) => column switch
    {
        FixedVector<bool> v => v.Values[row] ? 1 : 0,
        FixedVector<short> v => v.Values[row],
        FixedVector<int> v => v.Values[row],
        _ => ((FixedVector<long>)column).Values[row],
    };
}
