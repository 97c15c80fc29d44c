using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tidemark.Storage;

/// <summary>
/// Doubles as what they differ in from one of the 128 before them. Source: Chimp128 (Liakos, Papakonstantinopoulou and Kotidis, "Chimp: Efficient Lossless Floating Point Compression for
/// Time Series Databases", VLDB 2022), which improves on Gorilla (Pelkonen et al., VLDB 2015).
/// <code>
/// first pattern i64, length in bytes u16, bits, from the lowest of each byte on; for each of the others
///   0 (2 bits), place 7 bits                                              the pattern at this place of a ring of the last 128
///   1, place 7 bits, leading 3 bits, significant 6 bits, so many bits     the pattern there xor (bits &lt;&lt; (64 - leading - significant))
///   2, 64 - leading bits                                                  the pattern before xor bits, leading as the last time
///   3, leading 3 bits, 64 - leading bits                                  the pattern before xor bits
/// </code>
/// Leading zeros are rounded down to one of <see cref="Leading"/>. One thread at a time.
/// </summary>
internal sealed class XorDoubles
{
    private const int Ring = 128;
    private const int KeyBits = 14;

    // A reference to one of the ring costs eleven bits more than one to the pattern before, so it must save these.
    private const int MinTrailing = 6 + 7;

    private readonly int[] _lastWithKey = new int[1 << KeyBits];

    private static ReadOnlySpan<byte> Leading => [0, 8, 12, 16, 18, 20, 22, 24];

    public void Encode(ReadOnlySpan<long> patterns, ByteWriter output)
    {
        output.I64(patterns[0]);
        var bits = new BitWriter(output, patterns.Length);
        Array.Fill(_lastWithKey, -1);
        _lastWithKey[Key(patterns[0])] = 0;
        var lastLeading = -1;
        for (var i = 1; i < patterns.Length; i++)
        {
            var candidate = _lastWithKey[Key(patterns[i])];
            _lastWithKey[Key(patterns[i])] = i;
            var xor = candidate >= 0 && i - candidate <= Ring ? (ulong)(patterns[i] ^ patterns[candidate]) : 0;
            var isFar = candidate >= 0 && i - candidate <= Ring && (xor == 0 || BitOperations.TrailingZeroCount(xor) > MinTrailing);
            if (isFar && xor == 0)
            {
                bits.Write((ulong)(candidate % Ring) << 2, 9);
                lastLeading = -1;
                continue;
            }

            if (!isFar) xor = (ulong)(patterns[i] ^ patterns[i - 1]);
            var leading = RoundLeading(BitOperations.LeadingZeroCount(xor));
            if (isFar)
            {
                var trailing = BitOperations.TrailingZeroCount(xor);
                var significant = 64 - Leading[leading] - trailing;
                bits.Write(1 | ((ulong)(candidate % Ring) << 2) | ((ulong)leading << 9) | ((ulong)significant << 12), 18);
                bits.Write(xor >> trailing, significant);
                lastLeading = -1;
            }
            else
            {
                if (leading == lastLeading) bits.Write(2, 2);
                else bits.Write(3 | ((ulong)leading << 2), 5);
                bits.Write(xor, 64 - Leading[leading]);
                lastLeading = leading;
            }
        }

        bits.End();
    }

    /// <summary>Fills the span with patterns.</summary>
    [MethodImpl(HotLoop.Compiled)]
    public static void Decode(ref ByteReader input, Span<long> patterns)
    {
        var before = input.I64();
        patterns[0] = before;
        var bits = new BitReader(input.Bytes(input.U16()));
        var leading = -1;
        for (var i = 1; i < patterns.Length; i++)
        {
            var head = bits.Peek();
            switch (head & 3)
            {
                case 0:
                    before = patterns[Referred(i, (int)(head >> 2) & (Ring - 1))];
                    bits.Skip(9);
                    leading = -1;
                    break;
                case 1:
                    before = patterns[Referred(i, (int)(head >> 2) & (Ring - 1))];
                    var zeros = Leading[(int)(head >> 9) & 7];
                    var significant = (int)(head >> 12) & 63;
                    if (zeros + significant > 64) throw new InvalidDataException("xored values have too many bits");
                    bits.Skip(18);
                    // Nothing is significant, or everything is shifted out: no encoder writes that, and it does no harm.
                    before ^= (long)(bits.Read(significant) << ((64 - zeros - significant) & 63));
                    leading = -1;
                    break;
                case 2:
                    if (leading < 0) throw new InvalidDataException("xored values refer to leading zeros that are not there");
                    bits.Skip(2);
                    before ^= (long)bits.Read(64 - leading);
                    break;
                default:
                    leading = Leading[(int)(head >> 2) & 7];
                    bits.Skip(5);
                    before ^= (long)bits.Read(64 - leading);
                    break;
            }

            patterns[i] = before;
        }
    }

    private static int Key(long pattern) => (int)pattern & ((1 << KeyBits) - 1);

    private static int RoundLeading(int zeros)
    {
        var index = Leading.Length - 1;
        while (Leading[index] > zeros) index--;
        return index;
    }

    // The last pattern before this one that has this place in the ring.
    private static int Referred(int index, int place)
    {
        var at = index - 1 - ((index - 1 - place) & (Ring - 1));
        return at >= 0 ? at : throw new InvalidDataException("xored values refer to one that is not there");
    }

    private ref struct BitWriter
    {
        private readonly ByteWriter _output;
        private readonly int _begin;
        private readonly Span<byte> _target;
        private ulong _pending;
        private int _used;
        private int _at;

        // Takes more room than any bits need, and at the end gives back what was not used.
        public BitWriter(ByteWriter output, int values)
        {
            _output = output;
            output.U16(0);
            _begin = output.Length;
            _target = output.Reserve((values * 10) + 16);
        }

        public void Write(ulong bits, int count)
        {
            _pending |= bits << _used;
            var room = 64 - _used;
            _used += count;
            if (count < room) return;
            BitConverter.TryWriteBytes(_target[_at..], _pending);
            _at += 8;
            _used -= 64;
            _pending = _used == 0 ? 0 : bits >> room;
        }

        public void End()
        {
            BitConverter.TryWriteBytes(_target[_at..], _pending);
            var length = _at + ((_used + 7) / 8);
            _output.Truncate(_begin + length);
            BitConverter.TryWriteBytes(_output.At(_begin - 2, 2), (ushort)length);
        }
    }

    private ref struct BitReader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _position;

        // At least 57 bits; behind the end there are zeros.
        public readonly ulong Peek()
        {
            var at = _position >> 3;
            if (at + 8 <= _bytes.Length) return BitConverter.ToUInt64(_bytes[at..]) >> (_position & 7);
            var window = 0UL;
            for (var i = 0; at + i < _bytes.Length; i++) window |= (ulong)_bytes[at + i] << (i * 8);
            return window >> (_position & 7);
        }

        public void Skip(int count) => _position = _position + count <= _bytes.Length * 8 ? _position + count : throw new InvalidDataException("xored values end too early");

        public ulong Read(int count)
        {
            if (count <= 56)
            {
                var few = Peek() & ((1UL << count) - 1);
                Skip(count);
                return few;
            }

            var low = Peek() & uint.MaxValue;
            Skip(32);
            var high = Peek() & ((1UL << (count - 32)) - 1);
            Skip(count - 32);
            return low | (high << 32);
        }
    }
}
