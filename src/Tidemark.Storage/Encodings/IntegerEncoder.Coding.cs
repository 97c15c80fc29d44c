namespace Tidemark.Storage;

/// <content>Coded bodies: a prefix code for the upper bits of what varies, the lower ones packed.</content>
internal sealed partial class IntegerEncoder
{
    private const int Escape = PrefixCode.Symbols - 1;
    private const int MinCoded = 128;
    private const int MaxShift = 60;
    private const int HeaderBits = 30 * 8;

    // Neighbouring blocks that share a code share its table when they are decoded.
    private readonly ulong[] _recentCodes = new ulong[16];
    private readonly byte[] _symbols = new byte[BlockFormat.Rows];
    private readonly int[] _occurrences = new int[PrefixCode.Symbols * 4];
    private int _nextRecent;

    // The sample is that of the values. Bits are the limit when there is nothing smaller.
    private Coding PlanCoding(ReadOnlySpan<long> values, long min, long max, long limit)
    {
        var best = new Coding(0, 0, 0, limit);
        if (values.Length < MinCoded) return best;
        Span<int> occurrences = stackalloc int[PrefixCode.Symbols];
        Span<int> bestOccurrences = stackalloc int[PrefixCode.Symbols];
        var range = (ulong)unchecked(max - min);
        // No zigzag varint of a distance within the range is longer.
        var escapeBits = (IntegerStatistics.Width(min, max) + 7) / 7 * 8L;
        // The middle nine tenths should fall on some eight symbols.
        var spread = IntegerStatistics.Width(_sample[4], _sample[59]);
        var (from, to) = range < Escape ? (0, 0) : (Math.Max(0, spread - 4), Math.Max(0, spread - 2));
        // A quarter of many values tells which shift is best.
        var step = from < to && values.Length >= BlockFormat.Rows / 2 ? 4 : 1;
        for (var shift = from; shift <= Math.Min(to, MaxShift); shift++)
        {
            // What is certainly too large needs no look at the values.
            if ((long)values.Length * (shift + 1) >= limit) break;
            var frame = range < Escape ? min : Frame(min, _sample[32], shift);
            Count(values, step, frame, shift, occurrences);
            var bits = EntropyBits(occurrences, values.Length) + ((long)values.Length * shift) + (occurrences[Escape] * escapeBits) + HeaderBits;
            if (bits >= best.Bits) continue;
            best = new Coding(frame, shift, 0, bits);
            occurrences.CopyTo(bestOccurrences);
        }

        if (best.Bits == limit) return best;
        if (step > 1) Count(values, 1, best.Base, best.Shift, bestOccurrences);
        var code = ChooseCode(bestOccurrences, out var codeBits);
        var exact = codeBits + (BitPacking.PackedBytes(values.Length, best.Shift) * 8L) + (bestOccurrences[Escape] * escapeBits) + HeaderBits;
        return best with { Code = code, Bits = Math.Min(exact, limit) };
    }

    // Puts the median on the middle symbol, or the least value on the first one if that uses more symbols.
    private static long Frame(long min, long median, int shift)
    {
        var below = (ulong)unchecked(median - min);
        var wanted = (7UL << shift) + (shift == 0 ? 0 : 1UL << (shift - 1));
        return below <= wanted ? min : unchecked(median - (long)wanted);
    }

    // How often each symbol occurs, by looking at every step-th value, each of which stands for step values.
    private void Count(ReadOnlySpan<long> values, int step, long frame, int shift, Span<int> occurrences)
    {
        // Four tables, so that equal neighbours do not wait for each other.
        var tables = _occurrences;
        Array.Clear(tables);
        var i = 0;
        for (; i + (3 * step) < values.Length; i += 4 * step)
        {
            tables[Symbol(values[i], frame, shift)]++;
            tables[Symbol(values[i + step], frame, shift) + 16]++;
            tables[Symbol(values[i + (2 * step)], frame, shift) + 32]++;
            tables[Symbol(values[i + (3 * step)], frame, shift) + 48]++;
        }

        for (; i < values.Length; i += step) tables[Symbol(values[i], frame, shift)]++;
        for (var s = 0; s < PrefixCode.Symbols; s++) occurrences[s] = (tables[s] + tables[s + 16] + tables[s + 32] + tables[s + 48]) * step;
    }

    private static int Symbol(long value, long frame, int shift) => (int)Math.Min((ulong)unchecked(value - frame) >> shift, Escape);

    private static long EntropyBits(ReadOnlySpan<int> occurrences, int count)
    {
        var bits = 0.0;
        foreach (var occurrence in occurrences)
        {
            if (occurrence > 0) bits += occurrence * Math.Log2((double)count / occurrence);
        }

        return Math.Max((long)bits, count);
    }

    private ulong ChooseCode(ReadOnlySpan<int> occurrences, out long bits)
    {
        var code = PrefixCode.Build(occurrences);
        bits = PrefixCode.Cost(code, occurrences);
        var limit = bits + (bits >> 7);
        foreach (var recent in _recentCodes)
        {
            if (recent == 0 || PrefixCode.Cost(recent, occurrences) is not (>= 0 and var cost) || cost > limit) continue;
            bits = cost;
            return recent;
        }

        _recentCodes[_nextRecent++ & 15] = code;
        return code;
    }

    private void WriteCoding(ReadOnlySpan<long> values, Coding plan, ByteWriter output)
    {
        output.I64(plan.Base);
        output.U8((byte)plan.Shift);
        var escapes = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var symbol = Symbol(values[i], plan.Base, plan.Shift);
            _symbols[i] = (byte)symbol;
            escapes += symbol == Escape ? 1 : 0;
        }

        PrefixStreams.Encode(plan.Code, _symbols.AsSpan(0, values.Length), output);
        if (plan.Shift > 0) WriteLower(values, plan, output);
        if (escapes == 0) return;
        for (var i = 0; i < values.Length; i++)
        {
            if (_symbols[i] == Escape) output.Zigzag(unchecked(values[i] - plan.Base));
        }
    }

    private void WriteLower(ReadOnlySpan<long> values, Coding plan, ByteWriter output)
    {
        var count = values.Length;
        var mask = (1UL << plan.Shift) - 1;
        var target = output.Reserve(BitPacking.PackedBytes(count, plan.Shift));
        if (plan.Shift > 32)
        {
            for (var i = 0; i < count; i++) _wide[i] = (ulong)unchecked(values[i] - plan.Base) & mask;
            _wide.AsSpan(count, BitPacking.Slack).Clear();
            BitPacking.Pack(_wide, count, plan.Shift, target);
        }
        else
        {
            for (var i = 0; i < count; i++) _narrow[i] = (uint)((ulong)unchecked(values[i] - plan.Base) & mask);
            _narrow.AsSpan(count, BitPacking.Slack).Clear();
            BitPacking.Pack(_narrow, count, plan.Shift, target);
        }
    }

    private readonly record struct Coding(long Base, int Shift, ulong Code, long Bits);
}
