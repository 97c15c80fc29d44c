using System.Runtime.CompilerServices;

namespace Tidemark.Engine.Execution;

/// <summary>Numbers distinct 64-bit keys densely, in order of first appearance. Open addressing with linear probing, at most half full.</summary>
internal sealed class IntegerTable
{
    private Slot[] _slots = new Slot[64];
    private ulong[] _keys = new ulong[32];
    private int _mask = 63;

    private struct Slot
    {
        public ulong Key;

        // One more than the number of the key, so that a cleared slot is an empty one.
        public int Next;
    }

    /// <summary>How many keys there are.</summary>
    public int Count { get; private set; }

    /// <summary>The keys by number.</summary>
    public ReadOnlySpan<ulong> Keys => _keys.AsSpan(0, Count);

    /// <summary>Bytes held.</summary>
    public long ByteSize => (_slots.Length * 16L) + (_keys.Length * 8L);

    /// <summary>The number of a key, a new one if it is new.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Assign(ulong key)
    {
        var slots = _slots;
        var at = PlaceOf(key, _mask);
        while (true)
        {
            ref var slot = ref slots[at];
            if (slot.Next == 0) return Add(key, at);
            if (slot.Key == key) return slot.Next - 1;
            at = (at + 1) & _mask;
        }
    }

    /// <summary>The number of a key, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ulong key)
    {
        var slots = _slots;
        var at = PlaceOf(key, _mask);
        while (true)
        {
            ref var slot = ref slots[at];
            if (slot.Next == 0) return -1;
            if (slot.Key == key) return slot.Next - 1;
            at = (at + 1) & _mask;
        }
    }

    // Four neighbouring keys share a cache line of slots: numbers that are given one after the other come one after the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(ulong key, int mask) => (int)((KeyHash.Of(key >> 2) << 2) | (uint)(key & 3)) & mask;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(ulong key, int at)
    {
        if (Count == _keys.Length) Array.Resize(ref _keys, Count * 2);
        _keys[Count++] = key;
        if (Count * 2 > _slots.Length) Rehash();
        else _slots[at] = new Slot { Key = key, Next = Count };
        return Count - 1;
    }

    private void Rehash()
    {
        var slots = new Slot[_slots.Length * 4];
        var mask = slots.Length - 1;
        for (var i = 0; i < Count; i++)
        {
            var at = PlaceOf(_keys[i], mask);
            while (slots[at].Next != 0) at = (at + 1) & mask;
            slots[at] = new Slot { Key = _keys[i], Next = i + 1 };
        }

        _slots = slots;
        _mask = mask;
    }
}
