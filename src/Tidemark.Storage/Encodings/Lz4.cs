using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidemark.Storage;

/// <summary>
/// LZ4 blocks. Source: Collet, "LZ4 Block Format Description" (lz4_Block_format.md, 2022). A sequence is a token (literals in the upper four bits, match length - 4 in the lower ones, 15 continued
/// by bytes up to one below 255), the literals, and the match's offset u16; the last sequence ends with its literals. The encoder looks along chains of places with the same four bytes, as LZ4HC
/// does, and puts a match off by one byte if that one is longer. An encoder belongs to one thread at a time; decoding needs no state.
/// </summary>
internal sealed class Lz4
{
    private const int MinMatch = 4;
    private const int LastLiterals = 5;
    private const int MatchFindLimit = 12;
    private const int Window = 1 << 16;
    private const int HashBits = 14;
    private const int MaxTries = 24;

    // Chunk starts are remembered as positions + 1 in the input; 0 is none.
    private readonly int[] _heads = new int[1 << HashBits];
    private readonly int[] _chain = new int[Window];

    /// <summary>Compresses; returns the bytes written, or -1 when the target is too small.</summary>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        Array.Clear(_heads);
        var output = new Writer(target);
        var literals = 0;
        var limit = source.Length - MatchFindLimit;
        var inserted = 0;
        for (var at = 0; at <= limit;)
        {
            var (length, offset) = FindMatch(source, at, ref inserted);
            if (length < MinMatch)
            {
                at++;
                continue;
            }

            while (at + 1 <= limit)
            {
                var (later, laterOffset) = FindMatch(source, at + 1, ref inserted);
                if (later <= length) break;
                at++;
                (length, offset) = (later, laterOffset);
            }

            if (!output.Sequence(source[literals..at], length, offset)) return -1;
            at += length;
            literals = at;
        }

        return output.Last(source[literals..]) ? output.Length : -1;
    }

    /// <summary>Decompresses into exactly so many bytes.</summary>
    /// <exception cref="InvalidDataException">The source is no LZ4 block of that length.</exception>
    public static void Decompress(ReadOnlySpan<byte> source, Span<byte> target) => Decompress(source, target, isWhole: true);

    /// <summary>Decompresses the first bytes, as many as the target takes, and looks no further.</summary>
    /// <exception cref="InvalidDataException">The source is no LZ4 block of at least that length.</exception>
    public static void DecompressBegin(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (!target.IsEmpty) Decompress(source, target, isWhole: false);
    }

    [MethodImpl(HotLoop.Compiled)]
    private static void Decompress(ReadOnlySpan<byte> source, Span<byte> target, bool isWhole)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        var at = 0;
        var written = 0;
        while (true)
        {
            if (at >= source.Length) throw Bad();
            int token = Unsafe.Add(ref from, at++);
            var literals = token >> 4;
            if (literals < 15 && at + 16 <= source.Length && written + 16 <= target.Length)
            {
                // Sixteen bytes are copied at once, of which the literals count.
                Unsafe.CopyBlockUnaligned(ref Unsafe.Add(ref to, written), ref Unsafe.Add(ref from, at), 16);
            }
            else
            {
                if (literals == 15) literals = Continued(source, ref at, 15);
                if (!isWhole) literals = Math.Min(literals, target.Length - written);
                if (literals > source.Length - at || literals > target.Length - written) throw Bad();
                source.Slice(at, literals).CopyTo(target[written..]);
            }

            at += literals;
            written += literals;
            if (!isWhole && written == target.Length) return;
            if (at == source.Length)
            {
                if (written == target.Length) return;
                throw Bad();
            }

            if (at + 2 > source.Length) throw Bad();
            int offset = BinaryPrimitives.ReadUInt16LittleEndian(source.Slice(at, 2));
            at += 2;
            var length = token & 15;
            if (length == 15) length = Continued(source, ref at, 15);
            length += MinMatch;
            if (!isWhole) length = Math.Min(length, target.Length - written);
            if (offset == 0 || offset > written || length > target.Length - written) throw Bad();
            CopyMatch(target, written, offset, length);
            written += length;
            if (!isWhole && written == target.Length) return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyMatch(Span<byte> target, int at, int offset, int length)
    {
        ref var to = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), at);
        ref var from = ref Unsafe.Subtract(ref to, offset);
        if (offset >= 16 && at + length + 16 <= target.Length)
        {
            for (var i = 0; i < length; i += 16) Unsafe.CopyBlockUnaligned(ref Unsafe.Add(ref to, i), ref Unsafe.Add(ref from, i), 16);
        }
        else if (offset >= length)
        {
            Unsafe.CopyBlockUnaligned(ref to, ref from, (uint)length);
        }
        else if (offset == 1)
        {
            target.Slice(at, length).Fill(from);
        }
        else
        {
            // The match repeats what it writes itself.
            for (var i = 0; i < length; i++) Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
        }
    }

    private static int Continued(ReadOnlySpan<byte> source, ref int at, int length)
    {
        while (true)
        {
            if (at >= source.Length) throw Bad();
            var next = source[at++];
            length += next;
            if (length < 0) throw Bad();
            if (next != 255) return length;
        }
    }

    private static InvalidDataException Bad() => new("compressed bytes are no LZ4 block of the right length");

    private static int Hash(uint bytes) => (int)((bytes * 2654435761u) >> (32 - HashBits));

    // The longest match for a place, or length 0; all places up to it are then known.
    private (int Length, int Offset) FindMatch(ReadOnlySpan<byte> source, int at, ref int inserted)
    {
        for (; inserted < at; inserted++) Insert(source, inserted);
        var bytes = MemoryMarshal.Read<uint>(source[at..]);
        var room = source.Length - LastLiterals - at;
        var best = (Length: 0, Offset: 0);
        var candidate = _heads[Hash(bytes)] - 1;
        for (var tries = MaxTries; tries > 0 && candidate >= 0 && at - candidate < Window; tries--)
        {
            if (best.Length >= room) break;
            if (source[candidate + best.Length] == source[at + best.Length] && MemoryMarshal.Read<uint>(source[candidate..]) == bytes)
            {
                var length = source.Slice(at, room).CommonPrefixLength(source.Slice(candidate, room));
                if (length > best.Length) best = (length, at - candidate);
            }

            var next = _chain[candidate & (Window - 1)];
            // An entry that a later place has overwritten leads forward.
            if (next - 1 >= candidate) break;
            candidate = next - 1;
        }

        return best.Length >= MinMatch ? best : default;
    }

    private void Insert(ReadOnlySpan<byte> source, int at)
    {
        ref var head = ref _heads[Hash(MemoryMarshal.Read<uint>(source[at..]))];
        _chain[at & (Window - 1)] = head;
        head = at + 1;
    }

    private ref struct Writer(Span<byte> target)
    {
        private readonly Span<byte> _target = target;

        public int Length { get; private set; }

        public bool Sequence(ReadOnlySpan<byte> literals, int length, int offset)
        {
            if (_target.Length - Length < literals.Length + (literals.Length / 255) + (length / 255) + 6) return false;
            Token(literals.Length, length - MinMatch);
            Literals(literals);
            BinaryPrimitives.WriteUInt16LittleEndian(_target[Length..], (ushort)offset);
            Length += 2;
            if (length - MinMatch >= 15) Continue(length - MinMatch - 15);
            return true;
        }

        public bool Last(ReadOnlySpan<byte> literals)
        {
            if (_target.Length - Length < literals.Length + (literals.Length / 255) + 2) return false;
            Token(literals.Length, 0);
            Literals(literals);
            return true;
        }

        private void Token(int literals, int match) => _target[Length++] = (byte)((Math.Min(literals, 15) << 4) | Math.Min(match, 15));

        private void Literals(ReadOnlySpan<byte> literals)
        {
            if (literals.Length >= 15) Continue(literals.Length - 15);
            literals.CopyTo(_target[Length..]);
            Length += literals.Length;
        }

        private void Continue(int rest)
        {
            for (; rest >= 255; rest -= 255) _target[Length++] = 255;
            _target[Length++] = (byte)rest;
        }
    }
}
