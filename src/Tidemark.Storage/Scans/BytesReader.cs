using System.Runtime.CompilerServices;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>A reader of text and everything else that is kept as bytes: as codes where the segment has a dictionary, else flat.</summary>
internal sealed class BytesReader : ColumnReader
{
    // A query of few rows needs no room for a block.
    private const int Few = 64;

    // Offsets, or codes.
    private int[] _numbers = [];
    private readonly BytesVector _flat;
    private byte[] _data = [];
    private BytesVector? _dictionary;
    private DictionaryVector? _coded;
    private int _code;

    // The last constant, so that a long run of one value allocates once.
    private ConstantVector? _constant;
    private BytesVector? _constantOf;
    private int _constantCode;

    public BytesReader(SqlType type, Decoders decoders)
        : base(type, decoders)
    {
        _flat = new BytesVector(type, _numbers, _data, 0);
    }

    private protected override void DecodeValues(SegmentColumn column, ref ByteReader input, int rows)
    {
        if (column.HasDictionary) DecodeCodes(column.Dictionary, ref input, rows);
        else DecodeFlat(ref input, rows);
    }

    private protected override void PickValues(SegmentColumn column, ref ByteReader input, int blockRows, ReadOnlySpan<int> rows)
    {
        if (!column.HasDictionary)
        {
            _dictionary = null;
            _decoders.Bytes.Pick(ref input, blockRows, rows, Room(rows.Length + 1), ref _data);
            return;
        }

        var codes = _decoders.Longs.AsSpan(0, rows.Length);
        _decoders.Integers.Pick(ref input, blockRows, rows, codes);
        TakeCodes(column.Dictionary, codes);
    }

    private protected override void KeepValues(ReadOnlySpan<int> rows)
    {
        if (_dictionary is not null)
        {
            for (var i = 0; i < rows.Length; i++) _numbers[i] = _numbers[rows[i]];
            return;
        }

        // Nothing moves up, so nothing is overwritten before it was read.
        var at = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var value = _data.AsSpan(_numbers[rows[i]].._numbers[rows[i] + 1]);
            _numbers[i] = at;
            value.CopyTo(_data.AsSpan(at));
            at += value.Length;
        }

        _numbers[rows.Length] = at;
    }

    private protected override Vector ViewValues(int start, int count)
    {
        if (_dictionary is null)
        {
            _flat.Reset(_numbers, _data, start, count, Validity.Slice(start));
            return _flat;
        }

        if (_isConstant && Validity.IsAllValid)
        {
            if (_constant is null || !ReferenceEquals(_constantOf, _dictionary) || _constantCode != _code)
            {
                _constant = new ConstantVector(_dictionary.Slice(_code, 1), count);
                (_constantOf, _constantCode) = (_dictionary, _code);
            }

            return _constant.Resize(count);
        }

        if (_coded is null) _coded = new DictionaryVector(_dictionary, _numbers, count);
        _coded.Reset(_dictionary, _numbers, start, count, Validity.Slice(start));
        return _coded;
    }

    private protected override DecodedBlock CopyValues(int rows, ulong[]? valid)
    {
        var bytes = ((rows + 1) * sizeof(int)) + ((valid?.Length ?? 0) * sizeof(ulong));
        if (_dictionary is not null) return new DecodedValues<int>(_numbers[..rows], valid, bytes);
        var data = _data[.._numbers[rows]];
        return new DecodedBytes(_numbers[..(rows + 1)], data, valid, bytes + data.Length);
    }

    private protected override void TakeValues(SegmentColumn column, DecodedBlock decoded, ReadOnlySpan<int> rows)
    {
        if (decoded is DecodedValues<int> codes)
        {
            _dictionary = column.Dictionary;
            var target = Room(rows.Length);
            for (var i = 0; i < rows.Length; i++) target[i] = codes.Values[rows[i]];
            return;
        }

        _dictionary = null;
        var text = (DecodedBytes)decoded;
        var (starts, data) = (text.Offsets, text.Data);
        var offsets = Room(rows.Length + 1);
        offsets[0] = 0;
        for (var i = 0; i < rows.Length; i++) offsets[i + 1] = offsets[i] + starts[rows[i] + 1] - starts[rows[i]];
        if (_data.Length < offsets[^1]) _data = new byte[offsets[^1]];
        for (var i = 0; i < rows.Length; i++) data.AsSpan(starts[rows[i]]..starts[rows[i] + 1]).CopyTo(_data.AsSpan(offsets[i]));
    }

    private Span<int> Room(int count)
    {
        if (_numbers.Length < count) _numbers = GC.AllocateUninitializedArray<int>(count <= Few ? Few : BlockFormat.Rows + 1);
        return _numbers.AsSpan(0, count);
    }

    private void DecodeCodes(BytesVector dictionary, ref ByteReader input, int rows)
    {
        if (IntegerDecoder.TryConstant(ref input, out var only))
        {
            if ((ulong)only >= (ulong)dictionary.Length) throw new InvalidDataException("a code is not in the dictionary");
            _isConstant = true;
            _dictionary = dictionary;
            _code = (int)only;
            if (!Validity.IsAllValid) Room(rows).Fill(_code);
            return;
        }

        var codes = _decoders.Longs.AsSpan(0, rows);
        _decoders.Integers.Decode(ref input, codes);
        TakeCodes(dictionary, codes);
    }

    [MethodImpl(HotLoop.Compiled)]
    private void TakeCodes(BytesVector dictionary, ReadOnlySpan<long> codes)
    {
        _dictionary = dictionary;
        ulong greatest = 0;
        var target = Room(codes.Length);
        for (var i = 0; i < codes.Length; i++)
        {
            greatest = Math.Max(greatest, (ulong)codes[i]);
            target[i] = (int)codes[i];
        }

        if (greatest >= (ulong)dictionary.Length) throw new InvalidDataException("a code is not in the dictionary");
    }

    private void DecodeFlat(ref ByteReader input, int rows)
    {
        _dictionary = null;
        _decoders.Bytes.Decode(ref input, rows, Room(rows + 1), ref _data);
    }
}
