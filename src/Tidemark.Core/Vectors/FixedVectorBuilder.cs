using System.Runtime.CompilerServices;
using Tidemark.Types;

namespace Tidemark.Vectors;

/// <summary>Builds a <see cref="FixedVector{T}"/>.</summary>
/// <typeparam name="T">The .NET type of the physical type.</typeparam>
/// <param name="type">The type of the vector.</param>
/// <param name="capacity">Rows to make room for at first.</param>
public sealed class FixedVectorBuilder<T>(SqlType type, int capacity = 0) : VectorBuilder(type)
    where T : unmanaged
{
    private T[] _array = capacity == 0 ? [] : new T[capacity];
    private FixedVector<T>? _view;

    /// <inheritdoc />
    public override long ByteSize => ((long)_array.Length * Unsafe.SizeOf<T>()) + _validity.ByteSize;

    /// <inheritdoc />
    public override long ValueBytes => (long)Length * Unsafe.SizeOf<T>();

    /// <summary>The rows so far, writable in place.</summary>
    public Span<T> Values => _array.AsSpan(0, Length);

    /// <summary>Appends a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(T value)
    {
        if (Length == _array.Length) Grow(Length + 1);
        _array[Length++] = value;
        _validity.Extend(Length);
    }

    /// <summary>Appends values.</summary>
    public void Append(ReadOnlySpan<T> values) => values.CopyTo(AppendUninitialized(values.Length));

    /// <summary>Appends rows whose values the caller writes into the span it gets; their content is undefined until then.</summary>
    public Span<T> AppendUninitialized(int count)
    {
        if (Length + count > _array.Length) Grow(Length + count);
        var span = _array.AsSpan(Length, count);
        Length += count;
        _validity.Extend(Length);
        return span;
    }

    /// <inheritdoc />
    public override void AppendNull()
    {
        Append(default(T));
        _validity.SetNull(Length - 1, Length);
    }

    /// <inheritdoc />
    public override void AppendRow(Vector source, int row)
    {
        if (source.IsNull(row)) AppendNull();
        else Append(VectorAccess.Get<T>(source, row));
    }

    /// <inheritdoc />
    public override void AppendRange(Vector source, int start, int count)
    {
        var at = Length;
        var target = AppendUninitialized(count);
        switch (source)
        {
            case FixedVector<T> flat:
                flat.Values.Slice(start, count).CopyTo(target);
                break;
            case ConstantVector constant:
                target.Fill(((FixedVector<T>)constant.Value).Values[0]);
                break;
            case DictionaryVector coded:
                var codes = coded.Codes.Slice(start, count);
                var dictionary = ((FixedVector<T>)coded.Dictionary).Values;
                for (var i = 0; i < codes.Length; i++) target[i] = dictionary[codes[i]];
                break;
        }

        if (!source.Validity.IsAllValid) _validity.Append(source.Validity.Slice(start), at, count);
    }

    /// <inheritdoc />
    public override void AppendGather(Vector source, ReadOnlySpan<int> rows)
    {
        var at = Length;
        var target = AppendUninitialized(rows.Length);
        switch (source)
        {
            case FixedVector<T> flat:
                var values = flat.Values;
                for (var i = 0; i < rows.Length; i++) target[i] = values[rows[i]];
                break;
            case ConstantVector constant:
                target.Fill(((FixedVector<T>)constant.Value).Values[0]);
                break;
            case DictionaryVector coded:
                var codes = coded.Codes;
                var dictionary = ((FixedVector<T>)coded.Dictionary).Values;
                for (var i = 0; i < rows.Length; i++) target[i] = dictionary[codes[rows[i]]];
                break;
        }

        GatherNulls(source, rows, at);
    }

    /// <inheritdoc />
    public override void Truncate(int length)
    {
        Length = length;
        _validity.Truncate(length);
    }

    /// <inheritdoc />
    public override void Reset()
    {
        Length = 0;
        _validity.Reset();
    }

    /// <inheritdoc />
    public override Vector Build()
    {
        if (_view is null) _view = new FixedVector<T>(Type, _array, Length, _validity.View());
        else _view.Reset(_array, Length, _validity.View());
        return _view;
    }

    /// <inheritdoc />
    public override Vector Detach()
    {
        var vector = new FixedVector<T>(Type, _array, Length, _validity.View());
        _array = [];
        _view = null;
        _validity.Detach();
        Length = 0;
        return vector;
    }

    private void GatherNulls(Vector source, ReadOnlySpan<int> rows, int at)
    {
        if (source.Validity.IsAllValid) return;
        for (var i = 0; i < rows.Length; i++)
        {
            if (source.IsNull(rows[i])) _validity.SetNull(at + i, Length);
        }
    }

    private void Grow(int needed) => Array.Resize(ref _array, Math.Max(needed, Math.Max(16, _array.Length * 2)));
}
