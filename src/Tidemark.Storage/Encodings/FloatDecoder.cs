using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Storage;

/// <summary>Reads the blocks that <see cref="FloatEncoder"/> wrote. One thread at a time.</summary>
internal sealed partial class FloatDecoder(IntegerDecoder integers)
{
    private readonly long[] _integers = new long[BlockFormat.Rows];

    /// <summary>Whether the block that comes next is one value repeated; if so it is consumed.</summary>
    public static bool TryConstant(ref ByteReader input, out double value)
    {
        value = 0;
        if (input.Rest.Length < 9 || (FloatForm)input.Rest[0] != FloatForm.Constant) return false;
        input.U8();
        value = BitConverter.Int64BitsToDouble(input.I64());
        return true;
    }

    /// <summary>Decodes a block of exactly <paramref name="values"/>.Length float4 values.</summary>
    /// <param name="input">Stands at the block.</param>
    /// <param name="values">Where they go.</param>
    /// <param name="scratch">Room for as many doubles.</param>
    public void Decode(ref ByteReader input, Span<float> values, Span<double> scratch)
    {
        switch (CheckedForm(ref input, values.Length))
        {
            case FloatForm.Patterns:
                input.U8();
                integers.Decode(ref input, _integers.AsSpan(0, values.Length));
                break;
            case FloatForm.Split:
                input.U8();
                DecodeSplit(ref input, _integers.AsSpan(0, values.Length));
                break;
            case FloatForm.Plain:
                input.U8();
                input.Raw(values);
                return;
            default:
                scratch = scratch[..values.Length];
                Decode(ref input, scratch);
                for (var i = 0; i < values.Length; i++) values[i] = (float)scratch[i];
                return;
        }

        for (var i = 0; i < values.Length; i++) values[i] = BitConverter.Int32BitsToSingle((int)_integers[i]);
    }

    /// <summary>Decodes a block of exactly <paramref name="values"/>.Length float8 values.</summary>
    public void Decode(ref ByteReader input, Span<double> values)
    {
        var form = CheckedForm(ref input, values.Length);
        input.U8();
        switch (form)
        {
            case FloatForm.Constant:
                values.Fill(BitConverter.Int64BitsToDouble(input.I64()));
                break;
            case FloatForm.Decimal:
                DecodeDecimal(ref input, values);
                break;
            case FloatForm.Dictionary:
                DecodeDictionary(ref input, values);
                break;
            case FloatForm.Patterns:
                integers.Decode(ref input, MemoryMarshal.Cast<double, long>(values));
                break;
            case FloatForm.Plain:
                input.Raw(values);
                break;
            case FloatForm.Split:
                DecodeSplit(ref input, MemoryMarshal.Cast<double, long>(values));
                break;
            case FloatForm.Xor:
                XorDoubles.Decode(ref input, MemoryMarshal.Cast<double, long>(values));
                break;
            default:
                throw new InvalidDataException("a floating-point block has an unknown form");
        }
    }

    private static FloatForm CheckedForm(ref ByteReader input, int count)
    {
        if (count is 0 or > BlockFormat.Rows) throw new InvalidDataException("a block has an impossible number of values");
        return input.Rest.IsEmpty ? throw new InvalidDataException("content ends too early") : (FloatForm)input.Rest[0];
    }

    private void DecodeDecimal(ref ByteReader input, Span<double> values)
    {
        var (up, inverse, exceptions) = ReadScale(ref input);
        integers.Decode(ref input, _integers.AsSpan(0, values.Length));
        ToDoubles(_integers, up, inverse, values);
        if (exceptions == 0) return;
        var positions = MemoryMarshal.Cast<byte, ushort>(input.Bytes(exceptions * 2));
        var patches = MemoryMarshal.Cast<byte, double>(input.Bytes(exceptions * 8));
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i] >= values.Length) throw new InvalidDataException("an exception lies outside of its block");
            values[positions[i]] = patches[i];
        }
    }

    private static (double Up, double Inverse, int Exceptions) ReadScale(ref ByteReader input)
    {
        var e = input.U8();
        var f = input.U8();
        if (e > DecimalScale.MaxExponent || f > DecimalScale.MaxExponent) throw new InvalidDataException("a decimal scale is too large");
        return (DecimalScale.Powers[f], DecimalScale.Inverses[e], input.U16());
    }

    // The integers are below 2^51, so putting them into the lower bits of 1.5 * 2^52 and taking that away again converts them.
    [MethodImpl(HotLoop.Compiled)]
    private static void ToDoubles(ReadOnlySpan<long> integers, double up, double inverse, Span<double> values)
    {
        ref var from = ref MemoryMarshal.GetReference(integers);
        ref var to = ref MemoryMarshal.GetReference(values);
        var rounder = Vector256.Create(DecimalScale.Rounder);
        var i = 0;
        if (up == 1 && inverse == 1)
        {
            for (; i + 4 <= values.Length; i += 4)
            {
                ((Vector256.LoadUnsafe(ref from, (nuint)i) + rounder.AsInt64()).AsDouble() - rounder).StoreUnsafe(ref to, (nuint)i);
            }
        }
        else
        {
            for (; i + 4 <= values.Length; i += 4)
            {
                var whole = (Vector256.LoadUnsafe(ref from, (nuint)i) + rounder.AsInt64()).AsDouble() - rounder;
                (whole * up * inverse).StoreUnsafe(ref to, (nuint)i);
            }
        }

        for (; i < values.Length; i++) values[i] = integers[i] * up * inverse;
    }

    private void DecodeSplit(ref ByteReader input, Span<long> patterns)
    {
        var right = ReadSplit(ref input);
        integers.Decode(ref input, patterns);
        integers.AddLower(ref input, right, patterns);
    }

    private void DecodeDictionary(ref ByteReader input, Span<double> values)
    {
        var entries = input.U16();
        var dictionary = MemoryMarshal.Cast<byte, double>(input.Bytes(entries * 8));
        var codes = _integers.AsSpan(0, values.Length);
        integers.Decode(ref input, codes);
        LookUp(dictionary, codes, values);
    }

    private static int ReadSplit(ref ByteReader input)
    {
        var right = input.U8();
        return right is 0 or > 63 ? throw new InvalidDataException("a split is impossible") : right;
    }

    // Codes and values may be the same memory.
    [MethodImpl(HotLoop.Compiled)]
    private static void LookUp(ReadOnlySpan<double> dictionary, ReadOnlySpan<long> codes, Span<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var code = (ulong)codes[i];
            if (code >= (ulong)dictionary.Length) throw new InvalidDataException("a code is not in the dictionary");
            values[i] = dictionary[(int)code];
        }
    }
}
