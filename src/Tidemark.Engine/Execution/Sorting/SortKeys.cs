using System.Buffers.Binary;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The normalised keys of kept rows: a 64-bit prefix that compares as the keys do and, where that does not hold all of them, the whole keys as bytes (<see cref="KeyEncoding"/>, each
/// value after a byte that places null; descending keys with all bits inverted). Rows compare by integers, and by bytes only where those are equal. For types that have such a form.
/// </summary>
internal sealed class SortKeys
{
    private readonly BytesVector? _encoded;

    private SortKeys(ulong[] prefixes, int rows, BytesVector? encoded)
    {
        Prefixes = prefixes;
        Rows = rows;
        _encoded = encoded;
    }

    /// <summary>The prefix of each row.</summary>
    public ulong[] Prefixes { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>Whether rows with equal prefixes have equal keys.</summary>
    public bool IsExact => _encoded is null;

    /// <summary>Normalises the keys of rows.</summary>
    public static SortKeys Create(ReadOnlySpan<Vector> columns, int rows, IReadOnlyList<SortColumnKey> keys)
    {
        if (keys.Count == 1 && TryFixed(columns[keys[0].Column], rows, keys[0]) is { } prefixes) return new SortKeys(prefixes, rows, null);
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

    private static ulong PrefixOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 8) return BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var prefix = 0UL;
        for (var i = 0; i < bytes.Length; i++) prefix |= (ulong)bytes[i] << (56 - (i * 8));
        return prefix;
    }
}
