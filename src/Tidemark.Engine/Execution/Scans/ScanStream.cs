using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Reads a table's rows; one of perhaps several workers over the same source.</summary>
internal sealed class ScanStream : BatchStream
{
    private readonly ScanSource _source;
    private readonly QueryContext _context;
    private readonly bool _hasChunkOids;
    private ChunkScanner _scanner;
    private readonly Batch _scanned = new();
    private readonly Batch _withOid = new();
    private Vector[] _columns = [];
    private Vector? _oid;
    private bool _started;

    private ScanStream(ScanSource source, SeqScanNode node, QueryContext context)
    {
        _source = source;
        _context = context;
        _hasChunkOids = node.HasChunkOids;
        _scanner = new ChunkScanner(source.Request);
    }

    /// <summary>A stream over all rows.</summary>
    public static BatchStream Open(SeqScanNode node, QueryContext context) => new ScanStream(ScanSource.Create(node, context), node, context);

    /// <summary>Streams that share the rows; only one when there are few of them.</summary>
    public static BatchStream[] OpenParallel(SeqScanNode node, QueryContext context)
    {
        var source = ScanSource.Create(node, context);
        var streams = new BatchStream[source.Workers(context)];
        for (var i = 0; i < streams.Length; i++) streams[i] = new ScanStream(source, node, context);
        return streams;
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        _context.Functions.ThrowIfCancelled();
        while (true)
        {
            if (_started && _scanner.Next(_scanned)) return _hasChunkOids ? AddOid() : _scanned;
            if (!_source.TryTake(out var morsel, out var oid, out var request)) return null;
            if (!ReferenceEquals(request, _scanner.Request))
            {
                _scanner.Dispose();
                _scanner = new ChunkScanner(request);
            }

            _scanner.Start(morsel);
            _started = true;
            if (_hasChunkOids) _oid = new FixedVector<long>(SqlTypes.Oid, [oid], 1);
        }
    }

    /// <inheritdoc />
    protected override void Close() => _scanner.Dispose();

    private Batch AddOid()
    {
        var raw = _scanned.RawColumns;
        if (_columns.Length != raw.Length + 1) _columns = new Vector[raw.Length + 1];
        raw.CopyTo(_columns);
        _columns[^1] = new ConstantVector(_oid!, _scanned.RawLength);
        _withOid.Set(_columns, _scanned.RawLength, _scanned.Selection);
        return _withOid;
    }
}
