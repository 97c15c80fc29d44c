namespace Tidemark.Engine.Execution;

/// <summary>
/// Sorts rows by 64-bit keys, stably: least significant byte first, bytes that are the same in all keys left out. Short inputs, and inputs that are in order already, take simpler ways.
/// </summary>
internal static class RadixSort
{
    private const int Short = 256;

    /// <summary>Sorts the entries; the array may be replaced by another.</summary>
    public static void Sort(ref SortKeys.Entry[] entries)
    {
        if (IsSorted(entries)) return;
        if (entries.Length <= Short)
        {
            entries.AsSpan().Sort(static (a, b) => a.Prefix != b.Prefix ? a.Prefix.CompareTo(b.Prefix) : a.Row.CompareTo(b.Row));
            return;
        }

        var common = entries[0].Prefix;
        var differing = 0UL;
        foreach (ref readonly var entry in entries.AsSpan()) differing |= entry.Prefix ^ common;
        var from = entries;
        var to = new SortKeys.Entry[entries.Length];
        Span<int> counts = stackalloc int[256];
        for (var shift = 0; shift < 64; shift += 8)
        {
            if ((differing >> shift & 0xFF) == 0) continue;
            counts.Clear();
            foreach (ref readonly var entry in from.AsSpan()) counts[(int)(entry.Prefix >> shift & 0xFF)]++;
            var at = 0;
            for (var i = 0; i < counts.Length; i++)
            {
                var count = counts[i];
                counts[i] = at;
                at += count;
            }

            foreach (ref readonly var entry in from.AsSpan()) to[counts[(int)(entry.Prefix >> shift & 0xFF)]++] = entry;
            (from, to) = (to, from);
        }

        entries = from;
    }

    private static bool IsSorted(SortKeys.Entry[] entries)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            if (entries[i].Prefix < entries[i - 1].Prefix) return false;
        }

        return true;
    }
}
