using System.Buffers.Binary;
using System.Numerics;

namespace Tidemark.Storage;

/// <summary>Writes blocks of runs of bytes; the forms are described at <see cref="BytesForm"/>. One thread at a time.</summary>
internal sealed class BytesEncoder(IntegerEncoder integers)
{
    private const int MaxNumber = 9;
    private const int MinCompressed = 64;

    private readonly long[] _tags = new long[BlockFormat.Rows];
    private readonly long[] _numbers = new long[BlockFormat.Rows];
    private readonly Lz4 _lz4 = new();
    private byte[] _compressed = [];

    /// <summary>Which forms are tried.</summary>
    public EncodingEffort Effort { get; set; }

    /// <summary>Whether a run of bytes is a tag and a number: what <see cref="BytesForm.Numbers"/> can hold.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> value) => value.Length is > 0 and <= MaxNumber && NumberLength(Number(value)) == value.Length - 1;

    /// <summary>Bytes that a number needs.</summary>
    public static int NumberLength(long number) => number == 0 ? 0 : (64 - BitOperations.LeadingZeroCount((ulong)(number ^ (number >> 63))) + 8) / 8;

    /// <summary>Appends the block.</summary>
    /// <param name="lengths">The lengths of the values, at least one and at most 2048.</param>
    /// <param name="content">The values one after the other.</param>
    /// <param name="valid">One bit a value, set for those that are not null; empty when all are. The others may come back as anything.</param>
    /// <param name="output">Where the block goes.</param>
    public void Encode(ReadOnlySpan<long> lengths, ReadOnlySpan<byte> content, ReadOnlySpan<ulong> valid, ByteWriter output)
    {
        var begin = output.Length;
        if (TryNumbers(lengths, content, valid, output))
        {
            var size = output.Length - begin;
            // Short words can look like numbers, and are rather words if they repeat.
            if (size <= content.Length && (Effort == EncodingEffort.Cheap || size * 2 <= content.Length)) return;
        }

        var compressed = Compress(content);
        if (output.Length > begin && output.Length - begin <= (compressed.IsEmpty ? content.Length : compressed.Length)) return;
        output.Truncate(begin);
        output.U8((byte)(compressed.IsEmpty ? BytesForm.Plain : BytesForm.Lz4));
        integers.Encode(lengths, output);
        if (compressed.IsEmpty) output.Bytes(content);
        else output.Blob(compressed);
    }

    /// <summary>Appends bytes whose number the reader knows.</summary>
    public void EncodeContent(ReadOnlySpan<byte> content, ByteWriter output)
    {
        var compressed = Compress(content);
        output.U8((byte)(compressed.IsEmpty ? BytesForm.Plain : BytesForm.Lz4));
        if (compressed.IsEmpty) output.Bytes(content);
        else output.Blob(compressed);
    }

    private static long Number(ReadOnlySpan<byte> value)
    {
        if (value.Length == 1) return 0;
        Span<byte> bytes = stackalloc byte[8];
        bytes.Fill(value[^1] >= 0x80 ? (byte)0xff : (byte)0);
        value[1..].CopyTo(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    // Nothing when it does not save an eighth.
    private ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> content)
    {
        if (Effort != EncodingEffort.Full || content.Length < MinCompressed) return default;
        var limit = content.Length - (content.Length >> 3);
        if (_compressed.Length < limit) _compressed = new byte[Math.Max(limit, 1 << 16)];
        var length = _lz4.Compress(content, _compressed.AsSpan(0, limit));
        return length < 0 ? default : _compressed.AsSpan(0, length);
    }

    private bool TryNumbers(ReadOnlySpan<long> lengths, ReadOnlySpan<byte> content, ReadOnlySpan<ulong> valid, ByteWriter output)
    {
        if (content.Length == 0 || content.Length > lengths.Length * MaxNumber) return false;
        var (tag, number) = (0L, 0L);
        var count = 0;
        for (var i = 0; i < lengths.Length; i++)
        {
            if (valid.IsEmpty || (valid[i >> 6] >> (i & 63) & 1) != 0)
            {
                var value = content[..(int)lengths[i]];
                content = content[value.Length..];
                if (!IsNumber(value)) return false;
                (tag, number) = (value[0], Number(value));
                if (count++ == 0)
                {
                    _tags.AsSpan(0, i).Fill(tag);
                    _numbers.AsSpan(0, i).Fill(number);
                }
            }

            (_tags[i], _numbers[i]) = (tag, number);
        }

        output.U8((byte)BytesForm.Numbers);
        integers.Encode(_tags.AsSpan(0, lengths.Length), output);
        integers.Encode(_numbers.AsSpan(0, lengths.Length), output);
        return true;
    }
}
