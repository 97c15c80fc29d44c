using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>
/// Brings each row of a hypertable into its chunk, which is made where it is missing. Lives for one statement, whose lock keeps chunks from being dropped: those that were found
/// are remembered. Rows mostly come in runs of one chunk, so the chunk found last is tried first.
/// </summary>
internal sealed class ChunkRouter
{
    private readonly SessionContext _session;
    private readonly Table _table;
    private readonly ImmutableArray<Dimension> _dimensions;
    private readonly int[] _ordinals;
    private readonly SqlType[] _types;
    private readonly long[][] _coordinates;

    // By the number of the interval that a time lies in, counted with today's interval; chunks from before it was changed stand in several places, or several in one.
    private readonly Dictionary<long, List<Place>> _places = [];
    private readonly Dictionary<uint, Place> _byOid = [];
    private readonly List<ChunkRows> _filled = [];
    private Place? _last;

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
            _types[i] = _dimensions[i].FunctionType ?? live[_ordinals[i]].Type;
            _coordinates[i] = [];
        }
    }

    /// <summary>Appends rows to their chunks.</summary>
    /// <param name="rows">One column for each live column of the table, and then one for each column that storage alone knows, or none.</param>
    public void Append(Batch rows)
    {
        rows = StoredRows.Of(_table, rows);
        Locate(rows);
        var place = PlaceOf(0);
        var row = 1;
        while (row < rows.Length && Holds(place.Chunk, row)) row++;
        if (row == rows.Length)
        {
            _session.Transaction.Append(place.Chunk.StorageId, rows);
            return;
        }

        _filled.Clear();
        _filled.Add(place.Rows);
        place.Rows.Clear();
        for (var i = 0; i < row; i++) place.Rows.Add(i);
        for (; row < rows.Length; row++)
        {
            if (!Holds(place.Chunk, row)) place = PlaceOf(row);
            if (place.Rows.Count == 0) _filled.Add(place.Rows);
            place.Rows.Add(row);
        }

        _session.Transaction.Append(Dense(rows), _filled);
        foreach (var part in _filled) part.Clear();
    }

    /// <summary>The chunk that a row belongs to.</summary>
    public Chunk ChunkOf(Batch rows, int row)
    {
        Locate(rows);
        return PlaceOf(row).Chunk;
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
            ChunkSlicing.Coordinates(_dimensions[i], PartitioningFunctions.Apply(_dimensions[i], rows.Column(_ordinals[i]), _session), _coordinates[i].AsSpan(0, rows.Length));
        }
    }

    private static Vector[] Dense(Batch rows)
    {
        if (rows.Selection is null) return rows.RawColumnArray;
        var columns = new Vector[rows.ColumnCount];
        for (var i = 0; i < columns.Length; i++) columns[i] = rows.Column(i);
        return columns;
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

    private Place PlaceOf(int row)
    {
        if (_last is not null && Holds(_last.Chunk, row)) return _last;
        // Times near the ends of the type wrap around into another place; what counts is whether the chunk holds them.
        var key = unchecked(_coordinates[0][row] - ChunkSlicing.UnixEpoch) / Math.Max(1, _dimensions[0].Interval);
        ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, key, out _);
        places ??= [];
        foreach (var place in places)
        {
            if (Holds(place.Chunk, row)) return _last = place;
        }

        var chunk = Find(row) ?? Create(row);
        if (chunk.IsFrozen) throw ChunkErrors.FrozenInsert(chunk.Name);
        if (chunk.Columnstore is not null && !_session.Settings.IsOn(TimescaleSettings.ChangesOfConverted) && UniqueIndexes.Of(_table, _session.Catalog).Length > 0)
        {
            throw ColumnstoreErrors.KeysDisabled();
        }

        ref var found = ref CollectionsMarshal.GetValueRefOrAddDefault(_byOid, chunk.Oid, out _);
        found ??= new Place(chunk, new ChunkRows(chunk.StorageId));
        places.Add(found);
        return _last = found;
    }

    private Chunk? Find(int row)
    {
        // A chunk of infinity would hold it.
        var time = _coordinates[0][row];
        if (_types[0].Category == TypeCategory.DateTime) ChunkSlicing.RequireRepresentable(time, _types[0]);
        foreach (var chunk in _session.Catalog.ChunksOf(_table.Oid).Overlapping(time, time))
        {
            if (Holds(chunk, row)) return chunk;
        }

        return null;
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

    /// <summary>A chunk, and those of the present batch's rows that go there.</summary>
    private sealed record Place(Chunk Chunk, ChunkRows Rows);
}
