namespace Tidemark.Storage;

/// <summary>
/// The forms of a block of up to 2048 integers of 64 bits. A block is one byte of form and then:
/// <code>
/// Constant   value i64
/// Packed     base i64, width u8, exceptions u16, packed (value - base), exceptions
///            frame of reference with patches (Zukowski et al., "Super-Scalar RAM-CPU Cache Compression", ICDE 2006)
/// Delta      first i64, then as Packed for the count - 1 differences
/// Runs       runs u16, block of the runs' values, block of the runs' lengths
/// DeltaRuns  first i64, runs u16, block of the runs' differences, block of their lengths: a run is an arithmetic series, so that
///            regular timestamps take a few bytes (the zero case of Gorilla's delta-of-delta, VLDB 2015, taken to runs)
/// Scaled     offset i64, scale i64, block of (value - offset) / scale
/// exceptions: positions u16 each, then values (differences for Delta) i64 each
/// </code>
/// Arithmetic wraps around at 64 bits, so any input has a representation. Blocks inside a block are Constant, Packed or Delta
/// (inside Scaled: any but Scaled).
/// </summary>
internal enum IntegerForm : byte
{
    Constant,
    Packed,
    Delta,
    Runs,
    DeltaRuns,
    Scaled,
}
