using Tidemark.Types;

namespace Tidemark.Vectors;

/// <summary>
/// Builds a flat vector, row by row or in bulk, into buffers that it owns and reuses. <see cref="Build"/> gives a view that holds until the
/// next <see cref="Reset"/>, append or truncation; <see cref="Detach"/> gives the buffers away for good. Not thread-safe.
/// </summary>
public abstract class VectorBuilder
{
    private protected ValidityBuilder _validity;

    private protected VectorBuilder(SqlType type) => Type = type;

    /// <summary>The type of the vector that is built.</summary>
    public SqlType Type { get; }

    /// <summary>Rows so far.</summary>
    public int Length { get; private protected set; }

    /// <summary>Bytes that the buffers hold, for memory accounting.</summary>
    public abstract long ByteSize { get; }

    /// <summary>Bytes of the values so far, which the buffers have room for and more; nulls are not counted.</summary>
    public abstract long ValueBytes { get; }

    /// <summary>Makes a builder for the type's physical form.</summary>
    /// <param name="type">The type of the vector.</param>
    /// <param name="capacity">Rows to make room for at first; the builder grows as needed.</param>
    public static VectorBuilder Create(SqlType type, int capacity = 0) => type.Physical switch
    {
        PhysicalType.Bool => new FixedVectorBuilder<bool>(type, capacity),
        PhysicalType.Int16 => new FixedVectorBuilder<short>(type, capacity),
        PhysicalType.Int32 => new FixedVectorBuilder<int>(type, capacity),
        PhysicalType.Int64 => new FixedVectorBuilder<long>(type, capacity),
        PhysicalType.Float32 => new FixedVectorBuilder<float>(type, capacity),
        PhysicalType.Float64 => new FixedVectorBuilder<double>(type, capacity),
        PhysicalType.Interval => new FixedVectorBuilder<Interval>(type, capacity),
        PhysicalType.Uuid => new FixedVectorBuilder<Uuid>(type, capacity),
        PhysicalType.Bytes => new BytesVectorBuilder(type, capacity),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>Forgets all rows and keeps the buffers.</summary>
    public abstract void Reset();

    /// <summary>Appends a null.</summary>
    public abstract void AppendNull();

    /// <summary>Appends one row of a vector of the same physical type, of any shape.</summary>
    public abstract void AppendRow(Vector source, int row);

    /// <summary>Appends a run of rows of a vector of the same physical type, of any shape.</summary>
    public abstract void AppendRange(Vector source, int start, int count);

    /// <summary>Appends chosen rows, in the order given, of a vector of the same physical type, of any shape.</summary>
    public abstract void AppendGather(Vector source, ReadOnlySpan<int> rows);

    /// <summary>Forgets the rows from <paramref name="length"/> on.</summary>
    public abstract void Truncate(int length);

    /// <summary>A view of what was built; the same object each time, pointed at the present content.</summary>
    public abstract Vector Build();

    /// <summary>A vector that owns what was built; the builder starts anew with new buffers.</summary>
    public abstract Vector Detach();

    /// <summary>Makes a row null that was appended before.</summary>
    public void SetNull(int row) => _validity.SetNull(row, Length);

    /// <summary>Makes null every row, counted from <paramref name="start"/>, that is null in <paramref name="source"/>. Calling it for each argument intersects them.</summary>
    /// <param name="source">The rows to take nulls from; its row 0 is this builder's row <paramref name="start"/>.</param>
    /// <param name="start">The first row concerned; <paramref name="source"/>'s rows must have been appended already.</param>
    public void TakeNulls(Vector source, int start = 0)
    {
        if (!source.Validity.IsAllValid) _validity.Append(source.Validity, start, source.Length);
    }

    /// <summary>Appends the same row <paramref name="count"/> times.</summary>
    public void AppendRepeated(Vector source, int row, int count)
    {
        for (var i = 0; i < count; i++) AppendRow(source, row);
    }
}
