using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tidemark.Storage;

/// <content>Coded bodies.</content>
internal sealed partial class IntegerDecoder
{
    private const int Escape = PrefixCode.Symbols - 1;
    private const int MaxShift = 60;

    private readonly PrefixStreams _streams = new();

    private void DecodeCoded(ref ByteReader input, Span<long> values)
    {
        var (reference, shift, hasEscapes) = ReadSymbols(ref input, values.Length);
        if (shift > 0) AddLower(ref input, reference, shift, values);
        else WidenSymbols(reference, values);
        if (hasEscapes) Patch(ref input, reference, values);
    }

    private void DecodeDeltaCoded(long first, ref ByteReader input, Span<long> values)
    {
        var differences = values[1..];
        var (reference, shift, hasEscapes) = ReadSymbols(ref input, differences.Length);
        if (shift > 0)
        {
            AddLower(ref input, reference, shift, differences);
            if (hasEscapes) Patch(ref input, reference, differences);
            Accumulate(first, values);
            return;
        }

        values[0] = first;
        for (var stream = 0; stream < PrefixStreams.Streams; stream++)
        {
            var symbols = _streams.Symbols(stream, values.Length - 1);
            var target = differences[..symbols.Length];
            differences = differences[symbols.Length..];
            while (true)
            {
                var run = hasEscapes ? symbols.IndexOf((byte)Escape) : -1;
                if (run < 0)
                {
                    first = Accumulate(first, reference, symbols, target);
                    break;
                }

                first = Accumulate(first, reference, symbols[..run], target[..run]);
                target[run] = first = unchecked(first + reference + input.Zigzag());
                symbols = symbols[(run + 1)..];
                target = target[(run + 1)..];
            }
        }
    }

    private (long Reference, int Shift, bool HasEscapes) ReadSymbols(ref ByteReader input, int count)
    {
        var reference = input.I64();
        var shift = input.U8();
        if (shift > MaxShift) throw new InvalidDataException("coded values have too many lower bits");
        _streams.Decode(ref input, count, out var code);
        return (reference, shift, PrefixCode.Length(code, Escape) > 0);
    }

    private void WidenSymbols(long reference, Span<long> values)
    {
        var count = values.Length;
        var bases = Vector256.Create(reference);
        for (var stream = 0; stream < PrefixStreams.Streams; stream++)
        {
            var symbols = _streams.Symbols(stream, count);
            var target = values[..symbols.Length];
            values = values[symbols.Length..];
            ref var to = ref MemoryMarshal.GetReference(target);
            var i = 0;
            for (; i + 16 <= target.Length; i += 16)
            {
                var bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(symbols), (nuint)i);
                (Widen(bytes, 0) + bases).StoreUnsafe(ref to, (nuint)i);
                (Widen(bytes, 1) + bases).StoreUnsafe(ref to, (nuint)i + 4);
                (Widen(bytes, 2) + bases).StoreUnsafe(ref to, (nuint)i + 8);
                (Widen(bytes, 3) + bases).StoreUnsafe(ref to, (nuint)i + 12);
            }

            for (; i < target.Length; i++) target[i] = unchecked(reference + symbols[i]);
        }
    }

    private void AddLower(ref ByteReader input, long reference, int shift, Span<long> values)
    {
        var count = values.Length;
        var packed = input.Bytes(BitPacking.PackedBytes(count, shift));
        if (shift <= 32)
        {
            BitPacking.Unpack(packed, count, shift, _narrow);
            Widen(_narrow, reference, values);
        }
        else
        {
            BitPacking.Unpack(packed, count, shift, _wide);
            for (var i = 0; i < values.Length; i++) values[i] = unchecked(reference + (long)_wide[i]);
        }

        for (var stream = 0; stream < PrefixStreams.Streams; stream++)
        {
            var symbols = _streams.Symbols(stream, count);
            var target = values[..symbols.Length];
            values = values[symbols.Length..];
            ref var to = ref MemoryMarshal.GetReference(target);
            var i = 0;
            for (; i + 16 <= target.Length; i += 16)
            {
                var bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(symbols), (nuint)i);
                Add(ref to, (nuint)i, Widen(bytes, 0) << shift);
                Add(ref to, (nuint)i + 4, Widen(bytes, 1) << shift);
                Add(ref to, (nuint)i + 8, Widen(bytes, 2) << shift);
                Add(ref to, (nuint)i + 12, Widen(bytes, 3) << shift);
            }

            for (; i < target.Length; i++) target[i] = unchecked(target[i] + ((long)symbols[i] << shift));
        }
    }

    private void Patch(ref ByteReader input, long reference, Span<long> values)
    {
        var count = values.Length;
        for (var stream = 0; stream < PrefixStreams.Streams; stream++)
        {
            var symbols = _streams.Symbols(stream, count);
            for (var i = 0; i < symbols.Length; i++)
            {
                var next = symbols[i..].IndexOf((byte)Escape);
                if (next < 0) break;
                i += next;
                values[i] = unchecked(reference + input.Zigzag());
            }

            values = values[symbols.Length..];
        }
    }

    // Adds symbols below fifteen and the reference up, from what came before; returns the last sum. Sixteen symbols together stay below 256, so they are summed as bytes.
    private static long Accumulate(long before, long reference, ReadOnlySpan<byte> symbols, Span<long> sums)
    {
        ref var to = ref MemoryMarshal.GetReference(sums);
        var i = 0;
        if (sums.Length >= 16)
        {
            var four = Vector256.Create(unchecked(reference * 4));
            var start = Vector256.Create(before) + Vector256.Create(reference, unchecked(reference * 2), unchecked(reference * 3), unchecked(reference * 4));
            var sixteen = Vector256.Create(unchecked(reference * 16));
            for (; i + 16 <= sums.Length; i += 16)
            {
                var bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(symbols), (nuint)i);
                bytes += Vector128.Shuffle(bytes, Vector128.Create((byte)255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14));
                bytes += Vector128.Shuffle(bytes, Vector128.Create((byte)255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
                bytes += Vector128.Shuffle(bytes, Vector128.Create((byte)255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
                bytes += Vector128.Shuffle(bytes, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7));
                (Widen(bytes, 0) + start).StoreUnsafe(ref to, (nuint)i);
                var next = start + four;
                (Widen(bytes, 1) + next).StoreUnsafe(ref to, (nuint)i + 4);
                next += four;
                (Widen(bytes, 2) + next).StoreUnsafe(ref to, (nuint)i + 8);
                next += four;
                (Widen(bytes, 3) + next).StoreUnsafe(ref to, (nuint)i + 12);
                start += sixteen + Vector256.Create((long)bytes[15]);
            }

            before = sums[i - 1];
        }

        for (; i < sums.Length; i++) sums[i] = before = unchecked(before + reference + symbols[i]);
        return before;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref long target, nuint offset, Vector256<long> value) => (Vector256.LoadUnsafe(ref target, offset) + value).StoreUnsafe(ref target, offset);

    // Bytes 4 * group to 4 * group + 3 as integers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Widen(Vector128<byte> bytes, [System.Diagnostics.CodeAnalysis.ConstantExpected(Max = (byte)3)] byte group)
    {
        if (Avx2.IsSupported) return Avx2.ConvertToVector256Int64(Sse2.ShiftRightLogical128BitLane(bytes, (byte)(group * 4)));
        var (low, high) = Vector128.Widen(Vector128.Widen(group < 2 ? Vector128.WidenLower(bytes) : Vector128.WidenUpper(bytes)) is var (a, b) && (group & 1) == 0 ? a : b);
        return Vector256.Create(low.AsInt64(), high.AsInt64());
    }
}
