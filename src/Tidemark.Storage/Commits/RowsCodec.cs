using System.Runtime.InteropServices;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// Rows in log and checkpoint, column by column, not encoded, because they are written once and read at most once: nulls u8 with a bitmap (words of 64 bits, set for a value) when it is 1,
/// then the values of all rows as they lie in memory; for bytes the lengths as i32 each, then all bytes.
/// </summary>
internal static class RowsCodec
{
    public static void WriteColumn(ByteWriter output, Vector column)
    {
        var rows = column.Length;
        var hasNulls = !column.Validity.IsAllValid;
        output.Flag(hasNulls);
        if (hasNulls)
        {
            var words = MemoryMarshal.Cast<byte, ulong>(output.Reserve((rows + 63) / 64 * 8));
            for (var word = 0; word < words.Length; word++)
            {
                var used = Math.Min(64, rows - (word * 64));
                words[word] = column.Validity.Word(word * 64) & (used == 64 ? ulong.MaxValue : (1UL << used) - 1);
            }
        }

        switch (column)
        {
            case FixedVector<bool> v: output.Raw(v.Values); break;
            case FixedVector<short> v: output.Raw(v.Values); break;
            case FixedVector<int> v: output.Raw(v.Values); break;
            case FixedVector<long> v: output.Raw(v.Values); break;
            case FixedVector<float> v: output.Raw(v.Values); break;
            case FixedVector<double> v: output.Raw(v.Values); break;
            case FixedVector<Interval> v: output.Raw(v.Values); break;
            case FixedVector<Uuid> v: output.Raw(v.Values); break;
            case BytesVector v:
                var offsets = v.Offsets;
                var lengths = MemoryMarshal.Cast<byte, int>(output.Reserve(rows * 4));
                for (var i = 0; i < rows; i++) lengths[i] = offsets[i + 1] - offsets[i];
                output.Bytes(v.Data[offsets[0]..offsets[rows]]);
                break;
            default:
                throw InternalErrors.Unexpected("only flat columns are written");
        }
    }

    public static Vector ReadColumn(ref ByteReader input, SqlType type, int rows)
    {
        ulong[]? words = null;
        if (input.Flag())
        {
            words = new ulong[(rows + 63) / 64];
            input.Raw<ulong>(words);
        }

        var validity = new Validity(words);
        return type.Physical switch
        {
            PhysicalType.Bool => ReadFixed<bool>(ref input, type, rows, validity),
            PhysicalType.Int16 => ReadFixed<short>(ref input, type, rows, validity),
            PhysicalType.Int32 => ReadFixed<int>(ref input, type, rows, validity),
            PhysicalType.Int64 => ReadFixed<long>(ref input, type, rows, validity),
            PhysicalType.Float32 => ReadFixed<float>(ref input, type, rows, validity),
            PhysicalType.Float64 => ReadFixed<double>(ref input, type, rows, validity),
            PhysicalType.Interval => ReadFixed<Interval>(ref input, type, rows, validity),
            PhysicalType.Uuid => ReadFixed<Uuid>(ref input, type, rows, validity),
            _ => ReadBytes(ref input, type, rows, validity),
        };
    }

    public static void WriteRows(ByteWriter output, ReadOnlySpan<Vector> columns)
    {
        foreach (var column in columns) WriteColumn(output, column);
    }

    public static Vector[] ReadRows(ref ByteReader input, ChunkLayout layout, int rows)
    {
        var columns = new Vector[layout.Columns.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = ReadColumn(ref input, layout.Columns[i].Type, rows);
        return columns;
    }

    private static FixedVector<T> ReadFixed<T>(ref ByteReader input, SqlType type, int rows, Validity validity)
        where T : unmanaged
    {
        var values = new T[rows];
        input.Raw<T>(values);
        return new FixedVector<T>(type, values, rows, validity);
    }

    private static BytesVector ReadBytes(ref ByteReader input, SqlType type, int rows, Validity validity)
    {
        var lengths = MemoryMarshal.Cast<byte, int>(input.Bytes(checked(rows * 4)));
        var offsets = new int[rows + 1];
        for (var i = 0; i < rows; i++) offsets[i + 1] = checked(offsets[i] + lengths[i]);
        return new BytesVector(type, offsets, input.Bytes(offsets[rows]).ToArray(), rows, validity);
    }
}
