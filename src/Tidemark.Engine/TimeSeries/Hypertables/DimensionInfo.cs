using System.Text;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>
/// What by_range() and by_hash() make: a description of a dimension, checked only when it is used. Its text form is TimescaleDB's, <c>range//column//interval//function</c>
/// and <c>hash//column//partitions//function</c>, where a minus sign stands for nothing given.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="IsHash">Whether by_hash made it.</param>
/// <param name="Interval">The width of a slice as text: an interval or a number; null for the default.</param>
/// <param name="Partitions">The number of hash partitions; 0 for a range.</param>
internal sealed record DimensionInfo(string Column, bool IsHash, string? Interval, int Partitions)
{
    private const string Separator = "//";

    /// <summary>_timescaledb_internal.dimension_info.</summary>
    public static SqlType Type { get; } = new()
    {
        Oid = 99_001,
        Name = "dimension_info",
        DisplayName = "_timescaledb_internal.dimension_info",
        Kind = TypeKind.Text,
        Physical = PhysicalType.Bytes,
        Category = TypeCategory.User,
        Length = -1,
    };

    /// <summary>The bytes of the value.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Join(Separator, IsHash ? "hash" : "range", Column, IsHash ? Partitions.ToString() : Interval ?? "-", "-"));

    /// <summary>The value in a vector's row.</summary>
    public static DimensionInfo Read(Vector vector, int row)
    {
        var parts = Encoding.UTF8.GetString(VectorAccess.GetBytes(vector, row)).Split(Separator);
        if (parts.Length != 4) throw InternalErrors.Unexpected("a dimension_info value has another form");
        return parts[0] == "hash"
            ? new DimensionInfo(parts[1], IsHash: true, null, int.Parse(parts[2]))
            : new DimensionInfo(parts[1], IsHash: false, parts[2] == "-" ? null : parts[2], 0);
    }
}
