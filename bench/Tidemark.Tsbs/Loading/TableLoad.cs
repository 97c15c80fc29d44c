namespace Tidemark.Tsbs.Loading;

/// <summary>What loading one table took.</summary>
internal sealed record TableLoad(string Table, long Rows, double Seconds)
{
    public double RowsPerSecond => Rows / Seconds;

    /// <summary>Bytes on disk, as the server says after loading.</summary>
    public long? Bytes { get; init; }

    public double? BytesPerRow => (double?)Bytes / Rows;

    /// <summary>Seconds that the conversion to columns took, if it was asked for.</summary>
    public double? CompressSeconds { get; init; }

    public double? CompressedRowsPerSecond => Rows / CompressSeconds;

    public long? CompressedBytes { get; init; }

    public double? CompressedBytesPerRow => (double?)CompressedBytes / Rows;
}
