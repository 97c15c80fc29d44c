namespace Tidemark.Types;

/// <summary>Where one value lies in a shared buffer.</summary>
/// <param name="Start">Offset of the first byte.</param>
/// <param name="Length">Bytes; -1 for NULL.</param>
public readonly record struct FieldRange(int Start, int Length)
{
    /// <summary>The range that stands for NULL.</summary>
    public static FieldRange Null => new(0, -1);

    /// <summary>Whether the value is NULL.</summary>
    public bool IsNull => Length < 0;
}
