using System.Buffers.Binary;

namespace Tidemark.Types;

/// <summary>One dimension of an array.</summary>
/// <param name="Length">How many elements it has.</param>
/// <param name="LowerBound">The subscript of the first, 1 unless the array says otherwise.</param>
public readonly record struct ArrayDimension(int Length, int LowerBound);

/// <summary>
/// Reads an array value. Arrays are stored as PostgreSQL sends them (array_send), all numbers big-endian, 4 bytes each:
/// <code>
/// number of dimensions (0 for the empty array, at most 6)
/// 1 when an element may be NULL, else 0
/// oid of the element type
/// for each dimension: length, lower bound
/// for each element, the last subscript varying fastest: length or -1 for NULL, then the element's binary form
/// </code>
/// The value must be well-formed: codecs check what comes from outside.
/// </summary>
public readonly ref struct ArrayReader
{
    /// <summary>The most dimensions an array can have.</summary>
    public const int MaxDimensions = 6;

    internal const int HeaderLength = 12;
    internal const int DimensionLength = 8;

    /// <summary>A reader over an array value.</summary>
    public ArrayReader(ReadOnlySpan<byte> data)
    {
        Data = data;
        Dimensions = BinaryPrimitives.ReadInt32BigEndian(data);
        var count = Dimensions == 0 ? 0 : 1;
        for (var i = 0; i < Dimensions; i++) count *= this[i].Length;
        Count = count;
    }

    /// <summary>The value's bytes.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Number of dimensions; 0 for the empty array.</summary>
    public int Dimensions { get; }

    /// <summary>Elements of all dimensions.</summary>
    public int Count { get; }

    /// <summary>The oid of the element type.</summary>
    public uint ElementOid => BinaryPrimitives.ReadUInt32BigEndian(Data[8..]);

    /// <summary>Whether an element may be NULL.</summary>
    public bool MayHaveNulls => BinaryPrimitives.ReadInt32BigEndian(Data[4..]) != 0;

    /// <summary>A dimension, counted from 0.</summary>
    public ArrayDimension this[int dimension]
    {
        get
        {
            var at = HeaderLength + (dimension * DimensionLength);
            return new ArrayDimension(BinaryPrimitives.ReadInt32BigEndian(Data[at..]), BinaryPrimitives.ReadInt32BigEndian(Data[(at + 4)..]));
        }
    }

    /// <summary>Whether every lower bound is 1.</summary>
    public bool HasDefaultBounds
    {
        get
        {
            for (var i = 0; i < Dimensions; i++)
            {
                if (this[i].LowerBound != 1) return false;
            }

            return true;
        }
    }

    /// <summary>The elements one after another.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Where each element lies in the value's bytes; <paramref name="ranges"/> has room for <see cref="Count"/>.</summary>
    public void GetElements(Span<FieldRange> ranges)
    {
        var i = 0;
        foreach (var range in this) ranges[i++] = range;
    }

    /// <summary>Where an element lies, by its place in storage order from 0.</summary>
    public FieldRange ElementAt(int index)
    {
        foreach (var range in this)
        {
            if (index-- == 0) return range;
        }

        return FieldRange.Null;
    }

    /// <summary>The place in storage order of the element with these subscripts; -1 where there is none.</summary>
    public int IndexOf(ReadOnlySpan<int> subscripts)
    {
        if (subscripts.Length != Dimensions || Count == 0) return -1;
        var index = 0L;
        for (var i = 0; i < subscripts.Length; i++)
        {
            var (length, lowerBound) = this[i];
            var offset = (long)subscripts[i] - lowerBound;
            if (offset < 0 || offset >= length) return -1;
            index = (index * length) + offset;
        }

        return (int)index;
    }

    /// <summary>Walks over the elements.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _data;
        private int _next;
        private int _left;

        internal Enumerator(ArrayReader array)
        {
            _data = array.Data;
            _next = HeaderLength + (array.Dimensions * DimensionLength);
            _left = array.Count;
            Current = FieldRange.Null;
        }

        /// <summary>Where the present element lies.</summary>
        public FieldRange Current { get; private set; }

        /// <summary>Goes to the next element.</summary>
        public bool MoveNext()
        {
            if (_left-- <= 0) return false;
            var length = BinaryPrimitives.ReadInt32BigEndian(_data[_next..]);
            Current = new FieldRange(_next + 4, length);
            _next += 4 + Math.Max(length, 0);
            return true;
        }
    }
}
