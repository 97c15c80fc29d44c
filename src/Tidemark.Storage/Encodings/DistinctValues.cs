namespace Tidemark.Storage;

/// <summary>Finds the distinct values of a block when they are few: a hash table with open addressing, reused from block to block. One thread at a time.</summary>
internal sealed class DistinctValues
{
    /// <summary>The most distinct values that are looked for.</summary>
    public const int Most = 256;

    // A quarter full at most, so that a probe mostly ends where it begins.
    private const int SlotBits = 10;
    private const int Unused = -1;

    private readonly short[] _slots = new short[1 << SlotBits];
    private readonly long[] _values = new long[Most];
    private readonly long[] _ranks = new long[Most];
    private readonly short[] _order = new short[Most];

    /// <summary>The distinct values that were found, ascending.</summary>
    public ReadOnlySpan<long> Values => _values.AsSpan(0, Count);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Finds the distinct values and gives each value its place among them.</summary>
    /// <param name="values">The values of the block.</param>
    /// <param name="limit">The most distinct ones that are of use, up to <see cref="Most"/>.</param>
    /// <param name="places">Receives the places; as long as the values.</param>
    /// <returns>False, with <paramref name="places"/> undefined, if there are more than the limit.</returns>
    public bool TryFind(ReadOnlySpan<long> values, int limit, Span<long> places)
    {
        Count = 0;
        Array.Fill(_slots, (short)Unused);
        for (var i = 0; i < values.Length; i++)
        {
            var place = Place(values[i], limit);
            if (place == Unused) return false;
            places[i] = place;
        }

        for (var i = 0; i < Count; i++) _order[i] = (short)i;
        Array.Sort(_values, _order, 0, Count);
        for (var rank = 0; rank < Count; rank++) _ranks[_order[rank]] = rank;
        for (var i = 0; i < places.Length; i++) places[i] = _ranks[places[i]];
        return true;
    }

    private int Place(long value, int limit)
    {
        // Fibonacci hashing: Knuth, The Art of Computer Programming, volume 3, section 6.4.
        var slot = (int)(((ulong)value * 0x9E37_79B9_7F4A_7C15) >> (64 - SlotBits));
        while (true)
        {
            var place = _slots[slot];
            if (place == Unused) break;
            if (_values[place] == value) return place;
            slot = (slot + 1) & (_slots.Length - 1);
        }

        if (Count == limit) return Unused;
        _slots[slot] = (short)Count;
        _values[Count] = value;
        return Count++;
    }
}
