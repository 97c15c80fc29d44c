using System.Runtime.InteropServices;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>
/// What differs between the kept rows of a span and the rows computed again: only that is written. Rows that came out as they were stay where they are, cost no log and no merging, and aggregates above them need not look at
/// them. One thread; kept rows first, then those computed.
/// </summary>
internal sealed class RowDifference
{
    private readonly Table _table;
    private readonly VectorBuilder[] _kept;
    private readonly MaterializedRows _new;
    private readonly List<(uint Chunk, int Start)> _chunks = [];
    private readonly List<long> _rowIds = [];
    private readonly SubBatch _part = new();
    private readonly VectorBuilder[] _scratch;
    private readonly Vector[] _columns;
    private IntegerTable? _known;

    // By numbers of hashes: the first kept row that has it, -1 when all of them were met. By kept rows: the next one with the same hash, -1 behind the last; and whether one computed is the same.
    private int[] _first = [];
    private int[] _next = [];
    private bool[] _stays = [];

    private ulong[] _hashes = [];
    private int[] _pairs = [];

    /// <summary>No rows yet.</summary>
    /// <param name="table">The kept rows' table.</param>
    public RowDifference(Table table)
    {
        var types = table.StoredColumns.Select(c => c.Type).ToArray();
        _table = table;
        _kept = Array.ConvertAll(types, t => VectorBuilder.Create(t));
        _new = new MaterializedRows(types);
        _scratch = Array.ConvertAll(types, t => VectorBuilder.Create(t));
        _columns = new Vector[types.Length];
    }

    /// <summary>Whether there are kept rows.</summary>
    public bool HasKept => _rowIds.Count > 0;

    /// <summary>Adds kept rows.</summary>
    /// <param name="chunk">Where they lie; rows of one chunk come together.</param>
    /// <param name="batch">The stored columns and the row ids.</param>
    public void AddKept(uint chunk, Batch batch)
    {
        if (_chunks.Count == 0 || _chunks[^1].Chunk != chunk) _chunks.Add((chunk, _rowIds.Count));
        var raw = batch.RawColumns;
        for (var i = 0; i < _kept.Length; i++)
        {
            if (batch.Selection is { } selection) _kept[i].AppendGather(raw[i], selection.Rows);
            else _kept[i].AppendRange(raw[i], 0, batch.RawLength);
        }

        var rowIds = batch.Column(_columns.Length);
        for (var row = 0; row < batch.Length; row++) _rowIds.Add(VectorAccess.Get<long>(rowIds, row));
    }

    /// <summary>Adds rows computed again.</summary>
    public void Add(Batch batch)
    {
        batch = StoredRows.Of(_table, batch);
        _known ??= Index();
        if (_pairs.Length < batch.Length) (_pairs, _hashes) = (new int[batch.Length], new ulong[batch.Length]);
        var pairs = _pairs.AsSpan(0, batch.Length);
        for (var i = 0; i < _columns.Length; i++) _columns[i] = VectorShapes.Flatten(batch.Column(i), _scratch[i]);
        RowIdentity.Hash(_columns, _hashes.AsSpan(0, batch.Length));
        for (var row = 0; row < pairs.Length; row++) pairs[row] = TakeFirst(_hashes[row]);
        for (var i = 0; i < _columns.Length; i++) RowIdentity.Compare(_kept[i].Build(), _columns[i], pairs);

        // From here on the rows that are new.
        var count = 0;
        for (var row = 0; row < pairs.Length; row++)
        {
            if (pairs[row] is >= 0 and var same) _stays[same] = true;
            else pairs[count++] = row;
        }

        if (count > 0) _new.Add(_part.Of(batch, pairs[..count]));
    }

    /// <summary>Removes the kept rows that were not computed again, and inserts the others that were.</summary>
    public void Write(TransactionWriter writer)
    {
        _known ??= Index();
        for (var i = 0; i < _chunks.Count; i++)
        {
            var end = i + 1 < _chunks.Count ? _chunks[i + 1].Start : _rowIds.Count;
            var gone = new List<long>();
            for (var row = _chunks[i].Start; row < end; row++)
            {
                if (!_stays[row]) gone.Add(_rowIds[row]);
            }

            if (gone.Count > 0) writer.Delete(_table, _chunks[i].Chunk, CollectionsMarshal.AsSpan(gone));
        }

        using var stream = new MaterializedStream(_new, Batch.DefaultRows);
        while (stream.Next() is { } batch) writer.Insert(_table, batch);
        _known.Release();
    }

    // Rows that share a hash and are not the same are written anew, which is as right.
    private int TakeFirst(ulong hash)
    {
        if (_known!.Find(hash) is not (>= 0 and var number) || _first[number] is not (>= 0 and var row)) return -1;
        _first[number] = _next[row];
        return row;
    }

    private IntegerTable Index()
    {
        var hashes = new ulong[_rowIds.Count];
        RowIdentity.Hash(Array.ConvertAll(_kept, k => k.Build()), hashes);
        (_first, _next, _stays) = (new int[hashes.Length], new int[hashes.Length], new bool[hashes.Length]);
        var known = new IntegerTable();
        for (var row = hashes.Length - 1; row >= 0; row--)
        {
            var count = known.Count;
            var number = known.Assign(hashes[row]);
            _next[row] = number < count ? _first[number] : -1;
            _first[number] = row;
        }

        return known;
    }
}
