using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>What one worker collected of a window's rows, with the partition of each. One thread at a time; any number after <see cref="Arrange"/>.</summary>
internal sealed class WindowRows : IDisposable
{
    private readonly WindowNode _node;
    private readonly QueryContext _context;
    private readonly SortBuffer _buffer;
    private readonly Evaluator[] _partitionBy;
    private readonly Vector[] _values;
    private readonly GroupKeys _keys;
    private readonly FirstOfPartitions? _first;
    private readonly int _level;
    private int[] _partitions = [];
    private int[] _starts = [];
    private int[] _rows = [];
    private Sorter? _sorter;
    private SpillPartitions? _divided;
    private MemoryShare _memory;

    /// <param name="node">The window.</param>
    /// <param name="context">The execution.</param>
    /// <param name="level">How often the rows were divided on disk before.</param>
    public WindowRows(WindowNode node, QueryContext context, int level)
    {
        _node = node;
        _context = context;
        _level = level;
        _buffer = new SortBuffer(node.Input.Output, node.OrderBy, context);
        _partitionBy = new EvaluatorFactory(context).Create(node.PartitionBy);
        _values = new Vector[_partitionBy.Length];
        _keys = new GroupKeys([.. _partitionBy.Select(p => p.Type)], groupsNulls: true);
        _memory = new MemoryShare(context.Memory);
        if (FirstOfPartitions.Wanted(node, context) is { } wanted) _first = new FirstOfPartitions(wanted, _buffer, context.Functions);
    }

    /// <summary>Whether the rows are sorted on disk: there are no partitions by which they come apart.</summary>
    public bool IsSorted => _sorter is not null;

    /// <summary>Whether the rows are divided by partitions between files.</summary>
    public bool IsDivided => _divided is not null;

    /// <summary>The input's columns, then computed keys of the order.</summary>
    public Vector[] Columns => _buffer.Rows.Columns;

    /// <summary>The columns that are keys of the order.</summary>
    public IReadOnlyList<SortColumnKey> OrderKeys => _buffer.Keys;

    /// <summary>Adds a batch.</summary>
    public void Add(Batch batch)
    {
        if (_sorter is not null)
        {
            _sorter.Add(batch);
            return;
        }

        if (_divided is not null)
        {
            Divide(batch);
            return;
        }

        var before = _buffer.Rows.Count;
        var rows = batch.Length;
        if (_partitions.Length < before + rows) Array.Resize(ref _partitions, Math.Max(before + rows, _partitions.Length * 2));
        for (var i = 0; i < _values.Length; i++) _values[i] = _partitionBy[i].Evaluate(batch);
        _keys.Assign(_values, _partitions.AsSpan(before, rows));
        if (_first is not null)
        {
            if (_first.Pass(batch, _partitions.AsSpan(before, rows)) is not { } passed) return;
            batch = passed;
        }

        _buffer.Add(batch);
        _first?.Relieve(_partitions, _keys.Count);
        if (_level > 0 && _buffer.Rows.Count <= SpillPartitions.SmallPart) _memory.Set(ByteSize);
        else if (!_context.Fits(ref _memory, ByteSize)) Spill();
    }

    /// <summary>Numbers the partitions of all workers together.</summary>
    public static GroupKeys Number(WindowRows[] parts)
    {
        var all = parts[0]._keys;
        foreach (var part in parts.AsSpan(1))
        {
            var count = part._keys.Count;
            if (part._buffer.Rows.Count == 0) continue;
            var builders = new VectorBuilder[part._values.Length];
            for (var i = 0; i < builders.Length; i++) builders[i] = part._keys.CreateBuilder(i, count);
            part._keys.Emit(0, count, builders);
            var map = new int[count];
            all.Assign(Array.ConvertAll(builders, b => b.Build()), map);
            foreach (ref var partition in part._partitions.AsSpan(0, part._buffer.Rows.Count)) partition = map[partition];
        }

        return all;
    }

    /// <summary>Brings the rows of each partition together.</summary>
    public void Arrange(int partitions)
    {
        var of = _partitions.AsSpan(0, _buffer.Rows.Count);
        _starts = new int[partitions + 1];
        foreach (var partition in of) _starts[partition + 1]++;
        for (var i = 0; i < partitions; i++) _starts[i + 1] += _starts[i];
        var next = _starts.AsSpan(0, partitions).ToArray();
        _rows = new int[of.Length];
        for (var row = 0; row < of.Length; row++) _rows[next[of[row]]++] = row;
        _partitions = [];
        _ = Columns;
    }

    /// <summary>How many rows of a partition are here.</summary>
    public int CountOf(int partition) => _starts[partition + 1] - _starts[partition];

    /// <summary>The rows of some partitions, one after the other.</summary>
    public ReadOnlySpan<int> RowsOf(int first, int end) => _rows.AsSpan(_starts[first], _starts[end] - _starts[first]);

    /// <summary>The rows to be sorted by partition and order; the caller owns them.</summary>
    public Sorter TakeSorted()
    {
        if (_sorter is null) SpillSorted();
        var taken = _sorter!;
        _sorter = null;
        return taken;
    }

    /// <summary>The rows divided by partitions between files; the caller owns them.</summary>
    public SpillFile?[] TakeDivided(out (long Memory, long Disk) usage)
    {
        if (_divided is null) SpillDivided();
        var files = _divided!.Take();
        usage = (_memory.Peak, _divided.Bytes);
        return files;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _memory.Dispose();
        _sorter?.Dispose();
        _divided?.Dispose();
    }

    // Beside a row there are its partition and its place. Partitions that are computed at the same time are copied to be sorted, with what they are sorted by.
    private long ByteSize
    {
        get
        {
            var (rows, bytes) = (_buffer.Rows.Count, _buffer.Rows.ByteSize);
            var copied = Math.Min(1, (double)_context.Parallelism / Math.Max(1, _keys.Count));
            return bytes + _keys.ByteSize + (rows * 8L) + (long)(copied * (bytes + (rows * 24L)));
        }
    }

    // What was divided and is one partition does not come apart.
    private void Spill()
    {
        if (_node.PartitionBy.IsEmpty || _level >= SpillPartitions.DeepestLevel || (_level > 0 && _keys.Count == 1)) SpillSorted();
        else SpillDivided();
    }

    private void SpillDivided()
    {
        _divided = new SpillPartitions(_context, _node.Input.Output.Select(c => c.Type), _level);
        using var rows = new MaterializedStream(_buffer.Rows.Prefix(_node.Input.Output.Length), Batch.DefaultRows);
        while (rows.Next() is { } part) Divide(part);
        Forget();
    }

    private void Divide(Batch batch)
    {
        for (var i = 0; i < _values.Length; i++) _values[i] = _partitionBy[i].Evaluate(batch);
        _divided!.Add(batch, _values, null);
    }

    private void SpillSorted()
    {
        _sorter = new Sorter(_node.Input.Output, [.. _node.PartitionBy.Select(p => new SortKey(p, false, false)), .. _node.OrderBy], _context);
        using var rows = new MaterializedStream(_buffer.Rows.Prefix(_node.Input.Output.Length), Batch.DefaultRows);
        while (rows.Next() is { } part) _sorter.Add(part);
        Forget();
    }

    private void Forget()
    {
        _buffer.Forget();
        _partitions = [];
        _memory.Dispose();
    }
}
