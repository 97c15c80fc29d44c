using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tidemark.Storage;

/// <summary>
/// A set of hashes that says "not in it" or "perhaps": a split block Bloom filter. A hash chooses, by its upper half, one block of eight words of 32 bits, and by its lower half one bit in
/// each of them, so that a question touches one cache line and is a few vector instructions. With <see cref="BitsPerKey"/> bits a key one of about 200 absent keys is taken for present.
/// Sources: Putze, Sanders and Singler, "Cache-, Hash- and Space-Efficient Bloom Filters" (WEA 2007); the multipliers and the choice of block are those of Apache Parquet's bloom filter specification.
/// Adding is for one thread at a time, and not beside questions.
/// </summary>
public sealed class SplitBlockFilter
{
    /// <summary>Bits that a key gets where nothing else is said: 1.5 bytes, wrong for one absent key of about 200.</summary>
    public const int BitsPerKey = 12;

    private const int WordsPerBlock = 8;
    private const int BytesPerBlock = WordsPerBlock * sizeof(uint);

    private readonly uint[] _words;

    private SplitBlockFilter(uint[] words) => _words = words;

    /// <summary>The blocks, as they are written.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(_words.AsSpan());

    /// <summary>An empty filter.</summary>
    /// <param name="keys">How many distinct hashes it is for; more do no harm but to its precision.</param>
    /// <param name="bitsPerKey">Its size.</param>
    public static SplitBlockFilter Create(int keys, int bitsPerKey = BitsPerKey) =>
        new(new uint[Math.Max(1, (int)((((long)keys * bitsPerKey) + (BytesPerBlock * 8) - 1) / (BytesPerBlock * 8))) * WordsPerBlock]);

    /// <summary>A filter that was written.</summary>
    /// <exception cref="InvalidDataException">The bytes are no filter.</exception>
    public static SplitBlockFilter Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0 || bytes.Length % BytesPerBlock != 0) throw new InvalidDataException("a membership filter has an impossible size");
        var words = new uint[bytes.Length / sizeof(uint)];
        bytes.CopyTo(MemoryMarshal.AsBytes(words.AsSpan()));
        return new SplitBlockFilter(words);
    }

    /// <summary>Puts a hash into the set.</summary>
    public void Add(ulong hash)
    {
        ref var block = ref BlockOf(hash);
        (Vector256.LoadUnsafe(ref block) | BitsOf(hash)).StoreUnsafe(ref block);
    }

    /// <summary>Whether a hash may be in the set; never false for one that is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayContain(ulong hash)
    {
        var bits = BitsOf(hash);
        return Vector256.AndNot(bits, Vector256.LoadUnsafe(ref BlockOf(hash))) == Vector256<uint>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref uint BlockOf(ulong hash)
    {
        var block = (int)(((hash >> 32) * (ulong)(_words.Length / WordsPerBlock)) >> 32);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_words), block * WordsPerBlock);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> BitsOf(ulong hash)
    {
        var salt = Vector256.Create(0x47B6_137Bu, 0x4497_4D91, 0x8824_AD5B, 0xA2B7_289D, 0x7054_95C7, 0x2DF1_424B, 0x9EFC_4947, 0x5C6B_FB31);
        var places = Vector256.ShiftRightLogical(Vector256.Create((uint)hash) * salt, 27);
        if (Avx2.IsSupported) return Avx2.ShiftLeftLogicalVariable(Vector256<uint>.One, places);
        var bits = Vector256<uint>.Zero;
        for (var word = 0; word < WordsPerBlock; word++) bits = bits.WithElement(word, 1u << (int)places[word]);
        return bits;
    }
}
