using System.Text;
using Tidemark.Engine.Catalog;
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
/// <param name="Function">The partitioning function's name; null for none.</param>
internal sealed record DimensionInfo(string Column, bool IsHash, string? Interval, int Partitions, string? Function)
{
    private const string Separator = "//";

    /// <summary>_timescaledb_internal.dimension_info.</summary>
    public static SqlType Type => ExtensionTypes.DimensionInfo;

    /// <summary>The bytes of the value.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Join(Separator, IsHash ? "hash" : "range", Column, IsHash ? Partitions.ToString() : Interval ?? "-", Function ?? "-"));

    /// <summary>The value in a vector's row.</summary>
    public static DimensionInfo Read(Vector vector, int row)
    {
        var parts = Encoding.UTF8.GetString(VectorAccess.GetBytes(vector, row)).Split(Separator);
        if (parts.Length != 4) throw InternalErrors.Unexpected("a dimension_info value has another form");
        var function = parts[3] == "-" ? null : parts[3];
        return parts[0] == "hash"
            ? new DimensionInfo(parts[1], IsHash: true, null, int.Parse(parts[2]), function)
            : new DimensionInfo(parts[1], IsHash: false, parts[2] == "-" ? null : parts[2], 0, function);
    }

    /// <summary>The oid of the partitioning function; 0 for none.</summary>
    public uint FunctionOid(FunctionContext context)
    {
        if (Function is null) return 0;
        var name = Function[(Function.LastIndexOf('.') + 1)..].Trim('"');
        if (context.Catalog.RoutinesNamed(name) is [var own, ..]) return own.Oid;
        return context.Routines.Find(name) is [var builtin, ..] ? builtin.Oid : throw InternalErrors.Unexpected($"function {Function} does not exist");
    }

    /// <summary>The text form of a value, one row.</summary>
    public static string TextOf(Vector value, FunctionContext context)
    {
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(value.Type).FormatText(value, text, context.Format);
        return Encoding.UTF8.GetString(((BytesVector)text.Build())[0]);
    }
}
