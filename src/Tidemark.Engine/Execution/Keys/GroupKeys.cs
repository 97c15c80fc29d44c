using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Numbers the distinct combinations of key columns densely, in order of first appearance. Each column numbers its own values; the numbers are then combined
/// pair by pair, so that every step is a look-up of 64 bits whatever the types are.
/// </summary>
internal sealed class GroupKeys
{
    private readonly KeyColumn[] _columns;
    private readonly IntegerTable[] _pairs;
    private int[] _right = [];

    /// <summary>Keys of these types.</summary>
    /// <param name="types">One a key; none makes all rows one group.</param>
    /// <param name="groupsNulls">Whether nulls are equal to each other; else a row with a null key is in no group (-1).</param>
    public GroupKeys(IReadOnlyList<SqlType> types, bool groupsNulls)
    {
        _columns = [.. types.Select(t => KeyColumn.Create(t, groupsNulls))];
        _pairs = new IntegerTable[Math.Max(0, _columns.Length - 1)];
        for (var i = 0; i < _pairs.Length; i++) _pairs[i] = new IntegerTable();
    }

    /// <summary>How many groups there are.</summary>
    public int Count => _columns.Length switch
    {
        0 => 1,
        1 => _columns[0].Count,
        _ => _pairs[^1].Count,
    };

    /// <summary>Bytes held.</summary>
    public long ByteSize
    {
        get
        {
            var bytes = 0L;
            foreach (var column in _columns) bytes += column.ByteSize;
            foreach (var pair in _pairs) bytes += pair.ByteSize;
            return bytes;
        }
    }

    /// <summary>The group of each row, new ones for new combinations.</summary>
    /// <param name="keys">One vector a key, as long as <paramref name="groups"/>.</param>
    /// <param name="groups">Receives the groups.</param>
    public void Assign(ReadOnlySpan<Vector> keys, Span<int> groups)
    {
        if (_columns.Length == 0)
        {
            groups.Clear();
            return;
        }

        _columns[0].Assign(keys[0], groups);
        for (var i = 1; i < _columns.Length; i++)
        {
            var right = Right(groups.Length);
            _columns[i].Assign(keys[i], right);
            Combine(_pairs[i - 1], groups, right);
        }
    }

    /// <summary>The group of each row; -1 for combinations that have none. Any number of threads, each with its own probe.</summary>
    public void Find(ReadOnlySpan<Vector> keys, Span<int> groups, GroupProbe probe)
    {
        if (_columns.Length == 0)
        {
            groups.Clear();
            return;
        }

        _columns[0].Find(keys[0], groups, probe.Columns[0]);
        for (var i = 1; i < _columns.Length; i++)
        {
            var right = probe.Right(groups.Length);
            _columns[i].Find(keys[i], right, probe.Columns[i]);
            var pair = _pairs[i - 1];
            for (var row = 0; row < groups.Length; row++)
            {
                groups[row] = (groups[row] | right[row]) < 0 ? -1 : pair.Find(Pack(groups[row], right[row]));
            }
        }
    }

    /// <summary>No more keys are added: prepares what is otherwise made when it is first read, so that several threads may look up.</summary>
    public void Freeze()
    {
        foreach (var column in _columns) column.Freeze();
    }

    /// <summary>Gives back what is pooled; nothing may be asked afterwards.</summary>
    public void Release()
    {
        foreach (var column in _columns) column.Release();
        foreach (var pair in _pairs) pair.Release();
    }

    /// <summary>A builder for the values of a key.</summary>
    public VectorBuilder CreateBuilder(int key, int capacity) => VectorBuilder.Create(_columns[key].Type, capacity);

    /// <summary>The values of one key of <paramref name="count"/> groups from <paramref name="start"/> on.</summary>
    public Vector EmitKey(int key, int start, int count)
    {
        var builders = new VectorBuilder[_columns.Length];
        for (var i = 0; i < builders.Length; i++) builders[i] = CreateBuilder(i, count);
        Emit(start, count, builders);
        return builders[key].Detach();
    }

    /// <summary>Appends the keys of <paramref name="count"/> groups from <paramref name="start"/> on.</summary>
    public void Emit(int start, int count, ReadOnlySpan<VectorBuilder> targets)
    {
        if (_columns.Length == 0) return;
        var ids = new int[count];
        for (var i = 0; i < count; i++) ids[i] = start + i;
        var right = new int[count];
        for (var c = _columns.Length - 1; c > 0; c--)
        {
            var packed = _pairs[c - 1].Keys;
            for (var i = 0; i < count; i++)
            {
                var pair = packed[ids[i]];
                right[i] = (int)(uint)pair;
                ids[i] = (int)(pair >> 32);
            }

            _columns[c].Emit(right, targets[c]);
        }

        _columns[0].Emit(ids, targets[0]);
    }

    private static void Combine(IntegerTable pair, Span<int> groups, ReadOnlySpan<int> right)
    {
        var last = ulong.MaxValue;
        var lastId = -1;
        for (var row = 0; row < groups.Length; row++)
        {
            if ((groups[row] | right[row]) < 0)
            {
                groups[row] = -1;
                continue;
            }

            var packed = Pack(groups[row], right[row]);
            if (packed != last)
            {
                last = packed;
                lastId = pair.Assign(packed);
            }

            groups[row] = lastId;
        }
    }

    private static ulong Pack(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private Span<int> Right(int rows)
    {
        if (_right.Length < rows) _right = new int[rows];
        return _right.AsSpan(0, rows);
    }
}

/// <summary>What one thread needs to look groups up.</summary>
internal sealed class GroupProbe
{
    private int[] _right = [];

    public GroupProbe(int keys)
    {
        Columns = new FindScratch[keys];
        for (var i = 0; i < keys; i++) Columns[i] = new FindScratch();
    }

    /// <summary>The scratch of each key column.</summary>
    public FindScratch[] Columns { get; }

    /// <summary>Room for a number a row.</summary>
    public Span<int> Right(int rows)
    {
        if (_right.Length < rows) _right = new int[rows];
        return _right.AsSpan(0, rows);
    }
}
