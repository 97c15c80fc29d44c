namespace Tidemark.Server.Protocol;

/// <summary>The client is gone, or sent less than a message: there is nobody left to answer.</summary>
internal sealed class ConnectionLostException(Exception? cause = null) : Exception("the client closed the connection", cause);
