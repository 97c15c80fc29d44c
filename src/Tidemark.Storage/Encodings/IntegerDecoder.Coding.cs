using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Storage;

/// <content>Coded bodies.</content>
internal sealed partial class IntegerDecoder
{
    private const int Escape = PrefixCode.Symbols - 1;
    private const int SymbolBits = 4;
    private const int MaxShift = 60;

    private readonly PrefixStreams _streams = new();

    private void DecodeCoded(ref ByteReader input, Span<long> values)
    {
        var (reference, shift, hasEscapes) = ReadSymbols(ref input, values.Length);
        if (shift > 0) Widen(ReadLower(ref input, shift, values.Length), reference, values);
        else WidenSymbols(reference, values);
        if (hasEscapes) Patch(ref input, reference, values);
    }

    private void DecodeDeltaCoded(long first, ref ByteReader input, Span<long> values)
    {
        var differences = values[1..];
        var (reference, shift, hasEscapes) = ReadSymbols(ref input, differences.Length);
        values[0] = first;
        if (shift > 0)
        {
            DecodeWideDeltas(reference, shift, hasEscapes, ref input, values);
            return;
        }

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

    private void DecodeWideDeltas(long reference, int shift, bool hasEscapes, ref ByteReader input, Span<long> values)
    {
        var first = values[0];
        var differences = values[1..];
        var count = differences.Length;
        var width = ReadLower(ref input, shift, count);
        if (width > MaxSummedBits)
        {
            Widen(width, reference, differences);
            if (hasEscapes) Patch(ref input, reference, differences);
            Accumulate(first, values);
            return;
        }

        var from = 0;
        var at = 0;
        for (var stream = 0; stream < PrefixStreams.Streams && hasEscapes; stream++)
        {
            var symbols = _streams.Symbols(stream, count);
            for (int next; (next = symbols.IndexOf((byte)Escape)) >= 0; symbols = symbols[(next + 1)..])
            {
                at += next;
                first = Accumulate(first, reference, _narrow.AsSpan(from, at - from), differences[from..at]);
                differences[at++] = first = unchecked(first + reference + input.Zigzag());
                from = at;
            }

            at += symbols.Length;
        }

        Accumulate(first, reference, _narrow.AsSpan(from, count - from), differences[from..]);
    }

    private (long Reference, int Shift, bool HasEscapes) ReadSymbols(ref ByteReader input, int count)
    {
        var reference = input.I64();
        var shift = input.U8();
        if (shift > MaxShift) throw new InvalidDataException("coded values have too many lower bits");
        _streams.Decode(ref input, count, out var code);
        return (reference, shift, PrefixCode.Length(code, Escape) > 0);
    }

    [MethodImpl(HotLoop.Compiled)]
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

    // The lower bits below their symbols: what is to be added to the reference, in _narrow, or in _wide where the bits are too many.
    private int ReadLower(ref ByteReader input, int shift, int count)
    {
        UnpackBits(ref input, shift, count);
        var width = shift + SymbolBits;
        var begin = 0;
        if (shift > 32)
        {
            for (var stream = 0; stream < PrefixStreams.Streams; stream++)
            {
                foreach (var symbol in _streams.Symbols(stream, count)) _wide[begin++] += (ulong)symbol << shift;
            }
        }
        else if (width <= 32)
        {
            for (var stream = 0; stream < PrefixStreams.Streams; stream++)
            {
                var symbols = _streams.Symbols(stream, count);
                AddSymbols(symbols, shift, _narrow.AsSpan(begin, symbols.Length));
                begin += symbols.Length;
            }
        }
        else
        {
            for (var stream = 0; stream < PrefixStreams.Streams; stream++)
            {
                foreach (var symbol in _streams.Symbols(stream, count)) _wide[begin] = _narrow[begin++] + ((ulong)symbol << shift);
            }
        }

        return width;
    }

    [MethodImpl(HotLoop.Compiled)]
    private static void AddSymbols(ReadOnlySpan<byte> symbols, int shift, Span<uint> target)
    {
        ref var to = ref MemoryMarshal.GetReference(target);
        var i = 0;
        for (; i + 16 <= target.Length; i += 16)
        {
            var (low, high) = Vector256.Widen(Vector256.WidenLower(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(symbols), (nuint)i).ToVector256Unsafe()));
            ((low << shift) + Vector256.LoadUnsafe(ref to, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
            ((high << shift) + Vector256.LoadUnsafe(ref to, (nuint)i + 8)).StoreUnsafe(ref to, (nuint)i + 8);
        }

        for (; i < target.Length; i++) target[i] += (uint)symbols[i] << shift;
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
}
