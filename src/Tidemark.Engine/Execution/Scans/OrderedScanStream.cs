using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Reads a table's rows in the order of its clustering key. Where they lie in one sorted sequence they are passed on as they are read; several are merged, and rows that are in no order are sorted first.
/// </summary>
internal sealed class OrderedScanStream(OrderedScanNode node, QueryContext context) : BatchStream
{
    // Each sequence that is merged has a block of every column in memory; those beyond are sorted.
    private const int MostChains = 64;

    private BatchStream? _only;
    private SortedRuns? _merged;

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (_only is null && _merged is null) Begin();
        return _only is null ? _merged!.Next() : _only.Next();
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _only?.Dispose();
        _merged?.Dispose();
    }

    private void Begin()
    {
        var source = ScanSource.Create(node.Scan, context);
        var number = node.Scan.Columns[node.Keys[0].Ordinal];
        var units = UnitChains.Of(source.Chunks.Select(c => c.View), source.Request, node.Clustering, node.Clustering.First(k => k.ColumnId == number), node.Scan.Table.Columns[number - 1].Type);
        var chains = units.Chains.OrderByDescending(c => c.Sum(u => (long)u.RowCount)).ToList();
        List<UnitView> unsorted = [.. units.Unsorted, .. chains.Skip(MostChains).SelectMany(c => c)];
        if (chains.Count > MostChains) chains.RemoveRange(MostChains, chains.Count - MostChains);
        if (unsorted.Count == 0 && chains.Count <= 1)
        {
            _only = chains.Count == 0 ? new EmptyStream() : new UnitStream(chains[0], source.Request, context);
            return;
        }

        var keys = node.Keys.Select(k => new SortColumnKey(k.Ordinal, k.Descending, k.NullsFirst)).ToArray();
        var runs = new List<SortedRun>();
        foreach (var chain in chains) runs.Add(StreamRun.Of(new UnitStream(chain, source.Request, context), keys));
        if (unsorted.Count > 0) runs.Add(Sorted(new UnitStream(unsorted, source.Request, context), keys));
        _merged = new SortedRuns([.. runs], node.Output.Select(c => c.Type), context.BatchRows);
    }

    private StreamRun Sorted(BatchStream rows, SortColumnKey[] keys)
    {
        using (rows)
        {
            var order = node.Keys.Select(k => new SortKey(new InputColumn(k.Ordinal, node.Output[k.Ordinal].Type, node.Output[k.Ordinal].Name), k.Descending, k.NullsFirst));
            var sorter = new Sorter(node.Output, [.. order], context);
            try
            {
                while (rows.Next() is { } batch) sorter.Add(batch);
                if (context.Profile is { } profile) profile.Of(node).Note([sorter.Usage]);
                var sorted = Sorter.Merge([sorter]);
                return new StreamRun(sorted.Next, sorted, keys);
            }
            catch
            {
                sorter.Dispose();
                throw;
            }
        }
    }

    /// <summary>The rows of units, one unit after the other.</summary>
    private sealed class UnitStream(List<UnitView> units, ScanRequest request, QueryContext context) : BatchStream
    {
        private readonly ChunkScanner _scanner = new(request);
        private readonly Batch _batch = new();
        private int _next;
        private bool _scanning;

        public override Batch? Next()
        {
            context.Functions.ThrowIfCancelled();
            while (true)
            {
                if (_scanning && _scanner.Next(_batch)) return _batch;
                if (_next == units.Count) return null;
                var unit = units[_next++];
                _scanner.Start(new ScanMorsel(unit, 0, unit.BlockCount));
                _scanning = true;
            }
        }

        protected override void Close() => _scanner.Dispose();
    }
}

/// <summary>A run that is read from elsewhere, batch by batch. Owns what it reads from.</summary>
internal sealed class StreamRun(Func<Batch?> next, IDisposable source, IReadOnlyList<SortColumnKey> keys) : SortedRun
{
    private Vector[] _columns = [];

    /// <summary>A run over a stream.</summary>
    public static StreamRun Of(BatchStream stream, IReadOnlyList<SortColumnKey> keys) => new(stream.Next, stream, keys);

    /// <inheritdoc />
    public override bool MoveNext()
    {
        if (next() is not { } batch) return false;
        if (_columns.Length != batch.RawColumns.Length) _columns = new Vector[batch.RawColumns.Length];
        for (var i = 0; i < _columns.Length; i++) _columns[i] = batch.Column(i);
        Columns = _columns;
        Count = batch.Length;
        Keys = RowKeys.Create(_columns, Count, keys);
        if (Order.Length < Count)
        {
            Order = new int[Count];
            for (var i = 0; i < Order.Length; i++) Order[i] = i;
        }

        return true;
    }

    /// <inheritdoc />
    public override void Dispose() => source.Dispose();
}
