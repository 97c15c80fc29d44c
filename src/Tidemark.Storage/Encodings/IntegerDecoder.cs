using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Storage;

/// <summary>Reads the blocks that <see cref="IntegerEncoder"/> wrote. One thread at a time.</summary>
internal sealed class IntegerDecoder
{
    private const int Room = BlockFormat.Rows + BitPacking.Slack;

    private readonly uint[] _narrow = new uint[Room];
    private readonly ulong[] _wide = new ulong[Room];
    private readonly long[] _runValues = new long[Room];
    private readonly long[] _runLengths = new long[Room];

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
    public void Decode(ref ByteReader input, Span<long> values) => Decode(ref input, values, nesting: 0);

    private void Decode(ref ByteReader input, Span<long> values, int nesting)
    {
        if (values.Length > BlockFormat.Rows) throw new InvalidDataException("a block has too many values");
        var form = (IntegerForm)input.U8();
        if (nesting == 2 && form > IntegerForm.Delta) throw new InvalidDataException("blocks are nested too deeply");
        switch (form)
        {
            case IntegerForm.Constant:
                values.Fill(input.I64());
                break;
            case IntegerForm.Packed:
                Unpack(ref input, values);
                break;
            case IntegerForm.Delta:
                var first = input.I64();
                Unpack(ref input, values[1..]);
                Accumulate(first, values);
                break;
            case IntegerForm.Runs:
                DecodeRuns(ref input, values);
                break;
            case IntegerForm.DeltaRuns:
                DecodeDeltaRuns(ref input, values);
                break;
            case IntegerForm.Scaled when nesting == 0:
                var offset = input.I64();
                var scale = input.I64();
                Decode(ref input, values, nesting: 1);
                for (var i = 0; i < values.Length; i++) values[i] = unchecked(offset + (values[i] * scale));
                break;
            default:
                throw new InvalidDataException("an integer block has an unknown form");
        }
    }

    private void Unpack(ref ByteReader input, Span<long> values)
    {
        var reference = input.I64();
        var width = input.U8();
        var exceptions = input.U16();
        if (width > 64) throw new InvalidDataException("packed values have more than 64 bits");
        var count = values.Length;
        var packed = input.Bytes(BitPacking.PackedBytes(count, width));
        if (width == 0)
        {
            values.Fill(reference);
        }
        else if (width <= 32)
        {
            BitPacking.Unpack(packed, count, width, _narrow);
            Widen(_narrow, reference, values);
        }
        else
        {
            BitPacking.Unpack(packed, count, width, _wide);
            for (var i = 0; i < values.Length; i++) values[i] = unchecked(reference + (long)_wide[i]);
        }

        if (exceptions == 0) return;
        var positions = MemoryMarshal.Cast<byte, ushort>(input.Bytes(exceptions * 2));
        foreach (var position in positions) values[position] = input.I64();
    }

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

    // values[1..] are differences. Four at a time: add the vector shifted by one lane, then by two, then what came before.
    private static void Accumulate(long first, Span<long> values)
    {
        values[0] = first;
        var sum = first;
        var i = 1;
        ref var at = ref MemoryMarshal.GetReference(values);
        var before = Vector256.Create(first);
        var one = Vector256.Create(0L, -1, -1, -1);
        var two = Vector256.Create(0L, 0, -1, -1);
        for (; i + 4 <= values.Length; i += 4)
        {
            var sums = Vector256.LoadUnsafe(ref at, (nuint)i);
            sums += Vector256.Shuffle(sums, Vector256.Create(0L, 0, 1, 2)) & one;
            sums += Vector256.Shuffle(sums, Vector256.Create(0L, 0, 0, 1)) & two;
            (sums + before).StoreUnsafe(ref at, (nuint)i);
            // Only this addition waits for the round before.
            before += Vector256.Shuffle(sums, Vector256.Create(3L, 3, 3, 3));
        }

        if (i > 1) sum = values[i - 1];
        for (; i < values.Length; i++)
        {
            sum = unchecked(sum + values[i]);
            values[i] = sum;
        }
    }

    private int ReadRuns(ref ByteReader input, int expected)
    {
        var runs = input.U16();
        if (runs > BlockFormat.Rows) throw new InvalidDataException("a block has too many runs");
        Decode(ref input, _runValues.AsSpan(0, runs), nesting: 2);
        Decode(ref input, _runLengths.AsSpan(0, runs), nesting: 2);
        var total = 0L;
        for (var i = 0; i < runs; i++)
        {
            if (_runLengths[i] is < 1 or > BlockFormat.Rows) throw new InvalidDataException("a run has an impossible length");
            total += _runLengths[i];
        }

        return total == expected ? runs : throw new InvalidDataException("the runs of a block do not fill it");
    }

    private void DecodeRuns(ref ByteReader input, Span<long> values)
    {
        var runs = ReadRuns(ref input, values.Length);
        for (var i = 0; i < runs; i++)
        {
            values[..(int)_runLengths[i]].Fill(_runValues[i]);
            values = values[(int)_runLengths[i]..];
        }
    }

    private void DecodeDeltaRuns(ref ByteReader input, Span<long> values)
    {
        var value = input.I64();
        var runs = ReadRuns(ref input, values.Length - 1);
        values[0] = value;
        values = values[1..];
        for (var i = 0; i < runs; i++)
        {
            var run = values[..(int)_runLengths[i]];
            Series(value, _runValues[i], run);
            value = run[^1];
            values = values[run.Length..];
        }
    }

    private static void Series(long before, long step, Span<long> run)
    {
        var i = 0;
        if (run.Length >= 8)
        {
            var next = Vector256.Create(unchecked(before + step), unchecked(before + (step * 2)), unchecked(before + (step * 3)), unchecked(before + (step * 4)));
            var stride = Vector256.Create(unchecked(step * 4));
            for (; i + 4 <= run.Length; i += 4)
            {
                next.CopyTo(run[i..]);
                next += stride;
            }

            before = run[i - 1];
        }

        for (; i < run.Length; i++) run[i] = before = unchecked(before + step);
    }
}
