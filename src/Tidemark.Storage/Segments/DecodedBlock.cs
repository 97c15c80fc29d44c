namespace Tidemark.Storage;

/// <summary>
/// A block of a column as it is when decoded. Kept with the column (<see cref="SegmentColumn.Keep"/>) where single rows of it are asked for again and its form gives these only with others. Immutable.
/// </summary>
/// <param name="Valid">One bit a row, set for a value; null when all are.</param>
/// <param name="Bytes">What it takes in memory.</param>
internal abstract record DecodedBlock(ulong[]? Valid, int Bytes);

/// <summary>Fixed-width values, or codes of a dictionary.</summary>
internal sealed record DecodedValues<T>(T[] Values, ulong[]? Valid, int Bytes) : DecodedBlock(Valid, Bytes)
    where T : unmanaged;

/// <summary>Bytes, and where those of each row begin.</summary>
internal sealed record DecodedBytes(int[] Offsets, byte[] Data, ulong[]? Valid, int Bytes) : DecodedBlock(Valid, Bytes);
