using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>The first rows of groups as far as one worker has seen them.</summary>
internal sealed class FirstRows
{
    private readonly Evaluator[] _keys;
    private readonly Vector[] _values;
    private readonly GroupKeys _groups;
    private readonly SortBuffer _buffer;
    private readonly SubBatch _better = new();
    private int[] _ids = [];
    private int[] _bestRow = [];
    private ulong[] _bestPrefix = [];
    private byte[]?[] _bestKey = [];
    private int[] _improved = [];
    private readonly bool _isDecided;
    private bool _encoded;

    public FirstRows(FirstPerGroupNode node, QueryContext context)
    {
        _keys = new EvaluatorFactory(context).Create(node.Keys);
        _values = new Vector[_keys.Length];
        _groups = new GroupKeys([.. _keys.Select(k => k.Type)], groupsNulls: true);
        _buffer = new SortBuffer(node.Output, node.OrderBy, context);
        Columns = node.Output.Length;
        _isDecided = node.OrderBy.Length == 1;
    }

    private int Columns { get; }

    /// <summary>How many groups there are.</summary>
    public int Count => _groups.Count;

    /// <summary>Prepares for several threads that ask <see cref="MayImprove"/>.</summary>
    public void Freeze() => _groups.Freeze();

    /// <summary>Whether a row of these groups may come before the one that is known, when its order begins with no better a prefix than this. Any thread while nothing is added, with its own probe.</summary>
    /// <param name="keys">The rows' keys.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="best">The best prefix that a row among them can have.</param>
    /// <param name="probe">The thread's probe.</param>
    public bool MayImprove(ReadOnlySpan<Vector> keys, int rows, ulong best, GroupProbe probe)
    {
        if (_encoded) return true;
        Span<int> ids = rows <= 256 ? stackalloc int[256] : new int[rows];
        ids = ids[..rows];
        _groups.Find(keys, ids, probe);
        var last = -1;
        foreach (var id in ids)
        {
            if (id == last && id >= 0) continue;
            // Rows of equal prefix may still differ in later keys.
            if (id < 0 || best < _bestPrefix[id] || (best == _bestPrefix[id] && !_isDecided)) return true;
            last = id;
        }

        return false;
    }

    /// <summary>The places of the keys' rows in what <see cref="Take"/> gave; -1 for keys that are not there.</summary>
    public void Find(ReadOnlySpan<Vector> keys, Span<int> rows, GroupProbe probe)
    {
        _groups.Find(keys, rows, probe);
        foreach (ref var row in rows)
        {
            if (row >= 0) row = _bestRow[row];
        }
    }

    /// <summary>The keys of a list of which a row with an order that begins with this prefix may come first. Nothing may be added while it runs.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="best">The prefix.</param>
    /// <param name="rows">Receives the places of the keys.</param>
    /// <param name="probe">The caller's probe.</param>
    /// <returns>How many.</returns>
    public int Improvable(Vector keys, ulong best, Span<int> rows, GroupProbe probe)
    {
        var ids = new int[keys.Length];
        _groups.Find([keys], ids, probe);
        var count = 0;
        for (var row = 0; row < ids.Length; row++)
        {
            var id = ids[row];
            if (id < 0 || _encoded || best < _bestPrefix[id] || (best == _bestPrefix[id] && !_isDecided)) rows[count++] = row;
        }

        return count;
    }

    /// <summary>Looks at a batch's rows; of equal ones the earlier stays.</summary>
    public void Add(Batch batch)
    {
        var rows = batch.Length;
        if (_ids.Length < rows)
        {
            _ids = new int[rows];
            _improved = new int[rows];
        }

        for (var k = 0; k < _keys.Length; k++) _values[k] = _keys[k].Evaluate(batch);
        _groups.Assign(_values, _ids.AsSpan(0, rows));
        Grow(_groups.Count);
        var keys = _buffer.NormalisedKeysOf(batch);
        if (keys.IsExact && _encoded) keys = keys.Encoded();
        if (!keys.IsExact && !_encoded) Encode();
        var improved = 0;
        for (var row = 0; row < rows; row++)
        {
            var group = _ids[row];
            if (_bestRow[group] != None && !IsBetter(keys, row, group)) continue;
            _bestPrefix[group] = keys.Prefixes[row];
            if (_encoded) _bestKey[group] = keys.BytesOf(row).ToArray();
            // A row of this batch is named by its complement until it is known which ones are kept.
            _bestRow[group] = ~row;
            _improved[improved++] = row;
        }

        if (improved > 0) Keep(batch, improved);
    }

    /// <summary>The first rows, in no order.</summary>
    public MaterializedRows Take()
    {
        Compact();
        return _buffer.Rows.Prefix(Columns);
    }

    private const int None = int.MaxValue;

    private bool IsBetter(SortKeys keys, int row, int group)
    {
        var prefix = keys.Prefixes[row];
        if (prefix != _bestPrefix[group]) return prefix < _bestPrefix[group];
        return _encoded && keys.BytesOf(row).SequenceCompareTo(_bestKey[group]) < 0;
    }

    private void Keep(Batch batch, int improved)
    {
        // Of a group's rows in the batch only the last improvement counts.
        var kept = 0;
        var at = _buffer.Rows.Count;
        for (var i = 0; i < improved; i++)
        {
            var row = _improved[i];
            if (_bestRow[_ids[row]] != ~row) continue;
            _bestRow[_ids[row]] = at + kept;
            _improved[kept++] = row;
        }

        _buffer.Add(kept == batch.Length ? batch : _better.Of(batch, _improved.AsSpan(0, kept)));
        if (_buffer.Rows.Count > (_groups.Count * 4) + Batch.DefaultRows) Compact();
    }

    private void Compact()
    {
        var count = _groups.Count;
        if (_buffer.Rows.Count == count) return;
        _buffer.Keep(_bestRow.AsSpan(0, count));
        for (var group = 0; group < count; group++) _bestRow[group] = group;
    }

    private void Grow(int groups)
    {
        if (_bestRow.Length >= groups) return;
        var before = _bestRow.Length;
        var size = Math.Max(groups, before * 2);
        Array.Resize(ref _bestRow, size);
        Array.Resize(ref _bestPrefix, size);
        Array.Resize(ref _bestKey, size);
        _bestRow.AsSpan(before).Fill(None);
    }

    // The first null in an order of one number: from here on whole keys are compared.
    private void Encode()
    {
        _encoded = true;
        for (var group = 0; group < _bestRow.Length; group++)
        {
            if (_bestRow[group] == None) continue;
            var key = new byte[9];
            key[0] = 1;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(1), _bestPrefix[group]);
            _bestKey[group] = key;
            _bestPrefix[group] = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(key);
        }
    }
}
