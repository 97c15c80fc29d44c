using Tidemark.Engine.Binding;
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
    private readonly SeqScanNode _node;
    private readonly QueryContext _context;
    private readonly List<(ChunkView View, uint Oid)> _chunks = [];
    private readonly ScanBound? _bound;
    private readonly OperatorProfile? _profile;

    // Chunks that have not been looked at; views are made of them when their turn comes.
    private IEnumerator<(long StorageId, uint Oid)> _further = Enumerable.Empty<(long, uint)>().GetEnumerator();
    private CoordinateRange? _range;
    private IEnumerator<ScanMorsel>? _morsels;
    private ScanRequest _current;
    private ColumnFilter? _bounding;
    private int _chunk = -1;

    private ScanSource(ScanRequest request, SeqScanNode node, QueryContext context)
    {
        Request = request;
        _node = node;
        _context = context;
        _bound = context.Bound is var (scan, bound) && ReferenceEquals(scan, node) ? bound : null;
        _profile = context.Profile?.Of(node);
        _current = request;
    }

    /// <summary>What is read of each chunk, whatever has been found out since.</summary>
    public ScanRequest Request { get; }

    /// <summary>The chunks that the conditions left, in the order in which they are read, each with the oid that tableoid shows.</summary>
    public IReadOnlyList<(ChunkView View, uint Oid)> Chunks
    {
        get
        {
            lock (_lock)
            {
                while (Open())
                {
                    Count(_chunks[^1].View);
                }

                return _chunks;
            }
        }
    }

    /// <summary>How many workers are worth it: one where little is to be read.</summary>
    public int Workers(QueryContext context)
    {
        if (context.Parallelism <= 1) return 1;
        var rows = context.ParallelThreshold;
        lock (_lock)
        {
            for (var i = 0; i < _chunks.Count || Open(); i++)
            {
                if (_chunks[i].View.HasCandidates(Request, ref rows)) return context.Parallelism;
                // A scan that learns is over soon, unless its first chunk is large: the next ones may never be opened.
                if (_bound is not null) return 1;
            }
        }

        return rows <= 0 ? context.Parallelism : 1;
    }

    /// <summary>Evaluates the conditions and excludes chunks.</summary>
    public static ScanSource Create(SeqScanNode node, QueryContext context)
    {
        var filters = ScanFilters.Evaluate(node, context).And(node, context.KeyFilters);
        var request = new ScanRequest
        {
            ColumnIds = node.Columns,
            Filters = filters.Filters,
            RowIds = node.HasRowIds,
            BatchRows = context.BatchRows,
        };
        var source = new ScanSource(request, node, context);
        var total = 1;
        IEnumerable<(long StorageId, uint Oid)> chunks = [];
        if (node.Chunk is { } chunk)
        {
            if (!filters.IsEmpty) chunks = [(chunk.StorageId, chunk.Oid)];
        }
        else if (node.Table.Hypertable is { } hypertable)
        {
            var index = context.Catalog.ChunksOf(node.Table.Oid);
            total = index.Count;
            if (!filters.IsEmpty) chunks = source.ChunksOf(filters, hypertable, index);
        }
        else if (!filters.IsEmpty)
        {
            chunks = [(node.Table.StorageId, node.Table.Oid)];
        }

        source._further = chunks.GetEnumerator();
        if (source._profile is { } profile) (profile.Chunks, profile.Segments) = ((0, total), default(SegmentCounts));
        return source;
    }

    /// <summary>How many chunks a scan reads, of those there are, as EXPLAIN shows it without running the plan; null where each row of a join has its own.</summary>
    public static (int Read, int Total)? CountChunks(SeqScanNode node, QueryContext context)
    {
        if (node.Conditions.Concat(node.Alternatives.SelectMany(a => a.Cases.SelectMany(c => c))).Any(IsOfOuterRow)) return null;
        var source = Create(node, context);
        var read = 0;
        while (source._further.MoveNext()) read++;
        return (read, node.Chunk is null && node.Table.Hypertable is not null ? context.Catalog.ChunksOf(node.Table.Oid).Count : 1);
    }

    private static bool IsOfOuterRow(ScanCondition condition) =>
        condition.Values.Any(IsOfOuterRow) || (condition.Through is { } through && IsOfOuterRow(through));

    private static bool IsOfOuterRow(BoundExpression value) => PlanExpressionTree.Any(value, static e => e is BoundColumn);

    // The innermost moving argument is the scan's own column.
    private static bool IsOfOuterRow(BoundCall through)
    {
        var place = ((IMonotonicKernel)through.Function.Kernel).MonotonicArgument(through.Arguments.Length);
        return through.Arguments.Where((argument, i) => i == place ? argument is BoundCall inner && IsOfOuterRow(inner) : IsOfOuterRow(argument)).Any();
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

                if (_chunk + 1 >= _chunks.Count && !Open())
                {
                    morsel = default;
                    chunkOid = 0;
                    return false;
                }

                var view = _chunks[++_chunk].View;
                Count(view);
                _morsels = Morsels(view).GetEnumerator();
            }
        }
    }

    private bool Open()
    {
        if (!_further.MoveNext()) return false;
        _chunks.Add((_context.View(_further.Current.StorageId), _further.Current.Oid));
        return true;
    }

    // EXPLAIN ANALYZE shows what was read.
    private void Count(ChunkView view)
    {
        if (_profile is null) return;
        var (read, all, filtered) = _profile.Segments ?? default;
        foreach (var unit in view.Units)
        {
            if (!unit.IsSegment) continue;
            all++;
            if (unit.Test(Request) != BlockMatch.None) read++;
            else if (!unit.MayHold(Request)) filtered++;
        }

        var (chunks, total) = _profile.Chunks ?? default;
        _profile.Chunks = (chunks + 1, total);
        _profile.Segments = new SegmentCounts(read, all, filtered);
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
        if (_range is null || _node.Table.Hypertable is not { } hypertable) return;
        var (from, to) = ScanFilters.RangeOf([filter], hypertable.TimeDimension, _node.Table.Columns[hypertable.TimeDimension.Column - 1].Type);
        _range.Narrow(from, to);
    }

    private IEnumerable<(long StorageId, uint Oid)> ChunksOf(ScanFilters filters, Hypertable hypertable, ChunkIndex index)
    {
        var dimension = hypertable.TimeDimension;
        var (from, to) = filters.RangeOf(dimension, _node.Table.Columns[dimension.Column - 1].Type);
        _range = new CoordinateRange(from, to);
        if (_range.IsEmpty) return [];
        var chunks = _node.Order == ChunkOrder.Descending ? index.OverlappingDescending(_range) : index.OverlappingAscending(_range);
        if (filters.PointsOf(dimension, _node.Table.Columns[dimension.Column - 1].Type) is { } points) chunks = chunks.Where(c => HasPoint(c.Slices[0], points));
        if (hypertable.Dimensions.Length > 1 && SliceTests(_node, filters, hypertable) is { Count: > 0 } further) chunks = chunks.Where(c => further.TrueForAll(t => t.Passes(c.Slices[t.Dimension])));
        foreach (var cases in filters.Cases)
        {
            var tests = cases.Select(c => Admits(c, hypertable)).ToArray();
            if (Array.TrueForAll(tests, t => t is not null)) chunks = chunks.Where(c => Array.Exists(tests, t => t!(c)));
        }

        return chunks.Select(c => (c.StorageId, c.Oid));
    }

    // Whether a chunk may have rows of a case; null where any may.
    private Predicate<Chunk>? Admits(ScanFilters filters, Hypertable hypertable)
    {
        var dimension = hypertable.TimeDimension;
        var type = _node.Table.Columns[dimension.Column - 1].Type;
        var (from, to) = filters.RangeOf(dimension, type);
        var further = SliceTests(_node, filters, hypertable);
        if (from == long.MinValue && to == long.MaxValue && further.Count == 0) return null;
        var range = new CoordinateRange(from, to);
        var points = filters.PointsOf(dimension, type);
        return c => !range.IsEmpty && range.Meets(c.Slices[0]) && (points is null || HasPoint(c.Slices[0], points)) && further.TrueForAll(t => t.Passes(c.Slices[t.Dimension]));
    }

    private static bool HasPoint(DimensionSlice slice, long[] points)
    {
        var at = Array.BinarySearch(points, slice.Start);
        if (at < 0) at = ~at;
        return at < points.Length && (points[at] < slice.End || slice.End == long.MaxValue);
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
