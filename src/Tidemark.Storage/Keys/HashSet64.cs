using System.Numerics;

namespace Tidemark.Storage;

/// <summary>A set of hashes of 64 bits: open addressing, eight bytes an entry, at most half full. For one thread at a time.</summary>
public sealed class HashSet64
{
    private ulong[] _slots;
    private int _mask;
    private bool _hasZero;

    /// <summary>An empty set.</summary>
    /// <param name="capacity">How many hashes it is likely to get.</param>
    public HashSet64(int capacity = 8)
    {
        _slots = new ulong[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 2))];
        _mask = _slots.Length - 1;
    }

    /// <summary>How many hashes it has.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held.</summary>
    public long ByteSize => _slots.Length * (long)sizeof(ulong);

    /// <summary>The hashes, in no order.</summary>
    public IEnumerable<ulong> Values
    {
        get
        {
            if (_hasZero) yield return 0;
            foreach (var hash in _slots)
            {
                if (hash != 0) yield return hash;
            }
        }
    }

    /// <summary>Puts a hash in; false when it was there.</summary>
    public bool Add(ulong hash)
    {
        if (hash == 0)
        {
            if (_hasZero) return false;
            Count++;
            return _hasZero = true;
        }

        var slot = Place(hash);
        for (; _slots[slot] != 0; slot = (slot + 1) & _mask)
        {
            if (_slots[slot] == hash) return false;
        }

        _slots[slot] = hash;
        if (++Count * 2 > _slots.Length) Grow();
        return true;
    }

    /// <summary>Whether a hash is in.</summary>
    public bool Contains(ulong hash)
    {
        if (hash == 0) return _hasZero;
        for (var slot = Place(hash); _slots[slot] != 0; slot = (slot + 1) & _mask)
        {
            if (_slots[slot] == hash) return true;
        }

        return false;
    }

    /// <summary>Empties the set and keeps its room.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        _hasZero = false;
        Count = 0;
    }

    // The filters choose by the upper bits, so the lower ones are free.
    private int Place(ulong hash) => (int)hash & _mask;

    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[old.Length * 2];
        _mask = _slots.Length - 1;
        foreach (var hash in old)
        {
            if (hash == 0) continue;
            var slot = Place(hash);
            while (_slots[slot] != 0) slot = (slot + 1) & _mask;
            _slots[slot] = hash;
        }
    }
}
