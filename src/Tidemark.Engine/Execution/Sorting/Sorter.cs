using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Sorts what one worker is given: in memory as long as it may, else in runs on disk. The workers' sorters are merged by <see cref="Merge"/>, which takes them over. One thread at a time.
/// </summary>
internal sealed class Sorter : IDisposable
{
    // Each run that is merged has a block in memory.
    private const int MergedAtOnce = 32;
    private const int BlockRows = 1024;
    private const long BlockBytes = 128 << 10;

    // Of each row: its number and what it is sorted by, twice, and its number in order. The keys are about as long as the values.
    private const int KeyBytes = 40;

    // A run has at least as many rows as there were runs before it, up to these: however little memory there is, few rows do not become many files.
    private const int LongestNeeded = 512;

    private readonly ImmutableArray<OutputColumn> _columns;
    private readonly ImmutableArray<SortKey> _keys;
    private readonly QueryContext _context;
    private readonly List<SpillFile> _files = [];

    // How often what each of the files holds has been merged; never growing, for files of one level are merged when there are as many as may be open at once.
    private readonly List<int> _levels = [];
    private SortBuffer _buffer;
    private MemoryShare _memory;
    private int _runs;

    public Sorter(ImmutableArray<OutputColumn> columns, ImmutableArray<SortKey> keys, QueryContext context)
    {
        _columns = columns;
        _keys = keys;
        _context = context;
        _buffer = new SortBuffer(columns, keys, context);
        _memory = new MemoryShare(context.Memory);
    }

    /// <summary>The most memory that was held at once, and the bytes on disk.</summary>
    public (long Memory, long Disk) Usage => (_memory.Peak, _files.Sum(f => f.Bytes));

    /// <summary>Adds a batch.</summary>
    public void Add(Batch batch)
    {
        _buffer.Add(batch);
        if (_buffer.Rows.Count <= Math.Min(_runs, LongestNeeded)) return;
        if (!_context.Fits(ref _memory, (_buffer.Rows.ByteSize * (_keys.Length > 1 ? 2 : 1)) + ((long)_buffer.Rows.Count * KeyBytes))) Spill();
    }

    /// <summary>The rows of all sorters in order.</summary>
    /// <param name="sorters">The sorters; null for workers that never began.</param>
    public static SortedRuns Merge(IReadOnlyList<Sorter?> sorters)
    {
        var first = sorters[0]!;
        var present = sorters.OfType<Sorter>().ToList();
        var inMemory = present.Select(s => s.TakeBuffer()).OfType<MemoryRun>().ToList();
        var files = present.SelectMany(s => s._files).ToList();
        foreach (var sorter in present) sorter._files.Clear();
        // The earliest rows stay in front: of equal ones the earlier comes first, as far as one worker sees them.
        while (files.Count > MergedAtOnce) files.Insert(0, first.MergeToDisk([.. files.Take(MergedAtOnce)], files, 0));
        SortedRun[] runs = [.. files.Select(f => new DiskRun(f, first._buffer.Keys, first._context)), .. inMemory];
        return new SortedRuns(runs, first._columns.Select(c => c.Type), first._context.BatchRows);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
        _files.Clear();
        _memory.Dispose();
    }

    private MemoryRun? TakeBuffer()
    {
        if (_buffer.Rows.Count == 0)
        {
            _memory.Dispose();
            return null;
        }

        _context.Functions.ThrowIfCancelled();
        var keys = _buffer.CreateKeys();
        var run = new MemoryRun(_buffer.Rows, keys, keys.Order(_context.Functions), _memory);
        _memory = new MemoryShare(_context.Memory);
        return run;
    }

    private void Spill()
    {
        var file = new SpillFile(_context.Temporary!, [.. _buffer.Rows.Columns.Select(c => c.Type)]);
        _files.Add(file);
        _levels.Add(0);
        _runs++;
        var keys = _buffer.CreateKeys();
        var block = (int)Math.Clamp(BlockBytes / Math.Max(1, _buffer.Rows.ByteSize / _buffer.Rows.Count), 16, BlockRows);
        var run = new SortedRuns([new MemoryRun(_buffer.Rows, keys, keys.Order(_context.Functions), new MemoryShare(_context.Memory))], _buffer.Rows.Columns.Select(c => c.Type), block);
        WriteAll(run, file);
        _buffer = new SortBuffer(_columns, _keys, _context);
        _memory.Dispose();
        while (_files.Count >= MergedAtOnce && _levels[^1] == _levels[^MergedAtOnce])
        {
            var first = _files.Count - MergedAtOnce;
            _files.Insert(first, MergeToDisk([.. _files.Skip(first)], _files, first));
            var level = _levels[^1] + 1;
            _levels.RemoveRange(first, MergedAtOnce);
            _levels.Add(level);
        }
    }

    // Files that follow each other, which are gone afterwards.
    private SpillFile MergeToDisk(SpillFile[] files, List<SpillFile> all, int first)
    {
        var types = _buffer.Rows.Columns.Select(c => c.Type).ToArray();
        var merged = new SpillFile(_context.Temporary!, types);
        all.RemoveRange(first, files.Length);
        using var runs = new SortedRuns([.. files.Select(f => new DiskRun(f, _buffer.Keys, _context))], types, BlockRows);
        WriteAll(runs, merged);
        return merged;
    }

    private void WriteAll(SortedRuns runs, SpillFile file)
    {
        while (runs.Next() is { } batch)
        {
            _context.Functions.ThrowIfCancelled();
            file.Write(batch.RawColumns, batch.Length);
        }
    }
}
