using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// Reads morsels batch by batch. Belongs to one thread; its buffers are reused, so a batch holds until the next call of <see cref="Next"/>.
/// One scanner serves any number of morsels, of one chunk or several, one after the other.
/// </summary>
public sealed class ChunkScanner(ScanRequest request) : IDisposable
{
    /// <summary>What is scanned.</summary>
    public ScanRequest Request { get; } = request;

    /// <summary>Turns to a morsel; what was left of the one before is dropped.</summary>
    public void Start(ScanMorsel morsel) => throw InternalErrors.NotSupported($"scanning {Request}");

    /// <summary>
    /// Points <paramref name="output"/> at the next rows that pass: the requested columns, then row ids if asked for. Text columns with few distinct values come as dictionary
    /// vectors whose dictionary is one object for a whole segment, uniform blocks as constants. A batch has at least one row.
    /// </summary>
    /// <returns>False when the morsel is exhausted.</returns>
    /// <exception cref="SqlException">XX001 for a damaged block, with file and position; 58030 when the file cannot be read.</exception>
    public bool Next(Batch output) => throw InternalErrors.NotSupported($"scanning {Request}");

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
