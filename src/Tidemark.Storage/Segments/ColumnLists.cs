namespace Tidemark.Storage;

/// <summary>What the footer says of a column: one number for each block in each list.</summary>
internal sealed class ColumnLists(int blocks)
{
    public readonly long[] Lengths = new long[blocks];
    public readonly long[] Nulls = new long[blocks];
    public readonly int[] RowCounts = new int[blocks];

    /// <summary>Integers, or codes of a dictionary.</summary>
    public readonly long[] MinIntegers = new long[blocks];
    public readonly long[] MaxIntegers = new long[blocks];
    public readonly double[] MinDoubles = new double[blocks];
    public readonly double[] MaxDoubles = new double[blocks];
    public readonly byte[][] MinBytes = new byte[blocks][];
    public readonly byte[][] MaxBytes = new byte[blocks][];
    public readonly bool[] IsCut = new bool[blocks];
    public readonly Int128[] SumIntegers = new Int128[blocks];
    public readonly double[] SumDoubles = new double[blocks];

    public SegmentFormat.ColumnFlags Flags { get; set; }

    public long Offset { get; set; }

    public int DictionaryLength { get; set; }
}
