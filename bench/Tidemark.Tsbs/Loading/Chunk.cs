namespace Tidemark.Tsbs.Loading;

/// <summary>A buffer of whole rendered rows; the last of a COPY says so.</summary>
internal readonly record struct Chunk(byte[] Buffer, int Length, int Rows, bool EndsBatch);
