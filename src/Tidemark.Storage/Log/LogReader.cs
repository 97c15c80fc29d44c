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
    private readonly long _flushedEnd;
    private byte[] _buffer;
    private long _bufferOffset;
    private int _buffered;

    /// <summary>Reads and checks the header.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path.</param>
    /// <param name="number">Its number.</param>
    /// <param name="flushedEnd">Up to where the file is known to have been flushed; 0 when only its records tell.</param>
    public LogReader(IFile file, string path, long number, long flushedEnd = 0)
    {
        (_file, _path, _length, _flushedEnd) = (file, path, file.Length, flushedEnd);
        _buffer = new byte[Math.Min(Window, _length)];
        if (_length < LogFormat.HeaderBytes) throw StorageErrors.Damaged(path, _length, "the file ends within its header");
        PreviousEnd = LogFormat.CheckHeader(At(0, LogFormat.HeaderBytes), path, number);
        Offset = LogFormat.HeaderBytes;
    }

    /// <summary>Up to where the file before this one was flushed when this one was made.</summary>
    public long PreviousEnd { get; }

    /// <summary>Where the next record begins; after the last, where the intact log ends.</summary>
    public long Offset { get; private set; }

    /// <summary>Up to here the file had been flushed when the record was made that was read last; 0 before the first.</summary>
    public long Durable { get; private set; }

    /// <summary>The sequence number of the record that was read last.</summary>
    public long Sequence { get; private set; }

    /// <summary>Reads the next record.</summary>
    /// <param name="payload">Its payload, valid until the next call.</param>
    /// <returns>False at the end, or where a torn tail begins.</returns>
    /// <exception cref="SqlException">XX001 when a record that was flushed is damaged.</exception>
    public bool Next(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (Offset >= _length) return Offset >= _flushedEnd ? false : throw StorageErrors.Damaged(_path, Offset, "the file ends too early");
        if (TryRecord(Offset, out var sequence, out var durable, out payload) && sequence > Sequence)
        {
            (Sequence, Durable) = (sequence, durable);
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
        if (bad < _flushedEnd) return true;
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
