using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The first row of each group in one unit of storage, kept from one query to the next, so that asking again and again for the last values reads nothing anew. It is made when the unit is asked
/// for the second time; that of a segment stays as it is, that of a tail is carried on by the rows that were added since. It goes when its unit goes. One thread at a time, by its lock.
/// </summary>
internal sealed class UnitLastPoints
{
    // An index pays where groups have many rows; of large ones it would be the unit once more.
    private const int MinRowsPerGroup = 8;
    private const int SmallCount = 4096;
    private const long MaxBytes = 64L << 20;

    private static readonly ConditionalWeakTable<object, ImmutableList<UnitLastPoints>> s_units = [];
    private static readonly Lock s_lock = new();
    private static long s_bytes;

    private readonly ImmutableArray<int> _groupColumns;
    private readonly SortColumnKey _order;
    private readonly int _orderColumn;
    private readonly Lock _lock = new();
    private readonly GroupProbe _probe;
    private readonly Dictionary<int, Vector> _values = [];
    private Dictionary<long, int>? _placeById;
    private FirstRows? _first;
    private MaterializedRows? _winners;
    private int _rows;
    private int _asked;
    private bool _isRefused;

    private UnitLastPoints(ImmutableArray<int> groupColumns, int orderColumn, SortColumnKey order)
    {
        _groupColumns = groupColumns;
        _orderColumn = orderColumn;
        _order = order;
        _probe = new GroupProbe(groupColumns.Length);
    }

    /// <summary>What is known of a unit, if it may be kept: not of rows that only one transaction sees, nor where rows are deleted.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="groupColumns">The columns that are grouped by.</param>
    /// <param name="orderColumn">The column that the order goes by.</param>
    /// <param name="order">Its direction.</param>
    public static UnitLastPoints? Of(UnitView unit, ImmutableArray<int> groupColumns, int orderColumn, SortColumnKey order)
    {
        if (unit.HasDeletes || unit.IsOwn) return null;
        lock (s_lock)
        {
            var known = s_units.TryGetValue(unit.Identity, out var list) ? list : [];
            foreach (var index in known)
            {
                if (index._orderColumn == orderColumn && index._order == order && index._groupColumns.SequenceEqual(groupColumns)) return index;
            }

            var made = new UnitLastPoints(groupColumns, orderColumn, order);
            s_units.AddOrUpdate(unit.Identity, known.Add(made));
            return made;
        }
    }

    /// <summary>
    /// Gives the first rows of the groups: keys and order as the scan's columns have them, and row ids. False where they are not kept, and the unit is to be scanned.
    /// </summary>
    /// <param name="unit">The unit.</param>
    /// <param name="node">Groups and order over the columns that are read.</param>
    /// <param name="request">What is read of the unit, without filters.</param>
    /// <param name="context">The execution.</param>
    /// <param name="wanted">The groups asked for; null for all.</param>
    /// <param name="use">Takes the rows, while nobody else has the index.</param>
    public bool TryUse(UnitView unit, FirstPerGroupNode node, ScanRequest request, QueryContext context, Vector? wanted, Action<Batch> use)
    {
        lock (_lock)
        {
            if (_isRefused || unit.RowCount < _rows || ++_asked < 2) return false;
            if (unit.RowCount > _rows && !TryExtend(unit, node, request, context)) return false;
            var batch = new Batch();
            if (wanted is null)
            {
                batch.Set(_winners!.Columns, _winners.Count, null);
            }
            else
            {
                var places = new int[wanted.Length];
                _first!.Find([wanted], places, _probe);
                var selection = new Selection();
                var rows = selection.Prepare(places.Length);
                var count = 0;
                foreach (var place in places)
                {
                    if (place >= 0) rows[count++] = place;
                }

                if (count == 0) return true;
                selection.SetCount(count);
                batch.Set(_winners!.Columns, _winners.Count, selection);
            }

            if (batch.Length > 0) use(batch);
            return true;
        }
    }

    /// <summary>Appends a column of rows that <see cref="TryUse"/> gave. False where the column is not there to be kept.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="column">The table column's number.</param>
    /// <param name="type">Its type.</param>
    /// <param name="rowIds">The rows.</param>
    /// <param name="target">Receives the values.</param>
    public bool TryFetch(UnitView unit, int column, SqlType type, ReadOnlySpan<long> rowIds, VectorBuilder target)
    {
        if (!unit.IsSegment)
        {
            if (unit.TryTailColumn(column) is not { } tail) return false;
            var rows = new int[rowIds.Length];
            for (var i = 0; i < rows.Length; i++) rows[i] = (int)(rowIds[i] - unit.RowIdOf(0));
            target.AppendGather(tail, rows);
            return true;
        }

        lock (_lock)
        {
            if (_winners is null || _winners.Count == 0) return false;
            var ids = ((FixedVector<long>)_winners.Columns[^1]).Values[.._winners.Count];
            if (!_values.TryGetValue(column, out var values) || !values.Type.Equals(type)) values = _values[column] = ReadColumn(unit, column, type, ids);
            var places = new int[rowIds.Length];
            var byId = _placeById ??= Places(ids);
            for (var i = 0; i < places.Length; i++)
            {
                if (!byId.TryGetValue(rowIds[i], out places[i])) return false;
            }

            target.AppendGather(values, places);
            return true;
        }
    }

    private bool TryExtend(UnitView unit, FirstPerGroupNode node, ScanRequest request, QueryContext context)
    {
        _first ??= new FirstRows(node, context);
        _placeById = null;
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        // The last block was not full when it was read: what is read twice is not better than itself.
        var firstBlock = _rows == 0 ? 0 : UnitView.Locate(unit.RowIdOf(_rows - 1)).Block;
        scanner.Start(new ScanMorsel(unit, firstBlock, unit.BlockCount - firstBlock));
        var limit = Math.Max(SmallCount, unit.RowCount / MinRowsPerGroup);
        while (scanner.Next(batch))
        {
            context.Functions.ThrowIfCancelled();
            _first.Add(batch);
            if (_first.Count <= limit) continue;
            (_isRefused, _first, _winners) = (true, null, null);
            return false;
        }

        _first.Freeze();
        _winners = _first.Take();
        _rows = unit.RowCount;
        Account(_winners.ByteSize * 2);
        return true;
    }

    // The column's values of all first rows, in the order of the groups.
    private static Vector ReadColumn(UnitView unit, int column, SqlType type, ReadOnlySpan<long> ids)
    {
        var order = new int[ids.Length];
        var sorted = ids.ToArray();
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);
        var values = VectorBuilder.Create(type, ids.Length);
        using var scanner = new ChunkScanner(new ScanRequest { ColumnIds = [column] });
        var batch = new Batch();
        scanner.Start(unit, sorted);
        while (scanner.Next(batch)) values.AppendRange(batch.Column(0), 0, batch.Length);
        if (values.Length < sorted.Length) throw Errors.InternalErrors.Unexpected("a row is gone that was there before");
        var places = new int[order.Length];
        for (var i = 0; i < order.Length; i++) places[order[i]] = i;
        var result = VectorBuilder.Create(type, ids.Length);
        result.AppendGather(values.Build(), places);
        Account(result.ByteSize);
        return result.Detach();
    }

    private static Dictionary<long, int> Places(ReadOnlySpan<long> ids)
    {
        var places = new Dictionary<long, int>(ids.Length);
        for (var i = 0; i < ids.Length; i++) places[ids[i]] = i;
        return places;
    }

    // What is kept of units that are gone is counted until all is forgotten: then it is made again where it is asked for.
    private static void Account(long bytes)
    {
        if (Interlocked.Add(ref s_bytes, bytes) < MaxBytes) return;
        lock (s_lock)
        {
            s_units.Clear();
            Interlocked.Exchange(ref s_bytes, 0);
        }
    }
}
