using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>
/// Appends records and flushes them, many at once: who waits first becomes the leader, takes all that is buffered, writes and flushes it; who comes meanwhile waits for
/// the next round. Thread-safe; <see cref="Append"/> and <see cref="Abandon"/> are called under the commit lock, which orders records and roots alike; nobody waits here holding it.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    // Batches that are larger than this part of the extent are followed by as many zeros only.
    private const int ShareOfLarge = 8;

    private static readonly byte[] Zeros = new byte[1 << 14];

    private readonly IFileSystem _files;
    private readonly string _directory;
    private readonly Lock _gate = new();
    private readonly FlushTurns _turns = new();
    private readonly Func<long, bool> _isSettled;

    // Records not yet written, and those that the leader writes. The first so many bytes of each lead to roots that readers have seen.
    private ByteWriter _buffer = new(1 << 16);
    private ByteWriter _writing = new(1 << 16);
    private int _seenBytes;
    private int _seenWriting;
    private long _seenSequence;
    private IFile _file;
    private string _path;
    private long _offset;

    // Up to here the file has been written, with zeros behind the last record.
    private long _extended;
    private long _bufferedSequence;
    private Root _bufferedRoot;
    private Root _flushedRoot;
    private long _flushedSequence;
    private bool _isSealed;

    // Records that were given up; later ones may be flushed while somebody still has to learn of these.
    private readonly List<(long After, long UpTo, SqlException Error)> _failures = [];

    /// <summary>Goes on at the end of a log file.</summary>
    public LogWriter(IFileSystem files, string directory, LogEnd end, IFile file, Root root)
    {
        (_files, _directory, Number, _file, _offset, _isSealed) = (files, directory, end.Number, file, end.Offset, end.IsSealed);
        (_bufferedSequence, _flushedSequence, _seenSequence, _bufferedRoot, _flushedRoot) = (end.Sequence, end.Sequence, end.Sequence, root, root);
        _path = PathOf(directory, end.Number);
        _isSettled = sequence => sequence <= _flushedSequence || FailureOf(sequence) is not null;
    }

    /// <summary>Called by a leader after a flush with the last root that it made durable, before anybody who waited goes on.</summary>
    public required Action<Root> Publish { get; init; }

    /// <summary>
    /// Called by a leader whose write or flush failed, without any lock held, before anybody who waited goes on; it takes the commit lock and calls <see cref="Abandon"/>.
    /// The flag says whether the failure can be taken back.
    /// </summary>
    public required Action<SqlException, bool> Failed { get; init; }

    /// <summary>Bytes of zeros to write ahead of small batches; 0 for none.</summary>
    public required int Extent { get; init; }

    /// <summary>Whether the last write failed: nothing should be published ahead of its flush then.</summary>
    public bool IsFailing { get; private set; }

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
    public static IFile Create(IFileSystem files, string directory, long number, long previousEnd)
    {
        var file = files.Open(PathOf(directory, number), FileOpening.Create);
        try
        {
            file.Write(0, LogFormat.Header(number, previousEnd));
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
    /// <param name="operations">What the record holds.</param>
    /// <param name="root">The root.</param>
    /// <param name="isSeen">Whether readers see the root before the record is durable: then it is not given up when a write fails, but written by the next flush.</param>
    /// <returns>Its sequence number, to wait for.</returns>
    public long Append(IReadOnlyList<RootOperation> operations, Root root, bool isSeen)
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
            _bufferedSequence++;
            _isSealed = false;
            if (isSeen) (_seenBytes, _seenSequence) = (_buffer.Length, _bufferedSequence);
            return _bufferedSequence;
        }
    }

    /// <summary>Ends the log with a record that says of all others that they were flushed. Everything is flushed already, and nobody appends any more.</summary>
    public void Seal()
    {
        if (_isSealed || IsFailing) return;
        WaitFlushed(Append([], _flushedRoot, isSeen: false));
        _isSealed = true;
    }

    /// <summary>Waits until a record is durable and its root published.</summary>
    /// <exception cref="SqlException">53100 or 58030: the flush failed.</exception>
    public void WaitFlushed(long sequence)
    {
        if (!TakeTurn(sequence)) return;
        if (TryFlush() is { } failed) throw new SqlException(failed.Error, failed);
        Release();
    }

    /// <summary>Flushes what is buffered and goes on in a new file.</summary>
    /// <returns>The number of the new file, and the last sequence number and root that the files before it lead to.</returns>
    public (long Number, long Sequence, Root Root) Rotate()
    {
        TakeTurn(long.MaxValue);
        if (TryFlush() is { } failure) throw failure;
        var path = PathOf(_directory, Number + 1);
        try
        {
            // A file that is followed by another ends with its last record.
            if (_extended > _offset)
            {
                _file.SetLength(_offset);
                _extended = 0;
                _file.Flush();
            }

            var next = Create(_files, _directory, Number + 1, _offset);
            _file.Dispose();
            lock (_gate)
            {
                (_file, _path, _offset, _extended) = (next, path, LogFormat.HeaderBytes, 0);
                return (++Number, _flushedSequence, _flushedRoot);
            }
        }
        catch (IOException error)
        {
            // Should the new file be there after all, it says where this one ended, and recovery removes it.
            TryDelete(path);
            throw Failure("could not write", path, error);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>
    /// Gives up what was buffered, after a failed flush, except for records whose roots readers have seen. Under the commit lock.
    /// </summary>
    /// <param name="error">What those learn who wait.</param>
    /// <param name="root">The root to go on from, which the records that stay lead to.</param>
    /// <param name="stop">Called, before anybody who waits goes on, when the file is not durably as it was after the last flush: nothing more may be appended then.</param>
    public void Abandon(SqlException error, Root root, Action stop)
    {
        lock (_gate)
        {
            _writing.Truncate(_seenWriting);
            _writing.Bytes(_buffer.Written[.._seenBytes]);
            (_buffer, _writing) = (_writing, _buffer);
            (_seenBytes, _seenWriting) = (_buffer.Length, 0);
            _writing.Reset();
            GiveUp(Math.Max(_flushedSequence, _seenSequence), error);
            _bufferedRoot = root;
            IsFailing = true;
            try
            {
                // What was written of a record that is given up may not come back after a crash.
                _file.SetLength(_offset);
                _file.Flush();
                _extended = 0;
            }
            catch (IOException)
            {
                stop();
            }
        }

        Release();
    }

    public void Dispose() => _file.Dispose();

    // The leader's part; the turn is kept when it succeeds. Gives the error when it fails.
    private SqlException? TryFlush()
    {
        long sequence;
        Root root;
        lock (_gate)
        {
            (_buffer, _writing) = (_writing, _buffer);
            (_seenBytes, _seenWriting) = (0, _seenBytes);
            (sequence, root) = (_bufferedSequence, _bufferedRoot);
        }

        if (_writing.Length > 0 && TryWrite() is { } failure) return failure;
        Publish(root);
        lock (_gate)
        {
            Interlocked.Add(ref _offset, _writing.Length);
            // A batch of many megabytes is rare: its buffer is not kept.
            if (_writing.Length > (16 << 20)) _writing = new ByteWriter(1 << 16);
            _writing.Reset();
            _flushedSequence = sequence;
            _flushedRoot = root;
            IsFailing = false;
        }

        return null;
    }

    private SqlException? TryWrite()
    {
        var written = false;
        try
        {
            LogFormat.Seal(_writing, _offset);
            _file.Write(_offset, _writing.Written);
            written = true;
            Extend(_offset + _writing.Length);
            _file.Flush();
            Flushes++;
            return null;
        }
        catch (IOException error)
        {
            // After a failed flush nobody knows what is on disk, and another flush would not tell: only a failed write can be taken back.
            var failure = Failure(written ? "could not flush" : "could not write to", _path, error);
            Failed(failure, !written);
            return failure;
        }
    }

    private void Extend(long end)
    {
        if (end <= _extended || Extent == 0) return;

        // A large batch lengthens the file anyway. What it adds keeps the small ones of others, which come next, from paying for it; but among large ones it is in vain.
        var length = _writing.Length < Extent / ShareOfLarge ? Extent : Extent / ShareOfLarge;
        try
        {
            for (_extended = end; _extended < end + length;)
            {
                var count = (int)Math.Min(Zeros.Length, end + length - _extended);
                _file.Write(_extended, Zeros.AsSpan(0, count));
                _extended += count;
            }
        }
        catch (IOException)
        {
            // The record itself is written, and that is all it takes.
        }
    }

    private void GiveUp(long after, SqlException error)
    {
        if (_bufferedSequence <= after) return;
        if (_failures.Count > 0 && _failures[^1].After == after) _failures.RemoveAt(_failures.Count - 1);
        _failures.Add((after, _bufferedSequence, error));
    }

    private SqlException? FailureOf(long sequence)
    {
        foreach (var (after, upTo, error) in _failures)
        {
            if (sequence > after && sequence <= upTo) return error;
        }

        return null;
    }

    // Whether it is the caller's turn to flush; waits for it, or until a flush of somebody else has settled the record.
    private bool TakeTurn(long sequence)
    {
        FlushWaiter waiter;
        lock (_gate)
        {
            ThrowIfGivenUp(sequence);
            if (_flushedSequence >= sequence) return false;
            if (_turns.TryTake()) return true;
            waiter = _turns.Join(sequence);
        }

        if (waiter.Wait()) return true;
        lock (_gate) ThrowIfGivenUp(sequence);
        return false;
    }

    // Passes the turn to the first of those whose records were not in the flush, and lets those go on whose records were.
    private void Release()
    {
        FlushWaiter? next, settled;
        lock (_gate) (next, settled) = _turns.Pass(_isSettled);
        FlushTurns.Wake(next, settled);
    }

    private void ThrowIfGivenUp(long sequence)
    {
        if (FailureOf(sequence) is { } failure) throw new SqlException(failure.Error, failure);
    }

    private void TryDelete(string path)
    {
        try
        {
            _files.Delete(path);
        }
        catch (IOException)
        {
            // It holds no record: recovery removes it, or the next rotation makes it anew.
        }
    }

    private SqlException Failure(string action, string path, IOException error) =>
        _files.IsDiskFull(error) ? StorageErrors.DiskFull(path, error) : StorageErrors.InputOutput(action, path, error);
}

/// <summary>Where the log ends.</summary>
/// <param name="Number">The number of its last file.</param>
/// <param name="Offset">The end of the last record in it.</param>
/// <param name="Sequence">The number of the last record.</param>
/// <param name="Durable">Up to where its last file is known to have been flushed; what follows was read, perhaps from the system's memory alone.</param>
/// <param name="IsSealed">Whether the last record says of all others that they were flushed.</param>
internal readonly record struct LogEnd(long Number, long Offset, long Sequence, long Durable, bool IsSealed);
