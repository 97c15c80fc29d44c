namespace Tidemark.Engine.Sessions;

/// <summary>What running a portal yields.</summary>
public enum PortalKind
{
    /// <summary>An empty statement: nothing, not even a command tag.</summary>
    Empty,

    /// <summary>Only a command tag.</summary>
    Command,

    /// <summary>Rows and a command tag.</summary>
    Rows,

    /// <summary>The statement wants data: COPY ... FROM STDIN.</summary>
    CopyIn,

    /// <summary>The statement gives data: COPY ... TO STDOUT.</summary>
    CopyOut,
}
