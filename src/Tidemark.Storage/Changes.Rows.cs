using System.Collections.Immutable;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <content>Rows: appending and deleting.</content>
public sealed partial class Changes
{
    /// <summary>Appends the batch's rows (its selection applied) to a chunk. The values are copied; text in dictionary or constant shape is fine.</summary>
    /// <param name="root">The root that the transaction works on.</param>
    /// <param name="chunkId">The chunk.</param>
    /// <param name="batch">One column for each of the layout's columns, in its order.</param>
    /// <exception cref="SqlException">53100 or 58030 when rows had to be written to disk and could not be.</exception>
    public Changes Append(Root root, long chunkId, Batch batch)
    {
        if (batch.Length == 0) return this;
        chunkId = root.PlaceOf(chunkId);
        var own = Of(chunkId);
        return With(chunkId, own with { Own = Append(own, LayoutOf(own, root, chunkId), batch.ColumnCount, tail => tail.Append(batch)) });
    }

    /// <summary>Appends rows of a batch to several chunks.</summary>
    /// <param name="root">The root that the transaction works on.</param>
    /// <param name="columns">One for each of the layouts' columns, in their order.</param>
    /// <param name="parts">Which rows go where.</param>
    /// <exception cref="SqlException">53100 or 58030 when rows had to be written to disk and could not be.</exception>
    public Changes Append(Root root, Vector[] columns, IReadOnlyList<ChunkRows> parts)
    {
        var chunks = Chunks.ToBuilder();
        foreach (var part in parts)
        {
            var place = root.PlaceOf(part.ChunkId);
            var own = chunks.GetValueOrDefault(place, ChunkChanges.None);
            chunks[place] = own with { Own = Append(own, LayoutOf(own, root, place), columns.Length, tail => tail.Append(columns, part.Rows)) };
        }

        return new Changes(Scope, Metadata, chunks.ToImmutable());
    }

    private ImmutableArray<UnitVersion> Append(ChunkChanges own, ChunkLayout layout, int columns, Action<TailUnit> append)
    {
        if (columns != layout.Columns.Length) throw InternalErrors.Unexpected($"a batch of {columns} columns was appended to {layout.Columns.Length}");
        var units = TransactionScope.Settle(own.Own);
        var last = units.IsEmpty ? null : units[^1];
        if (last is { Unit: TailUnit open } && open.CanExtend(last.Rows, layout))
        {
            append(open);
            units = units.SetItem(units.Length - 1, new UnitVersion(open, open.Rows, last.Deletes));
        }
        else
        {
            open = Scope.NewTail(layout, isBulk: last is not null && last.Rows >= Scope.FullRows);
            append(open);
            units = units.Add(new UnitVersion(open, open.Rows, null));
        }

        Scope.Appended(open);
        return units;
    }

    /// <summary>Deletes rows that a scan of <paramref name="view"/> returned. Deleting a row twice does no harm.</summary>
    /// <param name="view">A view that was made with these changes, or with earlier ones of the same transaction.</param>
    /// <param name="rowIds">Row ids, as <see cref="ScanRequest.RowIds"/> gives them.</param>
    public Changes Delete(ChunkView view, ReadOnlySpan<long> rowIds) => Delete(view, rowIds, view.ChunkId);

    /// <summary>Deletes rows that a scan of <paramref name="view"/> returned, of a chunk that may have joined another since.</summary>
    /// <param name="root">The root that the transaction works on now.</param>
    /// <param name="view">A view that was made with these changes, or with earlier ones of the same transaction.</param>
    /// <param name="rowIds">Row ids, as <see cref="ScanRequest.RowIds"/> gives them.</param>
    public Changes Delete(Root root, ChunkView view, ReadOnlySpan<long> rowIds) => Delete(view, rowIds, root.PlaceOf(view.ChunkId));

    private Changes Delete(ChunkView view, ReadOnlySpan<long> rowIds, long chunkId)
    {
        if (rowIds.IsEmpty) return this;
        var own = Of(chunkId);
        var sorted = rowIds.ToArray();
        Array.Sort(sorted);
        var rows = new int[sorted.Length];
        for (var begin = 0; begin < sorted.Length;)
        {
            var unitId = RowId.Unit(sorted[begin]);
            var count = 0;
            for (; begin < sorted.Length && RowId.Unit(sorted[begin]) == unitId; begin++) rows[count++] = RowId.Row(sorted[begin]);
            own = Delete(own, view.FindUnit(unitId), rows.AsSpan(0, count));
        }

        return With(chunkId, own);
    }

    /// <summary>Whether these changes delete a row of a root. Any thread.</summary>
    /// <param name="root">The root; newer than the transaction's perhaps.</param>
    /// <param name="chunkId">The chunk.</param>
    /// <param name="rowId">The id of the row in that root.</param>
    public bool HasDeleted(Root root, long chunkId, long rowId)
    {
        var deleted = Following(root).Of(chunkId).Deleted;
        if (deleted.IsEmpty || root.FindChunk(chunkId) is not { } chunk) return false;
        foreach (var (unit, rows) in UnitForwarding.Resolve(deleted, chunk.Units, out _))
        {
            if (unit.Id == RowId.Unit(rowId)) return rows.Contains(RowId.Row(rowId));
        }

        return false;
    }

    private static ChunkChanges Delete(ChunkChanges own, Unit unit, ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < own.Own.Length; i++)
        {
            if (ReferenceEquals(own.Own[i].Unit, unit)) return own with { Own = own.Own.SetItem(i, own.Own[i].WithDeletes((own.Own[i].Deletes ?? DeleteSet.Empty).With(rows))) };
        }

        // A private tail that became a segment since the view was made.
        if (unit.Forwarding is { } forwarding && own.Own.Any(v => ReferenceEquals(v.Unit, forwarding.Targets[0])))
        {
            foreach (var (target, moved) in forwarding.Forward(DeleteSet.Empty.With(rows), out _)) own = Delete(own, target, moved.ToArray());
            return own;
        }

        return own with { Deleted = own.Deleted.SetItem(unit, (own.Deleted.GetValueOrDefault(unit) ?? DeleteSet.Empty).With(rows)) };
    }
}
