using System.Buffers;
using System.Buffers.Binary;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Batches in a temporary file. Written by one thread; then read by any number, each with its own stream. Removed when disposed.
/// A batch is its length in bytes and its rows (int32 each, little-endian), then each column as <see cref="SpilledVector"/> writes it.
/// </summary>
internal sealed class SpillFile : IDisposable
{
    private const int HeaderBytes = 8;

    private readonly TemporaryFiles _files;
    private readonly SqlType[] _types;
    private readonly IFile _file;
    private readonly string _path;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public SpillFile(TemporaryFiles files, SqlType[] types)
    {
        _files = files;
        _types = types;
        (_file, _path) = files.Space.Create();
    }

    /// <summary>Rows in the file.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes of the file.</summary>
    public long Bytes { get; private set; }

    /// <summary>Appends rows.</summary>
    public void Write(ReadOnlySpan<Vector> columns, int rows)
    {
        _buffer.ResetWrittenCount();
        _buffer.GetSpan(HeaderBytes);
        _buffer.Advance(HeaderBytes);
        for (var i = 0; i < _types.Length; i++) SpilledVector.Write(columns[i], rows, _types[i], _buffer);
        var bytes = _buffer.WrittenCount;
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, bytes);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), rows);
        _files.Grow(bytes);
        _files.Space.Guarded(() =>
        {
            _file.Write(Bytes + HeaderBytes, _buffer.WrittenSpan[HeaderBytes..]);
            _file.Write(Bytes, header);
            return true;
        });
        Bytes += bytes;
        Rows += rows;
    }

    /// <summary>The rows from the beginning.</summary>
    public BatchStream Read(QueryContext context) => new Reader(this, context);

    /// <inheritdoc />
    public void Dispose()
    {
        _file.Dispose();
        _files.Space.Delete(_path);
        _files.Shrink(Bytes);
    }

    private sealed class Reader(SpillFile file, QueryContext context) : BatchStream
    {
        private readonly Batch _batch = new();
        private readonly SpilledVector[] _columns = [.. file._types.Select(t => new SpilledVector(t))];
        private byte[] _bytes = new byte[HeaderBytes];
        private long _offset;

        public override Batch? Next()
        {
            if (_offset >= file.Bytes) return null;
            context.Functions.ThrowIfCancelled();
            ReadExactly(HeaderBytes);
            var length = BinaryPrimitives.ReadInt32LittleEndian(_bytes);
            var rows = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(4));
            ReadExactly(length);
            _offset += length;
            var rest = (ReadOnlySpan<byte>)_bytes.AsSpan(HeaderBytes, length - HeaderBytes);
            var columns = new Vector[_columns.Length];
            for (var i = 0; i < columns.Length; i++) columns[i] = _columns[i].Read(ref rest, rows);
            _batch.Set(columns, rows, null);
            return _batch;
        }

        private void ReadExactly(int count)
        {
            if (_bytes.Length < count) _bytes = new byte[Math.Max(count, _bytes.Length * 2)];
            file._files.Space.Guarded(() =>
            {
                for (var done = 0; done < count;)
                {
                    var read = file._file.Read(_offset + done, _bytes.AsSpan(done, count - done));
                    if (read == 0) throw new EndOfStreamException("a temporary file ends early");
                    done += read;
                }

                return true;
            });
        }
    }
}
