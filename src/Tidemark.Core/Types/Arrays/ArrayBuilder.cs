using System.Buffers.Binary;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>
/// Builds array values of one element type: elements are appended to <see cref="Elements"/> in storage order, and one of the Write methods makes an
/// array of them and forgets them. Not thread-safe.
/// </summary>
/// <param name="element">The element type.</param>
public sealed class ArrayBuilder(SqlType element)
{
    private readonly BytesVectorBuilder _binary = new(SqlTypes.Bytea);
    private readonly TypeCodec _codec = TypeCodec.For(element);

    /// <summary>The elements of the array under construction.</summary>
    public VectorBuilder Elements { get; } = VectorBuilder.Create(element);

    /// <summary>Appends a one-dimensional array of the collected elements to a builder, as a value; without elements it is the empty array.</summary>
    public void Write(BytesVectorBuilder target) => Write(Elements.Length == 0 ? [] : [new ArrayDimension(Elements.Length, 1)], target);

    /// <summary>Appends an array of the collected elements to a builder, as a value.</summary>
    /// <param name="dimensions">The dimensions; their lengths' product is the number of elements.</param>
    /// <param name="target">Receives the value.</param>
    public void Write(ReadOnlySpan<ArrayDimension> dimensions, BytesVectorBuilder target)
    {
        Write(Elements.Build(), dimensions, target);
        target.EndValue();
        Elements.Reset();
    }

    /// <summary>Appends an array of a vector's rows to a builder, as a value, and forgets the collected elements.</summary>
    /// <param name="dimensions">The dimensions; their lengths' product is the number of rows.</param>
    /// <param name="elements">The elements.</param>
    /// <param name="target">Receives the value.</param>
    public void Write(ReadOnlySpan<ArrayDimension> dimensions, Vector elements, BytesVectorBuilder target)
    {
        Write(elements, dimensions, target);
        target.EndValue();
        Elements.Reset();
    }

    /// <summary>Takes the elements of an array value.</summary>
    public void Append(ReadOnlySpan<byte> array)
    {
        var reader = new ArrayReader(array);
        var ranges = new FieldRange[reader.Count];
        reader.GetElements(ranges);
        _codec.ReadBinary(array, ranges, Elements);
    }

    /// <summary>Writes an array of a vector's rows without ending the value.</summary>
    internal void Write(Vector elements, ReadOnlySpan<ArrayDimension> dimensions, BytesVectorBuilder target)
    {
        _binary.Reset();
        _codec.WriteBinary(elements, _binary);
        WriteBinary((BytesVector)_binary.Build(), 0, elements.Length, element.StoredOid, dimensions, target);
    }

    /// <summary>Writes an array of elements in binary form without ending the value.</summary>
    internal static void WriteBinary(BytesVector elements, int start, int count, uint elementOid, ReadOnlySpan<ArrayDimension> dimensions, BytesVectorBuilder target)
    {
        var hasNulls = false;
        var size = ArrayReader.HeaderLength + (dimensions.Length * ArrayReader.DimensionLength) + (4 * count);
        for (var i = start; i < start + count; i++)
        {
            if (elements.IsNull(i)) hasNulls = true;
            else size += elements[i].Length;
        }

        var span = target.GetSpan(size);
        BinaryPrimitives.WriteInt32BigEndian(span, dimensions.Length);
        BinaryPrimitives.WriteInt32BigEndian(span[4..], hasNulls ? 1 : 0);
        BinaryPrimitives.WriteUInt32BigEndian(span[8..], elementOid);
        var at = ArrayReader.HeaderLength;
        foreach (var (length, lowerBound) in dimensions)
        {
            BinaryPrimitives.WriteInt32BigEndian(span[at..], length);
            BinaryPrimitives.WriteInt32BigEndian(span[(at + 4)..], lowerBound);
            at += ArrayReader.DimensionLength;
        }

        for (var i = start; i < start + count; i++)
        {
            if (elements.IsNull(i))
            {
                BinaryPrimitives.WriteInt32BigEndian(span[at..], -1);
                at += 4;
                continue;
            }

            var value = elements[i];
            BinaryPrimitives.WriteInt32BigEndian(span[at..], value.Length);
            value.CopyTo(span[(at + 4)..]);
            at += 4 + value.Length;
        }

        target.Advance(at);
    }

    /// <summary>Checks the shape of an array in binary form that comes from outside, and gives its dimensions.</summary>
    /// <exception cref="SqlException">22P03, 08P01, 42804.</exception>
    internal static ArrayDimension[] CheckBinary(ReadOnlySpan<byte> data, SqlType element, List<FieldRange> ranges, int offset)
    {
        if (data.Length < ArrayReader.HeaderLength) throw DataErrors.InsufficientData();
        var count = BinaryPrimitives.ReadInt32BigEndian(data);
        var flags = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
        var oid = BinaryPrimitives.ReadUInt32BigEndian(data[8..]);
        if (count < 0) throw DataErrors.InvalidBinary($"invalid number of dimensions: {count}");
        if (count > ArrayReader.MaxDimensions) throw TooManyDimensions(count);
        if (flags is not (0 or 1)) throw DataErrors.InvalidBinary("invalid array flags");
        if (oid != element.Oid && oid != element.StoredOid)
        {
            var found = SqlTypes.FromOid(oid)?.DisplayName ?? "unknown";
            throw DataErrors.DatatypeMismatch($"binary data has array element type {oid} ({found}) instead of expected {element.Oid} ({element.DisplayName})");
        }

        var at = ArrayReader.HeaderLength;
        var dimensions = new ArrayDimension[count];
        long total = count == 0 ? 0 : 1;
        for (var i = 0; i < count; i++, at += ArrayReader.DimensionLength)
        {
            if (data.Length < at + ArrayReader.DimensionLength) throw DataErrors.InsufficientData();
            dimensions[i] = new ArrayDimension(BinaryPrimitives.ReadInt32BigEndian(data[at..]), BinaryPrimitives.ReadInt32BigEndian(data[(at + 4)..]));
            total *= dimensions[i].Length;
            if (dimensions[i].Length < 0 || total > data.Length) throw DataErrors.InsufficientData();
        }

        for (var i = 0; i < total; i++)
        {
            if (data.Length < at + 4) throw DataErrors.InsufficientData();
            var length = BinaryPrimitives.ReadInt32BigEndian(data[at..]);
            at += 4;
            if (length < -1 || length > data.Length - at) throw DataErrors.InsufficientData();
            ranges.Add(new FieldRange(offset + at, length));
            at += Math.Max(length, 0);
        }

        if (at != data.Length) throw DataErrors.IncorrectBinaryFormat();
        return total == 0 ? [] : dimensions;
    }

    /// <summary>The error for more than six dimensions.</summary>
    internal static SqlException TooManyDimensions(int count) =>
        DataErrors.LimitExceeded($"number of array dimensions ({count}) exceeds the maximum allowed ({ArrayReader.MaxDimensions})");
}
