namespace Tidemark.Engine.Sessions;

/// <summary>A parameter as a client sent it.</summary>
/// <param name="Bytes">Its text or binary form; undefined for null. Must hold until <see cref="Session.Bind"/> returns.</param>
/// <param name="IsNull">Whether it is null.</param>
/// <param name="IsBinary">Which form.</param>
public readonly record struct ParameterValue(ReadOnlyMemory<byte> Bytes, bool IsNull, bool IsBinary);
