using System.Runtime.CompilerServices;

namespace Tidemark.Storage;

/// <summary>
/// Reads the blocks that <see cref="BytesEncoder"/> wrote. Content that cannot have been written is an <see cref="InvalidDataException"/> or gives some values. One thread at a time.
/// </summary>
internal sealed partial class BytesDecoder(IntegerDecoder integers)
{
    // A block holds less than a file may; a length beyond this is damage, not data.
    private const int MaxExpansion = 255;

    private readonly long[] _tags = new long[BlockFormat.Rows];
    private readonly long[] _numbers = new long[BlockFormat.Rows];

    /// <summary>Decodes a block.</summary>
    /// <param name="input">Stands at the block.</param>
    /// <param name="rows">How many values it has.</param>
    /// <param name="offsets">Gets rows + 1 offsets into the data.</param>
    /// <param name="data">Gets the bytes of all values one after the other; replaced by a larger one if it is too small.</param>
    public void Decode(ref ByteReader input, int rows, Span<int> offsets, ref byte[] data)
    {
        var form = (BytesForm)input.U8();
        switch (form)
        {
            case BytesForm.Numbers:
                DecodeNumbers(ref input, rows, offsets, ref data);
                break;
            case BytesForm.Plain or BytesForm.Lz4:
                var lengths = _numbers.AsSpan(0, rows);
                integers.Decode(ref input, lengths);
                var limit = form == BytesForm.Plain ? input.Rest.Length : (long)input.Rest.Length * MaxExpansion;
                var total = 0L;
                offsets[0] = 0;
                for (var i = 0; i < lengths.Length; i++)
                {
                    if (lengths[i] < 0 || lengths[i] > limit - total) throw new InvalidDataException("a value has an impossible length");
                    total += lengths[i];
                    offsets[i + 1] = (int)total;
                }

                if (data.Length < total) data = new byte[Math.Max(total, Math.Min(Array.MaxLength, data.Length * 2L))];
                DecodeContent(form, ref input, data.AsSpan(0, (int)total));
                break;
            default:
                throw new InvalidDataException("a block of bytes has an unknown form");
        }
    }

    /// <summary>Reads bytes that <see cref="BytesEncoder.EncodeContent"/> wrote.</summary>
    public static byte[] DecodeContent(ref ByteReader input, int length)
    {
        var form = (BytesForm)input.U8();
        if (form is not (BytesForm.Plain or BytesForm.Lz4)) throw new InvalidDataException("content has an unknown form");
        if (length > (long)input.Rest.Length * (form == BytesForm.Plain ? 1 : MaxExpansion)) throw new InvalidDataException("content has an impossible length");
        var content = new byte[length];
        DecodeContent(form, ref input, content);
        return content;
    }

    private static void DecodeContent(BytesForm form, ref ByteReader input, Span<byte> target)
    {
        if (form == BytesForm.Plain) input.Bytes(target.Length).CopyTo(target);
        else Lz4.Decompress(input.Blob(), target);
    }

    private void DecodeNumbers(ref ByteReader input, int rows, Span<int> offsets, ref byte[] data)
    {
        var tags = _tags.AsSpan(0, rows);
        integers.Decode(ref input, tags);
        var numbers = _numbers.AsSpan(0, rows);
        integers.Decode(ref input, numbers);
        Join(tags, numbers, offsets, ref data);
    }

    // Each number is written with all its eight bytes, of which the next one overwrites those that do not count.
    private static void Join(ReadOnlySpan<long> tags, ReadOnlySpan<long> numbers, Span<int> offsets, ref byte[] data)
    {
        if (data.Length < (numbers.Length * 9) + 8) data = new byte[(BlockFormat.Rows * 9) + 8];
        var at = 0;
        offsets[0] = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            data[at] = (byte)tags[i];
            Unsafe.WriteUnaligned(ref data[at + 1], BitConverter.IsLittleEndian ? numbers[i] : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(numbers[i]));
            at += 1 + BytesEncoder.NumberLength(numbers[i]);
            offsets[i + 1] = at;
        }
    }
}
