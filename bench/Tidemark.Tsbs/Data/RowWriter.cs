using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Tidemark.Tsbs.Data;

/// <summary>Appends the pieces of a COPY text row to a buffer that is known to have room.</summary>
internal ref struct RowWriter(Span<byte> buffer)
{
    private readonly Span<byte> buffer = buffer;

    public int Length { get; private set; }

    public readonly int Free => buffer.Length - Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer[Length..]);
        Length += bytes.Length;
    }

    public void Text(ReadOnlySpan<byte> bytes)
    {
        buffer[Length++] = (byte)'\t';
        Bytes(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Integer(int value)
    {
        buffer[Length++] = (byte)'\t';
        if ((uint)value < 10)
            buffer[Length++] = (byte)('0' + value);
        else
            Digits(value);
    }

    /// <summary>Writes <paramref name="scaled"/> divided by ten to the power of <paramref name="decimals"/>.</summary>
    public void Decimal(long scaled, int decimals)
    {
        buffer[Length++] = (byte)'\t';
        if (scaled < 0)
        {
            buffer[Length++] = (byte)'-';
            scaled = -scaled;
        }

        var unit = 1L;
        for (var i = 0; i < decimals; i++)
            unit *= 10;
        Digits(scaled / unit);
        if (decimals == 0)
            return;

        buffer[Length++] = (byte)'.';
        var fraction = scaled % unit;
        for (var i = decimals - 1; i >= 0; i--)
        {
            buffer[Length + i] = (byte)('0' + fraction % 10);
            fraction /= 10;
        }

        Length += decimals;
    }

    public void EndRow() => buffer[Length++] = (byte)'\n';

    private void Digits(long value)
    {
        Utf8Formatter.TryFormat(value, buffer[Length..], out var written);
        Length += written;
    }
}
