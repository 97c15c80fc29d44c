namespace Tidemark.Server;

/// <summary>A server cannot start as it was told to; the message is for the person who started it.</summary>
/// <param name="message">What is wrong, and what would be right.</param>
/// <param name="cause">The exception behind it.</param>
public sealed class ServerStartException(string message, Exception? cause = null) : Exception(message, cause);
