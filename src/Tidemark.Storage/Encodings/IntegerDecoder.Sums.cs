using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tidemark.Storage;

/// <content>Undoes differences: running sums, with as many values a register as their bits allow.</content>
internal sealed partial class IntegerDecoder
{
    /// <summary>Eight values of so many bits together stay below 2^16.</summary>
    private const int MaxSummedBits = 13;

    // values[1..] are differences. Four at a time: add the vector shifted by one lane, then by two, then what came before.
    [MethodImpl(HotLoop.Compiled)]
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

    // Adds numbers of few bits and the reference up, from what came before; returns the last sum. Eight of them together fit into 16 bits, so they are summed as such.
    [MethodImpl(HotLoop.Compiled)]
    private static long Accumulate(long before, long reference, ReadOnlySpan<uint> numbers, Span<long> sums)
    {
        ref var from = ref MemoryMarshal.GetReference(numbers);
        ref var to = ref MemoryMarshal.GetReference(sums);
        var i = 0;
        if (sums.Length >= 8)
        {
            var four = Vector256.Create(unchecked(reference * 4));
            var eight = Vector256.Create(unchecked(reference * 8));
            var start = Vector256.Create(before) + Vector256.Create(reference, unchecked(reference * 2), unchecked(reference * 3), unchecked(reference * 4));
            for (; i + 8 <= sums.Length; i += 8)
            {
                var words = Vector128.Narrow(Vector128.LoadUnsafe(ref from, (nuint)i), Vector128.LoadUnsafe(ref from, (nuint)i + 4)).AsByte();
                words = (words.AsUInt16() + Vector128.Shuffle(words, Vector128.Create((byte)255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)).AsUInt16()).AsByte();
                words = (words.AsUInt16() + Vector128.Shuffle(words, Vector128.Create((byte)255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)).AsUInt16()).AsByte();
                words = (words.AsUInt16() + Vector128.Shuffle(words, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7)).AsUInt16()).AsByte();
                var (low, high) = Widen(words.AsUInt16());
                (low + start).StoreUnsafe(ref to, (nuint)i);
                (high + start + four).StoreUnsafe(ref to, (nuint)i + 4);
                start += eight + Vector256.Create((long)words.AsUInt16()[7]);
            }

            before = sums[i - 1];
        }

        for (; i < sums.Length; i++) sums[i] = before = unchecked(before + reference + numbers[i]);
        return before;
    }

    // Adds symbols below fifteen and the reference up, from what came before; returns the last sum. Sixteen symbols together stay below 256, so they are summed as bytes.
    [MethodImpl(HotLoop.Compiled)]
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
    private static (Vector256<long> Low, Vector256<long> High) Widen(Vector128<ushort> words)
    {
        if (Avx2.IsSupported) return (Avx2.ConvertToVector256Int64(words), Avx2.ConvertToVector256Int64(Sse2.ShiftRightLogical128BitLane(words, 8)));
        var (low, high) = Vector128.Widen(words);
        var (a, b) = Vector128.Widen(low);
        var (c, d) = Vector128.Widen(high);
        return (Vector256.Create(a, b).AsInt64(), Vector256.Create(c, d).AsInt64());
    }

    // Bytes 4 * group to 4 * group + 3 as integers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Widen(Vector128<byte> bytes, [System.Diagnostics.CodeAnalysis.ConstantExpected(Max = (byte)3)] byte group)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ConvertToVector256Int64(group switch
            {
                0 => bytes,
                1 => Sse2.ShiftRightLogical128BitLane(bytes, 4),
                2 => Sse2.ShiftRightLogical128BitLane(bytes, 8),
                _ => Sse2.ShiftRightLogical128BitLane(bytes, 12),
            });
        }

        var (low, high) = Vector128.Widen(Vector128.Widen(group < 2 ? Vector128.WidenLower(bytes) : Vector128.WidenUpper(bytes)) is var (a, b) && (group & 1) == 0 ? a : b);
        return Vector256.Create(low.AsInt64(), high.AsInt64());
    }
}
