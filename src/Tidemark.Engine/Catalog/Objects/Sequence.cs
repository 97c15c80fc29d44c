namespace Tidemark.Engine.Catalog;

/// <summary>A sequence's definition. Its position is kept apart, because nextval() does not roll back.</summary>
internal sealed record Sequence : SchemaObject
{
    /// <summary>The first value.</summary>
    public long Start { get; init; } = 1;

    /// <summary>The step; negative for a descending one.</summary>
    public long Increment { get; init; } = 1;

    /// <summary>The smallest value.</summary>
    public long Minimum { get; init; } = 1;

    /// <summary>The largest value.</summary>
    public long Maximum { get; init; } = long.MaxValue;

    /// <summary>Whether it starts again after its last value.</summary>
    public bool Cycles { get; init; }

    /// <summary>pg_type name of its values: int2, int4 or int8.</summary>
    public string TypeName { get; init; } = "int8";

    /// <summary>The table whose column it serves; 0 for a free one. It goes with that column.</summary>
    public uint OwnerTable { get; init; }

    /// <summary>The column it serves.</summary>
    public int OwnerColumn { get; init; }
}
