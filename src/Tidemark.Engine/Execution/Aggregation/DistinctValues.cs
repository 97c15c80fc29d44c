using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Which combinations of argument values each group of an aggregate with DISTINCT has met. The combinations are numbered over all groups; what a group has met is a bit for each of them
/// as long as that takes less room than a table of the pairs. One thread at a time.
/// </summary>
internal sealed class DistinctValues
{
    private const int AlwaysBits = 1 << 20;

    // About what a pair takes in a table, in bits.
    private const int BitsOfPair = 256;

    private readonly GroupKeys _values;
    private readonly SqlType[] _types;
    private ulong[] _bits = [];
    private IntegerTable? _pairs;
    private int[] _ids = [];
    private int _groups;
    private int _wordsOfGroup = 1;
    private long _count;

    public DistinctValues(IEnumerable<SqlType> types)
    {
        _types = [.. types];
        _values = new GroupKeys(_types, groupsNulls: true);
    }

    /// <summary>Bytes held.</summary>
    public long ByteSize => _values.ByteSize + (_bits.Length * 8L) + (_pairs?.ByteSize ?? 0);

    /// <summary>Finds the rows that bring a group a combination that it has not met.</summary>
    /// <param name="values">The arguments.</param>
    /// <param name="groups">The group of each row.</param>
    /// <param name="groupCount">How many groups there are.</param>
    /// <param name="rows">Receives the rows, ascending; as long as <paramref name="groups"/>.</param>
    /// <returns>How many.</returns>
    public int AddRows(ReadOnlySpan<Vector> values, ReadOnlySpan<int> groups, int groupCount, Span<int> rows)
    {
        if (_ids.Length < groups.Length) _ids = new int[groups.Length];
        var ids = _ids.AsSpan(0, groups.Length);
        _values.Assign(values, ids);
        MakeRoom(groupCount);
        var kept = 0;
        if (_pairs is { } pairs)
        {
            for (var row = 0; row < ids.Length; row++)
            {
                var before = pairs.Count;
                pairs.Assign(Pack(groups[row], ids[row]));
                if (pairs.Count > before) rows[kept++] = row;
            }
        }
        else
        {
            var bits = _bits;
            for (var row = 0; row < ids.Length; row++)
            {
                ref var word = ref bits[(groups[row] * _wordsOfGroup) + (ids[row] >> 6)];
                var bit = 1UL << ids[row];
                rows[kept] = row;
                kept += (word & bit) == 0 ? 1 : 0;
                word |= bit;
            }
        }

        _count += kept;
        return kept;
    }

    /// <summary>Receives some pairs: the values, one vector an argument, and the group of each.</summary>
    public delegate void PairsReader(ReadOnlySpan<Vector> values, ReadOnlySpan<int> groups);

    /// <summary>Gives all pairs, piece by piece.</summary>
    public void Read(PairsReader read)
    {
        var columns = new Vector[_types.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = _values.EmitKey(i, 0, _values.Count);
        var builders = Array.ConvertAll(_types, t => VectorBuilder.Create(t, Batch.DefaultRows));
        var pieces = new Vector[columns.Length];
        var groups = new int[Batch.DefaultRows];
        var ids = new int[Batch.DefaultRows];
        var count = 0;
        if (_pairs is { } pairs)
        {
            foreach (var pair in pairs.Keys) Add((int)(pair >> 32), (int)(uint)pair);
        }
        else
        {
            for (var word = 0; word < _bits.Length; word++)
            {
                for (var rest = _bits[word]; rest != 0; rest &= rest - 1)
                {
                    Add(word / _wordsOfGroup, ((word % _wordsOfGroup) << 6) + System.Numerics.BitOperations.TrailingZeroCount(rest));
                }
            }
        }

        Flush();

        void Add(int group, int id)
        {
            groups[count] = group;
            ids[count++] = id;
            if (count == ids.Length) Flush();
        }

        void Flush()
        {
            if (count == 0) return;
            for (var i = 0; i < pieces.Length; i++)
            {
                builders[i].Reset();
                builders[i].AppendGather(columns[i], ids.AsSpan(0, count));
                pieces[i] = builders[i].Build();
            }

            read(pieces, groups.AsSpan(0, count));
            count = 0;
        }
    }

    private static ulong Pack(int group, int id) => ((ulong)(uint)group << 32) | (uint)id;

    private void MakeRoom(int groupCount)
    {
        if (_pairs is not null) return;
        var groups = groupCount <= _groups ? _groups : Math.Max(groupCount, _groups * 2);
        var words = _wordsOfGroup;
        while ((long)words * 64 < _values.Count) words *= 2;
        if (groups == _groups && words == _wordsOfGroup) return;
        var bits = (long)groups * words * 64;
        if (bits > Math.Max(AlwaysBits, Math.Min(_count * BitsOfPair, 1L << 36)))
        {
            UsePairs();
            return;
        }

        var grown = new ulong[groups * words];
        for (var group = 0; group < _groups; group++) _bits.AsSpan(group * _wordsOfGroup, _wordsOfGroup).CopyTo(grown.AsSpan(group * words));
        (_bits, _groups, _wordsOfGroup) = (grown, groups, words);
    }

    private void UsePairs()
    {
        var pairs = new IntegerTable();
        for (var word = 0; word < _bits.Length; word++)
        {
            for (var rest = _bits[word]; rest != 0; rest &= rest - 1)
            {
                pairs.Assign(Pack(word / _wordsOfGroup, ((word % _wordsOfGroup) << 6) + System.Numerics.BitOperations.TrailingZeroCount(rest)));
            }
        }

        (_pairs, _bits) = (pairs, []);
    }
}
