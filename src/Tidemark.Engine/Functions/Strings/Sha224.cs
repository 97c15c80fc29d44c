using System.Buffers.Binary;
using System.Numerics;

namespace Tidemark.Engine.Functions;

/// <summary>SHA-224 (FIPS 180-4), which .NET does not have: SHA-256 from another beginning, without its last word.</summary>
internal static class Sha224
{
    private const int BlockBytes = 64;

    private static ReadOnlySpan<uint> Beginning => [0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4];

    private static readonly uint[] s_rounds = Rounds();

    /// <summary>The hash, 28 bytes.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        var state = Beginning.ToArray();
        var padded = new byte[((data.Length + 8) / BlockBytes + 1) * BlockBytes];
        data.CopyTo(padded);
        padded[data.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(^8), (ulong)data.Length * 8);
        for (var at = 0; at < padded.Length; at += BlockBytes) Mix(state, padded.AsSpan(at, BlockBytes));
        var hash = new byte[28];
        for (var i = 0; i < 7; i++) BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(i * 4), state[i]);
        return hash;
    }

    private static void Mix(uint[] state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[64];
        for (var i = 0; i < 16; i++) words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * 4)..]);
        for (var i = 16; i < 64; i++)
        {
            var small = BitOperations.RotateRight(words[i - 15], 7) ^ BitOperations.RotateRight(words[i - 15], 18) ^ (words[i - 15] >> 3);
            var large = BitOperations.RotateRight(words[i - 2], 17) ^ BitOperations.RotateRight(words[i - 2], 19) ^ (words[i - 2] >> 10);
            words[i] = words[i - 16] + small + words[i - 7] + large;
        }

        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (var i = 0; i < 64; i++)
        {
            var first = h + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25)) + ((e & f) ^ (~e & g)) + s_rounds[i] + words[i];
            var second = (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    // The first 32 bits of the fractions of the cube roots of the first 64 primes.
    private static uint[] Rounds()
    {
        var rounds = new uint[64];
        for (int i = 0, candidate = 2; i < rounds.Length; candidate++)
        {
            var isPrime = true;
            for (var divisor = 2; divisor * divisor <= candidate && isPrime; divisor++) isPrime = candidate % divisor != 0;
            if (!isPrime) continue;

            // The cube root with 32 bits behind the point, by bisection of whole numbers.
            var (low, high) = (BigInteger.Zero, BigInteger.One << 40);
            var cube = new BigInteger(candidate) << 96;
            while (high - low > 1)
            {
                var middle = (low + high) >> 1;
                if (middle * middle * middle <= cube) low = middle;
                else high = middle;
            }

            rounds[i++] = (uint)(low & uint.MaxValue);
        }

        return rounds;
    }
}
