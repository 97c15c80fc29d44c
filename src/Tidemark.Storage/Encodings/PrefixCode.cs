namespace Tidemark.Storage;

/// <summary>
/// A prefix code over sixteen symbols, written as a number: nibble s is the length of symbol s's code word in bits, 0 when the symbol has none. Code words are canonical (shorter
/// ones first, then by symbol), and stand with their first bit lowest. A code is complete: every sequence of bits is a sequence of code words.
/// Source: Huffman, "A Method for the Construction of Minimum-Redundancy Codes" (1952); canonical form as in RFC 1951, section 3.2.2; lengths are limited by flattening the weights, as bzip2 does.
/// </summary>
internal static class PrefixCode
{
    public const int Symbols = 16;
    public const int MaxLength = 10;

    /// <summary>The length of a symbol's code word.</summary>
    public static int Length(ulong code, int symbol) => (int)(code >> (symbol * 4)) & 15;

    /// <summary>The best code for symbols that occur so often.</summary>
    public static ulong Build(ReadOnlySpan<int> occurrences)
    {
        Span<int> weights = stackalloc int[Symbols];
        occurrences.CopyTo(weights);
        // A code needs two words to be complete.
        for (var s = 0; weights.Length - weights.Count(0) < 2; s++) weights[s] = Math.Max(weights[s], 1);
        while (true)
        {
            if (TryBuild(weights, out var code)) return code;
            foreach (ref var weight in weights)
            {
                if (weight > 0) weight = 1 + (weight / 2);
            }
        }
    }

    /// <summary>Bits that so many occurrences of each symbol take; -1 when one of them has no code word.</summary>
    public static long Cost(ulong code, ReadOnlySpan<int> occurrences)
    {
        var bits = 0L;
        for (var s = 0; s < Symbols; s++)
        {
            if (occurrences[s] == 0) continue;
            var length = Length(code, s);
            if (length == 0) return -1;
            bits += (long)occurrences[s] * length;
        }

        return bits;
    }

    /// <summary>Whether it is a complete code of words of at most <see cref="MaxLength"/> bits.</summary>
    public static bool IsValid(ulong code)
    {
        var sum = 0;
        for (var s = 0; s < Symbols; s++)
        {
            var length = Length(code, s);
            if (length > MaxLength) return false;
            if (length > 0) sum += 1 << (MaxLength - length);
        }

        return sum == 1 << MaxLength;
    }

    /// <summary>The code words, each with its first bit lowest.</summary>
    public static void Words(ulong code, Span<uint> words)
    {
        words.Clear();
        var next = 0u;
        for (var length = 1; length <= MaxLength; length++)
        {
            next <<= 1;
            for (var s = 0; s < Symbols; s++)
            {
                if (Length(code, s) == length) words[s] = Reverse(next++, length);
            }
        }
    }

    private static bool TryBuild(ReadOnlySpan<int> weights, out ulong code)
    {
        // Nodes 0..15 are symbols, those behind them are joined from the two lightest that have no parent yet.
        Span<long> weight = stackalloc long[Symbols * 2];
        Span<int> parent = stackalloc int[Symbols * 2];
        Span<int> open = stackalloc int[Symbols];
        var count = 0;
        for (var s = 0; s < Symbols; s++)
        {
            weight[s] = weights[s];
            if (weights[s] > 0) open[count++] = s;
        }

        var node = Symbols;
        for (; count > 1; node++)
        {
            var a = TakeLightest(open, ref count, weight);
            var b = TakeLightest(open, ref count, weight);
            weight[node] = weight[a] + weight[b];
            parent[a] = parent[b] = node;
            open[count++] = node;
        }

        code = 0;
        var root = node - 1;
        for (var s = 0; s < Symbols; s++)
        {
            if (weights[s] == 0) continue;
            var length = 0;
            for (var at = s; at != root; at = parent[at]) length++;
            if (length > MaxLength) return false;
            code |= (ulong)length << (s * 4);
        }

        return true;
    }

    private static int TakeLightest(Span<int> open, ref int count, ReadOnlySpan<long> weight)
    {
        var best = 0;
        for (var i = 1; i < count; i++)
        {
            if (weight[open[i]] < weight[open[best]]) best = i;
        }

        var node = open[best];
        open[best] = open[--count];
        return node;
    }

    private static uint Reverse(uint word, int length)
    {
        var reversed = 0u;
        for (var i = 0; i < length; i++) reversed |= (word >> i & 1) << (length - 1 - i);
        return reversed;
    }
}
