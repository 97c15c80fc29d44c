using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidemark.Storage;

/// <summary>
/// Symbols below sixteen in a prefix code, as four streams of bits that are decoded side by side: the first quarter of the symbols (rounded up), the second, and so on.
/// <code>
/// code u64, lengths of the four streams in bytes varint each, streams; bits go into bytes from the lowest on
/// </code>
/// One thread at a time.
/// </summary>
internal sealed class PrefixStreams
{
    public const int Streams = 4;

    // A round of the fast loop looks five times into the table for each stream, and each time writes eight bytes of which up to seven count.
    private const int Lookups = 5;
    private const int Overshoot = (Lookups * PrefixTable.MaxSymbols) + 8;
    private const int Region = (BlockFormat.Rows / Streams) + Overshoot;

    private const int MaxBytes = BlockFormat.Rows / Streams * PrefixCode.MaxLength / 8;

    private readonly byte[] _symbols = new byte[Region * Streams];

    /// <summary>Symbols of a stream.</summary>
    public static (int Begin, int End) Part(int stream, int count)
    {
        var quarter = (count + Streams - 1) / Streams;
        return (Math.Min(stream * quarter, count), Math.Min((stream + 1) * quarter, count));
    }

    /// <summary>The decoded symbols of a stream; hold until the next call of <see cref="Decode"/>.</summary>
    public ReadOnlySpan<byte> Symbols(int stream, int count)
    {
        var (begin, end) = Part(stream, count);
        return _symbols.AsSpan(stream * Region, end - begin);
    }

    public static void Encode(ulong code, ReadOnlySpan<byte> symbols, ByteWriter output)
    {
        Span<uint> words = stackalloc uint[PrefixCode.Symbols];
        PrefixCode.Words(code, words);
        Span<int> bits = stackalloc int[Streams];
        output.I64((long)code);
        for (var stream = 0; stream < Streams; stream++)
        {
            var (begin, end) = Part(stream, symbols.Length);
            foreach (var symbol in symbols[begin..end]) bits[stream] += PrefixCode.Length(code, symbol);
            output.Varint((bits[stream] + 7) / 8);
        }

        for (var stream = 0; stream < Streams; stream++)
        {
            var (begin, end) = Part(stream, symbols.Length);
            Write(code, words, symbols[begin..end], output.Reserve((bits[stream] + 7) / 8));
        }
    }

    /// <summary>Decodes so many symbols, at most 2048, to be had from <see cref="Symbols"/>.</summary>
    /// <param name="input">Stands at the code.</param>
    /// <param name="count">How many.</param>
    /// <param name="code">The code.</param>
    public void Decode(ref ByteReader input, int count, out ulong code)
    {
        code = (ulong)input.I64();
        var table = PrefixTable.Of(code).Table;
        Span<int> starts = stackalloc int[Streams + 1];
        for (var stream = 0; stream < Streams; stream++)
        {
            var length = input.Count();
            if (length > MaxBytes) throw new InvalidDataException("a stream of code words is too long");
            starts[stream + 1] = starts[stream] + length;
        }

        // What follows the streams may be read along, not used.
        var bytes = input.Rest;
        input.Bytes(starts[Streams]);
        DecodeStreams(table, bytes, starts, count);
    }

    private static void Write(ulong code, ReadOnlySpan<uint> words, ReadOnlySpan<byte> symbols, Span<byte> target)
    {
        var pending = 0UL;
        var used = 0;
        var at = 0;
        foreach (var symbol in symbols)
        {
            pending |= (ulong)words[symbol] << used;
            used += PrefixCode.Length(code, symbol);
            for (; used >= 8; used -= 8)
            {
                target[at++] = (byte)pending;
                pending >>= 8;
            }
        }

        if (used > 0) target[at] = (byte)pending;
    }

    [MethodImpl(HotLoop.Compiled)]
    private void DecodeStreams(ulong[] table, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> starts, int count)
    {
        ref var entries = ref MemoryMarshal.GetArrayDataReference(table);
        ref var input = ref MemoryMarshal.GetReference(bytes);
        ref var output = ref MemoryMarshal.GetArrayDataReference(_symbols);
        // Positions in bits; a load of eight bytes must stay within the input.
        nint limit = (bytes.Length - 8) * 8;
        nint in0 = starts[0] * 8, in1 = starts[1] * 8, in2 = starts[2] * 8, in3 = starts[3] * 8;
        nint out0 = 0, out1 = Region, out2 = Region * 2, out3 = Region * 3;
        nint end0 = Length(0, count), end1 = Region + Length(1, count), end2 = (Region * 2) + Length(2, count), end3 = (Region * 3) + Length(3, count);
        while (out0 < end0 && out1 < end1 && out2 < end2 && out3 < end3 && in0 <= limit && in1 <= limit && in2 <= limit && in3 <= limit)
        {
            Round(ref entries, ref input, ref output, ref in0, ref out0);
            Round(ref entries, ref input, ref output, ref in1, ref out1);
            Round(ref entries, ref input, ref output, ref in2, ref out2);
            Round(ref entries, ref input, ref output, ref in3, ref out3);
        }

        while (out0 < end0 && in0 <= limit) Round(ref entries, ref input, ref output, ref in0, ref out0);
        while (out1 < end1 && in1 <= limit) Round(ref entries, ref input, ref output, ref in1, ref out1);
        while (out2 < end2 && in2 <= limit) Round(ref entries, ref input, ref output, ref in2, ref out2);
        while (out3 < end3 && in3 <= limit) Round(ref entries, ref input, ref output, ref in3, ref out3);
        Finish(table, bytes, in0, out0, end0);
        Finish(table, bytes, in1, out1, end1);
        Finish(table, bytes, in2, out2, end2);
        Finish(table, bytes, in3, out3, end3);
    }

    private static int Length(int stream, int count)
    {
        var (begin, end) = Part(stream, count);
        return end - begin;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref ulong entries, ref byte input, ref byte output, ref nint position, ref nint target)
    {
        var window = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref input, position >> 3)) >> (int)(position & 7);
        var at = target;
        var taken = 0;
        for (var i = 0; i < Lookups; i++)
        {
            var entry = Unsafe.Add(ref entries, (nint)(window & (PrefixTable.Entries - 1)));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref output, at), entry);
            var bits = (int)(entry >> 60);
            at += (nint)(entry >> 56) & 15;
            window >>= bits;
            taken += bits;
        }

        target = at;
        position += taken;
    }

    private void Finish(ulong[] table, ReadOnlySpan<byte> bytes, nint position, nint target, nint end)
    {
        while (target < end)
        {
            var entry = table[(int)(Window(bytes, position) & (PrefixTable.Entries - 1))];
            Unsafe.WriteUnaligned(ref _symbols[target], entry);
            target += (nint)(entry >> 56) & 15;
            position += (nint)(entry >> 60);
        }
    }

    // Behind the end there are zeros.
    private static uint Window(ReadOnlySpan<byte> bytes, nint position)
    {
        var window = 0u;
        var at = position >> 3;
        for (var i = 0; i < 3 && at + i < bytes.Length; i++) window |= (uint)bytes[(int)(at + i)] << (i * 8);
        return window >> (int)(position & 7);
    }
}
