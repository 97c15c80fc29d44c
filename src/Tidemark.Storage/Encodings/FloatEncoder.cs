using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Storage;

/// <summary>Writes blocks of floating-point numbers in the form that takes the fewest bytes; the forms are described at <see cref="FloatForm"/>. One thread at a time.</summary>
internal sealed partial class FloatEncoder(IntegerEncoder integers)
{
    private const int Room = BlockFormat.Rows;
    private const int MaxDictionary = 256;
    private const int MinSplit = 64;

    private readonly long[] _integers = new long[Room];
    private readonly long[] _codes = new long[Room];
    private readonly long[] _patterns = new long[Room];
    private readonly double[] _doubles = new double[Room];
    private readonly ushort[] _exceptions = new ushort[Room];
    private readonly ByteWriter _trial = new(Room * 8);
    private readonly Dictionary<long, int> _dictionary = [];
    private XorDoubles? _xor;
    private (int E, int F) _scale;
    private bool _scaleKnown;
    private bool _scaleHelps;

    /// <summary>Which forms are tried.</summary>
    public EncodingEffort Effort { get; set; }

    /// <summary>A new column comes: what was learnt of the last one is forgotten.</summary>
    public void StartColumn() => _scaleKnown = false;

    /// <summary>Chooses the decimal scale for the blocks that follow from a sample of the column.</summary>
    public void Learn(ReadOnlySpan<double> sample, bool single)
    {
        _scaleKnown = true;
        var bestCost = sample.Length * (single ? 30L : 60L);
        _scaleHelps = false;
        for (var e = 0; e <= DecimalScale.MaxExponent; e++)
        {
            for (var f = 0; f <= e; f++)
            {
                var cost = SampleCost(sample, e, f, single, bestCost);
                if (cost >= bestCost) continue;
                (bestCost, _scale, _scaleHelps) = (cost, (e, f), true);
            }
        }
    }

    /// <summary>Appends the block of at least one and at most 2048 values.</summary>
    public void Encode(ReadOnlySpan<double> values, ByteWriter output) => Encode(values, single: false, output);

    /// <summary>Appends the block of at least one and at most 2048 values of float4.</summary>
    public void Encode(ReadOnlySpan<float> values, ByteWriter output)
    {
        var isSame = true;
        for (var i = 0; i < values.Length; i++)
        {
            _patterns[i] = BitConverter.SingleToInt32Bits(values[i]);
            _doubles[i] = values[i];
            isSame &= BitConverter.SingleToInt32Bits((float)_doubles[i]) == (int)_patterns[i];
        }

        if (isSame)
        {
            Encode(_doubles.AsSpan(0, values.Length), single: true, output);
            return;
        }

        // A signalling NaN does not survive the way through a double.
        output.U8((byte)FloatForm.Patterns);
        integers.Encode(_patterns.AsSpan(0, values.Length), output);
    }

    private void Encode(ReadOnlySpan<double> values, bool single, ByteWriter output)
    {
        var patterns = MemoryMarshal.Cast<double, long>(values);
        if (patterns.IndexOfAnyExcept(patterns[0]) < 0)
        {
            output.U8((byte)FloatForm.Constant);
            output.I64(patterns[0]);
            return;
        }

        if (!_scaleKnown) Learn(values.Length <= 256 ? values : values[..256], single);
        var plainBytes = values.Length * (single ? 4 : 8);
        var begin = output.Length;
        if (_scaleHelps && TryDecimal(values, _scale, single, output) && output.Length < begin + (plainBytes * 3 / 4)) return;
        if (Effort == EncodingEffort.Full && TryOwnScale(values, single, output, begin) && output.Length < begin + (plainBytes * 3 / 4)) return;
        if (output.Length > begin && output.Length - begin > plainBytes) output.Truncate(begin);
        TryOther(values, single, output, begin, plainBytes + 1);
    }

    // Gives a block that the column's scale does not fit one of its own. What is written is replaced if that is smaller.
    private bool TryOwnScale(ReadOnlySpan<double> values, bool single, ByteWriter output, int begin)
    {
        var (columnScale, columnHelps) = (_scale, _scaleHelps);
        Span<double> sample = stackalloc double[Math.Min(64, values.Length)];
        for (var i = 0; i < sample.Length; i++) sample[i] = values[(int)((uint)(i * values.Length) / (uint)sample.Length)];
        Learn(sample, single);
        var (scale, helps) = (_scale, _scaleHelps);
        (_scale, _scaleHelps) = (columnScale, columnHelps);
        if (!helps || (columnHelps && scale == columnScale)) return output.Length > begin;
        var before = output.Length;
        if (!TryDecimal(values, scale, single, output)) return before > begin;
        if (before == begin) return true;
        if (output.Length - before >= before - begin) output.Truncate(before);
        else output.Remove(begin, before - begin);
        return true;
    }

    private void TryOther(ReadOnlySpan<double> values, bool single, ByteWriter output, int begin, int limit)
    {
        var patterns = single ? _patterns.AsSpan(0, values.Length) : MemoryMarshal.Cast<double, long>(values);
        _trial.Reset();
        if (TryDictionary(MemoryMarshal.Cast<double, long>(values), _trial)) Replace(output, begin, limit, 0);
        _trial.Reset();
        _trial.U8((byte)FloatForm.Patterns);
        integers.Encode(patterns, _trial);
        // Patterns decode slower than plain values: not for a few hundredths.
        Replace(output, begin, limit, limit >> 4);
        if (Effort == EncodingEffort.Full && values.Length >= MinSplit)
        {
            _trial.Reset();
            WriteSplit(patterns, single, _trial);
            Replace(output, begin, limit, limit >> 5);
            if (!single)
            {
                _trial.Reset();
                _trial.U8((byte)FloatForm.Xor);
                (_xor ??= new XorDoubles()).Encode(patterns, _trial);
                // Bit by bit is much slower.
                Replace(output, begin, limit, _trial.Length >> 3);
            }
        }

        if (output.Length > begin) return;
        output.U8((byte)FloatForm.Plain);
        if (single) WriteSingles(values, output);
        else output.Raw(values);
    }

    // Puts the trial in the place of what is written, if that and some more is smaller.
    private void Replace(ByteWriter output, int begin, int limit, int margin)
    {
        var best = output.Length > begin ? output.Length - begin : limit;
        if (_trial.Length + margin >= best) return;
        output.Truncate(begin);
        output.Bytes(_trial.Written);
    }

    private static void WriteSingles(ReadOnlySpan<double> values, ByteWriter output)
    {
        var target = MemoryMarshal.Cast<byte, float>(output.Reserve(values.Length * 4));
        for (var i = 0; i < values.Length; i++) target[i] = (float)values[i];
    }

    private bool TryDecimal(ReadOnlySpan<double> values, (int E, int F) scale, bool single, ByteWriter output)
    {
        // Whole numbers in a column of decimals are frequent enough to look, and much smaller unscaled.
        if (scale != default && ToIntegers(values[..Math.Min(16, values.Length)], default, single) == 0 && ToIntegers(values, default, single) == 0) scale = default;
        var exceptions = ToIntegers(values, scale, single);
        if (exceptions > values.Length / 4) return false;
        output.U8((byte)FloatForm.Decimal);
        output.U8((byte)scale.E);
        output.U8((byte)scale.F);
        output.U16((ushort)exceptions);
        integers.Encode(_integers.AsSpan(0, values.Length), output);
        output.Raw<ushort>(_exceptions.AsSpan(0, exceptions));
        for (var i = 0; i < exceptions; i++) output.I64(BitConverter.DoubleToInt64Bits(values[_exceptions[i]]));
        return true;
    }

    // Fills _integers, with the value before in the place of an exception, and _exceptions; returns their number.
    private int ToIntegers(ReadOnlySpan<double> values, (int E, int F) scale, bool single)
    {
        var up = DecimalScale.Powers[scale.E];
        var down = DecimalScale.Inverses[scale.F];
        var back = DecimalScale.Powers[scale.F];
        var inverse = DecimalScale.Inverses[scale.E];
        var exceptions = 0;
        var before = 0L;
        var i = 0;
        if (!single)
        {
            ref var source = ref MemoryMarshal.GetReference(values);
            var rounder = Vector256.Create(DecimalScale.Rounder);
            var limit = Vector256.Create((double)DecimalScale.Limit);
            for (; i + 4 <= values.Length; i += 4)
            {
                var value = Vector256.LoadUnsafe(ref source, (nuint)i);
                var scaled = value * up * down;
                var rounded = scaled + rounder;
                var whole = rounded - rounder;
                var restored = whole * back * inverse;
                var good = Vector256.Equals(restored.AsInt64(), value.AsInt64()) & Vector256.LessThan(Vector256.Abs(scaled), limit).AsInt64();
                (rounded.AsInt64() - rounder.AsInt64()).CopyTo(_integers, i);
                if (good != Vector256<long>.AllBitsSet)
                {
                    for (var lane = 0; lane < 4; lane++)
                    {
                        if (good[lane] != 0) continue;
                        _exceptions[exceptions++] = (ushort)(i + lane);
                        _integers[i + lane] = i + lane > 0 ? _integers[i + lane - 1] : 0;
                    }
                }

                before = _integers[i + 3];
            }
        }

        for (; i < values.Length; i++)
        {
            if (!TryInteger(values[i], up, down, back, inverse, single, out var integer))
            {
                _exceptions[exceptions++] = (ushort)i;
                integer = before;
            }

            _integers[i] = before = integer;
        }

        return exceptions;
    }

    private static bool TryInteger(double value, double up, double down, double back, double inverse, bool single, out long integer)
    {
        var scaled = value * up * down;
        integer = 0;
        if (!(Math.Abs(scaled) < DecimalScale.Limit)) return false;
        var rounded = scaled + DecimalScale.Rounder;
        var whole = rounded - DecimalScale.Rounder;
        integer = BitConverter.DoubleToInt64Bits(rounded) - BitConverter.DoubleToInt64Bits(DecimalScale.Rounder);
        var restored = whole * back * inverse;
        return single
            ? BitConverter.SingleToInt32Bits((float)restored) == BitConverter.SingleToInt32Bits((float)value)
            : BitConverter.DoubleToInt64Bits(restored) == BitConverter.DoubleToInt64Bits(value);
    }

    private static long SampleCost(ReadOnlySpan<double> sample, int e, int f, bool single, long limit)
    {
        var up = DecimalScale.Powers[e];
        var down = DecimalScale.Inverses[f];
        var back = DecimalScale.Powers[f];
        var inverse = DecimalScale.Inverses[e];
        long min = long.MaxValue, max = long.MinValue, exceptionBits = 0;
        foreach (var value in sample)
        {
            if (TryInteger(value, up, down, back, inverse, single, out var integer))
            {
                min = Math.Min(min, integer);
                max = Math.Max(max, integer);
            }
            else if ((exceptionBits += 96) >= limit)
            {
                return limit;
            }
        }

        return min > max ? limit : exceptionBits + (sample.Length * (64L - BitOperations.LeadingZeroCount((ulong)(max - min))));
    }

    private bool TryDictionary(ReadOnlySpan<long> patterns, ByteWriter output)
    {
        _dictionary.Clear();
        for (var i = 0; i < patterns.Length; i++)
        {
            ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(_dictionary, patterns[i], out var known);
            if (!known)
            {
                if (_dictionary.Count > MaxDictionary || _dictionary.Count > (i / 2) + 16) return false;
                code = _dictionary.Count - 1;
            }

            _codes[i] = code;
        }

        output.U8((byte)FloatForm.Dictionary);
        output.U16((ushort)_dictionary.Count);
        foreach (var pattern in _dictionary.Keys) output.I64(pattern);
        integers.Encode(_codes.AsSpan(0, patterns.Length), output);
        return true;
    }
}
