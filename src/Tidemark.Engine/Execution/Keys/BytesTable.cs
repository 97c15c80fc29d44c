using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Numbers distinct byte strings densely, in order of first appearance.</summary>
internal sealed class BytesTable(SqlType type)
{
    private readonly BytesVectorBuilder _values = new(type);
    private (uint Hash, int Next)[] _slots = new (uint, int)[64];
    private uint[] _hashes = new uint[32];
    private BytesVector? _view;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The strings by number; holds until one is added.</summary>
    public BytesVector Values => _view ??= (BytesVector)_values.Build();

    /// <summary>Bytes held.</summary>
    public long ByteSize => _values.ByteSize + (_slots.Length * 8L) + (_hashes.Length * 4L);

    /// <summary>The number of a string, a new one if it is new.</summary>
    public int Assign(ReadOnlySpan<byte> value)
    {
        var hash = KeyHash.Of(value);
        var values = Values;
        var mask = _slots.Length - 1;
        var at = (int)hash & mask;
        for (; _slots[at].Next != 0; at = (at + 1) & mask)
        {
            if (_slots[at].Hash == hash && values[_slots[at].Next - 1].SequenceEqual(value)) return _slots[at].Next - 1;
        }

        _values.Append(value);
        _view = null;
        if (Count == _hashes.Length) Array.Resize(ref _hashes, Count * 2);
        _hashes[Count++] = hash;
        _slots[at] = (hash, Count);
        if (Count * 2 > _slots.Length) Rehash();
        return Count - 1;
    }

    /// <summary>The number of a string, or -1.</summary>
    public int Find(ReadOnlySpan<byte> value)
    {
        var hash = KeyHash.Of(value);
        var values = Values;
        var mask = _slots.Length - 1;
        for (var at = (int)hash & mask; _slots[at].Next != 0; at = (at + 1) & mask)
        {
            if (_slots[at].Hash == hash && values[_slots[at].Next - 1].SequenceEqual(value)) return _slots[at].Next - 1;
        }

        return -1;
    }

    private void Rehash()
    {
        var slots = new (uint, int Next)[_slots.Length * 4];
        var mask = slots.Length - 1;
        for (var i = 0; i < Count; i++)
        {
            var at = (int)_hashes[i] & mask;
            while (slots[at].Next != 0) at = (at + 1) & mask;
            slots[at] = (_hashes[i], i + 1);
        }

        _slots = slots;
    }
}
