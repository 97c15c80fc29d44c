using System.Buffers.Binary;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The normalised keys of kept rows: a 64-bit prefix that compares as the keys do and, where that does not hold all of them, the whole keys as bytes (<see cref="KeyEncoding"/>, each
/// value after a byte that places null; descending keys with all bits inverted). Rows compare by integers, and by bytes only where those are equal.
/// </summary>
internal sealed class SortKeys
{
    private readonly BytesVector? _encoded;
    private readonly ComparedKeys? _compared;

    private SortKeys(ulong[] prefixes, int rows, BytesVector? encoded, ComparedKeys? compared = null)
    {
        Prefixes = prefixes;
        Rows = rows;
        _encoded = encoded;
        _compared = compared;
    }

    /// <summary>The prefix of each row.</summary>
    public ulong[] Prefixes { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>Whether rows with equal prefixes have equal keys.</summary>
    public bool IsExact => _encoded is null && _compared is null;

    /// <summary>Normalises the keys of rows.</summary>
    public static SortKeys Create(ReadOnlySpan<Vector> columns, int rows, IReadOnlyList<SortColumnKey> keys)
    {
        if (keys.Count == 1 && TryFixed(columns[keys[0].Column], rows, keys[0]) is { } prefixes) return new SortKeys(prefixes, rows, null);
        foreach (var key in keys)
        {
            if (!KeyEncoding.Supports(columns[key.Column].Type)) return new SortKeys(new ulong[rows], rows, null, new ComparedKeys(columns, keys));
        }

        return Encode(columns, rows, keys);
    }

    /// <summary>The same keys as bytes, so that they compare with keys among which there are nulls.</summary>
    public SortKeys Encoded()
    {
        if (!IsExact) return this;
        var builder = new BytesVectorBuilder(SqlTypes.Bytea, Rows);
        var prefixes = new ulong[Rows];
        for (var row = 0; row < Rows; row++)
        {
            var span = builder.GetSpan(9);
            span[0] = 1;
            BinaryPrimitives.WriteUInt64BigEndian(span[1..], Prefixes[row]);
            builder.Advance(9);
            prefixes[row] = PrefixOf(builder.Pending);
            builder.EndValue();
        }

        return new SortKeys(prefixes, Rows, (BytesVector)builder.Build());
    }

    /// <summary>The whole keys of a row as bytes; only when they are not exact.</summary>
    public ReadOnlySpan<byte> BytesOf(int row) => _encoded![row];

    /// <summary>Brings two sets of keys to the same form, so that their rows compare.</summary>
    public static void Align(ref SortKeys a, ref SortKeys b)
    {
        if (a.IsExact == b.IsExact) return;
        a = a.Encoded();
        b = b.Encoded();
    }

    /// <summary>Compares a row's keys with a row of other keys over the same columns and of the same form (<see cref="Align"/>).</summary>
    public int Compare(int row, SortKeys other, int otherRow)
    {
        if (_compared is not null) return _compared.Compare(row, other._compared!, otherRow);
        var compared = Prefixes[row].CompareTo(other.Prefixes[otherRow]);
        return compared != 0 || _encoded is null ? compared : _encoded[row].SequenceCompareTo(other._encoded![otherRow]);
    }

    /// <summary>The rows' numbers in order; rows with equal keys stay in their order.</summary>
    public int[] Order()
    {
        var entries = new Entry[Rows];
        // Where all keys begin alike, say with the high bytes of small numbers, the prefixes that tell them apart come after that.
        var shared = _encoded is null ? 0 : SharedBytes(_encoded);
        for (var i = 0; i < entries.Length; i++) entries[i] = new Entry(shared == 0 ? Prefixes[i] : PrefixOf(_encoded![i][shared..]), i);
        if (_compared is not null) entries.AsSpan().Sort((a, b) => _compared.Compare(a.Row, _compared, b.Row) is var c and not 0 ? c : a.Row.CompareTo(b.Row));
        else if (IsExact) RadixSort.Sort(ref entries);
        else entries.AsSpan().Sort(new EncodedComparer(_encoded!, shared + sizeof(ulong)));
        var order = new int[entries.Length];
        for (var i = 0; i < order.Length; i++) order[i] = entries[i].Row;
        return order;
    }

    // One key of at most eight bytes is its own prefix, if there is no null that would need a place beside the values.
    private static ulong[]? TryFixed(Vector column, int rows, SortColumnKey key)
    {
        if (!column.Validity.IsAllValid || column is ConstantVector or DictionaryVector) return null;
        var prefixes = new ulong[rows];
        switch (column)
        {
            case FixedVector<bool> v: Fill<bool, BoolKey>(v, prefixes); break;
            case FixedVector<short> v: Fill<short, Int16Key>(v, prefixes); break;
            case FixedVector<int> v: Fill<int, Int32Key>(v, prefixes); break;
            case FixedVector<long> v: Fill<long, Int64Key>(v, prefixes); break;
            case FixedVector<float> v: Fill<float, Float32Key>(v, prefixes); break;
            case FixedVector<double> v: Fill<double, Float64Key>(v, prefixes); break;
            default: return null;
        }

        if (key.Descending)
        {
            for (var i = 0; i < prefixes.Length; i++) prefixes[i] = ~prefixes[i];
        }

        return prefixes;
    }

    private static void Fill<T, TKey>(FixedVector<T> column, ulong[] prefixes)
        where T : unmanaged
        where TKey : struct, IFixedKey<T>
    {
        var values = column.Values;
        for (var i = 0; i < prefixes.Length; i++) prefixes[i] = TKey.ToKey(values[i]);
    }

    private static SortKeys Encode(ReadOnlySpan<Vector> columns, int rows, IReadOnlyList<SortColumnKey> keys)
    {
        var builder = new BytesVectorBuilder(SqlTypes.Bytea, rows);
        var prefixes = new ulong[rows];
        var flats = new Vector[keys.Count];
        var types = new SqlType[keys.Count];
        for (var k = 0; k < flats.Length; k++)
        {
            var column = columns[keys[k].Column];
            types[k] = KeyEncoding.BaseOf(column.Type);
            flats[k] = VectorShapes.Flatten(column, VectorBuilder.Create(column.Type));
        }

        var scratch = new BytesVectorBuilder(SqlTypes.Bytea);
        for (var row = 0; row < rows; row++)
        {
            for (var k = 0; k < flats.Length; k++)
            {
                var key = keys[k];
                var isNull = flats[k].IsNull(row);
                builder.GetSpan(1)[0] = isNull ? (byte)(key.NullsFirst ? 0 : 2) : (byte)1;
                builder.Advance(1);
                if (isNull) continue;
                if (!key.Descending)
                {
                    KeyEncoding.Write(types[k], flats[k], row, builder);
                    continue;
                }

                scratch.Reset();
                KeyEncoding.Write(types[k], flats[k], row, scratch);
                var bytes = scratch.Pending;
                var target = builder.GetSpan(bytes.Length);
                for (var i = 0; i < bytes.Length; i++) target[i] = (byte)~bytes[i];
                builder.Advance(bytes.Length);
            }

            prefixes[row] = PrefixOf(builder.Pending);
            builder.EndValue();
        }

        return new SortKeys(prefixes, rows, (BytesVector)builder.Build());
    }

    private int SharedBytes(BytesVector encoded)
    {
        if (Rows < 2) return 0;
        var first = encoded[0];
        var shared = first.Length;
        for (var row = 1; row < Rows && shared > 0; row++) shared = first[..shared].CommonPrefixLength(encoded[row]);
        return shared;
    }

    private static ulong PrefixOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 8) return BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var prefix = 0UL;
        for (var i = 0; i < bytes.Length; i++) prefix |= (ulong)bytes[i] << (56 - (i * 8));
        return prefix;
    }

    /// <summary>A row and its prefix.</summary>
    internal readonly record struct Entry(ulong Prefix, int Row);

    // Where prefixes are equal, all bytes before their end are, or both keys end in them.
    private readonly struct EncodedComparer(BytesVector encoded, int from) : IComparer<Entry>
    {
        public int Compare(Entry a, Entry b)
        {
            if (a.Prefix != b.Prefix) return a.Prefix < b.Prefix ? -1 : 1;
            var left = encoded[a.Row];
            var right = encoded[b.Row];
            var compared = left[Math.Min(from, left.Length)..].SequenceCompareTo(right[Math.Min(from, right.Length)..]);
            return compared != 0 ? compared : a.Row.CompareTo(b.Row);
        }
    }
}
