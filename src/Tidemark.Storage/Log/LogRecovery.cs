using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>
/// Reads checkpoint and log of a database directory and says what they lead to. Changes nothing on disk. Memory: what the running store had, since every record is applied and let go.
/// </summary>
internal sealed class LogRecovery
{
    private readonly IFileSystem _files;
    private readonly string _logDirectory;
    private readonly SegmentSource _source;
    private readonly RootBuilder _builder;
    private readonly List<long> _numbers;
    private readonly List<long> _unmade = [];
    private long _sequence;
    private long _lastUnitId;
    private long _durable;
    private bool _isSealed;

    private LogRecovery(IFileSystem files, string directory, SegmentSource source)
    {
        (_files, _source) = (files, source);
        _logDirectory = Path.Combine(directory, "log");
        var checkpoint = CheckpointFile.Read(files, directory, source);
        HasCheckpoint = checkpoint is not null;
        checkpoint ??= new CheckpointState(Root.Empty, 1, 0, 0);
        (FirstLog, _sequence, _lastUnitId) = (checkpoint.LogNumber, checkpoint.Sequence, checkpoint.LastUnitId);
        _builder = new RootBuilder(checkpoint.Root);
        Root = checkpoint.Root;
        _numbers = [.. files.List(_logDirectory).Select(LogFormat.NumberOf).OfType<long>().Where(n => n >= FirstLog).Order()];
        for (var i = 0; i < _numbers.Count; i++)
        {
            if (_numbers[i] != FirstLog + i) throw StorageErrors.Missing(PathOf(FirstLog + i));
        }
    }

    /// <summary>Whether there is a checkpoint; without one the log is the whole story.</summary>
    public bool HasCheckpoint { get; }

    /// <summary>The number of the first log file that matters.</summary>
    public long FirstLog { get; }

    /// <summary>Whether the directory holds no log yet.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Log files that hold nothing and must go before the log goes on, in the order in which they must go.</summary>
    public IReadOnlyList<long> Unmade => _unmade;

    /// <summary>The state that everything leads to.</summary>
    public Root Root { get; private set; }

    /// <summary>Where the log goes on.</summary>
    public LogEnd End { get; private set; }

    /// <summary>The greatest unit id that was ever given out, as far as the files know.</summary>
    public long LastUnitId => _lastUnitId;

    /// <summary>Reads everything.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="directory">The database directory.</param>
    /// <param name="source">Where segments will be read from; none is opened here.</param>
    /// <param name="progress">Told of bytes read and bytes in all.</param>
    /// <exception cref="SqlException">XX001 when a file is damaged or missing; 0A000 when one is of a newer format.</exception>
    public static LogRecovery Read(IFileSystem files, string directory, SegmentSource source, Action<long, long>? progress = null)
    {
        var recovery = new LogRecovery(files, directory, source);
        recovery.Read(progress);
        return recovery;
    }

    private string PathOf(long number) => LogWriter.PathOf(_logDirectory, number);

    private void Read(Action<long, long>? progress)
    {
        var last = _numbers.Count - 1;
        var flushedEnd = 0L;
        // A file without a record that stands behind another: making it may have failed, and the one before it went on.
        while (last > 0 && IsEmpty(_numbers[last], out var previousEnd))
        {
            _unmade.Add(_numbers[last--]);
            flushedEnd = previousEnd;
        }

        if (last < 0 && HasCheckpoint) throw StorageErrors.Missing(PathOf(FirstLog));
        // A file whose header never reached the disk was just being made. The one that the checkpoint names was made before.
        IsNew = last < 0 || (last == 0 && !HasCheckpoint && IsUnmade(FirstLog));
        if (IsNew && _files.List(_source.Directory).Count > 0) throw StorageErrors.Missing(Path.Combine(Path.GetDirectoryName(_logDirectory)!, CheckpointFile.Name));
        var offset = (long)LogFormat.HeaderBytes;
        if (!IsNew)
        {
            var total = _numbers.Sum(LengthOf);
            var done = 0L;
            for (var i = 0; i <= last; i++)
            {
                var end = i < last ? PreviousEndOf(_numbers[i + 1]) : flushedEnd;
                offset = Replay(_numbers[i], end, isLast: i == last, read => progress?.Invoke(done + read, total));
                done += offset;
            }
        }

        Root = _builder.Build(null);
        End = new LogEnd(FirstLog + Math.Max(0, last), offset, _sequence, Math.Max(_durable, flushedEnd), _isSealed);
    }

    private long Replay(long number, long flushedEnd, bool isLast, Action<long> progress)
    {
        var path = PathOf(number);
        using var file = _files.Open(path, FileOpening.Read);
        var reader = new LogReader(file, path, number, flushedEnd);
        while (true)
        {
            var offset = reader.Offset;
            if (!reader.Next(out var payload)) break;
            if (reader.Sequence <= _sequence) throw StorageErrors.Damaged(path, offset, "a record stands out of order");
            _sequence = reader.Sequence;
            try
            {
                var operations = RecordCodec.Read(payload, _source);
                _isSealed = operations.Count == 0;
                foreach (var operation in operations) Apply(operation);
            }
            catch (InvalidDataException error)
            {
                throw StorageErrors.Damaged(path, offset, error.Message, error);
            }

            progress(reader.Offset);
        }

        if (!isLast && reader.Offset != flushedEnd) throw StorageErrors.Damaged(path, reader.Offset, "the file ends elsewhere than the next one says");
        _durable = reader.Durable;
        return reader.Offset;
    }

    private void Apply(RootOperation operation)
    {
        _builder.Apply(operation);
        // Recovery neither converts tails nor removes files: what asks for that is not kept.
        _builder.Appended.Clear();
        _builder.Removed.Clear();
        var unit = operation switch
        {
            AddSegment o => o.Segment.Id,
            AppendRows o => o.UnitId,
            ReplaceUnits { Segments.IsEmpty: false } o => o.Segments.Max(s => s.Segment.Id),
            _ => 0,
        };
        _lastUnitId = Math.Max(_lastUnitId, unit);
    }

    private bool IsEmpty(long number, out long previousEnd)
    {
        previousEnd = 0;
        if (IsUnmade(number)) return true;
        using var file = _files.Open(PathOf(number), FileOpening.Read);
        var reader = new LogReader(file, PathOf(number), number);
        previousEnd = reader.PreviousEnd;
        return !reader.Next(out _);
    }

    private bool IsUnmade(long number)
    {
        using var file = _files.Open(PathOf(number), FileOpening.Read);
        if (file.Length > LogFormat.HeaderBytes) return false;
        var header = new byte[LogFormat.HeaderBytes];
        return file.Read(0, header) < header.Length || (!LogFormat.IsHeader(header) && !LogFormat.IsNewer(header));
    }

    private long PreviousEndOf(long number)
    {
        using var file = _files.Open(PathOf(number), FileOpening.Read);
        return new LogReader(file, PathOf(number), number).PreviousEnd;
    }

    private long LengthOf(long number)
    {
        using var file = _files.Open(PathOf(number), FileOpening.Read);
        return file.Length;
    }
}
