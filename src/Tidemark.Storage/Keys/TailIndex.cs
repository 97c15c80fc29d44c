using System.Collections.Immutable;
using System.Numerics;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Storage;

/// <summary>
/// Where the keys of a tail's rows lie: a hash table with chains, made when it is first asked for, and lengthened by the rows that came since whenever it is asked again.
/// Rows of a tail never change, so one index serves all versions; each looks at its own rows only. Thread-safe.
/// </summary>
internal sealed class TailIndex(ImmutableArray<int> columnIds)
{
    private readonly Lock _gate = new();
    private int[] _first = new int[64];
    private int[] _next = [];
    private ulong[] _hashes = [];
    private int _rows;

    /// <summary>The columns of the key.</summary>
    public ImmutableArray<int> ColumnIds => columnIds;

    /// <summary>Adds to <paramref name="found"/> the rows that a version sees whose keys have the hash, the newest first, each with what is looked for.</summary>
    /// <param name="version">The version of the tail.</param>
    /// <param name="hashes">What is looked for, by place.</param>
    /// <param name="places">Which of the hashes.</param>
    /// <param name="found">Receives place and row of each.</param>
    public void Find(UnitVersion version, ReadOnlySpan<ulong> hashes, ReadOnlySpan<int> places, List<(int Place, int Row)> found)
    {
        lock (_gate)
        {
            if (_rows < version.Rows) Extend(version);
            foreach (var place in places)
            {
                var hash = hashes[place];
                for (var row = _first[Bucket(hash)] - 1; row >= 0; row = _next[row] - 1)
                {
                    if (row < version.Rows && _hashes[row] == hash) found.Add((place, row));
                }
            }
        }
    }

    private int Bucket(ulong hash) => (int)hash & (_first.Length - 1);

    private void Extend(UnitVersion version)
    {
        var added = version.Rows - _rows;
        if (_hashes.Length < version.Rows)
        {
            var room = (int)Math.Max(64, BitOperations.RoundUpToPowerOf2((uint)version.Rows));
            Array.Resize(ref _hashes, room);
            Array.Resize(ref _next, room);
        }

        var columns = new Vector[columnIds.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = version.TailColumns[version.Unit.Layout.IndexOf(columnIds[i])].Slice(_rows, added);
        KeyHashes.Compute(columns, _hashes.AsSpan(_rows, added));
        var chained = _rows;
        if (version.Rows > _first.Length)
        {
            _first = new int[_hashes.Length];
            chained = 0;
        }

        for (var row = chained; row < version.Rows; row++)
        {
            ref var first = ref _first[Bucket(_hashes[row])];
            _next[row] = first;
            first = row + 1;
        }

        _rows = version.Rows;
    }
}
