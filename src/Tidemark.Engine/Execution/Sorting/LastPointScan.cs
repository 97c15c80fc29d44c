using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The first row per group straight over a scan: the last reading of each device. Chunk after chunk, from the wanted end of time where the table is a hypertable, blocks are passed over by their
/// statistics: those in which no row can come before what is known of the groups in them. Of the others only keys and order are read; whole rows are fetched at the end, for those that won.
/// </summary>
internal sealed partial class LastPointScan
{
    private readonly SeqScanNode _scan;
    private readonly FirstPerGroupNode _keysNode;
    private readonly QueryContext _context;
    private readonly ScanRequest _keyRequest;
    private readonly ScanRequest _groupRequest;
    private readonly int[] _groupColumns;
    private readonly int _orderColumn;
    private readonly SortColumnKey _order;
    private readonly SqlType _orderType;
    private readonly FirstRows _best;
    private readonly Dictionary<long, UnitView> _units = [];
    private readonly WantedKeys? _wanted;
    private readonly Dictionary<long, UnitLastPoints> _kept = [];
    private readonly bool _mayKeep;
    private readonly ScanRequest _plainRequest;

    private LastPointScan(FirstPerGroupNode node, SeqScanNode scan, ScanSource source, QueryContext context)
    {
        _scan = scan;
        _context = context;
        _groupColumns = [.. node.Keys.Select(k => scan.Columns[((InputColumn)k).Ordinal])];
        var order = node.OrderBy[0];
        _orderColumn = scan.Columns[((InputColumn)order.Expression).Ordinal];
        _orderType = order.Expression.Type;
        _order = new SortColumnKey(0, order.Descending, order.NullsFirst);

        // The rows that are kept have keys and order, and last their row id.
        var output = scan.Output;
        var needed = node.Keys.Concat(node.OrderBy.Select(k => k.Expression)).Cast<InputColumn>().Select(c => c.Ordinal).Distinct().ToArray();
        var rowId = new Binding.OutputColumn(new Binding.ColumnId(-1), "row id", SqlTypes.Int8);
        InputColumn Moved(InputColumn column) => column with { Ordinal = Array.IndexOf(needed, column.Ordinal) };
        var keys = new EmptyNode([.. needed.Select(n => output[n]), rowId]);
        _keysNode = new FirstPerGroupNode(
            keys,
            [.. node.Keys.Select(k => Moved((InputColumn)k))],
            [.. node.OrderBy.Select(k => k with { Expression = Moved((InputColumn)k.Expression) })]);
        _keyRequest = new ScanRequest { ColumnIds = [.. needed.Select(n => scan.Columns[n])], Filters = source.Request.Filters, RowIds = true, BatchRows = context.BatchRows };
        _groupRequest = new ScanRequest { ColumnIds = [.. _groupColumns], Filters = source.Request.Filters, BatchRows = context.BatchRows };
        _best = new FirstRows(_keysNode, context);
        _wanted = WantedKeys.TryCreate(_keyRequest, _groupColumns);
        _plainRequest = new ScanRequest { ColumnIds = _keyRequest.ColumnIds, RowIds = true };
        // Which row is first must depend on groups and order alone, and the only filter may be the list of groups.
        _mayKeep = node.OrderBy.Length == 1 && (source.Request.Filters.IsEmpty || (_wanted is not null && source.Request.Filters.Length == 1));
    }

    /// <summary>The first rows, in no order; null where the plan is not of this shape.</summary>
    public static MaterializedRows? TryRun(FirstPerGroupNode node, QueryContext context)
    {
        if (!context.UseBlockStatistics || node.Input is not SeqScanNode { HasRowIds: false, HasChunkOids: false } scan) return null;
        if (!node.Keys.All(k => k is InputColumn) || !node.OrderBy.All(k => k.Expression is InputColumn)) return null;
        var order = (InputColumn)node.OrderBy[0].Expression;
        if (order.Type.Physical is not (PhysicalType.Int16 or PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Float64)) return null;
        var source = ScanSource.Create(scan, context);
        return new LastPointScan(node, scan, source, context).Run(source);
    }

    private MaterializedRows Run(ScanSource source)
    {
        var chunks = source.Chunks.ToList();
        if (_scan.Table.Hypertable?.TimeDimension.Column == _orderColumn && _order.Descending) chunks.Reverse();
        using var groups = new ChunkScanner(_groupRequest);
        foreach (var (view, _) in chunks)
        {
            foreach (var unit in BestFirst(view))
            {
                _context.Functions.ThrowIfCancelled();
                _units[unit.UnitId] = unit;
                _best.Freeze();
                if (TryUseKept(unit)) continue;
                if (_wanted is not null)
                {
                    if (_wanted.Narrow(_best, BestOf(unit.Statistics(_orderColumn))) is { } request && unit.Test(request) != BlockMatch.None) Scan(unit, request);
                }
                else if (!IsSettled(unit, groups))
                {
                    Scan(unit, _keyRequest);
                }
            }
        }

        return Fetch(_best.Take());
    }

    // Takes the unit's first rows from what earlier queries left; false where the unit is to be scanned.
    private bool TryUseKept(UnitView unit)
    {
        if (!_mayKeep || UnitLastPoints.Of(unit, [.. _groupColumns], _orderColumn, _order) is not { } kept) return false;
        Vector? keys = null;
        if (_wanted is not null)
        {
            keys = _wanted.Open(_best, BestOf(unit.Statistics(_orderColumn)));
            if (keys is null) return true;
        }

        if (!kept.TryUse(unit, _keysNode, _plainRequest, _context, keys, _best.Add)) return false;
        _kept[unit.UnitId] = kept;
        return true;
    }

    private void Scan(UnitView unit, ScanRequest request)
    {
        var blocks = new List<(UnitView Unit, int Block)>(unit.BlockCount);
        for (var block = 0; block < unit.BlockCount; block++)
        {
            if (unit.Test(request, block) != BlockMatch.None) blocks.Add((unit, block));
        }

        if (blocks.Count == 0) return;
        var workers = blocks.Count * (long)Batch.DefaultRows < _context.ParallelThreshold ? 1 : _context.Parallelism;
        var streams = new BatchStream[workers];
        var next = new Counter();
        for (var i = 0; i < workers; i++) streams[i] = new Worker(this, request, blocks, next);
        var found = new FirstRows?[workers];
        WorkerRun.Run(streams, (worker, stream, run) =>
        {
            var own = ((Worker)stream).Own = new FirstRows(_keysNode, _context);
            found[worker] = own;
            while (!run.IsStopped && stream.Next() is { } batch) own.Add(batch);
        });
        foreach (var rows in found)
        {
            if (rows is null) continue;
            using var stream = new MaterializedStream(rows.Take(), _context.BatchRows);
            while (stream.Next() is { } batch) _best.Add(batch);
        }
    }

    // The units of a chunk that may hold rows that pass, those with the best order values first.
    private IEnumerable<UnitView> BestFirst(ChunkView view) => view.Units
        .Where(u => u.RowCount > 0 && u.Test(_keyRequest) != BlockMatch.None)
        .OrderBy(u => BestOf(u.Statistics(_orderColumn)) ?? 0);

    // Whether no row of the unit can come first: what is known of every group in it is better than the unit's best. The groups of a segment are in its dictionary.
    private bool IsSettled(UnitView unit, ChunkScanner groups)
    {
        if (_groupColumns.Length != 1 || _best.Count == 0 || BestOf(unit.Statistics(_orderColumn)) is not { } best) return false;
        if (unit.Statistics(_groupColumns[0]).Nulls > 0) return false;
        var batch = new Batch();
        groups.Start(new ScanMorsel(unit, 0, unit.BlockCount));
        if (!groups.Next(batch) || batch.RawColumns[0] is not DictionaryVector coded) return false;
        return !_best.MayImprove([coded.Dictionary], coded.Dictionary.Length, best, new GroupProbe(1));
    }

    // The best order value among rows, as a prefix; null where a null may come first.
    private ulong? BestOf(in ColumnStatistics statistics)
    {
        if (statistics.Nulls > 0 || !statistics.HasRange) return null;
        var key = _orderType.Physical == PhysicalType.Float64
            ? Float64Key.ToKey(_order.Descending ? statistics.MaxDouble : statistics.MinDouble)
            : Int64Key.ToKey(_order.Descending ? statistics.MaxInteger : statistics.MinInteger);
        return _order.Descending ? ~key : key;
    }

    // The one value that a key column has in a block; null where it has several, or nobody knows.
    private static Vector? OnlyValue(UnitView unit, int column, SqlType type, int block)
    {
        var statistics = unit.BlockStatistics(column, block);
        if (statistics.Nulls > 0 || !statistics.HasRange || !statistics.IsExact) return null;
        if (statistics.Min(type) is not { } min || statistics.Max(type) is not { } max) return null;
        return ValueComparison.Compare(min, 0, max, 0) == 0 ? min : null;
    }

    private sealed class Counter
    {
        private int _value = -1;

        public int Next() => Interlocked.Increment(ref _value);
    }

    /// <summary>Gives keys and order of the blocks in which a row may come first.</summary>
    private sealed class Worker(LastPointScan owner, ScanRequest request, List<(UnitView Unit, int Block)> blocks, Counter next) : BatchStream
    {
        private readonly ChunkScanner _keys = new(request);
        private readonly ChunkScanner _groups = new(owner._groupRequest);
        private readonly Batch _batch = new();
        private readonly Batch _groupBatch = new();
        private readonly GroupProbe _probe = new(owner._groupColumns.Length);
        private readonly GroupProbe _ownProbe = new(owner._groupColumns.Length);
        private readonly Vector[] _values = new Vector[owner._groupColumns.Length];
        private bool _scanning;

        public FirstRows? Own { get; set; }

        public override Batch? Next()
        {
            while (true)
            {
                if (_scanning && _keys.Next(_batch)) return _batch;
                _scanning = false;
                var at = next.Next();
                if (at >= blocks.Count) return null;
                var (unit, block) = blocks[at];
                if (owner.BestOf(unit.BlockStatistics(owner._orderColumn, block)) is { } best && !MayImprove(unit, block, best)) continue;
                _keys.Start(new ScanMorsel(unit, block, 1));
                _scanning = true;
            }
        }

        protected override void Close()
        {
            _keys.Dispose();
            _groups.Dispose();
        }

        private bool MayImprove(UnitView unit, int block, ulong best)
        {
            var isUniform = true;
            for (var k = 0; k < _values.Length && isUniform; k++)
            {
                var only = OnlyValue(unit, owner._groupColumns[k], owner._keysNode.Keys[k].Type, block);
                isUniform = only is not null;
                if (only is not null) _values[k] = only;
            }

            if (isUniform) return MayImprove(_values, 1, best);
            // Nothing is known yet that a look at the groups could be compared with.
            if (owner._best.Count == 0) return true;
            _groups.Start(new ScanMorsel(unit, block, 1));
            while (_groups.Next(_groupBatch))
            {
                for (var k = 0; k < _values.Length; k++) _values[k] = _groupBatch.Column(k);
                if (MayImprove(_values, _groupBatch.Length, best)) return true;
            }

            return false;
        }

        // What is known before the chunk, or by this worker, must come before the block's best in every group of the rows.
        private bool MayImprove(Vector[] keys, int rows, ulong best)
        {
            if (!owner._best.MayImprove(keys, rows, best, _probe)) return false;
            return Own!.MayImprove(keys, rows, best, _ownProbe);
        }
    }
}
