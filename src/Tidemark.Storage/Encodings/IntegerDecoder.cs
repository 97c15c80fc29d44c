using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Storage;

/// <summary>
/// Reads the blocks that <see cref="IntegerEncoder"/> wrote. Content that cannot have been written is an <see cref="InvalidDataException"/> or gives some values; nothing outside of
/// the input and the values is touched. One thread at a time.
/// </summary>
internal sealed partial class IntegerDecoder
{
    private const int Room = BlockFormat.Rows + BitPacking.Slack;

    private readonly uint[] _narrow = new uint[Room];
    private readonly ulong[] _wide = new ulong[Room];
    private readonly long[] _runValues = new long[Room];
    private readonly long[] _runLengths = new long[Room];

    /// <summary>What a block is part of: inside of others fewer forms are allowed.</summary>
    private enum Place
    {
        Outside,
        InScaled,
        Inside,
    }

    /// <summary>Whether the block that comes next is one value repeated; if so it is consumed.</summary>
    public static bool TryConstant(ref ByteReader input, out long value)
    {
        value = 0;
        if (input.Rest.Length < 9 || (IntegerForm)input.Rest[0] != IntegerForm.Constant) return false;
        input.U8();
        value = input.I64();
        return true;
    }

    /// <summary>Decodes a block of exactly <paramref name="values"/>.Length values.</summary>
    public void Decode(ref ByteReader input, Span<long> values) => Decode(ref input, values, Place.Outside);

    /// <summary>Shifts the values up and puts packed bits, which come next, below them.</summary>
    [MethodImpl(HotLoop.Compiled)]
    public void AddLower(ref ByteReader input, int bits, Span<long> values)
    {
        UnpackBits(ref input, bits, values.Length);
        var i = 0;
        if (bits <= 32)
        {
            for (; i < values.Length; i++) values[i] = (values[i] << bits) | _narrow[i];
            return;
        }

        ref var upper = ref MemoryMarshal.GetReference(values);
        ref var lower = ref MemoryMarshal.GetArrayDataReference(_wide);
        for (; i + 4 <= values.Length; i += 4)
        {
            ((Vector256.LoadUnsafe(ref upper, (nuint)i) << bits) | Vector256.LoadUnsafe(ref lower, (nuint)i).AsInt64()).StoreUnsafe(ref upper, (nuint)i);
        }

        for (; i < values.Length; i++) values[i] = (values[i] << bits) | (long)_wide[i];
    }

    private void Decode(ref ByteReader input, Span<long> values, Place place)
    {
        if (values.Length is 0 or > BlockFormat.Rows) throw new InvalidDataException("a block has an impossible number of values");
        var form = (IntegerForm)input.U8();
        if (place == Place.Inside && form is IntegerForm.Runs or IntegerForm.DeltaRuns or IntegerForm.Scaled or IntegerForm.Dictionary) throw Unknown();
        if (form is IntegerForm.DeltaDelta or IntegerForm.DeltaDeltaCoded && values.Length < 2) throw new InvalidDataException("a block has too few values for its form");
        switch (form)
        {
            case IntegerForm.Constant:
                values.Fill(input.I64());
                break;
            case IntegerForm.Plain:
                DecodePlain(ref input, values);
                break;
            case IntegerForm.Packed:
                Unpack(ref input, values);
                break;
            case IntegerForm.Delta:
                var first = input.I64();
                UnpackDeltas(first, ref input, values);
                break;
            case IntegerForm.DeltaDelta:
                first = input.I64();
                var firstDelta = input.I64();
                UnpackDeltas(firstDelta, ref input, values[1..]);
                Accumulate(first, values);
                break;
            case IntegerForm.Coded:
                DecodeCoded(ref input, values);
                break;
            case IntegerForm.DeltaCoded:
                first = input.I64();
                DecodeDeltaCoded(first, ref input, values);
                break;
            case IntegerForm.DeltaDeltaCoded:
                first = input.I64();
                firstDelta = input.I64();
                DecodeDeltaCoded(firstDelta, ref input, values[1..]);
                Accumulate(first, values);
                break;
            case IntegerForm.Runs:
                DecodeRuns(ref input, values);
                break;
            case IntegerForm.DeltaRuns:
                DecodeDeltaRuns(ref input, values);
                break;
            case IntegerForm.Dictionary:
                DecodeDictionary(ref input, values);
                break;
            case IntegerForm.Scaled when place == Place.Outside:
                var offset = input.I64();
                var scale = input.I64();
                Decode(ref input, values, Place.InScaled);
                for (var i = 0; i < values.Length; i++) values[i] = unchecked(offset + (values[i] * scale));
                break;
            default:
                throw Unknown();
        }
    }

    private static InvalidDataException Unknown() => new("an integer block has an unknown form");

    private static void DecodePlain(ref ByteReader input, Span<long> values)
    {
        var width = input.U8();
        if (width == 8)
        {
            input.Raw(values);
            return;
        }

        if (width is not (1 or 2 or 4)) throw new InvalidDataException("plain values have an impossible width");
        var bytes = input.Bytes(values.Length * width);
        switch (width)
        {
            case 1:
                for (var i = 0; i < values.Length; i++) values[i] = (sbyte)bytes[i];
                break;
            case 2:
                var shorts = MemoryMarshal.Cast<byte, short>(bytes);
                for (var i = 0; i < values.Length; i++) values[i] = shorts[i];
                break;
            default:
                var integers = MemoryMarshal.Cast<byte, int>(bytes);
                for (var i = 0; i < values.Length; i++) values[i] = integers[i];
                break;
        }
    }

    private void Unpack(ref ByteReader input, Span<long> values)
    {
        var (reference, width, exceptions) = ReadPacking(ref input);
        UnpackBits(ref input, width, values.Length);
        Widen(width, reference, values);
        if (exceptions > 0) Patch(ref input, exceptions, values);
    }

    private void UnpackDeltas(long first, ref ByteReader input, Span<long> values)
    {
        var (reference, width, exceptions) = ReadPacking(ref input);
        var differences = values[1..];
        if (width == 0 && exceptions == 0)
        {
            values[0] = first;
            Series(first, reference, differences);
            return;
        }

        UnpackBits(ref input, width, differences.Length);
        if (width <= MaxSummedBits && exceptions == 0)
        {
            values[0] = first;
            Accumulate(first, reference, _narrow.AsSpan(0, differences.Length), differences);
            return;
        }

        Widen(width, reference, differences);
        if (exceptions > 0) Patch(ref input, exceptions, differences);
        Accumulate(first, values);
    }

    private static (long Reference, int Width, int Exceptions) ReadPacking(ref ByteReader input)
    {
        var reference = input.I64();
        var width = input.U8();
        var exceptions = input.U16();
        return width <= 64 ? (reference, width, exceptions) : throw new InvalidDataException("packed values have more than 64 bits");
    }

    // Values of up to 32 bits go to _narrow, wider ones to _wide.
    private void UnpackBits(ref ByteReader input, int width, int count)
    {
        var packed = input.Bytes(BitPacking.PackedBytes(count, width));
        if (width == 0) _narrow.AsSpan(0, count).Clear();
        else if (width <= 32) BitPacking.Unpack(packed, count, width, _narrow);
        else BitPacking.Unpack(packed, count, width, _wide);
    }

    [MethodImpl(HotLoop.Compiled)]
    private void Widen(int width, long reference, Span<long> values)
    {
        if (width <= 32)
        {
            Widen(_narrow, reference, values);
            return;
        }

        var bases = Vector256.Create(reference);
        ref var from = ref MemoryMarshal.GetArrayDataReference(_wide);
        ref var to = ref MemoryMarshal.GetReference(values);
        var at = 0;
        for (; at + 4 <= values.Length; at += 4) (Vector256.LoadUnsafe(ref from, (nuint)at).AsInt64() + bases).StoreUnsafe(ref to, (nuint)at);
        for (; at < values.Length; at++) values[at] = unchecked(reference + (long)_wide[at]);
    }

    private static void Patch(ref ByteReader input, int exceptions, Span<long> values)
    {
        var positions = MemoryMarshal.Cast<byte, ushort>(input.Bytes(exceptions * 2));
        var patches = MemoryMarshal.Cast<byte, long>(input.Bytes(exceptions * 8));
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i] >= values.Length) throw new InvalidDataException("an exception lies outside of its block");
            values[positions[i]] = patches[i];
        }
    }

    [MethodImpl(HotLoop.Compiled)]
    private static void Widen(ReadOnlySpan<uint> source, long reference, Span<long> values)
    {
        var bases = Vector256.Create(reference);
        var i = 0;
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(values);
        for (; i + 8 <= values.Length; i += 8)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)i));
            (low.AsInt64() + bases).StoreUnsafe(ref to, (nuint)i);
            (high.AsInt64() + bases).StoreUnsafe(ref to, (nuint)i + 4);
        }

        for (; i < values.Length; i++) values[i] = unchecked(reference + source[i]);
    }

    private void DecodeDictionary(ref ByteReader input, Span<long> values)
    {
        var entries = input.U16();
        if (entries > BlockFormat.Rows) throw new InvalidDataException("a dictionary has too many entries");
        Decode(ref input, _runValues.AsSpan(0, entries), Place.Inside);
        Decode(ref input, values, Place.Inside);
        LookUp(_runValues.AsSpan(0, entries), values);
    }
}
