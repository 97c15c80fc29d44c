using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Storage;

/// <summary>
/// Packs unsigned integers of a common width. Values go in groups of 256, laid out so that one vector register holds values that are neighbours: lane j of 8 (of 4 for widths
/// above 32) holds the values j, 8 + j, 16 + j, ... of the group one behind the other, and word k of all lanes stands together. Unpacking is then a shift and
/// a mask for a whole register, and results come out in order. The last group has only the words that its values need; packed data is a multiple of 32 bytes.
/// Source: the interleaved layout of Lemire and Boytsov, "Decoding billions of integers per second through vectorization" (2015), and of FastLanes
/// (Afroozeh and Boncz, VLDB 2023), without the latter's reordering.
/// </summary>
internal static class BitPacking
{
    private const int Group = 256;
    private const int WordBytes = 32;

    /// <summary>How far a buffer of values is written beyond the count: unpacking stores whole registers.</summary>
    public const int Slack = 8;

    /// <summary>Bytes that <paramref name="count"/> values of <paramref name="width"/> bits take.</summary>
    public static int PackedBytes(int count, int width)
    {
        var full = count / Group * width * WordBytes;
        var rest = count % Group;
        if (rest == 0) return full;
        var lanes = width <= 32 ? 8 : 4;
        var laneBits = width <= 32 ? 32 : 64;
        var rows = (rest + lanes - 1) / lanes;
        return full + (((rows * width) + laneBits - 1) / laneBits * WordBytes);
    }

    /// <summary>Packs values of at most 32 bits.</summary>
    /// <param name="values">The values, each below 2^width; at least count + <see cref="Slack"/> long.</param>
    /// <param name="count">How many.</param>
    /// <param name="width">1 to 32.</param>
    /// <param name="target">Exactly <see cref="PackedBytes"/> long.</param>
    public static void Pack(ReadOnlySpan<uint> values, int count, int width, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, count + Slack);
        ref var source = ref MemoryMarshal.GetReference(values);
        var offset = 0;
        for (var begin = 0; begin < count; begin += Group)
        {
            var rows = (Math.Min(Group, count - begin) + 7) / 8;
            var word = Vector256<uint>.Zero;
            var used = 0;
            for (var row = 0; row < rows; row++)
            {
                var value = Vector256.LoadUnsafe(ref source, (nuint)(begin + (row * 8)));
                word |= Vector256.ShiftLeft(value, used);
                used += width;
                if (used < 32) continue;
                word.AsByte().CopyTo(target[offset..]);
                offset += WordBytes;
                used -= 32;
                word = used == 0 ? Vector256<uint>.Zero : Vector256.ShiftRightLogical(value, width - used);
            }

            if (used == 0) continue;
            word.AsByte().CopyTo(target[offset..]);
            offset += WordBytes;
        }
    }

    /// <summary>Packs values of 33 to 64 bits; otherwise as the other overload.</summary>
    public static void Pack(ReadOnlySpan<ulong> values, int count, int width, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, count + Slack);
        ref var source = ref MemoryMarshal.GetReference(values);
        var offset = 0;
        for (var begin = 0; begin < count; begin += Group)
        {
            var rows = (Math.Min(Group, count - begin) + 3) / 4;
            var word = Vector256<ulong>.Zero;
            var used = 0;
            for (var row = 0; row < rows; row++)
            {
                var value = Vector256.LoadUnsafe(ref source, (nuint)(begin + (row * 4)));
                word |= Vector256.ShiftLeft(value, used);
                used += width;
                if (used < 64) continue;
                word.AsByte().CopyTo(target[offset..]);
                offset += WordBytes;
                used -= 64;
                word = used == 0 ? Vector256<ulong>.Zero : Vector256.ShiftRightLogical(value, width - used);
            }

            if (used == 0) continue;
            word.AsByte().CopyTo(target[offset..]);
            offset += WordBytes;
        }
    }

    /// <summary>Unpacks values of at most 32 bits.</summary>
    /// <param name="packed">Exactly <see cref="PackedBytes"/> long.</param>
    /// <param name="count">How many.</param>
    /// <param name="width">1 to 32.</param>
    /// <param name="values">At least count + <see cref="Slack"/> long.</param>
    [MethodImpl(HotLoop.Compiled)]
    public static void Unpack(ReadOnlySpan<byte> packed, int count, int width, Span<uint> values)
    {
        Check(packed.Length, values.Length, count, width);
        ref var source = ref Unsafe.As<byte, uint>(ref MemoryMarshal.GetReference(packed));
        ref var target = ref MemoryMarshal.GetReference(values);
        var mask = Vector256.Create(width == 32 ? uint.MaxValue : (1u << width) - 1);
        for (var begin = 0; begin < count; begin += Group)
        {
            var rows = (Math.Min(Group, count - begin) + 7) / 8;
            var word = Vector256.LoadUnsafe(ref source);
            source = ref Unsafe.Add(ref source, 8);
            var used = 0;
            for (var row = 0; row < rows; row++)
            {
                var value = Vector256.ShiftRightLogical(word, used);
                used += width;
                if (used > 32)
                {
                    used -= 32;
                    word = Vector256.LoadUnsafe(ref source);
                    source = ref Unsafe.Add(ref source, 8);
                    value |= Vector256.ShiftLeft(word, width - used);
                }
                else if (used == 32 && row + 1 < rows)
                {
                    used = 0;
                    word = Vector256.LoadUnsafe(ref source);
                    source = ref Unsafe.Add(ref source, 8);
                }

                (value & mask).StoreUnsafe(ref target, (nuint)(begin + (row * 8)));
            }
        }
    }

    /// <summary>Unpacks values of 33 to 64 bits; otherwise as the other overload.</summary>
    [MethodImpl(HotLoop.Compiled)]
    public static void Unpack(ReadOnlySpan<byte> packed, int count, int width, Span<ulong> values)
    {
        Check(packed.Length, values.Length, count, width);
        ref var source = ref Unsafe.As<byte, ulong>(ref MemoryMarshal.GetReference(packed));
        ref var target = ref MemoryMarshal.GetReference(values);
        var mask = Vector256.Create(width == 64 ? ulong.MaxValue : (1UL << width) - 1);
        for (var begin = 0; begin < count; begin += Group)
        {
            var rows = (Math.Min(Group, count - begin) + 3) / 4;
            var word = Vector256.LoadUnsafe(ref source);
            source = ref Unsafe.Add(ref source, 4);
            var used = 0;
            for (var row = 0; row < rows; row++)
            {
                var value = Vector256.ShiftRightLogical(word, used);
                used += width;
                if (used > 64)
                {
                    used -= 64;
                    word = Vector256.LoadUnsafe(ref source);
                    source = ref Unsafe.Add(ref source, 4);
                    value |= Vector256.ShiftLeft(word, width - used);
                }
                else if (used == 64 && row + 1 < rows)
                {
                    used = 0;
                    word = Vector256.LoadUnsafe(ref source);
                    source = ref Unsafe.Add(ref source, 4);
                }

                (value & mask).StoreUnsafe(ref target, (nuint)(begin + (row * 4)));
            }
        }
    }

    /// <summary>One of the packed values.</summary>
    /// <param name="packed">Exactly as <see cref="PackedBytes"/> says.</param>
    /// <param name="width">0 to 64.</param>
    /// <param name="index">Which value.</param>
    public static ulong At(ReadOnlySpan<byte> packed, int width, int index)
    {
        if (width == 0) return 0;
        var group = index / Group;
        var within = index % Group;
        if (width <= 32)
        {
            var words = MemoryMarshal.Cast<byte, uint>(packed)[(group * width * (WordBytes / sizeof(uint)))..];
            var bit = (within >> 3) * width;
            var at = ((bit >> 5) * 8) + (within & 7);
            var value = (ulong)words[at] >> (bit & 31);
            if ((bit & 31) + width > 32) value |= (ulong)words[at + 8] << (32 - (bit & 31));
            return value & ((1UL << width) - 1);
        }
        else
        {
            var words = MemoryMarshal.Cast<byte, ulong>(packed)[(group * width * (WordBytes / sizeof(ulong)))..];
            var bit = (within >> 2) * width;
            var at = ((bit >> 6) * 4) + (within & 3);
            var value = words[at] >> (bit & 63);
            if ((bit & 63) + width > 64) value |= words[at + 4] << (64 - (bit & 63));
            return width == 64 ? value : value & ((1UL << width) - 1);
        }
    }

    private static void Check(int bytes, int room, int count, int width)
    {
        if (bytes != PackedBytes(count, width) || room < count + Slack) throw new InvalidDataException("packed values have the wrong size");
    }
}
