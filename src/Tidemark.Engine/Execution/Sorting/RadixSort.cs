namespace Tidemark.Engine.Execution;

/// <summary>
/// Sorts rows by 64-bit keys, stably: least significant byte first, bytes that are the same in all keys left out. Short inputs, and inputs that are in order or in the opposite one already,
/// take simpler ways.
/// </summary>
internal static class RadixSort
{
    private const int Short = 192;

    /// <summary>Sorts entries whose rows are ascending.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="scratch">As long as the entries; its content is lost.</param>
    /// <returns>The sorted entries: one of the two spans.</returns>
    public static Span<SortEntry> Sort(Span<SortEntry> entries, Span<SortEntry> scratch)
    {
        if (entries.Length < 2 || IsSorted(entries)) return entries;
        if (IsReversed(entries))
        {
            entries.Reverse();
            return entries;
        }

        if (entries.Length <= Short)
        {
            entries.Sort(static (a, b) => a.Key != b.Key ? a.Key.CompareTo(b.Key) : a.Row.CompareTo(b.Row));
            return entries;
        }

        var common = entries[0].Key;
        var differing = 0UL;
        foreach (ref readonly var entry in entries) differing |= entry.Key ^ common;
        var from = entries;
        var to = scratch;
        Span<int> counts = stackalloc int[256];
        for (var shift = 0; shift < 64; shift += 8)
        {
            if ((differing >> shift & 0xFF) == 0) continue;
            counts.Clear();
            foreach (ref readonly var entry in from) counts[(int)(entry.Key >> shift & 0xFF)]++;
            var at = 0;
            for (var i = 0; i < counts.Length; i++)
            {
                var count = counts[i];
                counts[i] = at;
                at += count;
            }

            foreach (ref readonly var entry in from) to[counts[(int)(entry.Key >> shift & 0xFF)]++] = entry;
            var sorted = to;
            to = from;
            from = sorted;
        }

        return from;
    }

    private static bool IsSorted(ReadOnlySpan<SortEntry> entries)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            if (entries[i].Key < entries[i - 1].Key) return false;
        }

        return true;
    }

    // Without equal keys, so that turning them round keeps the order of equal ones.
    private static bool IsReversed(ReadOnlySpan<SortEntry> entries)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            if (entries[i].Key >= entries[i - 1].Key) return false;
        }

        return true;
    }
}
