using System.Buffers.Binary;
using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>Reads a log file record by record in a window that grows with the largest record, so recovery needs no memory for the whole file.</summary>
internal sealed class LogReader
{
    private const int Window = 1 << 20;

    private readonly IFile _file;
    private readonly string _path;
    private readonly long _length;
    private byte[] _buffer = new byte[Window];
    private long _bufferOffset;
    private int _buffered;

    public LogReader(IFile file, string path, long number)
    {
        (_file, _path, _length) = (file, path, file.Length);
        if (_length < LogFormat.HeaderBytes) throw StorageErrors.Damaged(path, _length, "the file ends within its header");
        LogFormat.CheckHeader(At(0, LogFormat.HeaderBytes), path, number);
        Offset = LogFormat.HeaderBytes;
    }

    /// <summary>Where the next record begins; after the last, where the intact log ends.</summary>
    public long Offset { get; private set; }

    /// <summary>The sequence number of the record that was read last.</summary>
    public long Sequence { get; private set; }

    /// <summary>Reads the next record.</summary>
    /// <param name="payload">Its payload, valid until the next call.</param>
    /// <returns>False at the end, or where a torn tail begins.</returns>
    /// <exception cref="SqlException">XX001 when a record that was flushed is damaged.</exception>
    public bool Next(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (Offset >= _length) return false;
        if (TryRecord(Offset, out var sequence, out _, out payload) && sequence > Sequence)
        {
            Sequence = sequence;
            Offset += Padded(payload.Length);
            return true;
        }

        payload = default;
        if (FlushedLater(Offset)) throw StorageErrors.Damaged(_path, Offset, "record checksum does not match");
        return false;
    }

    private static long Padded(int payload) => (LogFormat.RecordHeaderBytes + payload + 7L) & ~7L;

    private bool TryRecord(long offset, out long sequence, out long durable, out ReadOnlySpan<byte> payload)
    {
        (sequence, durable) = (0, 0);
        payload = default;
        if (_length - offset < LogFormat.RecordHeaderBytes) return false;
        var header = At(offset, LogFormat.RecordHeaderBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LogFormat.RecordMagic) return false;
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        sequence = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        durable = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
        if (length < 0 || length > Array.MaxLength - LogFormat.RecordHeaderBytes || offset + LogFormat.RecordHeaderBytes + length > _length) return false;
        var record = At(offset, LogFormat.RecordHeaderBytes + length);
        if (Crc32C.Compute(record[8..]) != checksum) return false;
        payload = record[LogFormat.RecordHeaderBytes..];
        return true;
    }

    // Whether some intact record further on says that the file had been flushed beyond this offset.
    private bool FlushedLater(long bad)
    {
        for (var offset = bad + 8; offset + LogFormat.RecordHeaderBytes <= _length; offset += 8)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(At(offset, 4)) == LogFormat.RecordMagic
                && TryRecord(offset, out var sequence, out var durable, out _) && sequence > Sequence && durable > bad)
            {
                return true;
            }
        }

        return false;
    }

    private ReadOnlySpan<byte> At(long offset, int count)
    {
        if (offset < _bufferOffset || offset + count > _bufferOffset + _buffered)
        {
            if (_buffer.Length < count) _buffer = new byte[count];
            _bufferOffset = offset;
            try
            {
                _buffered = _file.Read(offset, _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, _length - offset)));
            }
            catch (IOException error)
            {
                throw StorageErrors.InputOutput("could not read", _path, error);
            }

            if (_buffered < count) throw StorageErrors.Damaged(_path, offset, "the file ends too early");
        }

        return _buffer.AsSpan((int)(offset - _bufferOffset), count);
    }
}
