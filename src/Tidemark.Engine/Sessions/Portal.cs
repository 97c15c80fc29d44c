using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions;

/// <summary>A statement with its parameters, being run. Belongs to its session and ends with its transaction at the latest.</summary>
public sealed class Portal : IDisposable
{
    internal Portal()
    {
    }

    /// <summary>What running it yields.</summary>
    public PortalKind Kind { get; }

    /// <summary>The columns of the rows; empty for other kinds.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; } = [];

    /// <summary>
    /// The next rows, at most <paramref name="maxRows"/>; null at the end. For a portal without rows the first call carries the statement out and gives null.
    /// The batch (read it with <see cref="Batch.Column"/>) holds until the next call.
    /// </summary>
    public Batch? Next(int maxRows) => throw InternalErrors.NotSupported("portals");

    /// <summary>The command tag, such as <c>SELECT 3</c>; valid once <see cref="Next"/> gave null or the copy is complete.</summary>
    public string CommandTag => "";

    /// <summary>Begins COPY ... FROM STDIN.</summary>
    public CopyTarget OpenCopyIn() => throw InternalErrors.NotSupported("portals");

    /// <summary>Begins COPY ... TO STDOUT.</summary>
    public CopySource OpenCopyOut() => throw InternalErrors.NotSupported("portals");

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
