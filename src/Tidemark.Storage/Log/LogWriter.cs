using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>
/// Appends records and flushes them, many at once: who waits first becomes the leader, takes all that is buffered, writes and flushes it; who comes meanwhile waits for
/// the next round. Thread-safe; <see cref="Append"/> and <see cref="Abandon"/> are called under the commit lock, which orders records and roots alike; nobody waits here holding it.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    private readonly IFileSystem _files;
    private readonly string _directory;
    private readonly object _gate = new();
    private ByteWriter _buffer = new(1 << 16);
    private ByteWriter _spare = new(1 << 16);
    private IFile _file;
    private string _path;
    private long _offset;

    // Up to here the file has been written, with zeros behind the last record.
    private long _extended;
    private long _bufferedSequence;
    private Root _bufferedRoot;
    private Root _flushedRoot;
    private long _flushedSequence;
    private bool _isFlushing;

    // Records that were given up; later ones may be flushed while somebody still has to learn of these.
    private readonly List<(long After, long UpTo, SqlException Error)> _failures = [];

    /// <summary>Goes on at the end of a log file.</summary>
    public LogWriter(IFileSystem files, string directory, long number, IFile file, long offset, long sequence, Root root)
    {
        (_files, _directory, Number, _file, _offset) = (files, directory, number, file, offset);
        (_bufferedSequence, _flushedSequence, _bufferedRoot, _flushedRoot) = (sequence, sequence, root, root);
        _path = PathOf(directory, number);
    }

    /// <summary>Called by a leader after a flush with the last root that it made durable, before anybody who waited goes on.</summary>
    public required Action<Root> Publish { get; init; }

    /// <summary>
    /// Called by a leader whose write or flush failed, without any lock held, before anybody who waited goes on; it takes the commit lock and calls <see cref="Abandon"/>.
    /// The flag says whether the failure can be taken back.
    /// </summary>
    public required Action<SqlException, bool> Failed { get; init; }

    /// <summary>Bytes of zeros to write ahead of small batches.</summary>
    public required int Extent { get; init; }

    /// <summary>The sequence number up to which records are durable.</summary>
    public long FlushedSequence => Interlocked.Read(ref _flushedSequence);

    /// <summary>The number of the file that is written.</summary>
    public long Number { get; private set; }

    /// <summary>Bytes of the file that is written.</summary>
    public long Bytes => Interlocked.Read(ref _offset) + _buffer.Length;

    /// <summary>Flushes so far.</summary>
    public long Flushes { get; private set; }

    public static string PathOf(string directory, long number) => Path.Combine(directory, LogFormat.FileName(number));

    /// <summary>Makes a new log file, durable with its name.</summary>
    public static IFile Create(IFileSystem files, string directory, long number)
    {
        var file = files.Open(PathOf(directory, number), FileOpening.Create);
        try
        {
            file.Write(0, LogFormat.Header(number));
            file.Flush();
            files.FlushDirectory(directory);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Buffers a record that leads to a root.</summary>
    /// <returns>Its sequence number, to wait for.</returns>
    public long Append(IReadOnlyList<RootOperation> operations, Root root)
    {
        lock (_gate)
        {
            var begin = _buffer.Length;
            try
            {
                LogFormat.WriteRecord(_buffer, _bufferedSequence + 1, operations);
            }
            catch
            {
                _buffer.Truncate(begin);
                throw;
            }

            _bufferedRoot = root;
            return ++_bufferedSequence;
        }
    }

    /// <summary>Waits until a record is durable and its root published.</summary>
    /// <exception cref="SqlException">53100 or 58030: the record is not in the log and never will be.</exception>
    public void WaitFlushed(long sequence)
    {
        while (true)
        {
            lock (_gate)
            {
                while (_isFlushing && _flushedSequence < sequence && FailureOf(sequence) is null) Monitor.Wait(_gate);
                if (FailureOf(sequence) is { } failure) throw new SqlException(failure.Error, failure);
                if (_flushedSequence >= sequence) return;
                _isFlushing = true;
            }

            if (TryFlush() is null) Release();
        }
    }

    /// <summary>Flushes what is buffered and goes on in a new file.</summary>
    /// <returns>The number of the new file, and the last sequence number and root that the files before it lead to.</returns>
    public (long Number, long Sequence, Root Root) Rotate()
    {
        lock (_gate)
        {
            while (_isFlushing) Monitor.Wait(_gate);
            _isFlushing = true;
        }

        if (TryFlush() is { } failure) throw failure;
        var path = PathOf(_directory, Number + 1);
        try
        {
            // A file that is followed by another ends with its last record.
            if (_extended > _offset)
            {
                _file.SetLength(_offset);
                _file.Flush();
            }

            var next = Create(_files, _directory, Number + 1);
            _file.Dispose();
            lock (_gate)
            {
                (_file, _path, _offset, _extended) = (next, path, LogFormat.HeaderBytes, 0);
                return (++Number, _flushedSequence, _flushedRoot);
            }
        }
        catch (IOException error)
        {
            _files.Delete(path);
            throw Failure(error, path);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>
    /// Forgets what was buffered but not written, after a failed write: all of it was built on what failed. Under the commit lock.
    /// </summary>
    /// <param name="error">What those learn who wait.</param>
    /// <param name="root">The root to go on from.</param>
    /// <returns>Whether the file is as it was after the last flush; if not, nothing more may be appended.</returns>
    public bool Abandon(SqlException error, Root root)
    {
        lock (_gate)
        {
            _buffer.Reset();
            _failures.Add((_flushedSequence, _bufferedSequence, error));
            _bufferedRoot = root;
            try
            {
                _file.SetLength(_offset);
                _extended = 0;
                return true;
            }
            catch (IOException)
            {
                return false;
            }
            finally
            {
                _isFlushing = false;
                Monitor.PulseAll(_gate);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    // The leader's part; _isFlushing is set, and stays so when it succeeds. Gives the error when it fails.
    private SqlException? TryFlush()
    {
        ByteWriter batch;
        long sequence;
        Root root;
        lock (_gate)
        {
            (batch, _buffer, sequence, root) = (_buffer, _spare, _bufferedSequence, _bufferedRoot);
        }

        if (batch.Length > 0 && TryWrite(batch) is { } failure) return failure;
        Publish(root);
        lock (_gate)
        {
            Interlocked.Add(ref _offset, batch.Length);
            // A batch of many megabytes is rare: its buffer is not kept.
            _spare = batch.Length > (16 << 20) ? new ByteWriter(1 << 16) : batch;
            _spare.Reset();
            _flushedSequence = sequence;
            _flushedRoot = root;
        }

        return null;
    }

    private SqlException? TryWrite(ByteWriter batch)
    {
        var written = false;
        try
        {
            LogFormat.Seal(batch, _offset);
            _file.Write(_offset, batch.Written);
            var end = _offset + batch.Length;
            if (end > _extended && batch.Length < Extent / 4)
            {
                _file.Write(end, new byte[Extent]);
                _extended = end + Extent;
            }

            written = true;
            _file.Flush();
            Flushes++;
            return null;
        }
        catch (IOException error)
        {
            var failure = Failure(error, _path);
            batch.Reset();
            _spare = batch;
            // After a failed flush nobody knows what is on disk, so only a failed write can be taken back.
            Failed(failure, !written);
            return failure;
        }
    }

    private SqlException? FailureOf(long sequence)
    {
        foreach (var (after, upTo, error) in _failures)
        {
            if (sequence > after && sequence <= upTo) return error;
        }

        return null;
    }

    private void Release()
    {
        lock (_gate)
        {
            _isFlushing = false;
            Monitor.PulseAll(_gate);
        }
    }

    private SqlException Failure(IOException error, string path) =>
        _files.IsDiskFull(error) ? StorageErrors.DiskFull(path, error) : StorageErrors.InputOutput("could not write to", path, error);
}
