namespace Tidemark.Storage;

/// <summary>
/// The forms of a block of up to 2048 floating-point numbers; float4 is kept as the double of the same value, and its bit patterns where that is said. A block is one byte of form and then:
/// <code>
/// Constant    bit pattern i64
/// Decimal     e u8, f u8, exceptions u16, integer block of n with value = n * 10^f * 10^-e, exceptions: positions u16 each, bit patterns i64 each
///             (ALP: Afroozeh, Kuffo and Boncz, "ALP: Adaptive Lossless floating-Point Compression", SIGMOD 2024)
/// Dictionary  entries u16, bit patterns i64 each, integer block of codes
/// Patterns    integer block of the bit patterns
/// Plain       bit patterns: i64 each for float8, i32 each for float4
/// Split       right bits u8, integer block of the bit patterns without their so many lower bits, these packed
///             (ALP-rd of the same paper; its dictionary of left parts is whatever form the integer block chooses)
/// Xor         float8 only, as at <see cref="XorDoubles"/>
/// </code>
/// </summary>
internal enum FloatForm : byte
{
    Constant,
    Decimal,
    Dictionary,
    Patterns,
    Plain,
    Split,
    Xor,
}

/// <summary>The scales of <see cref="FloatForm.Decimal"/>.</summary>
internal static class DecimalScale
{
    public const int MaxExponent = 18;

    /// <summary>Integers beyond this are not kept as such: the fast conversion between double and integer ends here.</summary>
    public const long Limit = 1L << 51;

    /// <summary>1.5 * 2^52: adding it to a double below <see cref="Limit"/> rounds it to an integer that then stands in the lower bits.</summary>
    public const double Rounder = 6755399441055744.0;

    public static ReadOnlySpan<double> Powers => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

    public static ReadOnlySpan<double> Inverses => [1e-0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15, 1e-16, 1e-17, 1e-18];
}
