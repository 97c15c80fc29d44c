using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>
/// Finds, and makes where it is missing, the chunk of each row of a hypertable. Lives for one statement. Rows mostly come in runs of one chunk, so the chunk found last
/// is tried first.
/// </summary>
internal sealed class ChunkRouter
{
    private readonly SessionContext _session;
    private readonly Table _table;
    private readonly ImmutableArray<Dimension> _dimensions;
    private readonly int[] _ordinals;
    private readonly SqlType[] _types;
    private readonly long[][] _coordinates;
    private Chunk? _last;

    public ChunkRouter(SessionContext session, Table table)
    {
        _session = session;
        _table = table;
        _dimensions = table.Hypertable!.Dimensions;
        _ordinals = new int[_dimensions.Length];
        _types = new SqlType[_dimensions.Length];
        _coordinates = new long[_dimensions.Length][];
        var live = table.LiveColumns.ToList();
        for (var i = 0; i < _dimensions.Length; i++)
        {
            _ordinals[i] = live.FindIndex(c => c.Number == _dimensions[i].Column);
            _types[i] = live[_ordinals[i]].Type;
            _coordinates[i] = [];
        }
    }

    /// <summary>Divides a batch of the table's rows by chunk.</summary>
    /// <param name="rows">One column for each live column of the table.</param>
    /// <param name="receive">Gets each chunk with the rows that belong to it, null for all of the batch.</param>
    public void Route(Batch rows, Action<Chunk, List<int>?> receive)
    {
        Locate(rows);
        var first = ChunkOf(0);
        var row = 1;
        while (row < rows.Length && Holds(first, row)) row++;
        if (row == rows.Length)
        {
            receive(first, null);
            return;
        }

        var parts = new Dictionary<uint, (Chunk Chunk, List<int> Rows)>();
        var part = Part(parts, first);
        for (var i = 0; i < row; i++) part.Rows.Add(i);
        for (; row < rows.Length; row++)
        {
            if (!Holds(part.Chunk, row)) part = Part(parts, ChunkOf(row));
            part.Rows.Add(row);
        }

        foreach (var (chunk, list) in parts.Values) receive(chunk, list);
    }

    /// <summary>Whether all rows of a batch belong into a chunk.</summary>
    public bool HoldsAll(Chunk chunk, Batch rows)
    {
        Locate(rows);
        for (var row = 0; row < rows.Length; row++)
        {
            if (!Holds(chunk, row)) return false;
        }

        return true;
    }

    private void Locate(Batch rows)
    {
        for (var i = 0; i < _dimensions.Length; i++)
        {
            if (_coordinates[i].Length < rows.Length) _coordinates[i] = new long[rows.Length];
            ChunkSlicing.Coordinates(_dimensions[i], rows.Column(_ordinals[i]), _coordinates[i].AsSpan(0, rows.Length));
        }
    }

    private static (Chunk Chunk, List<int> Rows) Part(Dictionary<uint, (Chunk Chunk, List<int> Rows)> parts, Chunk chunk)
    {
        if (!parts.TryGetValue(chunk.Oid, out var part)) parts[chunk.Oid] = part = (chunk, []);
        return part;
    }

    private bool Holds(Chunk chunk, int row)
    {
        for (var i = 0; i < _dimensions.Length; i++)
        {
            var coordinate = _coordinates[i][row];
            var slice = chunk.Slices[i];
            if (coordinate < slice.Start || (coordinate >= slice.End && slice.End != long.MaxValue)) return false;
        }

        return true;
    }

    private Chunk ChunkOf(int row)
    {
        if (_last is not null && Holds(_last, row)) return _last;
        var time = _coordinates[0][row];
        foreach (var chunk in _session.Catalog.ChunksOf(_table.Oid).Overlapping(time, time))
        {
            if (Holds(chunk, row)) return _last = chunk;
        }

        return _last = Create(row);
    }

    private Chunk Create(int row)
    {
        var slices = new DimensionSlice[_dimensions.Length];
        for (var i = 0; i < slices.Length; i++) slices[i] = ChunkSlicing.SliceOf(_dimensions[i], _types[i], _coordinates[i][row]);
        CutToGap(slices, row);
        return ChunkCreation.Create(_table, [.. slices], _session);
    }

    // The interval may have changed since the neighbours were made: the new slice gets what they leave.
    private void CutToGap(DimensionSlice[] slices, int row)
    {
        var time = _coordinates[0][row];
        var (start, end) = slices[0];
        foreach (var other in _session.Catalog.ChunksOf(_table.Oid).Overlapping(start, end == long.MaxValue ? end : end - 1))
        {
            if (!MeetsInOtherDimensions(other, slices)) continue;
            var slice = other.Slices[0];
            if (slice.End <= time) start = Math.Max(start, slice.End);
            else if (slice.Start > time) end = Math.Min(end, slice.Start);
        }

        slices[0] = new DimensionSlice(start, end);
    }

    private static bool MeetsInOtherDimensions(Chunk other, DimensionSlice[] slices)
    {
        for (var i = 1; i < slices.Length; i++)
        {
            if (other.Slices[i].End <= slices[i].Start || other.Slices[i].Start >= slices[i].End) return false;
        }

        return true;
    }
}
