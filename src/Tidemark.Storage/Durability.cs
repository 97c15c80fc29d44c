namespace Tidemark.Storage;

/// <summary>What a commit waits for.</summary>
public enum Durability
{
    /// <summary>The log record is on disk before the commit answers.</summary>
    Flushed,

    /// <summary>The commit answers at once; its record reaches the disk soon after (<c>synchronous_commit = off</c>).</summary>
    Async,
}
