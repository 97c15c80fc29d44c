using System.Runtime.CompilerServices;

namespace Tidemark.Storage;

/// <content>Some values of a block.</content>
internal sealed partial class BytesDecoder
{
    private byte[] _content = [];

    /// <summary>Decodes some values of a block and passes over the others; of compressed ones only what comes before the last that is wanted.</summary>
    /// <param name="input">Stands at the block.</param>
    /// <param name="count">How many values the block has.</param>
    /// <param name="rows">Which are wanted, ascending, each below <paramref name="count"/>.</param>
    /// <param name="offsets">Gets rows + 1 offsets into the data.</param>
    /// <param name="data">Gets the bytes of the values one after the other; replaced by a larger one if it is too small.</param>
    public void Pick(ref ByteReader input, int count, ReadOnlySpan<int> rows, Span<int> offsets, ref byte[] data)
    {
        var form = (BytesForm)input.U8();
        switch (form)
        {
            case BytesForm.Numbers:
                var tags = _tags.AsSpan(0, rows.Length);
                integers.Pick(ref input, count, rows, tags);
                var numbers = _numbers.AsSpan(0, rows.Length);
                integers.Pick(ref input, count, rows, numbers);
                Join(tags, numbers, offsets, ref data);
                break;
            case BytesForm.Plain or BytesForm.Lz4:
                integers.DecodedOthers = true;
                var lengths = _numbers.AsSpan(0, count);
                integers.Decode(ref input, lengths);
                var limit = form == BytesForm.Plain ? input.Rest.Length : (long)input.Rest.Length * MaxExpansion;
                var (end, total) = Locate(lengths, rows, limit);
                if (data.Length < total) data = new byte[Math.Max(total, Math.Min(Array.MaxLength, data.Length * 2L))];
                ReadOnlySpan<byte> content = form == BytesForm.Plain ? input.Bytes(end) : Decompressed(ref input, end);
                var target = data.AsSpan();
                var at = 0;
                offsets[0] = 0;
                for (var i = 0; i < rows.Length; i++)
                {
                    var value = content.Slice((int)_tags[i], (int)lengths[rows[i]]);
                    value.CopyTo(target[at..]);
                    at += value.Length;
                    offsets[i + 1] = at;
                }

                break;
            default:
                throw new InvalidDataException("a block of bytes has an unknown form");
        }
    }

    // Puts into _tags where the wanted values begin; gives where the last of them ends, and their bytes together.
    [MethodImpl(HotLoop.Compiled)]
    private (int End, int Total) Locate(ReadOnlySpan<long> lengths, ReadOnlySpan<int> rows, long limit)
    {
        var next = 0;
        var end = 0L;
        var total = 0L;
        for (var row = 0; next < rows.Length; row++)
        {
            var length = lengths[row];
            if (length < 0 || length > limit - end) throw new InvalidDataException("a value has an impossible length");
            if (row == rows[next])
            {
                _tags[next++] = end;
                total += length;
            }

            end += length;
        }

        return ((int)end, (int)total);
    }

    private ReadOnlySpan<byte> Decompressed(ref ByteReader input, int end)
    {
        if (_content.Length < end) _content = new byte[Math.Max(end, Math.Min(Array.MaxLength, _content.Length * 2L))];
        var content = _content.AsSpan(0, end);
        Lz4.DecompressBegin(input.Blob(), content);
        return content;
    }
}
