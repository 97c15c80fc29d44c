using System.Buffers.Binary;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Copy;

/// <summary>
/// Splits PostgreSQL's binary format: the 11-byte signature, 4 bytes of flags, a header extension with its length; then rows, each a 16-bit count of fields and for each field a
/// 32-bit length (-1 for NULL) and its bytes; a count of -1 ends the data. All numbers are big-endian.
/// </summary>
internal sealed class BinaryRowSplitter(IReadOnlyList<string> columns) : RowSplitter
{
    private const int FixedHeader = 19;
    private const uint CriticalFlags = 0xffff_0000;

    private bool _headerDone;

    /// <summary>What the data begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0];

    /// <inheritdoc />
    public override int Split(Span<byte> data, bool isLast, FieldTable table)
    {
        var position = 0;
        if (!_headerDone)
        {
            position = ReadHeader(data, isLast);
            if (position < 0) return 0;
            _headerDone = true;
        }

        while (!table.IsFull && !IsAtEnd)
        {
            var consumed = ReadRow(data, position, table);
            if (consumed < 0) return isLast && position < data.Length ? throw CopyErrors.UnexpectedEnd() : position;
            position += consumed;
        }

        return position;
    }

    private static int ReadHeader(ReadOnlySpan<byte> data, bool isLast)
    {
        if (data.Length < FixedHeader) return isLast ? throw CopyErrors.NoSignature() : -1;
        if (!data.StartsWith(Signature)) throw CopyErrors.NoSignature();
        if ((BinaryPrimitives.ReadUInt32BigEndian(data[11..]) & CriticalFlags) != 0) throw CopyErrors.UnknownFlags();
        var extension = BinaryPrimitives.ReadInt32BigEndian(data[15..]);
        if (extension < 0) throw CopyErrors.InvalidFieldSize();
        return data.Length - FixedHeader >= extension ? FixedHeader + extension : -1;
    }

    private int ReadRow(ReadOnlySpan<byte> data, int start, FieldTable table)
    {
        if (data.Length - start < sizeof(short)) return -1;
        var count = BinaryPrimitives.ReadInt16BigEndian(data[start..]);
        if (count == -1)
        {
            IsAtEnd = true;
            return sizeof(short);
        }

        if (count != table.ColumnCount) throw CopyErrors.FieldCount(count, columns.Count);
        var position = start + sizeof(short);
        for (var column = 0; column < count; column++)
        {
            if (data.Length - position < sizeof(int)) return -1;
            var length = BinaryPrimitives.ReadInt32BigEndian(data[position..]);
            position += sizeof(int);
            if (length < -1) throw CopyErrors.InvalidFieldSize();
            if (length > data.Length - position) return -1;
            table.Set(column, length < 0 ? FieldRange.Null : new FieldRange(position, length));
            position += Math.Max(length, 0);
        }

        table.EndRow(Line++);
        return position - start;
    }
}
