using System.Collections.Concurrent;
using System.Diagnostics;
using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Rows and times by operator, for EXPLAIN ANALYZE. Thread-safe.</summary>
internal sealed class QueryProfile
{
    private readonly ConcurrentDictionary<PlanNode, OperatorProfile> _operators = new(ReferenceEqualityComparer.Instance);

    /// <summary>The figures of an operator.</summary>
    public OperatorProfile Of(PlanNode node) => _operators.GetOrAdd(node, static _ => new OperatorProfile());

    /// <summary>Makes the figures of an operator those of another one, in whose place it runs.</summary>
    public void Share(PlanNode node, PlanNode other) => _operators[node] = Of(other);

    /// <summary>The figures of an operator that ran; null for one that never did.</summary>
    public OperatorProfile? Find(PlanNode node) => _operators.GetValueOrDefault(node);
}

/// <summary>What one operator did. Thread-safe.</summary>
internal sealed class OperatorProfile
{
    private readonly Lock _lock = new();
    private long _rows;
    private long _ticks;
    private int _loops;

    /// <summary>Rows given, over all executions and workers.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Time spent in it and below, added over workers.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _ticks));

    /// <summary>How often it was opened.</summary>
    public int Loops => Volatile.Read(ref _loops);

    /// <summary>Chunks read, of those there are; for scans.</summary>
    public (int Read, int Total)? Chunks { get; set; }

    /// <summary>Segments that the scan may read, of those there are, and how many membership filters left out; for scans.</summary>
    public SegmentCounts? Segments { get; set; }

    /// <summary>The most bytes of memory that were held at once, over all workers.</summary>
    public long Memory { get; private set; }

    /// <summary>Bytes that went to disk.</summary>
    public long Disk { get; private set; }

    /// <summary>How many parts the work was divided into because it did not fit into memory; 1 when it did.</summary>
    public int Batches { get; private set; } = 1;

    /// <summary>Notes what an operator used.</summary>
    public void Note(ReadOnlySpan<(long Memory, long Disk)> usage, int batches = 1)
    {
        var (memory, disk) = (0L, 0L);
        foreach (var one in usage) (memory, disk) = (memory + one.Memory, disk + one.Disk);
        lock (_lock)
        {
            Memory = Math.Max(Memory, memory);
            Disk += disk;
            Batches = Math.Max(Batches, batches);
        }
    }

    /// <summary>Counts an opening.</summary>
    public void Opened() => Interlocked.Increment(ref _loops);

    /// <summary>Adds a call's rows and time.</summary>
    public void Add(int rows, long ticks)
    {
        Interlocked.Add(ref _rows, rows);
        Interlocked.Add(ref _ticks, ticks);
    }
}

/// <summary>Segments of a scan.</summary>
/// <param name="Read">Those that may be read.</param>
/// <param name="Total">All of them.</param>
/// <param name="Filtered">Those that only their membership filters left out.</param>
internal readonly record struct SegmentCounts(int Read, int Total, int Filtered);

/// <summary>Measures a stream.</summary>
internal sealed class ProfiledStream(BatchStream inner, OperatorProfile profile) : BatchStream
{
    /// <inheritdoc />
    public override Batch? Next()
    {
        var start = Stopwatch.GetTimestamp();
        var batch = inner.Next();
        profile.Add(batch?.Length ?? 0, Stopwatch.GetTimestamp() - start);
        return batch;
    }

    /// <inheritdoc />
    protected override void Close() => inner.Dispose();
}
