using Tidemark.Engine.Execution;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>
/// Searches the rows of views for keys. Zone maps leave out units and blocks, membership filters leave out keys, tails have hash tables, and in segments that are sorted by the key a key is in one block.
/// </summary>
internal sealed class KeySearch
{
    // Above this many keys a range is as good a filter as the set of them.
    private const int MaxSet = 4096;

    private readonly TableKey _key;
    private readonly KeyRows _wanted;
    private readonly RowLocation[] _found;
    private readonly ScanRequest? _span;
    private readonly VectorBuilder[] _gathered;
    private readonly List<(int Place, int Row)> _candidates = [];
    private readonly Dictionary<ulong, int> _firstOf = [];
    private readonly int[]? _counts;
    private int[] _nextOf = [];

    /// <summary>A search for the keys of rows.</summary>
    /// <param name="key">What the key is.</param>
    /// <param name="wanted">The keys.</param>
    /// <param name="found">Receives for each row where a row with its key lies; what is there already is not looked for again.</param>
    /// <param name="counts">Receives how many rows have the key, where all of them are looked for; null where one is enough.</param>
    public KeySearch(TableKey key, KeyRows wanted, RowLocation[] found, int[]? counts = null)
    {
        _counts = counts;
        _key = key;
        _wanted = wanted;
        _found = found;
        _gathered = [.. key.Columns.Select(c => VectorBuilder.Create(key.Table.Columns[c - 1].Type))];
        if (key.IsHashed) _span = new ScanRequest { ColumnIds = [], Filters = [.. Spans()] };
    }

    /// <summary>Searches the units of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="oid">The table or chunk that it is of.</param>
    /// <param name="rows">The rows whose keys are looked for.</param>
    /// <param name="own">Whether the transaction's own rows are searched, else those that others committed.</param>
    public void Search(ChunkView view, uint oid, ReadOnlySpan<int> rows, bool own)
    {
        if (rows.IsEmpty) return;
        var left = new int[rows.Length];
        foreach (var unit in view.Units)
        {
            if (unit.RowCount == 0 || unit.IsOwn != own || (_span is not null && unit.Test(_span) == BlockMatch.None)) continue;
            var count = 0;
            foreach (var row in rows)
            {
                if (_counts is not null || _found[row].ChunkOid == 0) left[count++] = row;
            }

            if (count > 0) Search(unit, oid, left.AsSpan(0, count));
        }
    }

    private void Search(UnitView unit, uint oid, Span<int> rows)
    {
        var columns = _key.KeyColumns.AsSpan();
        if (_key.IsHashed && unit.HasKeyIndex(columns))
        {
            _candidates.Clear();
            unit.FindKeys(columns, _wanted.Hashes, rows, _candidates);
            if (_candidates.Count > 0) Compare(unit, oid);
            return;
        }

        if (_key.IsHashed) rows = rows[..unit.FilterKeys(columns, _wanted.Hashes, rows)];
        if (!rows.IsEmpty) Scan(unit, oid, rows);
    }

    private void Compare(UnitView unit, uint oid)
    {
        var at = new int[_candidates.Count];
        for (var i = 0; i < at.Length; i++) at[i] = _candidates[i].Row;
        var columns = new Vector[_gathered.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            _gathered[c].Reset();
            _gathered[c].AppendGather(unit.TailColumn(_key.Columns[c]), at);
            columns[c] = _gathered[c].Build();
        }

        var stored = _key.OfColumns(columns, at.Length);
        for (var i = 0; i < at.Length; i++)
        {
            if (stored.Has(i) && stored.AreEqual(i, _wanted, _candidates[i].Place)) Found(_candidates[i].Place, new RowLocation(oid, unit.RowIdOf(at[i])));
        }
    }

    private void Found(int row, RowLocation location)
    {
        _found[row] = location;
        if (_counts is not null) _counts[row]++;
    }

    private void Scan(UnitView unit, uint oid, ReadOnlySpan<int> rows)
    {
        var request = new ScanRequest { ColumnIds = _key.Columns, Filters = [.. Sets(rows)], RowIds = true };
        if (unit.Test(request) == BlockMatch.None) return;
        _firstOf.Clear();
        if (_nextOf.Length < _wanted.Length) _nextOf = new int[_wanted.Length];
        foreach (var row in rows)
        {
            _nextOf[row] = _firstOf.TryGetValue(_wanted.Hashes[row], out var first) ? first : -1;
            _firstOf[_wanted.Hashes[row]] = row;
        }

        var batch = new Batch();
        var columns = new Vector[_key.Columns.Length];
        using var scanner = new ChunkScanner(request);
        scanner.Start(new ScanMorsel(unit, 0, unit.BlockCount));
        while (scanner.Next(batch))
        {
            for (var c = 0; c < columns.Length; c++) columns[c] = batch.Column(c);
            var stored = _key.OfColumns(columns, batch.Length);
            var ids = batch.Column(columns.Length);
            var hashes = stored.Hashes;
            for (var i = 0; i < hashes.Length; i++)
            {
                if (!_firstOf.TryGetValue(hashes[i], out var row) || !stored.Has(i)) continue;
                for (; row >= 0; row = _nextOf[row])
                {
                    if (stored.AreEqual(i, _wanted, row)) Found(row, new RowLocation(oid, VectorAccess.Get<long>(ids, i)));
                }
            }
        }
    }

    private IEnumerable<ColumnFilter> Spans()
    {
        for (var i = 0; i < _wanted.Keys.Length; i++)
        {
            if (_key.NullsNotDistinct && !_wanted.Keys[i].Validity.IsAllValid) continue;
            if (ColumnFilter.Spanning(_key.KeyColumns[i], _wanted.Keys[i]) is { } span) yield return span;
        }
    }

    private List<ColumnFilter> Sets(ReadOnlySpan<int> rows)
    {
        var filters = new List<ColumnFilter>();
        if (!_key.IsHashed || rows.Length > MaxSet) return filters;
        for (var i = 0; i < _wanted.Keys.Length; i++)
        {
            var key = _wanted.Keys[i];
            var values = VectorBuilder.Create(key.Type, rows.Length);
            var hasNull = false;
            foreach (var row in rows)
            {
                if (key.IsNull(row)) hasNull = true;
                else values.AppendRow(key, row);
            }

            if (!hasNull) filters.Add(ColumnFilter.In(_key.KeyColumns[i], values.Detach()));
        }

        return filters;
    }
}
