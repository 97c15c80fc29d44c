using System.Buffers.Binary;
using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>
/// A log file, <c>log/000001.log</c> and so on, written in order; a checkpoint names the first that recovery needs.
/// <code>
/// header  magic "TIDELOG\0", version u32, checksum u32 of the 16 bytes behind it, file number i64, end of the file before it i64
/// record  magic u32, checksum u32 of everything behind it up to the end of the payload, payload length u32, zero u32, sequence number i64, durable i64, payload
///         (see <see cref="RecordCodec"/>), zeros up to a multiple of 8 bytes
/// </code>
/// The file being written may end in zeros, room for what comes. Sequence numbers ascend. "durable" is the offset up to which the file was flushed when the record was made. It tells a torn tail from damage: a record that cannot be read may be cut off with
/// all that follows, unless a later record says that it was flushed, and so acknowledged. An orderly end writes a record without operations, for the sake of those before it.
/// The next file says with "end of the file before it" up to where that was flushed. Where making the next file failed half-way, the one before it goes on: then the
/// next holds no record and is removed.
/// </summary>
internal static class LogFormat
{
    public const uint Version = 3;
    public const int HeaderBytes = 32;
    public const int RecordHeaderBytes = 32;
    public const uint RecordMagic = 0x4345_5254;

    public static ReadOnlySpan<byte> Magic => "TIDELOG\0"u8;

    public static string FileName(long number) => $"{number:d6}.log";

    /// <summary>The number of a file by its name; null for a file that is no log.</summary>
    public static long? NumberOf(string name) =>
        name.EndsWith(".log", StringComparison.Ordinal) && long.TryParse(name.AsSpan(0, name.Length - 4), out var number) ? number : null;

    public static byte[] Header(long number, long previousEnd)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), number);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), previousEnd);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), Crc32C.Compute(header.AsSpan(16)));
        return header;
    }

    /// <summary>Whether the header is one of a later format.</summary>
    public static bool IsNewer(ReadOnlySpan<byte> header) => header.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) > Version;

    /// <summary>Whether the header is whole.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> header) =>
        header.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) == Version && Crc32C.Compute(header[16..HeaderBytes]) == BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);

    /// <summary>Checks a header and gives the end of the file before it.</summary>
    public static long CheckHeader(ReadOnlySpan<byte> header, string path, long number)
    {
        if (!header.StartsWith(Magic)) throw StorageErrors.Damaged(path, 0, "not a log file");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version > Version) throw StorageErrors.NewerFormat(path, version, Version);
        if (!IsHeader(header)) throw StorageErrors.Damaged(path, 0, "header checksum does not match");
        if (BinaryPrimitives.ReadInt64LittleEndian(header[16..]) != number) throw StorageErrors.Damaged(path, 0, "the file belongs at another place of the log");
        return BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
    }

    /// <summary>Appends a record, not sealed yet, to a buffer whose length is a multiple of 8.</summary>
    public static void WriteRecord(ByteWriter output, long sequence, IReadOnlyList<RootOperation> operations)
    {
        var begin = output.Length;
        output.U32(RecordMagic);
        output.Reserve(RecordHeaderBytes - 4).Clear();
        BinaryPrimitives.WriteInt64LittleEndian(output.At(begin + 16, 8), sequence);
        RecordCodec.Write(output, operations);
        BinaryPrimitives.WriteInt32LittleEndian(output.At(begin + 8, 4), output.Length - begin - RecordHeaderBytes);
        output.Align(8);
    }

    /// <summary>Gives all records of a buffer the offset up to which the file is flushed, and their checksums.</summary>
    public static void Seal(ByteWriter records, long durable)
    {
        for (var begin = 0; begin < records.Length;)
        {
            var length = RecordHeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(records.At(begin + 8, 4));
            BinaryPrimitives.WriteInt64LittleEndian(records.At(begin + 24, 8), durable);
            BinaryPrimitives.WriteUInt32LittleEndian(records.At(begin + 4, 4), Crc32C.Compute(records.At(begin + 8, length - 8)));
            begin += (length + 7) & ~7;
        }
    }
}
