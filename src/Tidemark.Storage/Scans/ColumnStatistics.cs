using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// What is known of one column in a block, a unit or a chunk. Deleted rows are included: <see cref="IsExact"/> says whether there may be any,
/// and only exact statistics may answer an aggregate; others only bound the values.
/// </summary>
public readonly struct ColumnStatistics
{
    /// <summary>Rows, nulls included.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that are null.</summary>
    public long Nulls { get; init; }

    /// <summary>Whether all counted rows are alive and <see cref="Min"/> and <see cref="Max"/> occur among them.</summary>
    public bool IsExact { get; init; }

    /// <summary>Whether the range is known: the type has an order that storage knows, and some row is not null.</summary>
    public bool HasRange { get; init; }

    /// <summary>Whether <see cref="SumInteger"/> (integer types) or <see cref="SumDouble"/> (floating types) is known.</summary>
    public bool HasSum { get; init; }

    /// <summary>The least value of a type kept as an integer: bool, int2, int4, int8, oid, date, time, timestamps.</summary>
    public long MinInteger { get; init; }

    /// <summary>The greatest value of a type kept as an integer.</summary>
    public long MaxInteger { get; init; }

    /// <summary>The least value of float4 or float8.</summary>
    public double MinDouble { get; init; }

    /// <summary>The greatest value of float4 or float8; NaN if there is one.</summary>
    public double MaxDouble { get; init; }

    /// <summary>The least value of a type kept as bytes, or of uuid (16 bytes).</summary>
    public ReadOnlyMemory<byte> MinBytes { get; init; }

    /// <summary>The greatest value of a type kept as bytes, or of uuid; where it was cut short, a bound and not exact.</summary>
    public ReadOnlyMemory<byte> MaxBytes { get; init; }

    /// <summary>The sum of an integer column.</summary>
    public Int128 SumInteger { get; init; }

    /// <summary>The sum of a floating column, added in row order within a block.</summary>
    public double SumDouble { get; init; }

    /// <summary>The least value as a flat vector of one row; null when unknown.</summary>
    public Vector? Min(SqlType type) => HasRange ? Value(type, MinInteger, MinDouble, MinBytes) : null;

    /// <summary>The greatest value as a flat vector of one row; null when unknown.</summary>
    public Vector? Max(SqlType type) => HasRange ? Value(type, MaxInteger, MaxDouble, MaxBytes) : null;

    /// <summary>What is known of the rows of both together.</summary>
    public static ColumnStatistics Combine(in ColumnStatistics a, in ColumnStatistics b)
    {
        if (a.Rows == 0) return b.Rows == 0 ? a : b;
        if (b.Rows == 0) return a;
        var aEmpty = a.Rows == a.Nulls;
        var bEmpty = b.Rows == b.Nulls;
        var both = a.HasRange && b.HasRange;
        return new ColumnStatistics
        {
            Rows = a.Rows + b.Rows,
            Nulls = a.Nulls + b.Nulls,
            IsExact = a.IsExact && b.IsExact,
            HasRange = both || (a.HasRange && bEmpty) || (b.HasRange && aEmpty),
            HasSum = a.HasSum && b.HasSum,
            MinInteger = both ? Math.Min(a.MinInteger, b.MinInteger) : a.HasRange ? a.MinInteger : b.MinInteger,
            MaxInteger = both ? Math.Max(a.MaxInteger, b.MaxInteger) : a.HasRange ? a.MaxInteger : b.MaxInteger,
            MinDouble = both ? FloatOrder.Min(a.MinDouble, b.MinDouble) : a.HasRange ? a.MinDouble : b.MinDouble,
            MaxDouble = both ? FloatOrder.Max(a.MaxDouble, b.MaxDouble) : a.HasRange ? a.MaxDouble : b.MaxDouble,
            MinBytes = both ? (a.MinBytes.Span.SequenceCompareTo(b.MinBytes.Span) <= 0 ? a.MinBytes : b.MinBytes) : a.HasRange ? a.MinBytes : b.MinBytes,
            MaxBytes = both ? (a.MaxBytes.Span.SequenceCompareTo(b.MaxBytes.Span) >= 0 ? a.MaxBytes : b.MaxBytes) : a.HasRange ? a.MaxBytes : b.MaxBytes,
            SumInteger = a.SumInteger + b.SumInteger,
            SumDouble = a.SumDouble + b.SumDouble,
        };
    }

    private static Vector Value(SqlType type, long integer, double number, ReadOnlyMemory<byte> bytes)
    {
        var builder = VectorBuilder.Create(type, 1);
        switch (builder)
        {
            case FixedVectorBuilder<bool> b: b.Append(integer != 0); break;
            case FixedVectorBuilder<short> b: b.Append((short)integer); break;
            case FixedVectorBuilder<int> b: b.Append((int)integer); break;
            case FixedVectorBuilder<long> b: b.Append(integer); break;
            case FixedVectorBuilder<float> b: b.Append((float)number); break;
            case FixedVectorBuilder<double> b: b.Append(number); break;
            case FixedVectorBuilder<Uuid> b: b.Append(Uuid.Read(bytes.Span)); break;
            case BytesVectorBuilder b: b.Append(bytes.Span); break;
        }

        return builder.Detach();
    }
}
