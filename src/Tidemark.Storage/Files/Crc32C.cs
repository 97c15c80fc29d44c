using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Tidemark.Storage;

/// <summary>
/// CRC-32C (Castagnoli polynomial 0x1EDC6F41, reflected 0x82F63B78, as in RFC 3720 appendix B.4) by the processor's instruction, else by a table (slicing by one).
/// Long inputs run as three interleaved streams whose results are joined by multiplication with powers of x, because the instruction takes three cycles but
/// one can start every cycle.
/// </summary>
internal static class Crc32C
{
    private const uint Polynomial = 0x82F6_3B78;
    private const int Stream = 512;

    private static readonly uint[] Table = MakeTable();
    private static readonly uint[] ShiftOne = MakeShift(Stream);
    private static readonly uint[] ShiftTwo = MakeShift(Stream * 2);

    /// <summary>The checksum of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="seed">The checksum of what stands before them, or any number that ties them to their place.</param>
    public static uint Compute(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        var crc = ~seed;
        if (Sse42.X64.IsSupported || Crc32.Arm64.IsSupported) crc = Hardware(bytes, crc);
        else crc = Software(bytes, crc);
        return ~crc;
    }

    internal static uint Software(ReadOnlySpan<byte> bytes, uint crc)
    {
        foreach (var b in bytes) crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        return crc;
    }

    [MethodImpl(HotLoop.Compiled)]
    private static uint Hardware(ReadOnlySpan<byte> bytes, uint crc)
    {
        while (bytes.Length >= Stream * 3)
        {
            var a = MemoryMarshal.Cast<byte, ulong>(bytes[..Stream]);
            var b = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(Stream, Stream));
            var c = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(Stream * 2, Stream));
            uint x = crc, y = 0, z = 0;
            for (var i = 0; i < Stream / 8; i++)
            {
                x = Step(x, a[i]);
                y = Step(y, b[i]);
                z = Step(z, c[i]);
            }

            crc = Shift(ShiftTwo, x) ^ Shift(ShiftOne, y) ^ z;
            bytes = bytes[(Stream * 3)..];
        }

        while (bytes.Length >= 8)
        {
            crc = Step(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        return Software(bytes, crc);
    }

    private static uint Step(uint crc, ulong word) =>
        Sse42.X64.IsSupported ? (uint)Sse42.X64.Crc32(crc, word) : Crc32.Arm64.ComputeCrc32C(crc, word);

    private static uint Shift(uint[] table, uint crc) =>
        table[(byte)crc] ^ table[256 + (byte)(crc >> 8)] ^ table[512 + (byte)(crc >> 16)] ^ table[768 + (crc >> 24)];

    // Feeding zero bytes is linear in the state, so a table of four times 256 entries holds the effect of any number of them.
    private static uint[] MakeShift(int zeros)
    {
        Span<uint> bits = stackalloc uint[32];
        var empty = new byte[zeros];
        for (var bit = 0; bit < 32; bit++) bits[bit] = Software(empty, 1u << bit);
        var table = new uint[1024];
        for (var i = 0; i < 1024; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                if ((i >> bit & 1) != 0) table[i] ^= bits[((i >> 8) * 8) + bit];
            }
        }

        return table;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            table[i] = crc;
        }

        return table;
    }
}
