namespace Tidemark.Testing.Wire;

/// <summary>The conversation with the server broke, or it could not begin.</summary>
public sealed class WireException : Exception
{
    public WireException(string message) : base(message)
    {
    }

    /// <summary>The server refused the connection with this error.</summary>
    public WireException(WireNotice error) : base(error.ToString()) => Error = error;

    public WireNotice? Error { get; }
}
