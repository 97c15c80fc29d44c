using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Aggregation without groups straight over a scan: a block all of whose rows pass is answered from its statistics, and only the other blocks are read.
/// </summary>
internal static class BlockAggregation
{
    /// <summary>The result; null where the query is not of this shape.</summary>
    public static AggregateWorker? TryRun(AggregateNode node, QueryContext context)
    {
        if (!context.UseBlockStatistics || !HasShape(node)) return null;
        var scan = (SeqScanNode)node.Input;
        var probe = new AggregateWorker(node, context);
        if (!probe.Sets[0].Calls.All(c => c.Accumulator is IStatisticsAccumulator))
        {
            probe.Dispose();
            return null;
        }

        var source = ScanSource.Create(scan, context);
        var workers = source.Workers(context);
        var streams = new BatchStream[workers];
        for (var i = 0; i < workers; i++) streams[i] = new BlockStream(source, scan, node, context);
        var results = new AggregateWorker?[workers];
        WorkerRun.Run(streams, (worker, stream, run) =>
        {
            var result = worker == 0 ? probe : new AggregateWorker(node, context);
            results[worker] = result;
            ((BlockStream)stream).Calls = result.Sets[0].Calls;
            while (!run.IsStopped && stream.Next() is { } batch) result.Consume(batch);
        });
        return AggregateStream.Combine(results);
    }

    private static bool HasShape(AggregateNode node)
    {
        if (node.Input is not SeqScanNode { HasRowIds: false, HasChunkOids: false } || node.Keys.Length > 0 || node.GroupingSets.Length != 1 || node.Calls.IsEmpty) return false;
        foreach (var call in node.Calls)
        {
            if (call.IsDistinct || !call.OrderBy.IsEmpty || call.Filter is not null) return false;
            if (call.Arguments.Length > 1 || (call.Arguments.Length == 1 && call.Arguments[0] is not InputColumn)) return false;
        }

        return true;
    }

    /// <summary>Gives the rows of the blocks that had to be read; the others went into the accumulators.</summary>
    private sealed class BlockStream(ScanSource source, SeqScanNode scan, AggregateNode node, QueryContext context) : BatchStream
    {
        private readonly ChunkScanner _scanner = new(source.Request);
        private readonly Batch _batch = new();
        private readonly ColumnStatistics[] _statistics = new ColumnStatistics[node.Calls.Length];
        private ScanMorsel _morsel;
        private int _block;
        private bool _scanning;

        public CallState[] Calls { get; set; } = [];

        public override Batch? Next()
        {
            context.Functions.ThrowIfCancelled();
            while (true)
            {
                if (_scanning && _scanner.Next(_batch)) return _batch;
                _scanning = false;
                if (!NextUnanswered()) return null;
            }
        }

        protected override void Close() => _scanner.Dispose();

        // Answers blocks until some must be read; adjacent ones of those are scanned together.
        private bool NextUnanswered()
        {
            while (true)
            {
                var end = _morsel.FirstBlock + _morsel.BlockCount;
                while (_block < end && !MustRead(_morsel.Unit, _block)) _block++;
                if (_block < end)
                {
                    var first = _block++;
                    while (_block < end && MustRead(_morsel.Unit, _block)) _block++;
                    _scanner.Start(new ScanMorsel(_morsel.Unit, first, _block - first));
                    // The block that ended the run was answered when it was looked at.
                    _block++;
                    return _scanning = true;
                }

                if (!source.TryTake(out _morsel, out _, out _)) return false;
                _block = _morsel.FirstBlock;
            }
        }

        // A block that need not be read is in the accumulators when this returns.
        private bool MustRead(UnitView unit, int block)
        {
            var match = source.Request.Filters.IsEmpty ? BlockMatch.All : unit.Test(source.Request, block);
            if (match == BlockMatch.None) return false;
            if (match == BlockMatch.Some || !TryStatistics(unit, block)) return true;
            for (var c = 0; c < Calls.Length; c++)
            {
                var type = node.Calls[c].Arguments is [var argument] ? argument.Type : node.Calls[c].Type;
                ((IStatisticsAccumulator)Calls[c].Accumulator).Add(_statistics[c], type, 0);
            }

            return false;
        }

        private bool TryStatistics(UnitView unit, int block)
        {
            for (var c = 0; c < Calls.Length; c++)
            {
                _statistics[c] = node.Calls[c].Arguments is [InputColumn column]
                    ? unit.BlockStatistics(scan.Columns[column.Ordinal], block)
                    : new ColumnStatistics { Rows = unit.BlockRowCount(block), IsExact = true };
                if (!_statistics[c].IsExact || !((IStatisticsAccumulator)Calls[c].Accumulator).Accepts(_statistics[c])) return false;
            }

            return true;
        }
    }
}
