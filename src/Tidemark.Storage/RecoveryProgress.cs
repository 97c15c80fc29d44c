namespace Tidemark.Storage;

/// <summary>How far recovery has come.</summary>
/// <param name="Directory">The database directory.</param>
/// <param name="DoneBytes">Bytes of log that were read.</param>
/// <param name="TotalBytes">Bytes of log in all.</param>
/// <param name="Elapsed">Time since the store began to open.</param>
public readonly record struct RecoveryProgress(string Directory, long DoneBytes, long TotalBytes, TimeSpan Elapsed);
