using System.Runtime.InteropServices;

namespace Tidemark.Storage;

/// <content>Some values of a block.</content>
internal sealed partial class FloatDecoder
{
    /// <summary>Decodes some float8 values of a block and passes over the others.</summary>
    /// <param name="input">Stands at the block.</param>
    /// <param name="count">How many values the block has.</param>
    /// <param name="rows">Which are wanted, ascending, each below <paramref name="count"/>.</param>
    /// <param name="values">Gets them; as long as <paramref name="rows"/>.</param>
    public void Pick(ref ByteReader input, int count, ReadOnlySpan<int> rows, Span<double> values)
    {
        var form = CheckedForm(ref input, count);
        input.U8();
        var patterns = MemoryMarshal.Cast<double, long>(values);
        switch (form)
        {
            case FloatForm.Constant:
                patterns.Fill(input.I64());
                break;
            case FloatForm.Decimal:
                PickDecimal(ref input, count, rows, values);
                break;
            case FloatForm.Dictionary:
                var dictionary = MemoryMarshal.Cast<byte, double>(input.Bytes(input.U16() * 8));
                integers.Pick(ref input, count, rows, patterns);
                LookUp(dictionary, patterns, values);
                break;
            case FloatForm.Patterns:
                integers.Pick(ref input, count, rows, patterns);
                break;
            case FloatForm.Plain:
                var plain = MemoryMarshal.Cast<byte, double>(input.Bytes(count * sizeof(double)));
                for (var i = 0; i < rows.Length; i++) values[i] = plain[rows[i]];
                break;
            case FloatForm.Split:
                PickSplit(ref input, count, rows, patterns);
                break;
            case FloatForm.Xor:
                // Each depends on those before it, none on those behind.
                integers.DecodedOthers = true;
                var before = _integers.AsSpan(0, rows[^1] + 1);
                XorDoubles.Decode(ref input, before);
                for (var i = 0; i < rows.Length; i++) patterns[i] = before[rows[i]];
                break;
            default:
                throw new InvalidDataException("a floating-point block has an unknown form");
        }
    }

    /// <summary>Decodes some float4 values of a block; otherwise as the other overload.</summary>
    public void Pick(ref ByteReader input, int count, ReadOnlySpan<int> rows, Span<float> values, Span<double> scratch)
    {
        var patterns = _integers.AsSpan(0, rows.Length);
        switch (CheckedForm(ref input, count))
        {
            case FloatForm.Patterns:
                input.U8();
                integers.Pick(ref input, count, rows, patterns);
                break;
            case FloatForm.Split:
                input.U8();
                PickSplit(ref input, count, rows, patterns);
                break;
            case FloatForm.Plain:
                input.U8();
                var plain = MemoryMarshal.Cast<byte, float>(input.Bytes(count * sizeof(float)));
                for (var i = 0; i < rows.Length; i++) values[i] = plain[rows[i]];
                return;
            default:
                scratch = scratch[..rows.Length];
                Pick(ref input, count, rows, scratch);
                for (var i = 0; i < values.Length; i++) values[i] = (float)scratch[i];
                return;
        }

        for (var i = 0; i < values.Length; i++) values[i] = BitConverter.Int32BitsToSingle((int)patterns[i]);
    }

    private void PickDecimal(ref ByteReader input, int count, ReadOnlySpan<int> rows, Span<double> values)
    {
        var (up, inverse, exceptions) = ReadScale(ref input);
        integers.Pick(ref input, count, rows, _integers.AsSpan(0, rows.Length));
        ToDoubles(_integers, up, inverse, values);
        if (exceptions == 0) return;
        IntegerDecoder.PickPatches(MemoryMarshal.Cast<byte, ushort>(input.Bytes(exceptions * 2)), MemoryMarshal.Cast<byte, double>(input.Bytes(exceptions * 8)), rows, values);
    }

    private void PickSplit(ref ByteReader input, int count, ReadOnlySpan<int> rows, Span<long> patterns)
    {
        var right = ReadSplit(ref input);
        integers.Pick(ref input, count, rows, patterns);
        IntegerDecoder.PickLower(ref input, right, count, rows, patterns);
    }
}
