using System.Buffers.Binary;
using Tidemark.Engine.Sessions;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Server.Results;

/// <summary>
/// Brings one column of a result into the form a client asked for, a whole vector at a time, and then places its values into the rows of DataRow messages,
/// each value as a four-byte length and its bytes. What the shape of a vector decides is decided once a vector.
/// </summary>
internal sealed class ColumnEncoder
{
    private readonly TypeCodec _codec;
    private readonly FormatSettings _settings;
    private readonly bool _isBinary;
    private readonly bool _isBytesAlready;
    private readonly int _directWidth;
    private readonly BytesVectorBuilder _scratch = new(SqlTypes.Bytea);

    private Vector _source = null!;
    private BytesVector? _values;

    public ColumnEncoder(ResultColumn column, bool isBinary, FormatSettings settings)
    {
        _codec = TypeCodec.For(column.Type);
        _isBinary = isBinary;
        _settings = settings;
        _isBytesAlready = column.Type.Kind is TypeKind.Text or TypeKind.Varchar or TypeKind.BpChar or TypeKind.Name or TypeKind.Json
            || (isBinary && column.Type.Kind == TypeKind.Bytea);
        _directWidth = isBinary ? DirectWidth(column.Type.Kind) : 0;
    }

    /// <summary>Takes the next vector, and adds to each row's size what the column puts there.</summary>
    public void Load(Vector source, Span<int> sizes)
    {
        _source = source;
        if (_directWidth > 0 && source is not (ConstantVector or DictionaryVector))
        {
            _values = null;
            AddFixedSizes(source.Validity, sizes);
            return;
        }

        switch (source)
        {
            case ConstantVector constant:
                _values = Encode(constant.Value);
                Add(sizes, sizeof(int) + (constant.IsNullConstant ? 0 : _values[0].Length));
                break;
            case DictionaryVector coded when coded.Dictionary.Length <= coded.Length || _isBytesAlready:
                _values = Encode(coded.Dictionary);
                AddCodedSizes(coded, _values, sizes);
                break;
            default:
                _source = _values = Encode(source);
                AddFlatSizes(_values, sizes);
                break;
        }
    }

    /// <summary>Writes the values of some rows, each where its row's position says, and moves the position behind it.</summary>
    public void Place(int start, Span<int> positions, Span<byte> target)
    {
        switch (_source)
        {
            case FixedVector<short> values:
                PlaceInt16(values, start, positions, target);
                break;
            case FixedVector<int> values:
                PlaceInt32(values.Values, values.Validity, start, positions, target);
                break;
            case FixedVector<long> values:
                PlaceInt64(values.Values, values.Validity, start, positions, target);
                break;
            case FixedVector<float> values:
                PlaceInt32(System.Runtime.InteropServices.MemoryMarshal.Cast<float, int>(values.Values), values.Validity, start, positions, target);
                break;
            case FixedVector<double> values:
                PlaceInt64(System.Runtime.InteropServices.MemoryMarshal.Cast<double, long>(values.Values), values.Validity, start, positions, target);
                break;
            case ConstantVector constant:
                PlaceConstant(constant.IsNullConstant, positions, target);
                break;
            case DictionaryVector coded:
                PlaceCoded(coded, start, positions, target);
                break;
            default:
                PlaceFlat(start, positions, target);
                break;
        }
    }

    // Types whose binary form is the vector's element in network byte order.
    private static int DirectWidth(TypeKind kind) => kind switch
    {
        TypeKind.Int2 => sizeof(short),
        TypeKind.Int4 or TypeKind.Float4 or TypeKind.Date => sizeof(int),
        TypeKind.Int8 or TypeKind.Xid8 or TypeKind.Float8 or TypeKind.Time or TypeKind.Timestamp or TypeKind.TimestampTz => sizeof(long),
        _ => 0,
    };

    private BytesVector Encode(Vector flat)
    {
        if (_isBytesAlready && flat is BytesVector bytes) return bytes;
        _scratch.Reset();
        if (_isBinary) _codec.WriteWire(flat, _scratch);
        else _codec.FormatText(flat, _scratch, _settings);
        return (BytesVector)_scratch.Build();
    }

    private static void Add(Span<int> sizes, int size)
    {
        foreach (ref var total in sizes) total += size;
    }

    private void AddFixedSizes(Validity validity, Span<int> sizes)
    {
        Add(sizes, sizeof(int) + _directWidth);
        if (validity.IsAllValid) return;
        for (var row = 0; row < sizes.Length; row++)
        {
            if (!validity.IsValid(row)) sizes[row] -= _directWidth;
        }
    }

    private static void AddFlatSizes(BytesVector values, Span<int> sizes)
    {
        var offsets = values.Offsets;
        var validity = values.Validity;
        for (var row = 0; row < sizes.Length; row++) sizes[row] += sizeof(int) + offsets[row + 1] - offsets[row];
        if (validity.IsAllValid) return;

        // A null row may have bytes, though they mean nothing.
        for (var row = 0; row < sizes.Length; row++)
        {
            if (!validity.IsValid(row)) sizes[row] -= offsets[row + 1] - offsets[row];
        }
    }

    private static void AddCodedSizes(DictionaryVector coded, BytesVector values, Span<int> sizes)
    {
        var offsets = values.Offsets;
        var codes = coded.Codes;
        var validity = coded.Validity;
        for (var row = 0; row < sizes.Length; row++)
        {
            var code = codes[row];
            sizes[row] += sizeof(int) + (validity.IsValid(row) ? offsets[code + 1] - offsets[code] : 0);
        }
    }

    private static int PlaceNull(int at, Span<byte> target)
    {
        BinaryPrimitives.WriteInt32BigEndian(target[at..], -1);
        return at + sizeof(int);
    }

    private static int PlaceBytes(int at, ReadOnlySpan<byte> value, Span<byte> target)
    {
        BinaryPrimitives.WriteInt32BigEndian(target[at..], value.Length);
        value.CopyTo(target[(at + sizeof(int))..]);
        return at + sizeof(int) + value.Length;
    }

    private static void PlaceInt16(FixedVector<short> vector, int start, Span<int> positions, Span<byte> target)
    {
        var values = vector.Values.Slice(start, positions.Length);
        var validity = vector.Validity;
        for (var i = 0; i < positions.Length; i++)
        {
            var at = positions[i];
            if (!validity.IsValid(start + i))
            {
                positions[i] = PlaceNull(at, target);
                continue;
            }

            BinaryPrimitives.WriteInt32BigEndian(target[at..], sizeof(short));
            BinaryPrimitives.WriteInt16BigEndian(target[(at + sizeof(int))..], values[i]);
            positions[i] = at + sizeof(int) + sizeof(short);
        }
    }

    private static void PlaceInt32(ReadOnlySpan<int> all, Validity validity, int start, Span<int> positions, Span<byte> target)
    {
        var values = all.Slice(start, positions.Length);
        for (var i = 0; i < positions.Length; i++)
        {
            var at = positions[i];
            if (!validity.IsValid(start + i))
            {
                positions[i] = PlaceNull(at, target);
                continue;
            }

            BinaryPrimitives.WriteInt32BigEndian(target[at..], sizeof(int));
            BinaryPrimitives.WriteInt32BigEndian(target[(at + sizeof(int))..], values[i]);
            positions[i] = at + (2 * sizeof(int));
        }
    }

    private static void PlaceInt64(ReadOnlySpan<long> all, Validity validity, int start, Span<int> positions, Span<byte> target)
    {
        var values = all.Slice(start, positions.Length);
        for (var i = 0; i < positions.Length; i++)
        {
            var at = positions[i];
            if (!validity.IsValid(start + i))
            {
                positions[i] = PlaceNull(at, target);
                continue;
            }

            BinaryPrimitives.WriteInt32BigEndian(target[at..], sizeof(long));
            BinaryPrimitives.WriteInt64BigEndian(target[(at + sizeof(int))..], values[i]);
            positions[i] = at + sizeof(int) + sizeof(long);
        }
    }

    private void PlaceConstant(bool isNull, Span<int> positions, Span<byte> target)
    {
        var value = isNull ? default : _values![0];
        foreach (ref var position in positions) position = isNull ? PlaceNull(position, target) : PlaceBytes(position, value, target);
    }

    private void PlaceCoded(DictionaryVector coded, int start, Span<int> positions, Span<byte> target)
    {
        var codes = coded.Codes.Slice(start, positions.Length);
        var validity = coded.Validity;
        var offsets = _values!.Offsets;
        var data = _values.Data;
        for (var i = 0; i < positions.Length; i++)
        {
            var code = codes[i];
            positions[i] = validity.IsValid(start + i)
                ? PlaceBytes(positions[i], data[offsets[code]..offsets[code + 1]], target)
                : PlaceNull(positions[i], target);
        }
    }

    private void PlaceFlat(int start, Span<int> positions, Span<byte> target)
    {
        var validity = _values!.Validity;
        var offsets = _values.Offsets.Slice(start, positions.Length + 1);
        var data = _values.Data;
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = validity.IsValid(start + i)
                ? PlaceBytes(positions[i], data[offsets[i]..offsets[i + 1]], target)
                : PlaceNull(positions[i], target);
        }
    }
}
