using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <content>Looking for keys.</content>
public sealed partial class UnitView
{
    /// <summary>
    /// Leaves out of a list of keys those that no row of a segment has, as far as its membership filter tells. What is left may be there. All are left where there is no filter.
    /// The first call for a segment may read its footer and its filter.
    /// </summary>
    /// <param name="columnIds">The columns of the key, in the order in which the hashes were made.</param>
    /// <param name="hashes">The <see cref="KeyHashes"/> of the keys.</param>
    /// <param name="places">Places in <paramref name="hashes"/>; those that are left come first afterwards.</param>
    /// <returns>How many are left.</returns>
    public int FilterKeys(ReadOnlySpan<int> columnIds, ReadOnlySpan<ulong> hashes, Span<int> places)
    {
        if (Version.Unit is not SegmentUnit segment || segment.FindFilter(columnIds) is not { } found) return places.Length;
        var filter = found.Value;
        var left = 0;
        foreach (var place in places)
        {
            places[left] = place;
            if (filter.MayContain(hashes[place])) left++;
        }

        return left;
    }

    /// <summary>Whether it is in memory and has all columns of a key whose types can be hashed, so that <see cref="FindKeys"/> serves.</summary>
    public bool HasKeyIndex(ReadOnlySpan<int> columnIds)
    {
        if (Version.Unit is not TailUnit) return false;
        foreach (var id in columnIds)
        {
            if (Version.Unit.Layout.IndexOf(id) is not (>= 0 and var at) || !KeyHashes.Supports(Version.Unit.Layout.Columns[at].Type)) return false;
        }

        return true;
    }

    /// <summary>Finds the rows in memory, deleted ones left out, whose keys have one of the hashes. The hash table for it is kept up by such calls alone.</summary>
    /// <param name="columnIds">The columns of the key, see <see cref="HasKeyIndex"/>.</param>
    /// <param name="hashes">The <see cref="KeyHashes"/> of the keys.</param>
    /// <param name="places">Which of them are looked for.</param>
    /// <param name="found">Receives for each row the place of its hash, and the row.</param>
    public void FindKeys(ReadOnlySpan<int> columnIds, ReadOnlySpan<ulong> hashes, ReadOnlySpan<int> places, List<(int Place, int Row)> found)
    {
        var start = found.Count;
        ((TailUnit)Version.Unit).IndexOf(columnIds).Find(Version, hashes, places, found);
        if (Version.Deletes is not { } deletes) return;
        var kept = start;
        for (var i = start; i < found.Count; i++)
        {
            if (!deletes.Contains(found[i].Row)) found[kept++] = found[i];
        }

        found.RemoveRange(kept, found.Count - kept);
    }

    /// <summary>A column of the rows in memory, as <see cref="FindKeys"/> numbers them.</summary>
    public Vector TailColumn(int columnId) => Version.TailColumns[Version.Unit.Layout.IndexOf(columnId)];

    /// <summary>A column of the rows in memory; null where the unit is on disk or was made before the column.</summary>
    public Vector? TryTailColumn(int columnId) => Version.Unit is TailUnit tail && tail.Layout.IndexOf(columnId) is >= 0 and var at ? Version.TailColumns[at] : null;

    /// <summary>The id of a row.</summary>
    public long RowIdOf(int row) => RowId.Make(UnitId, row);
}
