using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog.Partitioning;

/// <summary>
/// Where the slices of a dimension lie, as TimescaleDB lays them: multiples of the interval counted from the Unix epoch (from 0 for integers), hash values cut into equal parts.
/// </summary>
internal static class ChunkSlicing
{
    /// <summary>1970-01-01 in microseconds since 2000-01-01.</summary>
    public const long UnixEpoch = -946_684_800_000_000;

    // 294247-01-01: TimescaleDB counts from 1970 what PostgreSQL counts from 2000, and ends thirty years before it.
    private const long LatestTime = Calendar.EndTimestamp + UnixEpoch;
    private const long LateDate = long.MaxValue - 1;
    private const long MicrosecondsPerDay = 86_400_000_000;
    private const long HashRange = 0x7fff_ffff;

    /// <summary>A dimension's column as one number a row, in the dimension's units.</summary>
    /// <param name="dimension">The dimension.</param>
    /// <param name="column">The values, or what the partitioning function makes of them; none is null but for a hash dimension, where null counts as the hash 0.</param>
    /// <param name="coordinates">As long as the column.</param>
    public static void Coordinates(Dimension dimension, Vector column, Span<long> coordinates)
    {
        if (dimension is { Partitions: > 0, PartitioningFunction: not 0 })
        {
            for (var row = 0; row < coordinates.Length; row++)
            {
                coordinates[row] = column.IsNull(row) ? 0 : VectorAccess.Get<int>(column, row);
                if (coordinates[row] < 0) throw InternalErrors.Unexpected($"invalid value {coordinates[row]} for closed dimension");
            }

            return;
        }

        if (dimension.Partitions > 0)
        {
            for (var row = 0; row < coordinates.Length; row++) coordinates[row] = column.IsNull(row) ? 0 : PartitionHash.Of(column, row);
            return;
        }

        switch (column)
        {
            case FixedVector<long> flat:
                flat.Values.CopyTo(coordinates);
                break;
            case FixedVector<int> flat when column.Type.Kind == TypeKind.Date:
                for (var row = 0; row < coordinates.Length; row++) coordinates[row] = DateCoordinate(flat.Values[row]);
                break;
            default:
                for (var row = 0; row < coordinates.Length; row++) coordinates[row] = Coordinate(column, row);
                break;
        }
    }

    /// <summary>A coordinate of a range dimension as a value of its column's type, in a vector of one row; the type's nearest value where it has none so low or high.</summary>
    public static Vector ValueOf(long coordinate, SqlType type)
    {
        var builder = VectorBuilder.Create(type, 1);
        switch (builder)
        {
            case FixedVectorBuilder<short> number: number.Append((short)Math.Clamp(coordinate, short.MinValue, short.MaxValue)); break;
            case FixedVectorBuilder<int> days when type.Kind == TypeKind.Date: days.Append((int)(coordinate / MicrosecondsPerDay)); break;
            case FixedVectorBuilder<int> number: number.Append((int)Math.Clamp(coordinate, int.MinValue, int.MaxValue)); break;
            case FixedVectorBuilder<Uuid> id: id.Append(UuidTime.At(coordinate, 0)); break;
            default: ((FixedVectorBuilder<long>)builder).Append(coordinate); break;
        }

        return builder.Build();
    }

    /// <summary>The last value before the end of a range, in a vector of one row: the type's greatest where the range goes beyond.</summary>
    /// <param name="end">In the dimension's units.</param>
    /// <param name="type">The type of the column.</param>
    public static Vector LastBefore(long end, SqlType type) =>
        ValueOf(end == long.MaxValue ? end : end - (type.Kind == TypeKind.Date ? MicrosecondsPerDay : 1), type);

    /// <summary>The end of a range where the type ends before it: an integer's greatest value, of times the greatest number.</summary>
    /// <param name="end">In the dimension's units.</param>
    /// <param name="type">The type of the column.</param>
    public static long EndWithin(long end, SqlType type) => end <= UpperBound(type) ? end : type.Kind is TypeKind.Int2 or TypeKind.Int4 ? (long)UpperBound(type) : long.MaxValue;

    /// <summary>The slice that a coordinate falls into, before it is cut to fit its neighbours.</summary>
    /// <param name="dimension">The dimension.</param>
    /// <param name="type">The type of its column.</param>
    /// <param name="coordinate">In the dimension's units.</param>
    public static DimensionSlice SliceOf(Dimension dimension, SqlType type, long coordinate)
    {
        if (dimension.Partitions > 0) return HashSlice(dimension.Partitions, coordinate);
        var isTime = type.Kind is TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Date or TypeKind.Uuid;
        if (isTime && coordinate == long.MinValue) throw TimestampOutOfRange();
        if (isTime) RequireRepresentable(coordinate, type);
        var origin = isTime ? UnixEpoch : 0;
        var index = Int128.CreateChecked(coordinate) - origin;
        var start = (FloorDivide(index, dimension.Interval) * dimension.Interval) + origin;
        var end = start + dimension.Interval;
        return new DimensionSlice(Bound(start, LowerBound(type)), end > UpperBound(type) ? long.MaxValue : (long)end);
    }

    /// <summary>22008 for a moment that microseconds since the Unix epoch cannot name. Infinity is none of them.</summary>
    public static void RequireRepresentable(long coordinate, SqlType type)
    {
        if (coordinate is < LatestTime or long.MaxValue) return;
        throw type.Kind == TypeKind.Date && coordinate == LateDate ? DataErrors.DateTimeOverflow("date out of range for timestamp") : TimestampOutOfRange();
    }

    /// <summary>A date as a moment. Those behind all timestamps are one moment, the last before infinity.</summary>
    public static long DateCoordinate(int days) => days switch
    {
        int.MaxValue => long.MaxValue,
        int.MinValue => long.MinValue,
        >= (int)(Calendar.EndTimestamp / MicrosecondsPerDay) => LateDate,
        _ => days * MicrosecondsPerDay,
    };

    private static long Coordinate(Vector column, int row) => column.Type.Physical switch
    {
        PhysicalType.Int16 => VectorAccess.Get<short>(column, row),
        PhysicalType.Int32 when column.Type.Kind == TypeKind.Date => DateCoordinate(VectorAccess.Get<int>(column, row)),
        PhysicalType.Int32 => VectorAccess.Get<int>(column, row),
        PhysicalType.Int64 => VectorAccess.Get<long>(column, row),
        _ when column.Type.Kind == TypeKind.Uuid => UuidCoordinate(VectorAccess.Get<Uuid>(column, row)),
        _ => throw InternalErrors.NotSupported($"partitioning by {column.Type}"),
    };

    private static long UuidCoordinate(Uuid id) => UuidTime.Version(id) == 7 ? UuidTime.Microseconds(id) : throw HypertableErrors.NotVersion7(id.ToString());

    private static DimensionSlice HashSlice(int partitions, long hash)
    {
        var width = HashRange / partitions;
        var index = Math.Min(hash / width, partitions - 1);
        return new DimensionSlice(index == 0 ? long.MinValue : index * width, index == partitions - 1 ? long.MaxValue : (index + 1) * width);
    }

    private static Int128 FloorDivide(Int128 value, long divisor)
    {
        var quotient = value / divisor;
        return value < 0 && quotient * divisor != value ? quotient - 1 : quotient;
    }

    private static long Bound(Int128 start, long lowest) => start < lowest ? long.MinValue : (long)start;

    // A slice that reaches beyond the type's values is open there.
    private static long LowerBound(SqlType type) => type.Kind switch
    {
        TypeKind.Int2 => short.MinValue,
        TypeKind.Int4 => int.MinValue,
        TypeKind.Int8 => long.MinValue,
        _ => Calendar.MinTimestamp,
    };

    private static Int128 UpperBound(SqlType type) => type.Kind switch
    {
        TypeKind.Int2 => short.MaxValue,
        TypeKind.Int4 => int.MaxValue,
        TypeKind.Int8 => long.MaxValue,
        _ => LatestTime - 1,
    };

    private static SqlException TimestampOutOfRange() => new(new SqlError { State = SqlState.DatetimeFieldOverflow, Message = "timestamp out of range" });
}
