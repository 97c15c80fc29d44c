using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidemark.Storage;

/// <content>Some values of a block: the others are decoded only where a form has no other way to these.</content>
internal sealed partial class IntegerDecoder
{
    private readonly long[] _whole = new long[BlockFormat.Rows];

    /// <summary>Whether values had to be decoded that nobody wanted, since somebody set this to false.</summary>
    public bool DecodedOthers { get; set; }

    /// <summary>Decodes some values of a block and passes over the others.</summary>
    /// <param name="input">Stands at the block; afterwards behind it.</param>
    /// <param name="count">How many values the block has.</param>
    /// <param name="rows">Which are wanted, ascending, each below <paramref name="count"/>.</param>
    /// <param name="values">Gets them; as long as <paramref name="rows"/>.</param>
    public void Pick(ref ByteReader input, int count, ReadOnlySpan<int> rows, Span<long> values) => Pick(ref input, count, rows, values, Place.Outside);

    /// <summary>As <see cref="AddLower"/>, for values that were picked.</summary>
    public static void PickLower(ref ByteReader input, int bits, int count, ReadOnlySpan<int> rows, Span<long> values)
    {
        var packed = input.Bytes(BitPacking.PackedBytes(count, bits));
        for (var i = 0; i < rows.Length; i++) values[i] = (values[i] << bits) | (long)BitPacking.At(packed, bits, rows[i]);
    }

    private void Pick(ref ByteReader input, int count, ReadOnlySpan<int> rows, Span<long> values, Place place)
    {
        if (count is 0 or > BlockFormat.Rows) throw new InvalidDataException("a block has an impossible number of values");
        var begin = input;
        switch ((IntegerForm)input.U8())
        {
            case IntegerForm.Constant:
                values.Fill(input.I64());
                break;
            case IntegerForm.Plain:
                PickPlain(ref input, count, rows, values);
                break;
            case IntegerForm.Packed:
                PickPacked(ref input, count, rows, values);
                break;
            case IntegerForm.Delta when IsSeries(input):
                var first = input.I64();
                var (step, _, _) = ReadPacking(ref input);
                for (var i = 0; i < rows.Length; i++) values[i] = unchecked(first + (step * rows[i]));
                break;
            case IntegerForm.Runs when place != Place.Inside:
                PickFromRuns(ref input, count, rows, values);
                break;
            case IntegerForm.DeltaRuns when place != Place.Inside:
                PickFromDeltaRuns(ref input, count, rows, values);
                break;
            case IntegerForm.Dictionary when place != Place.Inside:
                var entries = input.U16();
                if (entries > BlockFormat.Rows) throw new InvalidDataException("a dictionary has too many entries");
                Decode(ref input, _runValues.AsSpan(0, entries), Place.Inside);
                Pick(ref input, count, rows, values, Place.Inside);
                LookUp(_runValues.AsSpan(0, entries), values);
                break;
            case IntegerForm.Scaled when place == Place.Outside:
                var offset = input.I64();
                var scale = input.I64();
                Pick(ref input, count, rows, values, Place.InScaled);
                foreach (ref var value in values) value = unchecked(offset + (value * scale));
                break;
            default:
                DecodedOthers = true;
                input = begin;
                var whole = _whole.AsSpan(0, count);
                Decode(ref input, whole, place);
                for (var i = 0; i < rows.Length; i++) values[i] = whole[rows[i]];
                break;
        }
    }

    // Whether all differences of a Delta block are the same.
    private static bool IsSeries(ByteReader input)
    {
        input.I64();
        var (_, width, exceptions) = ReadPacking(ref input);
        return width == 0 && exceptions == 0;
    }

    private static void PickPlain(ref ByteReader input, int count, ReadOnlySpan<int> rows, Span<long> values)
    {
        var width = input.U8();
        if (width is not (1 or 2 or 4 or 8)) throw new InvalidDataException("plain values have an impossible width");
        var bytes = input.Bytes(count * width);
        for (var i = 0; i < rows.Length; i++)
        {
            var value = bytes[(rows[i] * width)..];
            values[i] = width switch
            {
                1 => (sbyte)value[0],
                2 => MemoryMarshal.Read<short>(value),
                4 => MemoryMarshal.Read<int>(value),
                _ => MemoryMarshal.Read<long>(value),
            };
        }
    }

    private static void PickPacked(ref ByteReader input, int count, ReadOnlySpan<int> rows, Span<long> values)
    {
        var (reference, width, exceptions) = ReadPacking(ref input);
        var packed = input.Bytes(BitPacking.PackedBytes(count, width));
        for (var i = 0; i < rows.Length; i++) values[i] = unchecked(reference + (long)BitPacking.At(packed, width, rows[i]));
        if (exceptions == 0) return;
        PickPatches(MemoryMarshal.Cast<byte, ushort>(input.Bytes(exceptions * 2)), MemoryMarshal.Cast<byte, long>(input.Bytes(exceptions * 8)), rows, values);
    }

    /// <summary>Puts exceptions, whose positions ascend as the rows do, in the place of what was picked.</summary>
    public static void PickPatches<T>(ReadOnlySpan<ushort> positions, ReadOnlySpan<T> patches, ReadOnlySpan<int> rows, Span<T> values)
    {
        var at = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            while (at < positions.Length && positions[at] < rows[i]) at++;
            if (at == positions.Length) return;
            if (positions[at] == rows[i]) values[i] = patches[at];
        }
    }

    private void PickFromRuns(ref ByteReader input, int count, ReadOnlySpan<int> rows, Span<long> values)
    {
        ReadRuns(ref input, count);
        var run = 0;
        var end = _runLengths[0];
        for (var i = 0; i < rows.Length; i++)
        {
            while (rows[i] >= end) end += _runLengths[++run];
            values[i] = _runValues[run];
        }
    }

    private void PickFromDeltaRuns(ref ByteReader input, int count, ReadOnlySpan<int> rows, Span<long> values)
    {
        var before = input.I64();
        ReadRuns(ref input, count - 1);
        var run = 0;
        // The last row before the run.
        var last = 0L;
        for (var i = 0; i < rows.Length; i++)
        {
            while (rows[i] > last + _runLengths[run])
            {
                before = unchecked(before + (_runValues[run] * _runLengths[run]));
                last += _runLengths[run++];
            }

            values[i] = unchecked(before + (_runValues[run] * (rows[i] - last)));
        }
    }

    [MethodImpl(HotLoop.Compiled)]
    private static void LookUp(ReadOnlySpan<long> dictionary, Span<long> codes)
    {
        foreach (ref var value in codes)
        {
            if ((ulong)value >= (ulong)dictionary.Length) throw new InvalidDataException("a code is not in the dictionary");
            value = dictionary[(int)value];
        }
    }
}
