using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// A column of a batch in a temporary file: a byte that says whether there are nulls; if so a bitmap of 64-bit words, 1 for a value; then the values as they lie in memory, or for byte runs
/// the offset of each row's end (int32) and the bytes. Temporary files are read by the process that wrote them, so that they have its byte order. Reads into buffers that it reuses.
/// </summary>
internal sealed class SpilledVector(SqlType type)
{
    private readonly VectorBuilder _builder = VectorBuilder.Create(type);

    /// <summary>Writes a column of any shape.</summary>
    public static void Write(Vector column, int rows, SqlType type, IBufferWriter<byte> target)
    {
        if (column is ConstantVector or DictionaryVector)
        {
            var flat = VectorBuilder.Create(type, rows);
            flat.AppendRange(column, 0, rows);
            column = flat.Build();
        }

        var validity = column.Validity;
        target.GetSpan(1)[0] = validity.IsAllValid ? (byte)0 : (byte)1;
        target.Advance(1);
        for (var row = 0; row < rows && !validity.IsAllValid; row += 64)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target.GetSpan(8), validity.Word(row));
            target.Advance(8);
        }

        switch (column)
        {
            case FixedVector<bool> v: WriteValues(v.Values, target); break;
            case FixedVector<short> v: WriteValues(v.Values, target); break;
            case FixedVector<int> v: WriteValues(v.Values, target); break;
            case FixedVector<long> v: WriteValues(v.Values, target); break;
            case FixedVector<float> v: WriteValues(v.Values, target); break;
            case FixedVector<double> v: WriteValues(v.Values, target); break;
            case FixedVector<Interval> v: WriteValues(v.Values, target); break;
            case FixedVector<Uuid> v: WriteValues(v.Values, target); break;
            case BytesVector v: WriteBytes(v, rows, target); break;
            default: throw InternalErrors.Unexpected($"a column of type {type} cannot be put on disk");
        }
    }

    /// <summary>Reads a column; holds until the next call.</summary>
    /// <param name="source">Where it begins; moved behind it.</param>
    /// <param name="rows">How many rows it has.</param>
    public Vector Read(ref ReadOnlySpan<byte> source, int rows)
    {
        var hasNulls = source[0] != 0;
        source = source[1..];
        var words = source;
        if (hasNulls) source = source[((rows + 63) / 64 * 8)..];
        _builder.Reset();
        switch (_builder)
        {
            case FixedVectorBuilder<bool> b: ReadValues(b, ref source, rows); break;
            case FixedVectorBuilder<short> b: ReadValues(b, ref source, rows); break;
            case FixedVectorBuilder<int> b: ReadValues(b, ref source, rows); break;
            case FixedVectorBuilder<long> b: ReadValues(b, ref source, rows); break;
            case FixedVectorBuilder<float> b: ReadValues(b, ref source, rows); break;
            case FixedVectorBuilder<double> b: ReadValues(b, ref source, rows); break;
            case FixedVectorBuilder<Interval> b: ReadValues(b, ref source, rows); break;
            case FixedVectorBuilder<Uuid> b: ReadValues(b, ref source, rows); break;
            case BytesVectorBuilder b: ReadBytes(b, ref source, rows); break;
        }

        for (var row = 0; row < rows && hasNulls; row++)
        {
            if ((BinaryPrimitives.ReadUInt64LittleEndian(words[(row / 64 * 8)..]) >> (row & 63) & 1) == 0) _builder.SetNull(row);
        }

        return _builder.Build();
    }

    private static void WriteValues<T>(ReadOnlySpan<T> values, IBufferWriter<byte> target)
        where T : unmanaged => target.Write(MemoryMarshal.AsBytes(values));

    private static void WriteBytes(BytesVector column, int rows, IBufferWriter<byte> target)
    {
        var offsets = column.Offsets[..(rows + 1)];
        for (var row = 1; row <= rows; row++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(target.GetSpan(4), offsets[row] - offsets[0]);
            target.Advance(4);
        }

        target.Write(column.Data[offsets[0]..offsets[rows]]);
    }

    private static void ReadValues<T>(FixedVectorBuilder<T> builder, ref ReadOnlySpan<byte> source, int rows)
        where T : unmanaged
    {
        var bytes = rows * Unsafe.SizeOf<T>();
        source[..bytes].CopyTo(MemoryMarshal.AsBytes(builder.AppendUninitialized(rows)));
        source = source[bytes..];
    }

    private static void ReadBytes(BytesVectorBuilder builder, ref ReadOnlySpan<byte> source, int rows)
    {
        var ends = source;
        source = source[(rows * 4)..];
        var start = 0;
        for (var row = 0; row < rows; row++)
        {
            var end = BinaryPrimitives.ReadInt32LittleEndian(ends[(row * 4)..]);
            builder.Append(source[start..end]);
            start = end;
        }

        source = source[start..];
    }
}
