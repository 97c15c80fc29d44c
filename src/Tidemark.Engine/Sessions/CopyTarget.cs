namespace Tidemark.Engine.Sessions;

/// <summary>
/// Takes the data of COPY ... FROM STDIN. After <see cref="Complete"/> the portal has its command tag; an exception from any member ends the statement
/// (and nothing of it is kept), after which the client's remaining data is to be read and dropped.
/// </summary>
public abstract class CopyTarget : IDisposable
{
    /// <summary>Whether the data is binary.</summary>
    public abstract bool IsBinary { get; }

    /// <summary>How many columns the data has.</summary>
    public abstract int ColumnCount { get; }

    /// <summary>Takes the next bytes, cut anywhere.</summary>
    public abstract void Write(ReadOnlySpan<byte> data);

    /// <summary>All data has come: parses what is left and makes the rows part of the transaction.</summary>
    public abstract void Complete();

    /// <summary>The client gave up: fails with 57014 and its message.</summary>
    public abstract void Fail(string message);

    /// <inheritdoc />
    public abstract void Dispose();
}

/// <summary>Gives the data of COPY ... TO STDOUT.</summary>
public abstract class CopySource : IDisposable
{
    /// <summary>Whether the data is binary.</summary>
    public abstract bool IsBinary { get; }

    /// <summary>How many columns the data has.</summary>
    public abstract int ColumnCount { get; }

    /// <summary>The next rows' bytes, whole rows only; empty at the end. Holds until the next call.</summary>
    public abstract ReadOnlyMemory<byte> Next();

    /// <summary>
    /// Where each row of what <see cref="Next"/> gave last ends, counted from its first byte. The wire protocol frames every row on its own, and clients rely on it.
    /// A heading and what ends binary data are rows of their own; what binary data begins with belongs to the row behind it.
    /// </summary>
    public abstract ReadOnlySpan<int> RowEnds { get; }

    /// <inheritdoc />
    public abstract void Dispose();
}
