namespace Tidemark.Storage;

/// <summary>Finds single rows.</summary>
public static class RowMorsels
{
    /// <summary>The block that a row lies in, as a piece to scan; empty when the view has no such unit.</summary>
    /// <param name="view">The view that the row id came from, or a later one of the same transaction.</param>
    /// <param name="rowId">A row id, as <see cref="ScanRequest.RowIds"/> gives them.</param>
    public static IEnumerable<ScanMorsel> MorselsOf(this ChunkView view, long rowId)
    {
        foreach (var unit in view.Units)
        {
            if (unit.Version.Unit.Id == RowId.Unit(rowId)) yield return new ScanMorsel(unit, RowId.Row(rowId) / BlockFormat.Rows, 1);
        }
    }
}
