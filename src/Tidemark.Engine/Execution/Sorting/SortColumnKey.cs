namespace Tidemark.Engine.Execution;

/// <summary>A column that kept rows are sorted by.</summary>
/// <param name="Column">Its place.</param>
/// <param name="Descending">Whether the greatest comes first.</param>
/// <param name="NullsFirst">Whether nulls come before all values.</param>
internal readonly record struct SortColumnKey(int Column, bool Descending, bool NullsFirst);
