using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Storage;

namespace Tidemark.Engine.Execution;

/// <summary>One execution of a scan: its chunks, and the pieces of them that workers take in turns. Thread-safe.</summary>
internal sealed class ScanSource
{
    private const int WholeMorsel = 32;

    // A scan that learns while it runs comes back more often.
    private const int BoundedMorsel = 8;

    private readonly Lock _lock = new();
    private readonly List<(ChunkView View, uint Oid)> _chunks = [];
    private readonly ScanBound? _bound;
    private IEnumerator<ScanMorsel>? _morsels;
    private ScanRequest _current;
    private ColumnFilter? _bounding;
    private int _chunk = -1;

    private ScanSource(ScanRequest request, ScanBound? bound)
    {
        Request = request;
        _bound = bound;
        _current = request;
    }

    /// <summary>What is read of each chunk, whatever has been found out since.</summary>
    public ScanRequest Request { get; }

    /// <summary>The chunks that the conditions left, in the order in which they are read, each with the oid that tableoid shows.</summary>
    public IReadOnlyList<(ChunkView View, uint Oid)> Chunks => _chunks;

    /// <summary>How many workers are worth it: one where little is to be read.</summary>
    public int Workers(QueryContext context)
    {
        if (context.Parallelism <= 1) return 1;
        var rows = context.ParallelThreshold;
        foreach (var (view, _) in _chunks)
        {
            if (view.HasCandidates(Request, ref rows)) return context.Parallelism;
        }

        return rows <= 0 ? context.Parallelism : 1;
    }

    /// <summary>Evaluates the conditions and excludes chunks.</summary>
    public static ScanSource Create(SeqScanNode node, QueryContext context)
    {
        var filters = ScanFilters.Evaluate(node.Conditions, context).And(node, context.KeyFilters);
        var request = new ScanRequest
        {
            ColumnIds = node.Columns,
            Filters = filters.Filters,
            RowIds = node.HasRowIds,
            BatchRows = context.BatchRows,
        };
        var source = new ScanSource(request, context.Bound is var (scan, bound) && ReferenceEquals(scan, node) ? bound : null);
        var total = 1;
        if (node.Chunk is { } chunk)
        {
            if (!filters.IsEmpty) source._chunks.Add((context.View(chunk.StorageId), chunk.Oid));
        }
        else if (node.Table.Hypertable is { } hypertable)
        {
            var index = context.Functions.Catalog.ChunksOf(node.Table.Oid);
            total = index.Count;
            if (!filters.IsEmpty) source.AddChunks(node, filters, hypertable, index, context);
        }
        else if (!filters.IsEmpty)
        {
            source._chunks.Add((context.View(node.Table.StorageId), node.Table.Oid));
        }

        if (context.Profile?.Of(node) is { } profile) (profile.Chunks, profile.Segments) = ((source._chunks.Count, total), source.CountSegments());
        return source;
    }

    private SegmentCounts CountSegments()
    {
        var (read, all, filtered) = (0, 0, 0);
        foreach (var (view, _) in _chunks)
        {
            foreach (var unit in view.Units)
            {
                if (!unit.IsSegment) continue;
                all++;
                if (unit.Test(Request) != BlockMatch.None) read++;
                else if (!unit.MayHold(Request)) filtered++;
            }
        }

        return new SegmentCounts(read, all, filtered);
    }

    /// <summary>How many chunks a scan reads, of those there are, as EXPLAIN shows it without running the plan.</summary>
    public static (int Read, int Total) CountChunks(SeqScanNode node, QueryContext context)
    {
        var total = node.Chunk is null && node.Table.Hypertable is not null ? context.Functions.Catalog.ChunksOf(node.Table.Oid).Count : 1;
        return (Create(node, context)._chunks.Count, total);
    }

    /// <summary>The next piece to scan, the oid of its chunk, and what is to be read of it.</summary>
    public bool TryTake(out ScanMorsel morsel, out uint chunkOid, out ScanRequest request)
    {
        lock (_lock)
        {
            if (_bound?.Filter is { } filter && !ReferenceEquals(filter, _bounding)) Tighten(filter);
            request = _current;
            while (true)
            {
                if (_morsels is not null && _morsels.MoveNext())
                {
                    morsel = _morsels.Current;
                    chunkOid = _chunks[_chunk].Oid;
                    return true;
                }

                if (_chunk + 1 >= _chunks.Count)
                {
                    morsel = default;
                    chunkOid = 0;
                    return false;
                }

                _morsels = Morsels(_chunks[++_chunk].View).GetEnumerator();
            }
        }
    }

    // Of a bounded scan the units with the wanted end of the column come first, so that what they hold excludes the others.
    private IEnumerable<ScanMorsel> Morsels(ChunkView view)
    {
        if (_bound is not { } bound) return view.Morsels(_current, WholeMorsel);
        return view.Units
            .Where(u => u.RowCount > 0)
            .Select(u => (Unit: u, Statistics: u.Statistics(bound.Column)))
            .OrderBy(u => u.Statistics.HasRange, Comparer<bool>.Default)
            .ThenBy(u => bound.Descending ? ~Int64Key.ToKey(u.Statistics.MaxInteger) : Int64Key.ToKey(u.Statistics.MinInteger))
            .ThenBy(u => bound.Descending ? ~Float64Key.ToKey(u.Statistics.MaxDouble) : Float64Key.ToKey(u.Statistics.MinDouble))
            .SelectMany(u => Pieces(u.Unit));
    }

    // Tested when its turn comes, by what is known then.
    private IEnumerable<ScanMorsel> Pieces(UnitView unit)
    {
        if (unit.Test(_current) == BlockMatch.None) yield break;
        for (var block = 0; block < unit.BlockCount; block += BoundedMorsel) yield return new ScanMorsel(unit, block, Math.Min(BoundedMorsel, unit.BlockCount - block));
    }

    private void Tighten(ColumnFilter filter)
    {
        _bounding = filter;
        _current = new ScanRequest { ColumnIds = Request.ColumnIds, Filters = Request.Filters.Add(filter), RowIds = Request.RowIds, BatchRows = Request.BatchRows };
    }

    private void AddChunks(SeqScanNode node, ScanFilters filters, Hypertable hypertable, ChunkIndex index, QueryContext context)
    {
        var dimension = hypertable.TimeDimension;
        var (from, to) = filters.RangeOf(dimension, node.Table.Columns[dimension.Column - 1].Type);
        if (from > to) return;
        var further = hypertable.Dimensions.Length > 1 ? SliceTests(node, filters, hypertable) : [];
        foreach (var chunk in index.Overlapping(from, to))
        {
            if (further.Exists(t => !t.Passes(chunk.Slices[t.Dimension]))) continue;
            _chunks.Add((context.View(chunk.StorageId), chunk.Oid));
        }

        if (node.Order == ChunkOrder.Descending) _chunks.Reverse();
    }

    // What the conditions say of the dimensions after the first.
    private static List<(int Dimension, Predicate<DimensionSlice> Passes)> SliceTests(SeqScanNode node, ScanFilters filters, Hypertable hypertable)
    {
        var tests = new List<(int, Predicate<DimensionSlice>)>();
        for (var i = 1; i < hypertable.Dimensions.Length; i++)
        {
            var dimension = hypertable.Dimensions[i];
            if (dimension.Partitions == 0)
            {
                var (from, to) = filters.RangeOf(dimension, node.Table.Columns[dimension.Column - 1].Type);
                if (from != long.MinValue || to != long.MaxValue) tests.Add((i, s => s.Start <= to && (s.End > from || s.End == long.MaxValue)));
            }
            else if (filters.HashesOf(dimension) is { } hashes)
            {
                tests.Add((i, s => hashes.Any(h => h >= s.Start && (h < s.End || s.End == long.MaxValue))));
            }
        }

        return tests;
    }
}
