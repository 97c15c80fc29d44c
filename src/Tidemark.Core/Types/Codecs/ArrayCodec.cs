using System.Buffers;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>Arrays: elements go through the element type's codec, those of a whole column at a time.</summary>
internal sealed class ArrayCodec : TypeCodec
{
    private readonly SqlType _element;
    private readonly TypeCodec _codec;

    public ArrayCodec(SqlType type)
        : base(type)
    {
        _element = type.Element!.WithModifier(type.Modifier);
        _codec = For(_element);
    }

    public override void ParseText(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target, FormatSettings settings)
    {
        var builder = (BytesVectorBuilder)target;
        var buffer = new ArrayBufferWriter<byte>();
        var ranges = new List<FieldRange>();
        var arrays = new ArrayBuilder(_element);
        foreach (var field in fields)
        {
            if (field.IsNull)
            {
                builder.AppendNull();
                continue;
            }

            buffer.ResetWrittenCount();
            ranges.Clear();
            arrays.Elements.Reset();
            var text = data.Slice(field.Start, field.Length);
            var dimensions = Type.IsNumberVector ? SplitNumbers(text, buffer, ranges) : ArrayText.Parse(text, buffer, ranges);
            _codec.ParseText(buffer.WrittenSpan, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ranges), arrays.Elements, settings);
            arrays.Write(dimensions, builder);
        }
    }

    internal override bool HasWireForm => _codec.HasWireForm;

    public override void ReadBinary(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target) => Read(data, fields, target, isWire: false);

    public override void ReadWire(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target) => Read(data, fields, target, isWire: true);

    public override void WriteWire(Vector source, BytesVectorBuilder target)
    {
        if (!HasWireForm)
        {
            WriteBinary(source, target);
            return;
        }

        var ranges = new List<FieldRange>();
        var elements = VectorBuilder.Create(_element);
        var sent = new BytesVectorBuilder(SqlTypes.Bytea);
        for (var row = 0; row < source.Length; row++)
        {
            if (source.IsNull(row))
            {
                target.AppendNull();
                continue;
            }

            var array = new ArrayReader(VectorAccess.GetBytes(source, row));
            ranges.Clear();
            foreach (var range in array) ranges.Add(range);
            elements.Reset();
            _codec.ReadBinary(array.Data, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ranges), elements);
            sent.Reset();
            _codec.WriteWire(elements.Build(), sent);
            var dimensions = new ArrayDimension[array.Dimensions];
            for (var i = 0; i < dimensions.Length; i++) dimensions[i] = array[i];
            ArrayBuilder.WriteBinary((BytesVector)sent.Build(), 0, ranges.Count, _element.Oid, dimensions, target);
            target.EndValue();
        }
    }

    private void Read(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target, bool isWire)
    {
        var builder = (BytesVectorBuilder)target;
        var ranges = new List<FieldRange>();
        var arrays = new ArrayBuilder(_element);
        foreach (var field in fields)
        {
            if (field.IsNull)
            {
                builder.AppendNull();
                continue;
            }

            ranges.Clear();
            arrays.Elements.Reset();
            var dimensions = ArrayBuilder.CheckBinary(data.Slice(field.Start, field.Length), _element, ranges, field.Start);
            var elements = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ranges);
            if (isWire) _codec.ReadWire(data, elements, arrays.Elements);
            else _codec.ReadBinary(data, elements, arrays.Elements);
            arrays.Write(dimensions, builder);
        }
    }

    private protected override void FormatFlat(Vector source, BytesVectorBuilder target, FormatSettings settings)
    {
        var arrays = (BytesVector)source;
        var elements = VectorBuilder.Create(_element);
        var ranges = new List<FieldRange>();
        for (var row = 0; row < arrays.Length; row++)
        {
            if (arrays.IsNull(row)) continue;
            ranges.Clear();
            foreach (var range in new ArrayReader(arrays[row])) ranges.Add(range);
            _codec.ReadBinary(arrays[row], System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ranges), elements);
        }

        var texts = new BytesVectorBuilder(SqlTypes.Text);
        _codec.FormatText(elements.Build(), texts, settings);
        var values = (BytesVector)texts.Build();
        var next = 0;
        for (var row = 0; row < arrays.Length; row++)
        {
            if (arrays.IsNull(row))
            {
                target.AppendNull();
                continue;
            }

            if (Type.IsNumberVector) FormatNumbers(new ArrayReader(arrays[row]), values, ref next, target);
            else Format(new ArrayReader(arrays[row]), values, ref next, target);
            target.EndValue();
        }
    }

    private protected override void WriteFlat(Vector source, BytesVectorBuilder target) => target.AppendRange(source, 0, source.Length);

    private static ArrayDimension[] SplitNumbers(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> buffer, List<FieldRange> elements)
    {
        buffer.Write(text);
        foreach (var range in text.Split((byte)' '))
        {
            var (start, length) = range.GetOffsetAndLength(text.Length);
            if (length > 0) elements.Add(new FieldRange(start, length));
        }

        return elements.Count == 0 ? [] : [new ArrayDimension(elements.Count, 0)];
    }

    private static void FormatNumbers(ArrayReader array, BytesVector elements, ref int next, BytesVectorBuilder target)
    {
        for (var i = 0; i < array.Count; i++)
        {
            if (i > 0) target.Write(" "u8);
            target.Write(elements[next++]);
        }
    }

    private static void Format(ArrayReader array, BytesVector elements, ref int next, BytesVectorBuilder target)
    {
        if (array.Count == 0)
        {
            target.Write("{}"u8);
            return;
        }

        if (!array.HasDefaultBounds)
        {
            for (var i = 0; i < array.Dimensions; i++)
            {
                var (length, lowerBound) = array[i];
                var span = target.GetSpan(32);
                System.Text.Unicode.Utf8.TryWrite(span, $"[{lowerBound}:{lowerBound + length - 1}]", out var written);
                target.Advance(written);
            }

            target.Write("="u8);
        }

        FormatLevel(array, 0, elements, ref next, target);
    }

    private static void FormatLevel(ArrayReader array, int dimension, BytesVector elements, ref int next, BytesVectorBuilder target)
    {
        target.Write("{"u8);
        for (var i = 0; i < array[dimension].Length; i++)
        {
            if (i > 0) target.Write(","u8);
            if (dimension + 1 < array.Dimensions) FormatLevel(array, dimension + 1, elements, ref next, target);
            else FormatElement(elements, next++, target);
        }

        target.Write("}"u8);
    }

    private static void FormatElement(BytesVector elements, int row, BytesVectorBuilder target)
    {
        if (elements.IsNull(row))
        {
            target.Write("NULL"u8);
            return;
        }

        var text = elements[row];
        if (!ArrayText.NeedsQuotes(text))
        {
            target.Write(text);
            return;
        }

        var span = target.GetSpan((text.Length * 2) + 2);
        var at = 0;
        span[at++] = (byte)'"';
        foreach (var b in text)
        {
            if (b is (byte)'"' or (byte)'\\') span[at++] = (byte)'\\';
            span[at++] = b;
        }

        span[at++] = (byte)'"';
        target.Advance(at);
    }
}
