namespace Tidemark.Storage;

/// <summary>
/// The forms of a block of up to 2048 integers of 64 bits. A block is one byte of form and then:
/// <code>
/// Constant         value i64
/// Packed           packed body of the values
///                  frame of reference with patches (Zukowski et al., "Super-Scalar RAM-CPU Cache Compression", ICDE 2006)
/// Delta            first i64, packed body of the count - 1 differences
/// Runs             runs u16, block of the runs' values, block of the runs' lengths
/// DeltaRuns        first i64, runs u16, block of the runs' differences, block of their lengths: a run is an arithmetic series, so that
///                  regular timestamps take a few bytes (the zero case of Gorilla's delta-of-delta, VLDB 2015, taken to runs)
/// Scaled           offset i64, scale i64, block of (value - offset) / scale
/// DeltaDelta       first i64, first difference i64, packed body of the count - 2 differences of differences
///                  (delta-of-delta of Gorilla: Pelkonen et al., VLDB 2015)
/// Coded            coded body of the values
/// DeltaCoded       first i64, coded body of the differences
/// DeltaDeltaCoded  first i64, first difference i64, coded body of the differences of differences
/// Dictionary       entries u16, block of the distinct values, ascending, block of codes
/// Plain            width u8 (1, 2, 4 or 8), values of so many bytes, signed
///
/// packed body      base i64, width u8, exceptions u16, packed (value - base), positions of the exceptions u16 each, their values i64 each
/// coded body       base i64, shift u8, symbols as at <see cref="PrefixStreams"/>, the lower "shift" bits packed, for each symbol 15 in order (value - base) zigzag varint;
///                  with symbol s from 0 to 14, value = base + s * 2^shift + lower bits. So the upper bits of what varies take what they are worth, and the
///                  lower ones, which are noise, no time (the split of Rice and Plaunt, "Adaptive Variable-Length Coding", 1971, with a prefix code for its unary one)
/// </code>
/// Arithmetic wraps around at 64 bits, so any input has a representation. Blocks inside Runs, DeltaRuns and Dictionary have one of the forms with a body, Constant or Plain;
/// inside Scaled any but Scaled.
/// </summary>
internal enum IntegerForm : byte
{
    Constant,
    Packed,
    Delta,
    Runs,
    DeltaRuns,
    Scaled,
    DeltaDelta,
    Coded,
    DeltaCoded,
    DeltaDeltaCoded,
    Dictionary,
    Plain,
}
