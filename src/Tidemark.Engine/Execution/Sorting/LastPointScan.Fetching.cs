using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <content>Reading whole rows, once it is known which ones.</content>
internal sealed partial class LastPointScan
{
    private MaterializedRows Fetch(MaterializedRows winners)
    {
        var result = new MaterializedRows(_scan.Output);
        if (winners.Count == 0) return result;
        var ids = ((FixedVector<long>)winners.Columns[^1]).Values.ToArray();
        Array.Sort(ids);
        ids = FetchKept(ids, result);
        if (ids.Length == 0) return result;
        var blocks = new List<(UnitView Unit, int First, int Count)>();
        for (var first = 0; first < ids.Length;)
        {
            var place = UnitView.Locate(ids[first]);
            var end = first + 1;
            while (end < ids.Length && UnitView.Locate(ids[end]) == place) end++;
            blocks.Add((_units[place.UnitId], first, end - first));
            first = end;
        }

        var request = new ScanRequest { ColumnIds = _scan.Columns };
        var workers = blocks.Count < 32 ? 1 : _context.Parallelism;
        var streams = new BatchStream[workers];
        var next = new Counter();
        for (var i = 0; i < workers; i++) streams[i] = new Fetcher(request, blocks, ids, next);
        var parts = new MaterializedRows?[workers];
        WorkerRun.Run(streams, (worker, stream, run) =>
        {
            var part = parts[worker] = new MaterializedRows(_scan.Output);
            while (!run.IsStopped && stream.Next() is { } batch) part.Add(batch);
        });
        foreach (var part in parts)
        {
            if (part is not null) result.Add(part.Columns, part.Count);
        }

        return result;
    }

    // Adds the rows whose columns are kept with their units, and gives the ids of the others.
    private long[] FetchKept(long[] ids, MaterializedRows result)
    {
        if (_kept.Count == 0) return ids;
        var left = new List<long>();
        var builders = new VectorBuilder[_scan.Columns.Length];
        for (var first = 0; first < ids.Length;)
        {
            var unitId = UnitView.Locate(ids[first]).UnitId;
            var end = first + 1;
            while (end < ids.Length && UnitView.Locate(ids[end]).UnitId == unitId) end++;
            var rows = ids.AsSpan(first, end - first);
            first = end;
            if (!_kept.TryGetValue(unitId, out var kept) || !TryFetch(kept, _units[unitId], rows, builders))
            {
                left.AddRange(rows);
                continue;
            }

            result.Add([.. builders.Select(b => b.Build())], rows.Length);
        }

        return [.. left];
    }

    private bool TryFetch(UnitLastPoints kept, UnitView unit, ReadOnlySpan<long> rows, VectorBuilder[] builders)
    {
        for (var c = 0; c < builders.Length; c++)
        {
            var type = _scan.Output[c].Type;
            builders[c] = VectorBuilder.Create(type, rows.Length);
            if (!kept.TryFetch(unit, _scan.Columns[c], type, rows, builders[c])) return false;
        }

        return true;
    }

    /// <summary>Gives whole rows by their ids, block after block.</summary>
    private sealed class Fetcher(ScanRequest request, List<(UnitView Unit, int First, int Count)> blocks, long[] ids, Counter next) : BatchStream
    {
        private readonly ChunkScanner _scanner = new(request);
        private readonly Batch _batch = new();

        public override Batch? Next()
        {
            var at = next.Next();
            if (at >= blocks.Count) return null;
            var (unit, first, count) = blocks[at];
            _scanner.Start(unit, ids.AsSpan(first, count));
            if (!_scanner.Next(_batch) || _batch.Length < count) throw Errors.InternalErrors.Unexpected("a row is gone that was there before");
            return _batch;
        }

        protected override void Close() => _scanner.Dispose();
    }
}
