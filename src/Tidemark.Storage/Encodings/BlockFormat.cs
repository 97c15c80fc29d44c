namespace Tidemark.Storage;

/// <summary>What all encodings share.</summary>
internal static class BlockFormat
{
    /// <summary>Rows of a block; the last block of a unit may have fewer.</summary>
    public const int Rows = 2048;

    public static int BlockCount(int rows) => (rows + Rows - 1) / Rows;

    public static int RowsIn(int block, int rows) => Math.Min(Rows, rows - (block * Rows));
}
