using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The few first rows of an order straight over a scan of more columns than the order goes by: they are found by these alone, and the other columns are read of the rows that were found.
/// </summary>
internal sealed class LateTopNStream : BatchStream
{
    // So few that reading them one by one costs little beside finding them.
    private const int MaxRows = 256;

    private readonly SeqScanNode _scan;
    private readonly TopNNode _keys;
    private readonly int _keyColumns;
    private readonly QueryContext _context;
    private readonly QueryContext _keyContext;
    private readonly Batch _result = new();
    private bool _done;

    private LateTopNStream(TopNNode node, SeqScanNode scan, QueryContext context)
    {
        _scan = scan;
        _context = context;
        int[] needed = [.. node.Keys.Select(k => ((InputColumn)k.Expression).Ordinal).Distinct()];
        _keyColumns = needed.Length;
        var keyScan = scan with
        {
            Columns = [.. needed.Select(n => scan.Columns[n])],
            HasRowIds = true,
            HasChunkOids = true,
            Output = [.. needed.Select(n => scan.Output[n]), new OutputColumn(new ColumnId(-1), "row id", SqlTypes.Int8), new OutputColumn(new ColumnId(-2), "tableoid", SqlTypes.Oid)],
        };
        _keys = node with
        {
            Input = keyScan,
            Output = keyScan.Output,
            Keys = [.. node.Keys.Select(k => k with { Expression = ((InputColumn)k.Expression) with { Ordinal = Array.IndexOf(needed, ((InputColumn)k.Expression).Ordinal) } })],
            Bounded = node.Bounded is { } bounded ? bounded with { Scan = keyScan } : null,
        };
        context.Profile?.Share(keyScan, scan);
        _keyContext = context.Filtered(context.KeyFilters.Where(k => ReferenceEquals(k.Scan, scan)).Select(k => (keyScan, k.Filter)));
    }

    /// <summary>A stream of a limited order that is of this kind; null for others.</summary>
    public static BatchStream? TryOpen(TopNNode node, QueryContext context)
    {
        if (!context.UseBlockStatistics || node.Input is not SeqScanNode { HasRowIds: false, HasChunkOids: false } scan) return null;
        if (node.Count is not BoundConstant || node.Offset is not (null or BoundConstant) || !node.Keys.All(k => k.Expression is InputColumn)) return null;
        var (count, offset) = LimitBounds.Evaluate(node.Count, node.Offset, context);
        if (count > MaxRows || offset > MaxRows || node.Keys.Select(k => ((InputColumn)k.Expression).Ordinal).Distinct().Count() >= scan.Columns.Length) return null;
        return new LateTopNStream(node, scan, context);
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (_done) return null;
        _done = true;
        var found = Find();
        if (found.Count == 0) return null;
        var order = new int[found.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) => found[a].CompareTo(found[b]));
        var rows = Fetch(found, order);
        var places = new int[order.Length];
        for (var i = 0; i < order.Length; i++) places[order[i]] = i;
        var columns = new Vector[_scan.Columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            var builder = VectorBuilder.Create(rows.Columns[c].Type, places.Length);
            builder.AppendGather(rows.Columns[c], places);
            columns[c] = builder.Build();
        }

        _result.Set(columns, places.Length, null);
        return _result;
    }

    /// <inheritdoc />
    protected override void Close()
    {
        // What was open is closed by the call that opened it.
    }

    private List<(uint Oid, long RowId)> Find()
    {
        var found = new List<(uint, long)>();
        using var first = new TopNStream(_keys, _keyContext);
        while (first.Next() is { } batch)
        {
            var (rowIds, oids) = (batch.Column(_keyColumns), batch.Column(_keyColumns + 1));
            for (var row = 0; row < batch.Length; row++) found.Add(((uint)VectorAccess.Get<long>(oids, row), VectorAccess.Get<long>(rowIds, row)));
        }

        return found;
    }

    // The rows in the order of chunks and row ids.
    private MaterializedRows Fetch(List<(uint Oid, long RowId)> found, int[] order)
    {
        var rows = new MaterializedRows(_scan.Output);
        using var scanner = new ChunkScanner(new ScanRequest { ColumnIds = _scan.Columns });
        var batch = new Batch();
        var ids = new long[order.Length];
        for (var (first, end) = (0, 0); first < order.Length; first = end)
        {
            var (oid, rowId) = found[order[first]];
            var unitId = UnitView.Locate(rowId).UnitId;
            for (end = first; end < order.Length && found[order[end]] is var next && next.Oid == oid && UnitView.Locate(next.RowId).UnitId == unitId; end++) ids[end] = next.RowId;
            scanner.Start(_context.View(StorageIdOf(oid)).Unit(unitId), ids.AsSpan(first..end));
            while (scanner.Next(batch)) rows.Add(batch);
        }

        return rows.Count == order.Length ? rows : throw Errors.InternalErrors.Unexpected("a row is gone that was there before");
    }

    private long StorageIdOf(uint oid)
    {
        if (_scan.Chunk is { } chunk) return chunk.StorageId;
        return _scan.Table.Hypertable is null ? _scan.Table.StorageId : ((Chunk)_context.Catalog.Find(oid)!).StorageId;
    }
}
