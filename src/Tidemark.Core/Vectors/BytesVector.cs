using System.Runtime.CompilerServices;
using Tidemark.Types;

namespace Tidemark.Vectors;

/// <summary>A flat vector of byte runs: one buffer, and for each row where it begins; it ends where the next begins.</summary>
public sealed class BytesVector : Vector
{
    private int[] _offsets;
    private byte[] _data;
    private int _start;

    /// <summary>
    /// A vector whose row i is <c>data[offsets[i]..offsets[i + 1]]</c>; <paramref name="offsets"/> has at least <paramref name="length"/> + 1 ascending elements.
    /// </summary>
    public BytesVector(SqlType type, int[] offsets, byte[] data, int length, Validity validity = default)
        : this(type, offsets, data, 0, length, validity)
    {
    }

    private BytesVector(SqlType type, int[] offsets, byte[] data, int start, int length, Validity validity)
        : base(type)
    {
        _offsets = offsets;
        _data = data;
        _start = start;
        Length = length;
        Validity = validity;
    }

    /// <summary>The bytes of a row; empty or undefined for null.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var begin = _offsets[_start + row];
            return _data.AsSpan(begin, _offsets[_start + row + 1] - begin);
        }
    }

    /// <summary>Length + 1 offsets into <see cref="Data"/>.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.AsSpan(_start, Length + 1);

    /// <summary>The buffer that <see cref="Offsets"/> point into.</summary>
    public ReadOnlySpan<byte> Data => _data;

    /// <summary>The bytes of a row as memory, for callers that cannot hold a span.</summary>
    public ReadOnlyMemory<byte> Memory(int row) => _data.AsMemory(_offsets[_start + row].._offsets[_start + row + 1]);

    /// <inheritdoc />
    public override Vector Slice(int start, int count) => new BytesVector(Type, _offsets, _data, _start + start, count, Validity.Slice(start));

    /// <inheritdoc />
    public override Vector As(SqlType type) => new BytesVector(type, _offsets, _data, _start, Length, Validity);

    /// <summary>Points a reused vector at its builder's present content.</summary>
    internal void Reset(int[] offsets, byte[] data, int length, Validity validity) => Reset(offsets, data, 0, length, validity);

    /// <summary>Points a reused vector at a part of its owner's buffer; row 0 of <paramref name="validity"/> is the row at <paramref name="start"/>.</summary>
    internal void Reset(int[] offsets, byte[] data, int start, int length, Validity validity)
    {
        _offsets = offsets;
        _data = data;
        _start = start;
        Length = length;
        Validity = validity;
    }
}
