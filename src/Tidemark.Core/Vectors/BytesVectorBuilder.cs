using System.Buffers;
using System.Runtime.CompilerServices;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Vectors;

/// <summary>
/// Builds a <see cref="BytesVector"/>. A value is appended whole, or written piecewise through the <see cref="IBufferWriter{T}"/> members and
/// closed by <see cref="EndValue"/>.
/// </summary>
public sealed class BytesVectorBuilder : VectorBuilder, IBufferWriter<byte>
{
    private int[] _offsets;
    private byte[] _data;
    private int _used;
    private BytesVector? _view;

    /// <summary>A builder for text, bytea, json or any other type kept as bytes.</summary>
    /// <param name="type">The type of the vector.</param>
    /// <param name="capacity">Rows to make room for at first.</param>
    public BytesVectorBuilder(SqlType type, int capacity = 0)
        : base(type)
    {
        _offsets = new int[Math.Max(capacity, 1) + 1];
        _data = capacity == 0 ? [] : new byte[capacity * 8];
    }

    /// <inheritdoc />
    public override long ByteSize => _data.Length + ((long)_offsets.Length * sizeof(int)) + _validity.ByteSize;

    /// <inheritdoc />
    public override long ValueBytes => DataLength + ((long)Length * sizeof(int));

    /// <summary>The bytes of the value under construction so far.</summary>
    public ReadOnlySpan<byte> Pending => _data.AsSpan(_offsets[Length], _used - _offsets[Length]);

    /// <summary>Total bytes of the closed values.</summary>
    public int DataLength => _offsets[Length];

    /// <summary>Appends a value.</summary>
    public void Append(ReadOnlySpan<byte> value)
    {
        value.CopyTo(GetSpan(value.Length));
        _used += value.Length;
        EndValue();
    }

    /// <summary>Makes the bytes written since the last value a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndValue()
    {
        if (Length + 2 > _offsets.Length) Array.Resize(ref _offsets, _offsets.Length * 2);
        _offsets[++Length] = _used;
        _validity.Extend(Length);
    }

    /// <summary>Drops the bytes written since the last value.</summary>
    public void DiscardPending() => _used = _offsets[Length];

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count) => _used += count;

    /// <inheritdoc />
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_data.Length - _used < Math.Max(sizeHint, 1)) Grow(sizeHint);
        return _data.AsSpan(_used);
    }

    /// <inheritdoc />
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_data.Length - _used < Math.Max(sizeHint, 1)) Grow(sizeHint);
        return _data.AsMemory(_used);
    }

    /// <inheritdoc />
    public override void AppendNull()
    {
        DiscardPending();
        EndValue();
        _validity.SetNull(Length - 1, Length);
    }

    /// <inheritdoc />
    public override void AppendRow(Vector source, int row)
    {
        if (source.IsNull(row)) AppendNull();
        else Append(VectorAccess.GetBytes(source, row));
    }

    /// <inheritdoc />
    public override void AppendRange(Vector source, int start, int count)
    {
        if (source is BytesVector flat)
        {
            AppendFlatRange(flat, start, count);
            return;
        }

        for (var row = start; row < start + count; row++) AppendRow(source, row);
    }

    /// <inheritdoc />
    public override void AppendGather(Vector source, ReadOnlySpan<int> rows)
    {
        switch (source)
        {
            case BytesVector flat when flat.Validity.IsAllValid:
                foreach (var row in rows) Append(flat[row]);
                break;
            case DictionaryVector coded when coded.Validity.IsAllValid:
                var dictionary = (BytesVector)coded.Dictionary;
                var codes = coded.Codes;
                foreach (var row in rows) Append(dictionary[codes[row]]);
                break;
            default:
                foreach (var row in rows) AppendRow(source, row);
                break;
        }
    }

    /// <inheritdoc />
    public override void Truncate(int length)
    {
        Length = length;
        _used = _offsets[length];
        _validity.Truncate(length);
    }

    /// <inheritdoc />
    public override void Reset()
    {
        Length = 0;
        _used = 0;
        _validity.Reset();
    }

    /// <inheritdoc />
    public override Vector Build()
    {
        if (_view is null) _view = new BytesVector(Type, _offsets, _data, Length, _validity.View());
        else _view.Reset(_offsets, _data, Length, _validity.View());
        return _view;
    }

    /// <inheritdoc />
    public override Vector Detach()
    {
        var vector = new BytesVector(Type, _offsets, _data, Length, _validity.View());
        _offsets = new int[2];
        _data = [];
        _used = 0;
        _view = null;
        _validity.Detach();
        Length = 0;
        return vector;
    }

    private void AppendFlatRange(BytesVector source, int start, int count)
    {
        if (count == 0) return;
        DiscardPending();
        var at = Length;
        var from = source.Offsets.Slice(start, count + 1);
        var bytes = source.Data[from[0]..from[count]];
        bytes.CopyTo(GetSpan(bytes.Length));
        if (Length + count + 1 > _offsets.Length) Array.Resize(ref _offsets, Math.Max(Length + count + 1, _offsets.Length * 2));
        var shift = _used - from[0];
        var target = _offsets.AsSpan(Length + 1, count);
        for (var i = 0; i < target.Length; i++) target[i] = from[i + 1] + shift;
        _used += bytes.Length;
        Length += count;
        _validity.Append(source.Validity.Slice(start), at, count);
    }

    private void Grow(int sizeHint)
    {
        var needed = (long)_used + Math.Max(sizeHint, 1);
        if (needed > Array.MaxLength) throw DataErrors.BatchTooLarge();
        Array.Resize(ref _data, (int)Math.Min(Array.MaxLength, Math.Max(needed, Math.Max(64L, _data.Length * 2L))));
    }
}
