namespace Tidemark.Storage;

/// <summary>
/// A segment file, named by its unit's id in hexadecimal: <c>segments/00000000000001a7.seg</c>. Written once, never changed.
/// <code>
/// header   magic "TIDESEGM", version u32, unit id i64, checksum u32 of the 20 bytes before, zeros up to 32 bytes
/// columns  one after the other: dictionary block if the column has one, then its blocks
/// filters  one after the other: checksum u32 of what follows, seeded with unit and number; the blocks of a SplitBlockFilter over the KeyHashes of a key
/// footer   columns varint; for each column a blob, see below; filters varint; for each: columns varint, their ids varint each, offset varint, length with the checksum varint
/// trailer  footer offset i64, footer length u32, footer checksum u32, version u32, magic "GESEDIT\0"
/// </code>
/// A block is a checksum u32 of what follows, seeded with unit, column and block number, so that a block in the wrong place is found too; then nulls u8 (0 none,
/// 1 a bitmap follows with one bit a row, set for a value, in words of 64 bits, 2 all); unless all are null, the values by physical type:
/// <code>
/// integers, bool, dates, times   integer block
/// float4, float8                 floating-point block
/// interval                       integer blocks of microseconds, days, months
/// uuid                           integer blocks of the upper and the lower half
/// bytes, with a dictionary       integer block of codes
/// bytes, without                 block of bytes
/// </code>
/// These blocks are described at <see cref="IntegerForm"/>, <see cref="FloatForm"/> and <see cref="BytesForm"/>. Null rows have some value that encodes well. The dictionary block has, after its checksum (block number -1): entries varint, integer blocks of lengths (2048 each), all bytes as at <see cref="BytesForm"/>;
/// entries are distinct and ascending.
/// The footer's blob of a column: column id varint, physical type u8, flags u8 (1 dictionary, 2 range, 4 sum), offset of the first block varint (the dictionary
/// stands right before it), length of the dictionary varint, then lists with one number for each block, as integer blocks of up to 2048: lengths of blocks, nulls, and with a range
/// the least and the greatest values: integers; floating-point blocks; codes; for bytes without a dictionary and uuid, for each block two blobs of at most 64 bytes (the greatest may be longer where no shorter bound exists) and a flag u8
/// (1 when the greatest was cut, and so is a bound that no value reaches). In a block of nulls only they are 0. With a sum: integers as lists of the lower and the upper
/// halves of 128 bits, floating-point numbers as floating-point blocks.
/// </summary>
internal static class SegmentFormat
{
    public const uint Version = 2;
    public const int HeaderBytes = 32;
    public const int TrailerBytes = 28;
    public const int MaxBoundBytes = 64;

    public static ReadOnlySpan<byte> Magic => "TIDESEGM"u8;

    public static ReadOnlySpan<byte> TrailerMagic => "GESEDIT\0"u8;

    public static uint Seed(long unitId, int column, int block) =>
        unchecked(((uint)unitId * 0x9E37_79B1u) ^ ((uint)(unitId >> 32) * 0x85EB_CA77u) ^ ((uint)column * 0xC2B2_AE3Du) ^ ((uint)block * 0x27D4_EB2Fu));

    public static uint FilterSeed(long unitId, int number) => Seed(unitId, -2, number);

    public static string FileName(long unitId) => $"{unitId:x16}.seg";

    [Flags]
    public enum ColumnFlags : byte
    {
        None = 0,
        Dictionary = 1,
        Range = 2,
        Sum = 4,
    }
}

/// <summary>The first byte of a block: which of its rows are null.</summary>
internal enum BlockNulls : byte
{
    None,
    Some,
    All,
}
