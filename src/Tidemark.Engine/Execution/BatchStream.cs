using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// A running operator: gives batches until there are none. Used by one thread at a time. A batch holds until the next call of <see cref="Next"/> and has at least one row.
/// Disposing ends the operator and its inputs early or late; it happens exactly once.
/// </summary>
internal abstract class BatchStream : IDisposable
{
    /// <summary>The next rows; null at the end, and for every call after it.</summary>
    public abstract Batch? Next();

    /// <summary>Ends the operator.</summary>
    public void Dispose() => Close();

    /// <summary>Gives back what the operator holds and disposes its inputs.</summary>
    protected virtual void Close()
    {
    }
}
