using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Numbers distinct 64-bit keys densely, in order of first appearance. Open addressing with linear probing, at most half full. Its arrays come from the pool; who does not release it leaves them to the
/// collector.
/// </summary>
internal sealed class IntegerTable
{
    private const int FirstSlots = 64;

    private Slot[] _slots = RentSlots(FirstSlots);
    private ulong[] _keys = ArrayPool<ulong>.Shared.Rent(FirstSlots / 2);
    private int _mask = FirstSlots - 1;

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

    /// <summary>Gives the arrays back; nothing may be asked afterwards.</summary>
    public void Release()
    {
        if (_slots.Length == 0) return;
        ArrayPool<Slot>.Shared.Return(_slots);
        ArrayPool<ulong>.Shared.Return(_keys);
        (_slots, _keys, Count) = ([], [], 0);
    }

    private static Slot[] RentSlots(int count)
    {
        var slots = ArrayPool<Slot>.Shared.Rent(count);
        slots.AsSpan(0, count).Clear();
        return slots;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(ulong key, int at)
    {
        if (Count == _keys.Length) GrowKeys();
        _keys[Count++] = key;
        if (Count * 2 > _mask + 1) Rehash();
        else _slots[at] = new Slot { Key = key, Next = Count };
        return Count - 1;
    }

    private void GrowKeys()
    {
        var keys = ArrayPool<ulong>.Shared.Rent(Count * 2);
        _keys.AsSpan(0, Count).CopyTo(keys);
        ArrayPool<ulong>.Shared.Return(_keys);
        _keys = keys;
    }

    private void Rehash()
    {
        var mask = ((_mask + 1) * 4) - 1;
        var slots = RentSlots(mask + 1);
        for (var i = 0; i < Count; i++)
        {
            var at = PlaceOf(_keys[i], mask);
            while (slots[at].Next != 0) at = (at + 1) & mask;
            slots[at] = new Slot { Key = _keys[i], Next = i + 1 };
        }

        ArrayPool<Slot>.Shared.Return(_slots);
        _slots = slots;
        _mask = mask;
    }
}
