namespace Tidemark.Storage;

/// <summary>
/// Decodes several code words at once: for each content of a window of <see cref="PrefixCode.MaxLength"/> bits the symbols whose words lie in it wholly (bytes 0 to 6, at most seven), how many they are
/// (bits 56 to 59) and the bits of their words together (bits 60 to 63). Immutable. Tables are remembered for the whole process: neighbouring blocks mostly share a code.
/// Source: decoding by tables with several symbols an entry, as in Huff0's double-symbol decoder (Collet) and in Pajarola, "Fast Prefix Code Processing" (ITCC 2003).
/// </summary>
internal sealed class PrefixTable
{
    public const int Entries = 1 << PrefixCode.MaxLength;

    /// <summary>The most symbols that an entry has.</summary>
    public const int MaxSymbols = 7;

    private const int Remembered = 512;
    private static readonly PrefixTable?[] Known = new PrefixTable[Remembered];

    private readonly ulong _code;

    private PrefixTable(ulong code)
    {
        _code = code;
        Table = new ulong[Entries];
        Fill();
    }

    public ulong[] Table { get; }

    /// <summary>The table of a code.</summary>
    /// <exception cref="InvalidDataException">It is not a complete code.</exception>
    public static PrefixTable Of(ulong code)
    {
        ref var slot = ref Known[(int)((code * 0x9E37_79B9_7F4A_7C15) >> 55)];
        if (Volatile.Read(ref slot) is { } known && known._code == code) return known;
        if (!PrefixCode.IsValid(code)) throw new InvalidDataException("a prefix code is not complete");
        var table = new PrefixTable(code);
        Volatile.Write(ref slot, table);
        return table;
    }

    private void Fill()
    {
        Span<uint> words = stackalloc uint[PrefixCode.Symbols];
        PrefixCode.Words(_code, words);
        Span<byte> symbols = stackalloc byte[Entries];
        for (var s = 0; s < PrefixCode.Symbols; s++)
        {
            var length = PrefixCode.Length(_code, s);
            if (length == 0) continue;
            for (var window = words[s]; window < Entries; window += 1u << length) symbols[(int)window] = (byte)(s | (length << 4));
        }

        for (var window = 0; window < Entries; window++)
        {
            ulong entry = 0;
            var count = 0;
            var used = 0;
            while (count < MaxSymbols)
            {
                var next = symbols[window >> used];
                if (used + (next >> 4) > PrefixCode.MaxLength) break;
                entry |= (ulong)(next & 15) << (count++ * 8);
                used += next >> 4;
                if (used == PrefixCode.MaxLength) break;
            }

            Table[window] = entry | ((ulong)count << 56) | ((ulong)used << 60);
        }
    }
}
