using System.Buffers.Binary;

namespace Tidemark.Types;

/// <summary>A column of a record value.</summary>
/// <param name="TypeOid">The oid of its type.</param>
/// <param name="Value">Where its binary form lies in the record's bytes.</param>
public readonly record struct RecordColumn(uint TypeOid, FieldRange Value);

/// <summary>Reads a record value column by column; the form is that of record_send.</summary>
/// <param name="data">The value's bytes, well-formed.</param>
public readonly ref struct RecordReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>How many columns the record has.</summary>
    public int Count => BinaryPrimitives.ReadInt32BigEndian(_data);

    /// <summary>The columns one after another.</summary>
    public Enumerator GetEnumerator() => new(_data);

    /// <summary>Walks over the columns.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _data;
        private int _next;
        private int _left;

        internal Enumerator(ReadOnlySpan<byte> data)
        {
            _data = data;
            _next = 4;
            _left = BinaryPrimitives.ReadInt32BigEndian(data);
            Current = default;
        }

        /// <summary>The present column.</summary>
        public RecordColumn Current { get; private set; }

        /// <summary>Goes to the next column.</summary>
        public bool MoveNext()
        {
            if (_left-- <= 0) return false;
            var length = BinaryPrimitives.ReadInt32BigEndian(_data[(_next + 4)..]);
            Current = new RecordColumn(BinaryPrimitives.ReadUInt32BigEndian(_data[_next..]), new FieldRange(_next + 8, length));
            _next += 8 + Math.Max(length, 0);
            return true;
        }
    }
}
