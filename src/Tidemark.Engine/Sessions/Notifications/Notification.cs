namespace Tidemark.Engine.Sessions;

/// <summary>What a session that listens is told.</summary>
/// <param name="ProcessId">The session that said it.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Payload">What was said; empty for nothing.</param>
public sealed record Notification(int ProcessId, string Channel, string Payload);
