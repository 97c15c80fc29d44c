namespace Tidemark.Engine.Syntax.Statements;

internal sealed record ListenStatement(string Channel) : Statement;

internal sealed record NotifyStatement(string Channel, string? Payload) : Statement;

/// <summary><c>UNLISTEN channel|*</c>; no channel means all.</summary>
internal sealed record UnlistenStatement(string? Channel) : Statement;
